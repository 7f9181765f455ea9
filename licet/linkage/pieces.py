"""What no plausible linkage takes apart, and how likely two such pieces are one person.

A piece is the mentions of one person of the best answer that hang together by links that are all but
certain. Two pieces may be one person if some link joins them and no two of their mentions exclude one
another. How much speaks for it is the mean weight over all pairs of mentions between them: weights of one
person's mentions rest on the same facts, so their sum would count these again and again.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Bools, Codes, Counts, Floats
from licet.linkage.expectation import bits

CERTAIN = bits(0.999)
"""Links of at least this weight hold in every plausible linkage."""


@dataclass(frozen=True)
class Pieces:
    """of: the piece of each mention. left, right: pieces that may be one person, left < right, in order;
    weight: mean bits between them.
    """

    of: Codes
    left: Codes
    right: Codes
    weight: Floats

    @property
    def size(self) -> Counts:
        """Mentions of each piece."""
        return np.bincount(self.of)


@dataclass(frozen=True)
class Between:
    """Every pair of mentions between pieces that some link joins.

    left, right: mentions, left < right; of: which pair of pieces; weight: of the kept link, NaN without.
    """

    one: Codes
    other: Codes
    of: Counts
    left: Codes
    right: Codes
    weight: Floats

    def __len__(self) -> int:
        return len(self.left)


def certain_pieces(label: Codes, left: Codes, right: Codes, weight: Floats) -> Codes:
    """The piece of each mention, numbered by first mention. label: its person in the best answer."""
    held = (weight >= CERTAIN) & (label[left] == label[right])
    ends = (left[held], right[held])
    graph = coo_array((np.ones(int(held.sum()), dtype=np.int8), ends), shape=(len(label), len(label)))
    _, found = connected_components(graph, directed=False)
    _, first, numbered = np.unique(found, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[numbered].astype(np.int32)


def between(piece: Codes, left: Codes, right: Codes, weight: Floats) -> Between:
    """The pairs between linked pieces. left, right, weight: kept links, in order of (left, right)."""
    count = max(1, int(piece.max(initial=-1)) + 1)
    apart = piece[left] != piece[right]
    a, b = piece[left[apart]], piece[right[apart]]
    keys = np.unique(np.minimum(a, b) * np.int64(count) + np.maximum(a, b))
    one, other = (part.astype(np.int32) for part in np.divmod(keys, count))
    members = np.argsort(piece, kind="stable").astype(np.int32)
    size = np.bincount(piece, minlength=count)
    start = np.concatenate([[0], np.cumsum(size)])
    pairs = size[one] * size[other]
    of = np.repeat(np.arange(len(one)), pairs)
    row, column = np.divmod(np.arange(len(of)) - np.repeat(np.cumsum(pairs) - pairs, pairs), size[other][of])
    a, b = members[start[one][of] + row], members[start[other][of] + column]
    low, high = np.minimum(a, b), np.maximum(a, b)
    return Between(one, other, of, low, high, _known(len(piece), left, right, weight, low, high))


def pieces_of(piece: Codes, found: Between, marks: Exclusive, weight: Floats) -> Pieces:
    """Pieces with those pairs of them that nothing excludes. weight: of every pair of `found`."""
    pairs = np.bincount(found.of, minlength=len(found.one))
    mean = np.bincount(found.of, weights=weight, minlength=len(found.one)) / np.maximum(pairs, 1)
    shut = np.bincount(found.of, weights=_excluded(marks, found), minlength=len(found.one)) > 0
    return Pieces(piece, found.one[~shut], found.other[~shut], mean[~shut])


def _excluded(marks: Exclusive, found: Between) -> Bools:
    shut = np.zeros(len(found), dtype=bool)
    for mark in (marks.by_record, marks.by_file):
        shut |= (mark[found.left] >= 0) & (mark[found.left] == mark[found.right])
    return shut


def _known(count: int, left: Codes, right: Codes, weight: Floats, low: Codes, high: Codes) -> Floats:
    """The weight of each pair (low, high) among the links, NaN where it is none."""
    if not len(left):
        return np.full(len(low), np.nan)
    links = left * np.int64(count) + right
    asked = low * np.int64(count) + high
    place = np.minimum(np.searchsorted(links, asked), len(links) - 1)
    return np.where(links[place] == asked, weight[place], np.nan)
