"""The charter's clauses, each judged for one use: shown, against, or not enough evidence."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from licet.licence.finding import EVERYONE, Basis, Finding, Measure
from licet.licence.speaking import Heard, hear, is_reached
from licet.licence.wording import group_words, share_words
from licet.programme import Charter, Use, covers, in_turn, said


class State(StrEnum):
    """What a clause comes to."""

    SHOWN = "shown"
    AGAINST = "against"
    NOT_ENOUGH = "not enough evidence"


@dataclass(frozen=True)
class Judgement:
    """One clause, for one group: its state, why in a sentence, and the findings that it rests on."""

    clause: str
    group: str
    state: State
    sentence: str
    cited: frozenset[str]


@dataclass(frozen=True)
class Case:
    """Everything that a clause may look at."""

    use: Use
    findings: Sequence[Finding]
    charter: Charter
    answers: Mapping[str, str]


def judge(case: Case) -> list[Judgement]:
    """Judge every clause of the charter for one use; an empty list never happens."""
    return [judgement for clause in CLAUSES for judgement in clause(case)]


def judge_majority(case: Case) -> list[Judgement]:
    """The lower bound of acceptance in the whole population reaches the majority threshold."""
    bound = case.charter.majority.at_least
    return [judge_share(case, "majority", EVERYONE, Measure.ACCEPT, bound)]


def judge_every_group(case: Case) -> list[Judgement]:
    """The same in each listed level, whatever the size of the group."""
    bound = case.charter.every_group.at_least
    return [judge_share(case, "every-group", level, Measure.ACCEPT, bound) for level in case.charter.levels()]


def judge_opposition(case: Case) -> list[Judgement]:
    """The upper bound of opposition in each listed level stays at or under the opposition threshold."""
    bound = case.charter.opposition.at_most
    return [judge_share(case, "opposition", level, Measure.OPPOSE, bound) for level in case.charter.levels()]


def judge_agreement(case: Case) -> list[Judgement]:
    """Where a deliberation speaks to the use, its group-informed consensus is not below the level."""
    if case.charter.agreement is None:
        return []
    bound = case.charter.agreement.at_least
    spoken = _covering(case, Measure.ACCEPT, Basis.DELIBERATION)
    low = [finding for finding in spoken if finding.estimate < bound]
    if low:
        sentence = said(
            "a deliberation agreed to it less than the charter asks ({share})", share=share_words(bound)
        )
        return [Judgement("agreement", EVERYONE, State.AGAINST, sentence, _keys(spoken))]
    sentence = said("a deliberation agreed") if spoken else said("no deliberation has spoken to it")
    return [Judgement("agreement", EVERYONE, State.SHOWN, sentence, _keys(spoken))]


def judge_answered(case: Case) -> list[Judgement]:
    """Each concern that enough people raise has a published answer."""
    if case.charter.answered is None:
        return []
    raised = [
        finding
        for finding in _covering(case, Measure.CONCERN)
        if finding.group == EVERYONE and finding.estimate >= case.charter.answered.raised_by
    ]
    open_ones = sorted({f.question for f in raised if not case.answers.get(f.question, "").strip()})
    if open_ones:
        sentence = said(
            "a concern that many raise has no published answer: {concerns}", concerns=", ".join(open_ones)
        )
        return [Judgement("answered", EVERYONE, State.AGAINST, sentence, _keys(raised))]
    sentence = said("every concern that many raise is answered")
    return [Judgement("answered", EVERYONE, State.SHOWN, sentence, _keys(raised))]


def judge_behaviour(case: Case) -> list[Judgement]:
    """In no group do more than the stated share object."""
    if case.charter.behaviour is None:
        return []
    bound = case.charter.behaviour.at_most
    seen = _covering(case, Measure.OBJECTS)
    over = sorted(finding.group for finding in seen if finding.estimate > bound)
    if over:
        sentence = said(
            "among {group} more than {share} objected", group=group_words(over[0]), share=share_words(bound)
        )
        return [Judgement("behaviour", over[0], State.AGAINST, sentence, _keys(seen))]
    few, unseen = said("few have objected in any group"), said("no run has yet shown who objects")
    sentence = few if seen else unseen
    return [Judgement("behaviour", EVERYONE, State.SHOWN, sentence, _keys(seen))]


CLAUSES: tuple[Callable[[Case], list[Judgement]], ...] = (
    judge_majority,
    judge_every_group,
    judge_opposition,
    judge_agreement,
    judge_answered,
    judge_behaviour,
)


def judge_share(case: Case, clause: str, group: str, measure: Measure, bound: float) -> Judgement:
    """One share in one group against a threshold: the finding that speaks, and all that contradict it."""
    heard = hear(case.findings, case.charter, case.use, group, measure, bound)
    state, sentence = _weigh(heard, case.charter.n_min, bound, group)
    cited = heard.cited()
    thin = _other_measure_is_thin(case, group, measure)
    if thin is not None:
        cited |= thin[1]
        if state is State.SHOWN:
            state, sentence = State.NOT_ENOUGH, thin[0]
    return Judgement(clause, group, state, sentence, cited)


SAID = {
    Measure.ACCEPT: said("accept it"),
    Measure.OPPOSE: said("oppose it"),
    Measure.TRUSTS: said("trust whoever would do it"),
}
"""What sentences say of those whom a share counts."""


def n_to_show(finding: Finding, bound: float) -> int | None:
    """How many answers would show this estimate against a threshold; None if no number would.

    Source: the normal approximation p ∓ z √(p (1 − p) / n_eff), with the finding's own design effect.
    """
    distance = bound - finding.estimate if finding.measure is Measure.OPPOSE else finding.estimate - bound
    if distance <= 0 or finding.n_effective <= 0:
        return None
    z = NormalDist().inv_cdf(finding.level)
    effective = z * z * finding.estimate * (1 - finding.estimate) / distance**2
    return max(math.ceil(effective * finding.n / finding.n_effective), 1)


def _other_measure_is_thin(case: Case, group: str, measure: Measure) -> tuple[str, frozenset[str]] | None:
    """A level with too few answers on accept makes opposition not shown as well, and the other way round."""
    if group == EVERYONE:
        return None
    other = Measure.OPPOSE if measure is Measure.ACCEPT else Measure.ACCEPT
    heard = hear(case.findings, case.charter, case.use, group, other, bound=0.5)
    if heard.speaks is None:
        return said("nobody among {group} has been asked", group=group_words(group)), frozenset()
    if heard.speaks.n < case.charter.n_min:
        return _too_few(group, case.charter.n_min), frozenset({heard.speaks.key()})
    return None


def _weigh(heard: Heard, n_min: int, bound: float, group: str) -> tuple[State, str]:
    speaks = heard.speaks
    if speaks is None:
        if heard.contrary:
            return State.AGAINST, _figure(heard.contrary[0], bound)
        return (
            State.NOT_ENOUGH,
            said("no fresh evidence that may grant says what {group} think", group=group_words(group)),
        )
    if speaks.n < n_min:
        return State.NOT_ENOUGH, _too_few(group, n_min)
    if heard.contrary:
        worst = speaks if speaks in heard.contrary else heard.contrary[0]
        return State.AGAINST, _figure(worst, bound)
    if is_reached(speaks, bound):
        return State.SHOWN, _figure(speaks, bound)
    enough = n_to_show(speaks, bound)
    if enough is None:
        return State.NOT_ENOUGH, _figure(speaks, bound)
    hint = said("at this estimate about {answers} answers would show it", answers=enough)
    return State.NOT_ENOUGH, in_turn([_figure(speaks, bound), hint])


def _too_few(group: str, n_min: int) -> str:
    return said(
        "too few {group} answered to say: the charter asks for {least}", group=group_words(group), least=n_min
    )


def _figure(finding: Finding, bound: float) -> str:
    at_most = said("the charter asks for at most {share}", share=share_words(bound))
    at_least = said("the charter asks for at least {share}", share=share_words(bound))
    figure = said(
        "among {group}, {share} ({low} to {high}) {do}",
        group=group_words(finding.group),
        share=share_words(finding.estimate),
        low=round(finding.ci_low * 100),
        high=round(finding.ci_high * 100),
        do=SAID[finding.measure],
    )
    return in_turn([figure, at_most if finding.measure is Measure.OPPOSE else at_least])


def _covering(case: Case, measure: Measure, basis: Basis | None = None) -> list[Finding]:
    return [
        finding
        for finding in case.findings
        if finding.measure is measure and basis in (None, finding.basis) and covers(finding.pattern, case.use)
    ]


def _keys(findings: Sequence[Finding]) -> frozenset[str]:
    return frozenset(finding.key() for finding in findings)
