"""The decision: a pure function of uses, findings, charter and date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from licet.licence.clauses import Case, Judgement, State, judge
from licet.licence.finding import Finding
from licet.licence.speaking import Setting, usable
from licet.programme import (
    Category,
    Charter,
    Choice,
    Condition,
    Operation,
    Safeguard,
    Use,
    in_vocabulary_order,
    said,
)

IN_HOUSE = "in-house"
SHOWN = said("every clause of the charter is shown")


class Status(StrEnum):
    """withheld < conditional < granted."""

    WITHHELD = "withheld"
    CONDITIONAL = "conditional"
    GRANTED = "granted"

    @property
    def rank(self) -> int:
        """0 for withheld, 1 for conditional, 2 for granted."""
        return list(Status).index(self)


@dataclass(frozen=True)
class Decision:
    """What was decided about one use, why, and on which findings.

    granted_as: the use with its conditions applied, None if withheld. without: why it is not granted without
    its conditions; empty where linking these records asks for as much, or it is not conditional.
    """

    use: Use
    status: Status
    conditions: tuple[Condition, ...]
    granted_as: Use | None
    judgements: tuple[Judgement, ...]
    reason: str
    cited: tuple[str, ...]
    without: str = ""


@dataclass(frozen=True)
class _Attempt:
    steps: int
    use: Use
    conditions: tuple[Condition, ...]
    judgements: tuple[Judgement, ...]

    @property
    def holds(self) -> bool:
        return all(judgement.state is State.SHOWN for judgement in self.judgements)


def decide(
    uses: Sequence[Use],
    findings: Sequence[Finding],
    charter: Charter | None,
    on: date,
    setting: Setting,
    answers: Mapping[str, str],
) -> tuple[Decision, ...]:
    """Decide every use.

    Each clause is judged for the use as proposed, then under the charter's conditions, added one after
    another in its order; the first prefix under which every clause is shown decides. A later operation on a
    category starts where linking that category ended, and is withheld if linking is.
    Order of uses and findings does not matter; equal inputs give equal decisions.
    """
    ordered = sorted(set(uses), key=in_vocabulary_order)
    if charter is None:
        return tuple(_withheld(use, said("there is no charter"), (), frozenset()) for use in ordered)
    fresh = usable(sorted(findings, key=Finding.key), charter, setting, on)
    links: dict[Category, tuple[int | None, frozenset[str]]] = {}
    decided = []
    for use in ordered:
        start, link_cited = (0, frozenset[str]())
        if use.operation is not Operation.LINK:
            linked, link_cited = links.get(use.category, (None, frozenset()))
            if linked is None:
                reason = said("linking these records is not granted, so nothing later is")
                decided.append(_withheld(use, reason, (), link_cited))
                continue
            start = linked
        attempts = _attempts(use, start, charter, fresh, setting, answers)
        decision = _decision(use, attempts, link_cited)
        decided.append(decision)
        if use.operation is Operation.LINK:
            links[use.category] = _best_link(links.get(use.category), attempts, decision)
    return tuple(decided)


def under(use: Use, condition: Condition, setting: Setting) -> Use:
    """The use with one condition added; a condition never weakens, so one that is met changes nothing."""
    if isinstance(condition, Choice):
        return replace(use, choice=condition) if condition.strength > use.choice.strength else use
    if isinstance(condition, Safeguard):
        return replace(use, safeguards=use.safeguards | {condition})
    return replace(use, actor=setting.controller)


def _attempts(
    use: Use,
    start: int,
    charter: Charter,
    findings: Sequence[Finding],
    setting: Setting,
    answers: Mapping[str, str],
) -> list[_Attempt]:
    """Every prefix of conditions from `start` on, up to the first that holds."""
    attempts: list[_Attempt] = []
    current, added = use, list[Condition]()
    for step in range(len(charter.conditions) + 1):
        if step:
            condition = charter.conditions[step - 1]
            stronger = under(current, condition, setting)
            if stronger != current:
                added.append(condition)
            current = stronger
        if step < start:
            continue
        judgements = tuple(judge(Case(current, findings, charter, answers)))
        attempts.append(_Attempt(step, current, tuple(added), judgements))
        if attempts[-1].holds:
            break
    return attempts


def _decision(use: Use, attempts: Sequence[_Attempt], link_cited: frozenset[str]) -> Decision:
    cited = link_cited | frozenset(
        key for attempt in attempts for judgement in attempt.judgements for key in judgement.cited
    )
    last = attempts[-1]
    if not last.holds:
        return _withheld(use, _why(attempts[0].judgements), attempts[0].judgements, cited)
    status = Status.CONDITIONAL if last.conditions else Status.GRANTED
    without = "" if attempts[0].holds else _why(attempts[0].judgements)
    reason = _why_conditions(last.conditions, without) if last.conditions else SHOWN
    return Decision(
        use, status, last.conditions, last.use, last.judgements, reason, tuple(sorted(cited)), without
    )


def _withheld(use: Use, reason: str, judgements: tuple[Judgement, ...], cited: frozenset[str]) -> Decision:
    return Decision(use, Status.WITHHELD, (), None, judgements, reason, tuple(sorted(cited)))


def _why(judgements: Sequence[Judgement]) -> str:
    """The first clause that people speak against; if none, the first that lacks evidence."""
    for state in (State.AGAINST, State.NOT_ENOUGH):
        for judgement in judgements:
            if judgement.state is state:
                why = judgement.sentence
                return why if state is State.AGAINST else said("not enough evidence: {why}", why=why)
    return SHOWN


def _why_conditions(conditions: Sequence[Condition], without: str) -> str:
    asked = said("linking these records asks for as much")
    why = said("without: {why}", why=without) if without else asked
    return said(
        "every clause of the charter is shown with {conditions}; {why}",
        conditions=", ".join(conditions),
        why=why,
    )


def _best_link(
    before: tuple[int | None, frozenset[str]] | None, attempts: Sequence[_Attempt], decision: Decision
) -> tuple[int | None, frozenset[str]]:
    """The fewest conditions under which somebody may link this category; None if nobody may."""
    here = attempts[-1].steps if attempts[-1].holds else None
    steps = [step for step in (here, before[0] if before else None) if step is not None]
    cited = frozenset(decision.cited) | (before[1] if before else frozenset())
    return (min(steps) if steps else None), cited
