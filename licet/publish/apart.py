"""Whether groups of parents differ by more than chance can explain, and which of them accepts least."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from itertools import combinations
from statistics import NormalDist

from licet.publish.acceptance import Voice, Weighed
from licet.publish.exhibits import Estimate

Told = Mapping[str, Estimate]
"""What each group says of one use, by group, where it can be stated."""


class Standing(Enum):
    """What can be said of groups when none of them clearly accepts least."""

    TOO_FEW = auto()
    ALIKE = auto()
    MIXED = auto()


def least(told: Sequence[Weighed]) -> str | Standing:
    """The group that clearly accepts least, whatever use is asked about; or why there is none.

    A group is clearly below another where their intervals, widened for how many pairs of groups are
    compared, do not meet. The least is clearly below every other group in every use. Groups that overlap,
    as lone parents and low incomes do, agree more than strangers would: that makes the test stricter.
    Source: Bonferroni's inequality, with normal intervals.
    """
    uses = _distinct(told)
    compared = sum(len(use) * (len(use) - 1) // 2 for use in uses)
    if not compared:
        return Standing.TOO_FEW
    widen = _widening(max(_levels(told)), compared)
    for group in sorted(set.intersection(*(set(use) for use in uses))):
        if all(_is_below(use[group], use[other], widen) for use in uses for other in use if other != group):
            return group
    pairs = (pair for use in uses for one, other in combinations(use.values(), 2) for pair in (
        (one, other), (other, one)
    ))  # fmt: skip
    return Standing.MIXED if any(_is_below(a, b, widen) for a, b in pairs) else Standing.ALIKE


def _distinct(told: Sequence[Weighed]) -> list[Told]:
    """Each row of answers once, though several uses rest on it; rows in which two groups can be compared."""
    rows = {frozenset(_stated(use.voices).items()): _stated(use.voices) for use in told}
    return [row for row in rows.values() if len(row) > 1]


def _stated(voices: Sequence[Voice]) -> dict[str, Estimate]:
    """Without the first voice, which is everyone's."""
    return {v.group: v.accepts for v in voices[1:] if isinstance(v.accepts, Estimate)}


def _levels(told: Sequence[Weighed]) -> list[float]:
    return [voice.level for use in told for voice in use.voices if voice.level is not None]


def _widening(level: float, compared: int) -> float:
    """How many times as long an interval's arms must be, when so many pairs are compared."""
    normal = NormalDist()
    return normal.inv_cdf(1 - (1 - level) / compared) / normal.inv_cdf(level)


def _is_below(one: Estimate, other: Estimate, widen: float) -> bool:
    return other.value - one.value > widen * (one.high - one.value + other.value - other.low)
