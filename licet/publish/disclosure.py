"""The one disclosure rule, for every figure, table and file that leaves the building.

Counts up to 7 are hidden, none included; others are rounded to 5. Totals add up the rounded parts, hidden
ones too, and a total that comes to 7 or less is hidden itself. Where a hidden part could be worked out from
what is shown, another count is hidden as well, under the same mark, until none can be: see `protection`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from licet.publish.protection import protected
from licet.publish.sheet import Name, Sheet, Shown
from licet.publish.systems import HIDE_UP_TO, OFF, ROUND_TO, systems


@dataclass(frozen=True)
class Rate:
    """A rate made of rounded counts: per cent, with an interval widened to whole steps of rounding."""

    n: int
    percent: int
    low: int
    high: int


def alone(count: int) -> Shown:
    """A count that is shown beside nothing that it hangs together with."""
    return None if count <= HIDE_UP_TO else _rounded(count)


def disclosed(sheet: Sheet) -> Mapping[Name, Shown]:
    """Every cell and every total of a sheet as it is shown; equal sheets are shown alike."""
    shown: dict[Name, Shown] = {}
    for system in systems(sheet):
        hiding = protected(system)
        rounded = system.steps * ROUND_TO
        sums = (system.totals @ rounded).astype(int)
        for names, counts, hidden in (
            (system.names, rounded, hiding.cells),
            (system.total_names, sums, hiding.totals),
        ):
            told = zip(names, counts.tolist(), hidden.tolist(), strict=True)
            shown |= {name: None if hide else count for name, count, hide in told}
    return shown


def rate(counted: Shown, rest: Shown, low: float, high: float) -> Rate | None:
    """A rate of those counted among them and the rest; None where either is hidden.

    low, high: the interval's ends in 0 to 1. A rate of nearly all says as much of the few who are left as a
    rate of nearly none.
    """
    if counted is None or rest is None:
        return None
    among = counted + rest
    percent = round(100 * counted / among)
    least, most = widened(low, high, among)
    return Rate(among, percent, max(min(least, percent), 0), min(max(most, percent), 100))


def widened(low: float, high: float, n: int) -> tuple[int, int]:
    """An interval in per cent, its ends moved out to whole steps of rounding among n, and to whole points."""
    steps = n / ROUND_TO
    return math.floor(100 * math.floor(low * steps) / steps), math.ceil(100 * math.ceil(high * steps) / steps)


def _rounded(count: int) -> int:
    return (count + OFF) // ROUND_TO * ROUND_TO
