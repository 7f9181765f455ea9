"""Which finding speaks: for one use, group and measure, at most one, chosen by a stated order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from licet.licence.finding import EVERYONE, MAY_WITHHOLD, Basis, Finding, Measure
from licet.programme import Actor, Charter, Use, covers

ROUNDING = 1e-9


@dataclass(frozen=True)
class Setting:
    """Whom the programme is about, and who answers for it."""

    population: str
    area: str
    controller: Actor


@dataclass(frozen=True)
class Heard:
    """What is there to judge a clause by: the finding that speaks, and those that contradict it."""

    speaks: Finding | None
    companions: tuple[Finding, ...]
    contrary: tuple[Finding, ...]

    def cited(self) -> frozenset[str]:
        """The findings that this judgement rests on, by key."""
        speaking = () if self.speaks is None else (self.speaks,)
        return frozenset(finding.key() for finding in (*speaking, *self.companions, *self.contrary))


def usable(findings: Iterable[Finding], charter: Charter, setting: Setting, on: date) -> list[Finding]:
    """The findings that are fresh, and about the programme's population and area or signed for."""
    return [
        finding
        for finding in findings
        if is_fresh(finding, charter, on) and _is_about(finding, charter, setting, on)
    ]


def is_fresh(finding: Finding, charter: Charter, on: date) -> bool:
    """Whether a finding is neither from the future nor older than the charter allows."""
    return finding.on_date <= on <= stale_after(finding, charter)


def stale_after(finding: Finding, charter: Charter) -> date:
    """The last day on which a finding is fresh."""
    return add_months(finding.on_date, charter.freshness.months)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for shorter in range(4):
        try:
            return date(day.year + year, month + 1, day.day - shorter)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def hear(
    findings: Sequence[Finding], charter: Charter, use: Use, group: str, measure: Measure, bound: float
) -> Heard:
    """Choose the finding that speaks about a use, for one group and measure.

    findings: usable ones. bound: the clause's threshold, an upper one for oppose, a lower one else.
    Of the admissible findings that cover the use: most closed fields, then latest wave, then least
    favourable. Any usable finding at least as specific whose whole interval is on the wrong side is contrary.
    """
    covering = [
        finding
        for finding in findings
        if finding.group == group and finding.measure is measure and covers(finding.pattern, use)
    ]
    design = [f for f in covering if f.basis is Basis.DESIGN and _is_wide_enough(f, charter)]
    model = [f for f in covering if f.basis is Basis.MODEL and _is_wide_enough(f, charter)]
    enough = [finding for finding in design if finding.n >= charter.n_min]
    if not charter.model_based_may_grant or (group != EVERYONE and not enough):
        model = []
    speaks = _first([*design, *model], charter)
    companions: tuple[Finding, ...] = ()
    if speaks is not None and speaks.basis is Basis.MODEL and group != EVERYONE:
        # Never alone for a named group: the survey finding beside it is part of the reason.
        beside = _first(enough, charter)
        companions = () if beside is None else (beside,)
    least = -1 if speaks is None else speaks.pattern.closed_fields
    contrary = tuple(
        finding
        for finding in covering
        if finding.basis in MAY_WITHHOLD
        and finding.pattern.closed_fields >= least
        and is_against(finding, bound)
    )
    return Heard(speaks, companions, contrary)


def is_against(finding: Finding, bound: float) -> bool:
    """Whether the whole interval lies on the wrong side of a threshold."""
    if finding.measure is Measure.OPPOSE:
        return finding.ci_low > bound
    return finding.ci_high < bound


def is_reached(finding: Finding, bound: float) -> bool:
    """Whether the cautious end of the interval reaches a threshold."""
    if finding.measure is Measure.OPPOSE:
        return finding.ci_high <= bound
    return finding.ci_low >= bound


def _first(findings: Sequence[Finding], charter: Charter) -> Finding | None:
    return min(findings, key=lambda finding: _order(finding, charter), default=None)


def _order(finding: Finding, charter: Charter) -> tuple[int, int, bool, float, str]:
    # Too few answers are less favourable than any bound: else a better bound elsewhere could hand the
    # word to a small finding and lower a decision.
    enough = finding.n >= charter.n_min
    favour = -finding.ci_high if finding.measure is Measure.OPPOSE else finding.ci_low
    return (-finding.pattern.closed_fields, -finding.wave, enough, favour, finding.key())


def _is_wide_enough(finding: Finding, charter: Charter) -> bool:
    return finding.level >= charter.confidence - ROUNDING


def _is_about(finding: Finding, charter: Charter, setting: Setting, on: date) -> bool:
    own = (setting.population, setting.area)
    signed = {(each.population, each.area) for each in charter.borrowed if each.signed_on <= on}
    return (finding.population, finding.area) in {own, *signed}
