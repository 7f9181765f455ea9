"""What parents say of each use, group by group, and the decision that follows."""

from dataclasses import dataclass

from licet.licence import (
    EVERYONE,
    Decision,
    Finding,
    Measure,
    Setting,
    State,
    Status,
    findings_of_table,
)
from licet.licence.speaking import hear, usable
from licet.programme import Charter, Operation, Use, in_order, listed
from licet.programme.words import ACTOR_WORDS, CATEGORY_WORDS, CHOICE_WORDS, OPERATION_WORDS, SAFEGUARD_WORDS
from licet.publish.disclosure import alone
from licet.publish.exhibits import Cell, Column, Estimate, Table
from licet.publish.story import Story
from licet.publish.words import (
    NO_BREAK,
    OPERATION_TITLES,
    STATUS_WORDS,
    condition_words,
    group_title,
    percent,
    percent_words,
    sentence,
    stop,
)

TOO_FEW = "too few to say"
NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Voices:
    """What may be heard: usable findings, and the rule that they meet."""

    charter: Charter
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Weighed:
    """One use as the page tells it: what it is, what was decided and why, and who says what."""

    id: str
    use: str
    promises: str
    status: Status
    decision: str
    everyone: Cell
    least: str
    table: Table

    @property
    def summary(self) -> str:
        """What all parents say, in a few words."""
        return (
            f"{percent_words(self.everyone.value)}{NO_BREAK}accept"
            if isinstance(self.everyone, Estimate)
            else ""
        )


@dataclass(frozen=True)
class Chapter:
    """The uses of one operation."""

    operation: Operation
    title: str
    uses: tuple[Weighed, ...]


def chapters(story: Story) -> tuple[Chapter, ...]:
    """Every decided use, by operation; none where there is no charter."""
    charter = story.programme.charter
    if charter is None:
        return ()
    programme = story.programme
    setting = Setting(programme.population, programme.area, programme.controller.actor)
    findings = usable(findings_of_table(story.findings), charter, setting, story.today)
    voices = Voices(charter, tuple(findings))
    told = [_weighed(story, decision, voices, k) for k, decision in enumerate(story.decisions, 1)]
    operations = dict.fromkeys(decision.use.operation for decision in story.decisions)
    return tuple(
        Chapter(
            operation,
            OPERATION_TITLES[operation],
            tuple(w for w, d in zip(told, story.decisions, strict=True) if d.use.operation is operation),
        )
        for operation in operations
    )


def rests_on_hypothetical(story: Story) -> bool:
    """Whether any decision cites evidence that nobody gave."""
    cited = {key for decision in story.decisions for key in decision.cited}
    return any(
        finding.hypothetical and finding.key() in cited for finding in findings_of_table(story.findings)
    )


def overview(told: tuple[Chapter, ...], hypothetical: bool) -> Table:
    """Every use in one line."""
    rows = tuple(
        (chapter.title, use.use, sentence(STATUS_WORDS[use.status]), use.everyone, use.least)
        for chapter in told
        for use in chapter.uses
    )
    columns = (
        Column("What is done"),
        Column("With what, by whom"),
        Column("Decision"),
        Column("All parents who accept", "estimate"),
        Column("Who accept least"),
    )
    return Table("uses", "Every use that was asked for, and its decision", columns, rows, hypothetical)


def decision_words(decision: Decision, story: Story) -> str:
    """The decision in a sentence or two, as the page prints it under the figures."""
    if decision.status is Status.GRANTED:
        return f"Granted: {stop(decision.reason)}"
    if decision.status is Status.WITHHELD:
        return f"Withheld: {stop(decision.reason)}"
    conditions = listed([condition_words(each, story.programme) for each in decision.conditions])
    without = decision.reason.partition("; without: ")[2]
    return f"Granted only with {conditions}. As proposed it is not: {stop(without)}"


def use_words(use: Use) -> str:
    """What is used and who uses it; the operation stands above."""
    return f"{sentence(CATEGORY_WORDS[use.category])}, by {ACTOR_WORDS[use.actor]}"


