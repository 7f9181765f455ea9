"""The one disclosure rule, for every figure, table and file that leaves the building.

Counts up to 7 are hidden, none included; others are rounded to 5. Totals add up the rounded parts, hidden
ones too, and a total that comes to 7 or less is hidden itself. Where a hidden part could be worked out from
what is shown, the smallest part beside it is hidden as well, under the same mark, until none can be.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

HIDE_UP_TO = 7
ROUND_TO = 5

Shown = int | None
"""A count as it is shown: rounded, or None where it is hidden."""

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Parts of a whole, and their total."""

    parts: tuple[Shown, ...]
    total: Shown


@dataclass(frozen=True)
class Grid:
    """Counts by row and column, with their totals."""

    cells: tuple[tuple[Shown, ...], ...]
    rows: tuple[Shown, ...]
    columns: tuple[Shown, ...]


@dataclass(frozen=True)
class Rate:
    """A rate made of rounded counts: per cent, with an interval widened to whole steps of rounding."""

    n: int
    percent: int
    low: int
    high: int


def alone(count: int) -> Shown:
    """A count that is shown beside no total of which it is a part."""
    return None if count <= HIDE_UP_TO else int(_rounded(np.int64(count)))


def line(counts: Sequence[int], keep: int = 0) -> Line:
    """Parts of one whole, and their total.

    keep: so many parts from the first on are never hidden to protect others; the total is, if need be.
    """
    numbers = np.array(counts, dtype=np.int64)
    hidden, closed = _protected(numbers, np.ones((1, len(numbers))), keep)
    parts = _shown(numbers, hidden)
    return Line(parts, None if closed[0] else int(_rounded(numbers).sum()))


def grid(counts: Sequence[Sequence[int]]) -> Grid:
    """Counts by row and column, shown with the totals of rows and of columns."""
    table = np.array(counts, dtype=np.int64).reshape(len(counts), len(counts[0]) if counts else 0)
    rows, columns = table.shape
    by_row = np.kron(np.eye(rows), np.ones((1, columns)))
    by_column = np.kron(np.ones((1, rows)), np.eye(columns))
    sums = np.vstack([by_row, by_column])
    hidden, closed = _protected(table.ravel(), sums, keep=0)
    totals = _shown((sums @ _rounded(table.ravel())).astype(np.int64), closed)
    cells = _shown(table.ravel(), hidden)
    return Grid(
        tuple(cells[row * columns : (row + 1) * columns] for row in range(rows)), totals[:rows], totals[rows:]
    )


def rates(
    counted: Sequence[int], among: Sequence[int], low: Sequence[float], high: Sequence[float]
) -> list[Rate | None]:
    """Rates of the levels of one group variable; None where a rate would give a hidden count away.

    counted of among, per level, with interval ends in 0 to 1. Those counted and those not are both parts: a
    rate of nearly all says as much of the few who are left as a rate of nearly none.
    """
    rest = [n - k for k, n in zip(counted, among, strict=True)]
    shown = zip(line(counted).parts, line(rest).parts, low, high, strict=True)
    return [None if yes is None or no is None else _rate(yes, yes + no, a, b) for yes, no, a, b in shown]


def widened(low: float, high: float, n: int) -> tuple[int, int]:
    """An interval in per cent, its ends moved out to whole steps of rounding among n, and to whole points."""
    steps = n / ROUND_TO
    return math.floor(100 * math.floor(low * steps) / steps), math.ceil(100 * math.ceil(high * steps) / steps)


def _rate(counted: int, among: int, low: float, high: float) -> Rate:
    percent = round(100 * counted / among)
    least, most = widened(low, high, among)
    return Rate(among, percent, max(min(least, percent), 0), min(max(most, percent), 100))


def _rounded(counts: IntArray | np.int64) -> IntArray:
    return np.asarray((counts + ROUND_TO // 2) // ROUND_TO * ROUND_TO)


def _shown(counts: IntArray, hidden: BoolArray) -> tuple[Shown, ...]:
    pairs = zip(_rounded(counts).tolist(), hidden.tolist(), strict=True)
    return tuple(None if hide else n for n, hide in pairs)


def _protected(counts: IntArray, sums: FloatArray, keep: int) -> tuple[BoolArray, BoolArray]:
    """Which parts and which totals are hidden.

    sums: which parts each total adds up, totals × parts, ones and zeros.
    """
    rounded = _rounded(counts)
    hidden: BoolArray = counts <= HIDE_UP_TO
    closed: BoolArray = sums @ rounded <= HIDE_UP_TO
    while (parts := _computable(rounded, hidden, sums[~closed])).size:
        lines = np.flatnonzero((sums[:, parts] > 0).any(axis=1) & ~closed)
        free = (sums[lines] > 0) & ~hidden
        free[:, :keep] = False
        if free.any():
            hiding = sums @ hidden
            exposes = (hiding == 0) @ sums
            hidden[_next(counts, free, hiding[lines], exposes)] = True
        else:
            closed[lines] = True
    return hidden, closed


def _next(counts: IntArray, free: BoolArray, hiding: FloatArray, exposes: FloatArray) -> int:
    """Of the line that hides fewest, a free part that exposes no new line, the smallest; ties by place."""
    line = min(np.flatnonzero(free.any(axis=1)), key=lambda k: (hiding[k], k))
    return int(min(np.flatnonzero(free[line]), key=lambda k: (exposes[k], counts[k], k)))


def _computable(rounded: IntArray, hidden: BoolArray, sums: FloatArray) -> IntArray:
    """The hidden parts that follow from what is shown.

    What the totals leave for the hidden parts bounds each of them; a part follows where its bounds are less
    than one step of rounding apart. Bounds by linear programming: the residuals of a table of sums over rows
    and columns have whole solutions at their extremes.
    """
    left = sums[:, hidden]
    left = left[left.any(axis=1)]
    residual = left @ rounded[hidden]
    follows = [
        left[:, place].any() and _spread(left, residual, place) < ROUND_TO for place in range(left.shape[1])
    ]
    found: IntArray = np.flatnonzero(hidden)[np.array(follows, dtype=bool)]
    return found


def _spread(left: FloatArray, residual: FloatArray, place: int) -> float:
    """How far apart the least and the greatest value of one hidden part can be."""
    aim = np.zeros(left.shape[1])
    aim[place] = 1
    least, most = (linprog(sign * aim, A_eq=left, b_eq=residual).fun for sign in (1, -1))
    return float(-most - least + 1e-6)
