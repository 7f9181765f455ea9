"""What parents say of each use, group by group, and the decision that follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from licet.licence import Decision, Finding, State, Status, findings_of_table
from licet.programme import Charter, Operation, Use, in_order, listed
from licet.programme.words import ACTOR_WORDS, CATEGORY_WORDS, CHOICE_WORDS, SAFEGUARD_WORDS
from licet.publish.exhibits import Cell, Column, Estimate, Table
from licet.publish.hearing import Opinion, Said, answers_name, is_few
from licet.publish.sheet import Name, Shown
from licet.publish.story import Story
from licet.publish.words import (
    OPERATION_SHORT,
    TOO_FEW,
    condition_words,
    group_title,
    percent,
    sentence,
    stop,
)

NOT_ASKED = "not asked"
STATE_WORDS = {
    State.SHOWN: "met",
    State.AGAINST: "not met",
    State.NOT_ENOUGH: "not enough evidence",
    None: "not judged",
}


@dataclass(frozen=True)
class Voice:
    """What one group says as the page tells it. accepts: the estimate, or why there is none."""

    group: str
    accepts: Cell
    at_least: int
    state: State | None


@dataclass(frozen=True)
class Weighed:
    """Uses that parents spoke of in one breath and that were decided alike, as the page tells them."""

    id: str
    records: str
    actor: str
    operations: str
    promises: str
    status: Status
    decision: str
    voices: tuple[Voice, ...]
    questions: tuple[str, ...]
    table: Table

    @property
    def everyone(self) -> Cell:
        """What all parents say."""
        return self.voices[0].accepts


def weighed(story: Story, heard: Sequence[Opinion], shown: Mapping[Name, Shown]) -> tuple[Weighed, ...]:
    """Every decided use, those alike together, in the order of what was asked for."""
    alike: dict[tuple[object, ...], list[Opinion]] = {}
    for opinion in heard:
        alike.setdefault(_likeness(opinion, story), []).append(opinion)
    return tuple(_weighed(story, same, shown, k) for k, same in enumerate(alike.values(), 1))


def rests_on_hypothetical(story: Story) -> bool:
    """Whether any decision cites evidence that nobody gave."""
    cited = {key for decision in story.decisions for key in decision.cited}
    return any(
        finding.hypothetical and finding.key() in cited for finding in findings_of_table(story.findings)
    )


def decision_words(decision: Decision, story: Story) -> str:
    """The decision in a sentence or two, as the page prints it under the figures."""
    if decision.status is Status.GRANTED:
        return f"Granted: {stop(decision.reason)}"
    if decision.status is Status.WITHHELD:
        return f"Withheld: {stop(decision.reason)}"
    conditions = listed([condition_words(each, story.programme) for each in decision.conditions])
    without = decision.reason.partition("; without: ")[2]
    as_proposed = (
        f"As proposed it is not: {stop(without)}" if without else "Linking these records asks for it."
    )
    return f"Granted only with {conditions}. {as_proposed}"


def use_words(use: Use) -> str:
    """What is used and who uses it; the operation stands above."""
    return f"{sentence(CATEGORY_WORDS[use.category])}, by {ACTOR_WORDS[use.actor]}"


def _likeness(opinion: Opinion, story: Story) -> tuple[object, ...]:
    use = opinion.use
    said = tuple((s.group, _key(s.accept), _key(s.oppose), s.state) for s in opinion.said)
    words = decision_words(opinion.decision, story)
    return opinion.decision.use.category, use.actor, use.choice, use.safeguards, words, said


def _key(finding: Finding | None) -> str:
    return "" if finding is None else finding.key()


def _weighed(story: Story, same: Sequence[Opinion], shown: Mapping[Name, Shown], number: int) -> Weighed:
    first = same[0]
    use, charter = first.use, first.charter
    records, actor = sentence(CATEGORY_WORDS[use.category]), f"by {ACTOR_WORDS[use.actor]}"
    operations = _operations(opinion.use.operation for opinion in same)
    name = f"use-{number:02}-{use.category}-{use.actor}"
    voices = tuple(
        Voice(said.group, _estimate(said.accept, charter), percent(said.at_least), said.state)
        for said in first.said
    )
    caption = f"{records}, {actor}: who accepts it. {operations}"
    return Weighed(
        id=name,
        records=records,
        actor=actor,
        operations=operations,
        promises=_promises(use),
        status=first.decision.status,
        decision=decision_words(first.decision, story),
        voices=voices,
        questions=_questions(story, first.heard),
        table=_table(name, caption, first, shown),
    )


def _table(name: str, caption: str, opinion: Opinion, shown: Mapping[Name, Shown]) -> Table:
    charter = opinion.charter
    rows = tuple(
        (
            group_title(said.group),
            _estimate(said.accept, charter),
            _estimate(said.oppose, charter),
            _answers(said, charter, shown),
            STATE_WORDS[said.state],
        )
        for said in opinion.said
    )
    columns = (
        Column("Who"),
        Column("Accept", "estimate"),
        Column("Oppose", "estimate"),
        Column("Answers", "count"),
        Column("What the charter asks"),
    )
    hypothetical = any(finding.hypothetical for finding in opinion.heard)
    return Table(name, caption, columns, rows, hypothetical)


def _operations(operations: Iterable[Operation]) -> str:
    return sentence(listed([OPERATION_SHORT[each] for each in dict.fromkeys(operations)]))


def _promises(use: Use) -> str:
    promises = [CHOICE_WORDS[use.choice], *(SAFEGUARD_WORDS[each] for each in in_order(use.safeguards))]
    return f"On these terms: {'; '.join(promises)}."


def _questions(story: Story, heard: Sequence[Finding]) -> tuple[str, ...]:
    """The wording of each question that the figures come from."""
    asked = sorted({(finding.question, finding.wave) for finding in heard})
    return tuple(story.questions[question] for question in asked if question in story.questions)


def _answers(said: Said, charter: Charter, shown: Mapping[Name, Shown]) -> Cell:
    if said.accept is None:
        return NOT_ASKED
    return TOO_FEW if is_few(said.accept, charter) else shown[answers_name(said.accept)]


def _estimate(finding: Finding | None, charter: Charter) -> Cell:
    if finding is None:
        return NOT_ASKED
    if is_few(finding, charter):
        return TOO_FEW
    return Estimate(percent(finding.estimate), percent(finding.ci_low), percent(finding.ci_high))