def _weighed(story: Story, decision: Decision, voices: Voices, number: int) -> Weighed:
    use = decision.granted_as or decision.use
    said = {group: _said(voices, use, group) for group in (EVERYONE, *voices.charter.levels())}
    states = _states(decision)
    rows = tuple(
        (group_title(group), *cells, states.get(group, "not judged")) for group, cells in said.items()
    )
    heard = _all_heard(voices, use)
    name = f"use-{number:02}-{decision.use.operation}-{decision.use.category}-{decision.use.actor}"
    columns = (
        Column("Who"),
        Column("Accept", "estimate"),
        Column("Oppose", "estimate"),
        Column("Answers", "count"),
        Column("What the charter asks"),
    )
    table = Table(
        name,
        f"{sentence(CATEGORY_WORDS[use.category])} {OPERATION_WORDS[use.operation]}: who accepts it",
        columns,
        rows,
        hypothetical=any(finding.hypothetical for finding in heard),
    )
    return Weighed(
        id=name,
        use=use_words(decision.use),
        promises=_promises(use),
        status=decision.status,
        decision=decision_words(decision, story),
        everyone=said[EVERYONE][0],
        least=_least(said),
        table=table,
    )


def _promises(use: Use) -> str:
    promises = [CHOICE_WORDS[use.choice], *(SAFEGUARD_WORDS[each] for each in in_order(use.safeguards))]
    return f"On these terms: {'; '.join(promises)}."


def _said(voices: Voices, use: Use, group: str) -> tuple[Cell, Cell, Cell]:
    accept, oppose = (_finding(voices, use, group, each) for each in (Measure.ACCEPT, Measure.OPPOSE))
    answers: Cell = NOT_ASKED if accept is None else alone(accept.n)
    if accept is not None and accept.n < voices.charter.n_min:
        answers = TOO_FEW
    return _estimate(accept, voices.charter), _estimate(oppose, voices.charter), answers


def _estimate(finding: Finding | None, charter: Charter) -> Cell:
    if finding is None:
        return NOT_ASKED
    if finding.n < charter.n_min:
        return TOO_FEW
    return Estimate(percent(finding.estimate), percent(finding.ci_low), percent(finding.ci_high))


def _finding(voices: Voices, use: Use, group: str, measure: Measure) -> Finding | None:
    """The finding that the decision's sentence quotes: the one that speaks, or one that contradicts it."""
    heard = hear(voices.findings, voices.charter, use, group, measure, _bound(voices.charter, group, measure))
    if heard.contrary and heard.speaks not in heard.contrary:
        return heard.contrary[0]
    return heard.speaks


def _bound(charter: Charter, group: str, measure: Measure) -> float:
    if measure is Measure.OPPOSE:
        return charter.opposition.at_most
    return (charter.majority if group == EVERYONE else charter.every_group).at_least


def _all_heard(voices: Voices, use: Use) -> list[Finding]:
    groups = (EVERYONE, *voices.charter.levels())
    found = [_finding(voices, use, group, m) for group in groups for m in (Measure.ACCEPT, Measure.OPPOSE)]
    return [finding for finding in found if finding is not None]


_WORST_FIRST = (State.AGAINST, State.NOT_ENOUGH, State.SHOWN)
_STATE_WORDS = {
    State.SHOWN: "met",
    State.AGAINST: "not met",
    State.NOT_ENOUGH: "not enough evidence",
}


def _states(decision: Decision) -> dict[str, str]:
    """Each group's worst clause, in a word."""
    worst: dict[str, State] = {}
    for judgement in decision.judgements:
        known = worst.get(judgement.group, State.SHOWN)
        worst[judgement.group] = min(known, judgement.state, key=_WORST_FIRST.index)
    return {group: _STATE_WORDS[state] for group, state in worst.items()}


def _least(said: dict[str, tuple[Cell, Cell, Cell]]) -> str:
    """The group with the lowest acceptance that can be stated."""
    known = [
        (cells[0].value, group)
        for group, cells in said.items()
        if isinstance(cells[0], Estimate) and group != EVERYONE
    ]
    if not known:
        return TOO_FEW
    _, group = min(known)
    return f"{group_title(group)}: {said[group][0]}"
