"""The sentence that the reader came for, and the answer of this run in one paragraph."""

from collections import Counter
from collections.abc import Iterable, Mapping

from licet.licence import Kind, Status
from licet.programme import Category, Operation, Programme, listed
from licet.publish.counts import FAMILIES, FLAGGED
from licet.publish.sheet import Name, Shown
from licet.publish.story import Story
from licet.publish.streams import PEOPLE
from licet.publish.words import about, category_list, count_words, purpose_words, stop

Fact = tuple[str, str]


def proposal(programme: Programme) -> str:
    """What is proposed, in one sentence."""
    records = category_list(linking(programme))
    return f"{programme.controller.name} would link {records} {purpose_words(programme)}."


def population(programme: Programme) -> str:
    """Whom the programme is about, and where."""
    whom, where = programme.population, programme.area
    return whom if where in whom else f"{whom} in {where}"


def linking(programme: Programme) -> list[Category]:
    """The categories that the programme asks to link, each once, in vocabulary order."""
    asked = (use.category for use in programme.requested() if use.operation is Operation.LINK)
    return list(dict.fromkeys(asked))


def is_synthetic(story: Story) -> bool:
    """Whether the run went through the door for invented people, where nobody is asked."""
    return story.permit is not None and story.permit.kind is Kind.SYNTHETIC


def answer(story: Story, shown: Mapping[Name, Shown]) -> list[str]:
    """What this run came to, in sentences."""
    return [_asked(story), *_linked(story, shown)]


def because(story: Story) -> str:
    """Why nothing was linked, or why no figure about people is shown, as a sentence."""
    if story.permit is not None:
        return (
            "No figure about people is shown, because publishing figures is not granted for all the records "
            "that were linked."
        )
    reason = story.refusal or "there is no permit"
    for opening in ("Nothing is linked, because ", "There ", "The ", "No ", "These ", "Whoever ", "Parents "):
        if reason.startswith(opening):
            kept = "" if opening.endswith("because ") else opening[0].lower() + opening[1:]
            return stop(f"Nothing was linked, because {kept}{reason.removeprefix(opening)}")
    return f"Nothing was linked, because of this: {stop(reason)}"


def facts(story: Story, shown: Mapping[Name, Shown]) -> list[Fact]:
    """The few numbers at the top: what they are, and how many."""
    counts = Counter(decision.status for decision in story.decisions)
    opened = sum(source.opened for source in story.sources)
    told = [] if is_synthetic(story) else [
        ("uses granted as proposed", str(counts[Status.GRANTED])),
        ("granted with conditions", str(counts[Status.CONDITIONAL])),
        ("withheld", str(counts[Status.WITHHELD])),
    ]  # fmt: skip
    told.append(("sources opened", f"{opened} of {len(story.sources)}"))
    if story.linkage is not None:
        told.append(("people found in them", count_words(shown[PEOPLE])))
    if story.families is not None:
        told.append(("families", count_words(shown[FAMILIES])))
    return told


def _asked(story: Story) -> str:
    if is_synthetic(story):
        return (
            "The people in these records are invented, so nobody was asked and there is no charter. "
            "A synthetic permit lets the programme run on them, and on nobody else."
        )
    if not story.findings.num_rows:
        asked = f"It asks for {len(story.decisions)} uses of records."
        return f"{asked} No parent has been asked, so all are withheld."
    counts = Counter(decision.status for decision in story.decisions)
    parts = [
        f"{counts[Status.GRANTED]} are granted as proposed",
        f"{counts[Status.CONDITIONAL]} are granted with conditions",
        f"{counts[Status.WITHHELD]} are withheld",
    ]
    return f"It asks for {len(story.decisions)} uses of records. By what parents say, {listed(parts)}."


def _linked(story: Story, shown: Mapping[Name, Shown]) -> Iterable[str]:
    if story.linkage is None:
        yield because(story)
        return
    opened = sum(source.opened for source in story.sources)
    yield f"{opened} of {len(story.sources)} sources were opened."
    if story.families is not None:
        people = about(shown[PEOPLE], "people")
        families = about(shown[FAMILIES], "families")
        yield f"Their records speak of {people}, among them {families} with children."
        if FLAGGED in shown:
            yield f"A practitioner may be shown {about(shown[FLAGGED], 'families')}."
