"""Levels of licence, per group: from not shown, through acceptance, to approval.

A third level, identification, is described from interviews and never computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from licet.licence.clauses import Case, Judgement, State, judge_every_group, judge_share
from licet.licence.finding import Finding, Measure
from licet.licence.speaking import Setting, usable
from licet.programme import Charter, Use, in_turn, said

NO_APPROVAL = said("the charter does not say what approval takes")


class Level(StrEnum):
    """not shown < acceptance < approval."""

    NOT_SHOWN = "not shown"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"


@dataclass(frozen=True)
class GroupLevel:
    """How far one group's licence goes; why it goes no further, or what shows it; the findings cited."""

    group: str
    level: Level
    sentence: str
    cited: frozenset[str]


def levels_of_licence(
    use: Use, findings: Sequence[Finding], charter: Charter, on: date, setting: Setting
) -> tuple[GroupLevel, ...]:
    """The level of each listed group for one use, in the charter's order.

    Acceptance: the group's every-group clause is shown. Approval: besides, the lower bounds of acceptance and
    of trust in the actor reach the charter's approval thresholds. Order of findings does not matter.
    """
    fresh = usable(sorted(findings, key=Finding.key), charter, setting, on)
    case = Case(use, fresh, charter, {})
    return tuple(_level(case, accepted) for accepted in judge_every_group(case))


def _level(case: Case, accepted: Judgement) -> GroupLevel:
    group, cited = accepted.group, accepted.cited
    if accepted.state is not State.SHOWN:
        return GroupLevel(group, Level.NOT_SHOWN, accepted.sentence, cited)
    approval = case.charter.approval
    if approval is None:
        return GroupLevel(group, Level.ACCEPTANCE, NO_APPROVAL, cited)
    shares = ((Measure.ACCEPT, approval.accept), (Measure.TRUSTS, approval.trust))
    judged = [judge_share(case, "approval", group, measure, bound) for measure, bound in shares]
    cited = cited.union(*(each.cited for each in judged))
    short = [each.sentence for each in judged if each.state is not State.SHOWN]
    if short:
        return GroupLevel(group, Level.ACCEPTANCE, in_turn(short), cited)
    return GroupLevel(group, Level.APPROVAL, in_turn([each.sentence for each in judged]), cited)
