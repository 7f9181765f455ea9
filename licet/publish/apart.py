"""Whether groups of parents are clearly apart, and which of them accepts least."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from itertools import permutations
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
    """Of the groups that can be told, the one that clearly accepts least in every use; or why there is none.

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
    pairs = (pair for use in uses for pair in permutations(use.values(), 2))
    return Standing.MIXED if any(_is_below(a, b, widen) for a, b in pairs) else Standing.ALIKE


def is_all_told(told: Sequence[Weighed]) -> bool:
    """Whether every group is told of in every use: one that is not might accept even less."""
    return all(len(_stated(use.voices)) == len(use.voices) - 1 for use in told)


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
