"""Candidates that exclude one another compete: at most one of them is the person.

The relatives of somebody who is in the file lose to that person, which one pair alone cannot see.
"""

from dataclasses import dataclass

import numpy as np

from licet.linkage.compiled import compiled
from licet.linkage.constraints import Exclusive, exclude_any, excludes
from licet.linkage.encoding import Codes, Counts, Floats
from licet.linkage.joining import in_order

NEGLIGIBLE = 2.0**-14
"""Odds below which a link is nobody's rival."""


@dataclass(frozen=True)
class Odds:
    """What speaks for each link, and for everything else, before rivals from outside.

    joint: for the link. otherwise: against it. free_left, free_right: for all in which the left (right)
    mention is nobody yet, so that a rival may be it. group: of each mention; the members of one group were
    weighed against each other already.
    """

    joint: Floats
    otherwise: Floats
    free_left: Floats
    free_right: Floats
    group: Codes


def alone(weight: Floats, mentions: int) -> Odds:
    """Links that are weighed one by one. weight: their log2 odds."""
    one = np.ones(len(weight))
    return Odds(np.exp2(np.clip(weight, -200, 200)), one, one, one, np.arange(mentions, dtype=np.int32))


def compete(marks: Exclusive, left: Codes, right: Codes, odds: Odds) -> Floats:
    """The probability of each link given its rivals.

    A rival of (i, j) at i is a link (i, k) where k and j exclude one another; likewise at j. For links that
    are weighed alone the probability is odds / (1 + odds + odds of the rivals of both ends).
    """
    if not exclude_any(marks):
        return np.asarray(odds.joint / (odds.joint + odds.otherwise))
    by_left, by_right = odds.joint / odds.free_left, odds.joint / odds.free_right
    rivals = np.flatnonzero(np.maximum(by_left, by_right) > NEGLIGIBLE)
    start, neighbour, link = adjacency(len(marks.by_record), left[rivals], right[rivals])
    total = odds.joint + odds.otherwise
    total[rivals] += _rivals(
        start,
        neighbour,
        rivals[link],
        rivals,
        left,
        right,
        by_left,
        by_right,
        odds.free_left,
        odds.free_right,
        odds.group,
        marks.by_record,
        marks.by_file,
    )
    return np.asarray(odds.joint / total)


def adjacency(count: int, left: Codes, right: Codes) -> tuple[Codes, Codes, Codes]:
    """The links of each mention, by neighbour: where they start, the neighbours, and the links' places."""
    # The right ends first: links in order of (left, right) then leave the neighbours in order.
    ends, others = np.concatenate([right, left]), np.concatenate([left, right])
    order = in_order(ends)
    start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=count))])
    return start.astype(np.int32), others[order], (order % max(1, len(left))).astype(np.int32)


@compiled
def _rivals(
    start: Codes,
    neighbour: Codes,
    link: Counts,
    among: Counts,
    left: Codes,
    right: Codes,
    by_left: Floats,
    by_right: Floats,
    free_left: Floats,
    free_right: Floats,
    group: Codes,
    by_record: Codes,
    by_file: Codes,
) -> Floats:
    result = np.zeros(len(among))
    for place in range(len(among)):
        p = among[place]
        for i, j, free in ((left[p], right[p], free_left[p]), (right[p], left[p], free_right[p])):
            for e in range(start[i], start[i + 1]):
                k, q = neighbour[e], link[e]
                if group[k] != group[j] and excludes(k, j, by_record, by_file):
                    result[place] += free * (by_left[q] if left[q] == i else by_right[q])
    return result
