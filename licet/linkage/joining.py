"""Pairs within blocks: sorted once, and joined part by part, so that no more are held than are asked for."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from licet.linkage.compiled import compiled
from licet.linkage.constraints import Exclusive, excludes
from licet.linkage.encoding import Codes, Counts

PART = 100_000
"""Pairs of one part, about: as many as stay in a core's cache while they are compared."""


@dataclass(frozen=True)
class Blocks:
    """The mentions of one rule, block by block.

    end: for each place in `members`, where its block ends. before: how many pairs begin at earlier places,
    and at all places.
    """

    members: Codes
    end: Codes
    before: Counts

    @property
    def pairs(self) -> int:
        """Pairs within blocks, excluded ones and those of other rules as well."""
        return int(self.before[-1])

    def parts(self) -> list[slice]:
        """Places in parts whose pairs are about equally many."""
        cuts = np.searchsorted(self.before, np.arange(0, self.pairs, PART), side="right") - 1
        ends = np.unique(np.append(cuts, len(self.members)))
        return [slice(int(a), int(b)) for a, b in pairwise(ends)]


def in_order(codes: Codes) -> Codes:
    """The places of codes from 0 on, by code; those of one code in their own order."""
    return _sorted(codes, _starts(codes))


def _starts(codes: Codes) -> Counts:
    """Where each code begins when they are in order, and the end."""
    sizes = np.bincount(codes[codes >= 0], minlength=1)
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def blocks_of(codes: Codes) -> Blocks:
    """The blocks of mentions that share a code from 0 on."""
    start = _starts(codes)
    end = np.repeat(start[1:], np.diff(start)).astype(np.int32)
    partners = end - np.arange(len(end)) - 1
    before = np.concatenate([[0], np.cumsum(partners)]).astype(np.int64)
    return Blocks(_sorted(codes, start), end, before)


def joined(blocks: Blocks, part: slice, earlier: Codes, rules: int, marks: Exclusive) -> tuple[Codes, Codes]:
    """The pairs that begin in a part, left < right, but not those excluded or joined by an earlier rule.

    earlier: mentions × rules, the block of each mention under each rule, -1 for none; rules: how many of them
    come before.
    """
    room = int(blocks.before[part.stop] - blocks.before[part.start])
    left, right = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
    found = _join(
        blocks.members,
        blocks.end,
        part.start,
        part.stop,
        earlier,
        rules,
        marks.by_record,
        marks.by_file,
        left,
        right,
    )
    return left[:found], right[:found]


@compiled
def _sorted(codes: Codes, start: Counts) -> Codes:
    """By counting: no comparison of codes is needed."""
    free = start[:-1].copy()
    order = np.empty(start[-1], dtype=np.int32)
    for place in range(len(codes)):
        code = codes[place]
        if code >= 0:
            order[free[code]] = place
            free[code] += 1
    return order


@compiled
def _join(
    members: Codes,
    end: Codes,
    first: int,
    last: int,
    earlier: Codes,
    rules: int,
    by_record: Codes,
    by_file: Codes,
    left: Codes,
    right: Codes,
) -> int:
    found = 0
    for place in range(first, last):
        i = members[place]
        for other in range(place + 1, end[place]):
            j = members[other]
            if excludes(i, j, by_record, by_file):
                continue
            known = False
            for rule in range(rules):
                known |= earlier[i, rule] >= 0 and earlier[i, rule] == earlier[j, rule]
            if not known:
                left[found], right[found] = i, j
                found += 1
    return found
