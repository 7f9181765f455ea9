"""The sentence that the reader came for, and the answer of this run in one paragraph."""

from collections import Counter
from collections.abc import Iterable, Mapping

from licet.licence import Kind, Status
from licet.programme import Category, Operation, Programme, said
from licet.publish.counts import FAMILIES, FLAGGED
from licet.publish.language import Language
from licet.publish.sheet import Name, Shown
from licet.publish.story import Story
from licet.publish.streams import PEOPLE
from licet.publish.words import (
    about_families,
    about_people,
    category_list,
    count_words,
    inside,
    purpose_words,
    stop,
)

Fact = tuple[str, str]


def proposal(language: Language, programme: Programme) -> str:
    """What is proposed, in one sentence."""
    return language.text(
        "{controller} would link {records} {purpose}.",
        controller=language.own(programme.controller.name),
        records=category_list(language, linking(programme)),
        purpose=purpose_words(language, programme),
    )


def population(language: Language, programme: Programme) -> str:
    """Whom the programme is about, and where."""
    whom, where = programme.population, programme.area
    if where in whom:
        return language.own(whom)
    return language.text("{people} in {area}", people=language.own(whom), area=language.own(where))


def linking(programme: Programme) -> list[Category]:
    """The categories that the programme asks to link, each once, in vocabulary order."""
    asked = (use.category for use in programme.requested() if use.operation is Operation.LINK)
    return list(dict.fromkeys(asked))


def is_synthetic(story: Story) -> bool:
    """Whether the run went through the door for invented people, where nobody is asked."""
    return story.permit is not None and story.permit.kind is Kind.SYNTHETIC


def answer(language: Language, story: Story, shown: Mapping[Name, Shown]) -> list[str]:
    """What this run came to, in sentences."""
    return [*_asked(language, story), *_linked(language, story, shown)]


def because(language: Language, story: Story) -> str:
    """Why nothing was linked, or why no figure about people is shown, as a sentence."""
    if story.permit is not None:
        return language.text(
            "No figure about people is shown, because publishing figures is not granted for all the records "
            "that were linked."
        )
    reason = said("there is no permit") if story.refusal is None else story.refusal
    return stop(language.text("Nothing was linked, because {reason}", reason=inside(language.theirs(reason))))


def facts(language: Language, story: Story, shown: Mapping[Name, Shown]) -> list[Fact]:
    """The few numbers at the top: what they are, and how many."""
    counts = Counter(decision.status for decision in story.decisions)
    told = [] if is_synthetic(story) else [
        (language.text("uses granted as proposed"), language.number(counts[Status.GRANTED])),
        (language.text("granted with conditions"), language.number(counts[Status.CONDITIONAL])),
        (language.text("withheld"), language.number(counts[Status.WITHHELD])),
    ]  # fmt: skip
    opened = language.text("{count} of {all}", count=opened_of(story), all=len(story.sources))
    told.append((language.text("sources opened"), opened))
    if story.linkage is not None:
        told.append((language.text("people found in them"), count_words(language, shown[PEOPLE])))
    if story.families is not None:
        told.append((language.text("families"), count_words(language, shown[FAMILIES])))
    return told


def opened_of(story: Story) -> int:
    """How many sources were opened."""
    return sum(source.opened for source in story.sources)


def _asked(language: Language, story: Story) -> Iterable[str]:
    if is_synthetic(story):
        yield language.text(
            "The people in these records are invented, so nobody was asked and there is no charter. "
            "A synthetic permit lets the programme run on them, and on nobody else."
        )
        return
    yield language.plural(
        "It asks for {count} use of records.", "It asks for {count} uses of records.", len(story.decisions)
    )
    if not story.findings.num_rows:
        yield language.text("No parent has been asked, so all are withheld.")
        return
    counts = Counter(decision.status for decision in story.decisions)
    granted, conditional = counts[Status.GRANTED], counts[Status.CONDITIONAL]
    parts = (
        language.plural("{count} is granted as proposed", "{count} are granted as proposed", granted),
        language.plural(
            "{count} is granted with conditions", "{count} are granted with conditions", conditional
        ),
        language.plural("{count} is withheld", "{count} are withheld", counts[Status.WITHHELD]),
    )
    yield language.text("By what parents say, {decisions}.", decisions=parts)


def _linked(language: Language, story: Story, shown: Mapping[Name, Shown]) -> Iterable[str]:
    if story.linkage is None:
        yield because(language, story)
        return
    yield language.plural(
        "{count} of {all} sources was opened.",
        "{count} of {all} sources were opened.",
        opened_of(story),
        all=len(story.sources),
    )
    if story.families is not None:
        yield language.text(
            "Their records speak of {people}, among them {families} with children.",
            people=about_people(language, shown[PEOPLE]),
            families=about_families(language, shown[FAMILIES]),
        )
        if FLAGGED in shown:
            yield language.text(
                "A practitioner may be shown {families}.",
                families=about_families(language, shown[FLAGGED]),
            )
