"""Candidates that exclude one another compete: at most one of them is the person.

The relatives of somebody who is in the file lose to that person, which one pair alone cannot see.
"""

import numpy as np

from licet.linkage.compiled import compiled
from licet.linkage.constraints import Exclusive, excludes
from licet.linkage.encoding import Codes, Floats


def compete(marks: Exclusive, left: Codes, right: Codes, weight: Floats) -> Floats:
    """The probability of each link given its rivals: odds / (1 + odds + odds of the rivals of both ends).

    A rival of (i, j) at i is a link (i, k) where k and j exclude one another; likewise at j.
    left, right: kept links, in order of (left, right). weight: their log2 odds.
    """
    odds = np.exp2(np.clip(weight, -200, 200))
    start, neighbour, link = adjacency(len(marks.by_record), left, right)
    return np.asarray(_compete(start, neighbour, link, left, right, odds, marks.by_record, marks.by_file))


def adjacency(count: int, left: Codes, right: Codes) -> tuple[Codes, Codes, Codes]:
    """The links of each mention, by neighbour: where they start, the neighbours, and the links' places."""
    ends, others = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.lexsort((others, ends))
    start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=count))])
    return start.astype(np.int32), others[order], (order % max(1, len(left))).astype(np.int32)


@compiled
def _compete(
    start: Codes,
    neighbour: Codes,
    link: Codes,
    left: Codes,
    right: Codes,
    odds: Floats,
    by_record: Codes,
    by_file: Codes,
) -> Floats:
    result = np.empty(len(left))
    for p in range(len(left)):
        rivals = 0.0
        for i, j in ((left[p], right[p]), (right[p], left[p])):
            for e in range(start[i], start[i + 1]):
                if neighbour[e] != j and excludes(neighbour[e], j, by_record, by_file):
                    rivals += odds[link[e]]
        result[p] = odds[p] / (1 + odds[p] + rivals)
    return result
