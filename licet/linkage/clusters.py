"""Who is one person: links joined from the strongest down, never against what a source can contain.

1. Links at or above the threshold propose, from the strongest down (ties by position: row order is nothing).
2. A proposal fails if the two groups hold mentions that exclude one another.
3. It fails if the evidence over all pairs between the two groups is on balance against it: no chain of links
   joins what its ends refuse.
4. It waits while a rival is as good: a group that one side could join instead, that excludes the other side,
   and whose link comes within the margin, unless exchanging partners would lose more than the margin.
5. Passes repeat until nothing joins. What still waits is ambiguous: reported, and not linked.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from licet.linkage.competition import adjacency
from licet.linkage.compiled import compiled
from licet.linkage.constraints import Exclusive, exclude_any, excludes
from licet.linkage.encoding import Bools, Codes, Floats


@dataclass(frozen=True)
class Clusters:
    """label: per mention, the smallest position in its cluster.

    ambiguous: mentions left apart because rivals are as good. excluded, outweighed: proposals that failed
    under 2 and 3 in the last pass.
    """

    label: Codes
    ambiguous: Bools
    excluded: int
    outweighed: int


class _Graph(NamedTuple):
    """The kept links of each mention, the marks, whether they exclude anybody, and the bits that decide."""

    start: Codes
    neighbour: Codes
    strength: Floats
    by_record: Codes
    by_file: Codes
    excluding: bool
    least: float
    margin: float
    missing: float


class _Groups(NamedTuple):
    """The head of each mention's group, and from a head on a list of its members."""

    head: Codes
    following: Codes
    last: Codes
    size: Codes


def cluster(
    marks: Exclusive,
    left: Codes,
    right: Codes,
    weight: Floats,
    *,
    least: float,
    margin: float,
    missing: float,
) -> Clusters:
    """Clusters of mentions under the constraints.

    left, right, weight: kept links, in order of (left, right). least: the match weight from which a link
    proposes. margin: bits within which rivals tie. missing: the weight taken for a pair that was not kept.
    """
    count = len(marks.by_record)
    start, neighbour, link = adjacency(count, left, right)
    graph = _Graph(
        start=start,
        neighbour=neighbour,
        strength=weight[link],
        by_record=marks.by_record,
        by_file=marks.by_file,
        excluding=exclude_any(marks),
        least=least,
        margin=margin,
        missing=missing,
    )
    everyone = np.arange(count, dtype=np.int32)
    groups = _Groups(everyone.copy(), np.full(count, -1, np.int32), everyone.copy(), np.ones(count, np.int32))
    proposals = np.flatnonzero(weight >= least)
    # A stable sort of links in order: equal weights stay in the order of (left, right).
    proposals = proposals[np.argsort(-weight[proposals], kind="stable")]
    ambiguous = np.zeros(count, dtype=np.bool_)
    excluded, outweighed = _agglomerate(
        graph, groups, left[proposals], right[proposals], weight[proposals], ambiguous
    )
    return Clusters(_labels(groups), ambiguous, excluded, outweighed)


@compiled
def _agglomerate(
    graph: _Graph,
    groups: _Groups,
    left: Codes,
    right: Codes,
    weight: Floats,
    ambiguous: Bools,
) -> tuple[int, int]:
    """Join groups in place, pass by pass; the ambiguous of the last pass are marked in place."""
    open_ones = np.arange(len(left), dtype=np.int32)
    while True:
        joined, excluded, outweighed, still = 0, 0, 0, 0
        ambiguous[:] = False
        for p in open_ones:
            a, b = groups.head[left[p]], groups.head[right[p]]
            if a == b:
                continue
            open_ones[still] = p
            still += 1
            if _conflict(graph, groups, a, b):
                excluded += 1
                continue
            # Between two lone mentions there is the proposal alone, which is for it.
            if groups.size[a] + groups.size[b] > 2 and _balance(graph, groups, a, b) < 0:
                outweighed += 1
                continue
            a_waits = _rivalled(graph, groups, a, b, weight[p])
            b_waits = _rivalled(graph, groups, b, a, weight[p])
            ambiguous[left[p]] |= a_waits
            ambiguous[right[p]] |= b_waits
            if not a_waits and not b_waits:
                _join(groups, a, b)
                joined += 1
        open_ones = open_ones[:still]
        if not joined:
            return excluded, outweighed


@compiled
def _join(groups: _Groups, a: int, b: int) -> None:
    """Give the members of the smaller group the larger one's head."""
    if groups.size[a] < groups.size[b]:
        a, b = b, a
    x = b
    while x >= 0:
        groups.head[x] = a
        x = groups.following[x]
    groups.following[groups.last[a]] = b
    groups.last[a] = groups.last[b]
    groups.size[a] += groups.size[b]


@compiled
def _conflict(graph: _Graph, groups: _Groups, a: int, b: int) -> bool:
    """Whether two groups hold mentions that exclude one another."""
    x = a if graph.excluding else -1
    while x >= 0:
        y = b
        while y >= 0:
            if excludes(x, y, graph.by_record, graph.by_file):
                return True
            y = groups.following[y]
        x = groups.following[x]
    return False


@compiled
def _balance(graph: _Graph, groups: _Groups, a: int, b: int) -> float:
    """The weights of all pairs between two groups, added; a pair that was not kept counts as missing."""
    if groups.size[a] > groups.size[b]:
        a, b = b, a
    total, found = 0.0, 0
    x = a
    while x >= 0:
        for e in range(graph.start[x], graph.start[x + 1]):
            if groups.head[graph.neighbour[e]] == b:
                total += graph.strength[e]
                found += 1
        x = groups.following[x]
    absent: int = groups.size[a] * groups.size[b] - found
    return total + graph.missing * absent


@compiled
def _rivalled(graph: _Graph, groups: _Groups, a: int, b: int, weight: float) -> bool:
    """Whether group a could as well join a rival that excludes b, where this link to b has the weight."""
    x = a if graph.excluding else -1
    while x >= 0:
        for e in range(graph.start[x], graph.start[x + 1]):
            strength = graph.strength[e]
            if strength < graph.least or strength <= weight - graph.margin:
                continue
            rival = groups.head[graph.neighbour[e]]
            if (
                rival in (a, b)
                or not _conflict(graph, groups, rival, b)
                or _conflict(graph, groups, rival, a)
            ):
                continue
            # Whoever loses a may find another: the two ways to pair four groups are weighed whole.
            joined_to_b = weight + _next_best(graph, groups, rival, a)
            joined_to_rival = strength + _next_best(graph, groups, b, a)
            if joined_to_b - joined_to_rival < graph.margin:
                return True
        x = groups.following[x]
    return False


@compiled
def _next_best(graph: _Graph, groups: _Groups, group: int, lost: int) -> float:
    """The weight of the group's best link to one that excludes `lost`; 0 if it has none."""
    best = 0.0
    x = group
    while x >= 0:
        for e in range(graph.start[x], graph.start[x + 1]):
            strength = graph.strength[e]
            if strength < graph.least or strength <= best:
                continue
            other = groups.head[graph.neighbour[e]]
            if other in (group, lost) or _conflict(graph, groups, group, other):
                continue
            if _conflict(graph, groups, other, lost):
                best = strength
        x = groups.following[x]
    return best


@compiled
def _labels(groups: _Groups) -> Codes:
    """Per mention, the smallest position in its group."""
    label = np.full_like(groups.head, -1)
    for x in range(len(label)):
        head = groups.head[x]
        if label[head] < 0:
            label[head] = x
    return label[groups.head]
