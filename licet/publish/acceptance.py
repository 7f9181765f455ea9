"""What parents say of each use, group by group, and the decision that follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from licet.licence import Decision, Finding, State, Status, findings_of_table
from licet.programme import Charter, Operation, Use, in_order, in_turn, said
from licet.programme.words import ACTOR_WORDS, CATEGORY_WORDS, CHOICE_WORDS, SAFEGUARD_WORDS
from licet.publish.exhibits import Cell, Column, Estimate, Table
from licet.publish.hearing import Opinion, Said, answers_name, is_few
from licet.publish.language import Language
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

NOT_ASKED = said("not asked")
STATE_WORDS = {
    State.SHOWN: said("met"),
    State.AGAINST: said("not met"),
    State.NOT_ENOUGH: said("not enough evidence"),
    None: said("not judged"),
}


@dataclass(frozen=True)
class Voice:
    """What one group says as the page tells it.

    accepts: the estimate, or why there is none. level: one-sided, of each end of its interval.
    """

    group: str
    accepts: Cell
    level: float | None
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


def weighed(
    language: Language, story: Story, heard: Sequence[Opinion], shown: Mapping[Name, Shown]
) -> tuple[Weighed, ...]:
    """Every decided use, those alike together, in the order of what was asked for."""
    alike: dict[tuple[object, ...], list[Opinion]] = {}
    for opinion in heard:
        alike.setdefault(_likeness(opinion), []).append(opinion)
    return tuple(_weighed(language, story, same, shown, k) for k, same in enumerate(alike.values(), 1))


def rests_on_hypothetical(story: Story) -> bool:
    """Whether any decision cites evidence that nobody gave."""
    cited = {key for decision in story.decisions for key in decision.cited}
    return any(
        finding.hypothetical and finding.key() in cited for finding in findings_of_table(story.findings)
    )


def decision_words(language: Language, decision: Decision, story: Story) -> str:
    """The decision in a sentence or two, as the page prints it under the figures."""
    reason = stop(language.of(decision.reason))
    if decision.status is Status.GRANTED:
        return language.text("Granted: {reason}", reason=reason)
    if decision.status is Status.WITHHELD:
        return language.text("Withheld: {reason}", reason=reason)
    conditions = tuple(condition_words(language, each, story.programme) for each in decision.conditions)
    granted = language.text("Granted only with {conditions}.", conditions=conditions)
    if not decision.without:
        return f"{granted} {language.text('Linking these records asks for it.')}"
    without = stop(language.of(decision.without))
    return f"{granted} {language.text('As proposed it is not: {reason}', reason=without)}"


def use_words(language: Language, use: Use) -> str:
    """What is used and who uses it; the operation stands above."""
    return language.text(
        "{records}, {actor}",
        records=sentence(language.of(CATEGORY_WORDS[use.category])),
        actor=ACTOR_WORDS[use.actor],
    )


def _likeness(opinion: Opinion) -> tuple[object, ...]:
    use, decision = opinion.use, opinion.decision
    each = tuple((s.group, _key(s.accept), _key(s.oppose), s.state) for s in opinion.said)
    why = (decision.status, decision.conditions, decision.reason, decision.without)
    return decision.use.category, use.actor, use.choice, use.safeguards, why, each


def _key(finding: Finding | None) -> str:
    return "" if finding is None else finding.key()


def _weighed(
    language: Language, story: Story, same: Sequence[Opinion], shown: Mapping[Name, Shown], number: int
) -> Weighed:
    first = same[0]
    use, charter = first.use, first.charter
    operations = _operations(language, (opinion.use.operation for opinion in same))
    name = f"use-{number:02}-{use.category}-{use.actor}"
    voices = tuple(
        Voice(
            group=each.group,
            accepts=_estimate(each.accept, charter),
            level=None if each.accept is None else each.accept.level,
            at_least=percent(each.at_least),
            state=each.state,
        )
        for each in first.said
    )
    caption = language.text(
        "{use}: who accepts it. {operations}", use=use_words(language, use), operations=operations
    )
    return Weighed(
        id=name,
        records=sentence(language.of(CATEGORY_WORDS[use.category])),
        actor=language.of(ACTOR_WORDS[use.actor]),
        operations=operations,
        promises=_promises(language, use),
        status=first.decision.status,
        decision=decision_words(language, first.decision, story),
        voices=voices,
        questions=tuple(map(language.own, _questions(story, first.heard))),
        table=_table(language, name, caption, first, shown),
    )


def _table(
    language: Language, name: str, caption: str, opinion: Opinion, shown: Mapping[Name, Shown]
) -> Table:
    charter = opinion.charter
    rows = tuple(
        (
            group_title(language, each.group),
            _estimate(each.accept, charter),
            _estimate(each.oppose, charter),
            _answers(each, charter, shown),
            STATE_WORDS[each.state],
        )
        for each in opinion.said
    )
    columns = (
        Column(said("Who")),
        Column(said("Accept"), "estimate"),
        Column(said("Oppose"), "estimate"),
        Column(said("Answers"), "count"),
        Column(said("What the charter asks")),
    )
    hypothetical = any(finding.hypothetical for finding in opinion.heard)
    return Table(name, caption, columns, rows, hypothetical)


def _operations(language: Language, operations: Iterable[Operation]) -> str:
    return sentence(language.of(tuple(OPERATION_SHORT[each] for each in dict.fromkeys(operations))))


def _promises(language: Language, use: Use) -> str:
    promises = [CHOICE_WORDS[use.choice], *(SAFEGUARD_WORDS[each] for each in in_order(use.safeguards))]
    return language.text("On these terms: {promises}.", promises=in_turn(promises))


def _questions(story: Story, heard: Sequence[Finding]) -> tuple[str, ...]:
    """The wording of each question that the figures come from."""
    asked = sorted({(finding.question, finding.wave) for finding in heard})
    return tuple(story.questions[question] for question in asked if question in story.questions)


def _answers(voice: Said, charter: Charter, shown: Mapping[Name, Shown]) -> Cell:
    if voice.accept is None:
        return NOT_ASKED
    return TOO_FEW if is_few(voice.accept, charter) else shown[answers_name(voice.accept)]


def _estimate(finding: Finding | None, charter: Charter) -> Cell:
    if finding is None:
        return NOT_ASKED
    if is_few(finding, charter):
        return TOO_FEW
    return Estimate(percent(finding.estimate), percent(finding.ci_low), percent(finding.ci_high))
