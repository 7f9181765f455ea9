"""Two groups of which some two members may be one person, and every pair of their members."""

from dataclasses import dataclass

import numpy as np

from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Codes, Counts, Encoded, Floats
from licet.linkage.together import Groups


@dataclass(frozen=True)
class Meetings:
    """Pairs of groups, and all pairs of their members that no constraint excludes, meeting by meeting.

    one, other: groups; of two sources, the one whose records name more people comes first.
    of: the meeting of each pair. left, right: mentions of the one and of the other.
    """

    one: Codes
    other: Codes
    of: Codes
    left: Codes
    right: Codes

    def __len__(self) -> int:
        return len(self.one)

    def total(self, values: Floats) -> Floats:
        """What values of pairs come to in each meeting."""
        return np.bincount(self.of, weights=values, minlength=len(self)).astype(np.float64)


def meetings_of(encoded: Encoded, groups: Groups, marks: Exclusive, left: Codes, right: Codes) -> Meetings:
    """The meetings of these pairs: all members of both groups meet, joined by a blocking rule or not.

    left, right: pairs of mentions that may be one person.
    """
    left, right = _in_order(encoded, groups, left, right)
    keys = np.unique(groups.of[left] * np.int64(len(groups)) + groups.of[right])
    one, other = (part.astype(np.int32) for part in np.divmod(keys, len(groups)))
    apart = one != other
    return _completed(groups, marks, one[apart], other[apart])


def _in_order(encoded: Encoded, groups: Groups, left: Codes, right: Codes) -> tuple[Codes, Codes]:
    """Each pair with the mention of the source that names more people together first, then by group."""
    rank = encoded.measured("sources by company", lambda: _by_company(encoded))[encoded.source]
    later = (rank[left] > rank[right]) | ((rank[left] == rank[right]) & (groups.of[left] > groups.of[right]))
    return np.where(later, right, left), np.where(later, left, right)


def _by_company(encoded: Encoded) -> Counts:
    """The rank of each source by how many of its mentions have others in their record, the most first."""
    several = np.bincount(encoded.record)[encoded.record] > 1
    size = np.bincount(encoded.source, minlength=len(encoded.source_names))
    share = np.bincount(encoded.source, weights=several, minlength=len(size)) / np.maximum(size, 1)
    return np.argsort(np.argsort(-share, kind="stable"))


def _completed(groups: Groups, marks: Exclusive, one: Codes, other: Codes) -> Meetings:
    width = groups.size[other]
    pairs = groups.size[one] * width
    of = np.repeat(np.arange(len(one), dtype=np.int32), pairs)
    within = np.arange(len(of)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    row, column = np.divmod(within, width[of])
    left = groups.members[groups.start[one][of] + row]
    right = groups.members[groups.start[other][of] + column]
    possible = np.ones(len(of), dtype=bool)
    for mark in (marks.by_record, marks.by_file):
        possible &= (mark[left] < 0) | (mark[left] != mark[right])
    return Meetings(one, other, of[possible], left[possible], right[possible])


def places(meetings: Meetings) -> Counts:
    """Where the pairs of each meeting begin, and the end."""
    return np.searchsorted(meetings.of, np.arange(len(meetings) + 1)).astype(np.int64)
