"""Who of one group is who of another: sums over all ways in which each is at most one of the others.

Exact for small groups: the ways are summed member by member, over the sets of others that are taken.
"""

import numpy as np
import numpy.typing as npt

from licet.linkage.compiled import compiled
from licet.linkage.encoding import Codes, Counts, Floats
from licet.linkage.together import LARGEST


def assigned(
    start: Counts, rows: Codes, columns: Codes, row: Codes, column: Codes, odds: Floats, absent: Floats
) -> tuple[Floats, Floats]:
    """For every pair the weight of all ways that contain it, and for every meeting the weight of all ways.

    start: where the pairs of each meeting begin. rows, columns: the sizes of its two groups. row, column: the
    places of each pair. odds: what each pair contributes to a way that contains it; absent: what the pair's
    row contributes to a way in which it is nobody.
    """
    joint, whole = np.zeros(len(odds)), np.zeros(len(start) - 1)
    _assigned(start, rows, columns, row, column, odds, absent, joint, whole)
    return joint, whole


@compiled
def _assigned(
    start: Counts,
    rows: Codes,
    columns: Codes,
    row: Codes,
    column: Codes,
    odds: Floats,
    absent: Floats,
    joint: Floats,
    whole: Floats,
) -> None:
    table = np.zeros((LARGEST, LARGEST))
    nobody = np.ones(LARGEST)
    before = np.zeros((LARGEST + 1, 1 << LARGEST))
    after = np.zeros((LARGEST + 1, 1 << LARGEST))
    for k in range(len(start) - 1):
        n, h = rows[k], columns[k]
        table[:n, :h] = 0.0
        nobody[:n] = 1.0
        for p in range(start[k], start[k + 1]):
            table[row[p], column[p]] = odds[p]
            nobody[row[p]] = absent[p]
        _sum_before(table, nobody, n, h, before)
        _sum_after(table, nobody, n, h, after)
        whole[k] = after[0, 0]
        for p in range(start[k], start[k + 1]):
            joint[p] = odds[p] * _around(before, after, row[p], column[p], h)


@compiled
def _sum_before(table: Floats, nobody: Floats, n: int, h: int, before: npt.NDArray[np.float64]) -> None:
    """Weight of all ways of the first i members that take exactly these others."""
    taken_all = 1 << h
    before[: n + 1, :taken_all] = 0.0
    before[0, 0] = 1.0
    for i in range(n):
        for taken in range(taken_all):
            so_far = before[i, taken]
            if so_far == 0.0:
                continue
            before[i + 1, taken] += so_far * nobody[i]
            for j in range(h):
                if not (taken >> j) & 1 and table[i, j] > 0.0:
                    before[i + 1, taken | (1 << j)] += so_far * table[i, j]


@compiled
def _sum_after(table: Floats, nobody: Floats, n: int, h: int, after: npt.NDArray[np.float64]) -> None:
    """Weight of all ways of the members from i on, where these others are taken."""
    taken_all = 1 << h
    after[n, :taken_all] = 1.0
    for i in range(n - 1, -1, -1):
        for taken in range(taken_all):
            total = after[i + 1, taken] * nobody[i]
            for j in range(h):
                if not (taken >> j) & 1 and table[i, j] > 0.0:
                    total += table[i, j] * after[i + 1, taken | (1 << j)]
            after[i, taken] = total


@compiled
def _around(before: Floats, after: Floats, i: int, j: int, h: int) -> float:
    """Weight of everybody else's ways, where i is j."""
    total = 0.0
    for taken in range(1 << h):
        if before[i, taken] > 0.0 and not (taken >> j) & 1:
            total += before[i, taken] * after[i + 1, taken | (1 << j)]
    return total
