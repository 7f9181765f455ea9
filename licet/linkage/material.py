"""What there is to go by when groups meet: every pair compared once, and what the groups share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from licet.linkage.comparisons import Comparison, Gamma
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Bools, Codes, Encoded, Floats, factorise
from licet.linkage.expectation import at_levels, normalised
from licet.linkage.fields import ADDRESS
from licet.linkage.kinds import Kinds, Sorted, kinds_of
from licet.linkage.meetings import Meetings
from licet.linkage.model import LinkageModel
from licet.linkage.namesakes import commoner, namesakes
from licet.linkage.patterns import Patterns, compare
from licet.linkage.scoring import rarity
from licet.linkage.together import Groups
from licet.linkage.training import Trained

FAR_OFTENER = 2.0
"""Bits by which relatives agree better than strangers, from which a field is one that relatives share."""


FEW = 100.0
"""Pairs of relatives that are taken to agree as strangers do, besides those that there are."""


class Shared(NamedTuple):
    """A field of homes: for each value of the one group, the best level that anybody of the other reaches."""

    comparison: int
    meeting: Codes
    level: Gamma
    rarity: Floats


@dataclass(frozen=True)
class Material:
    """Everything that is compared of the pairs of all meetings.

    rarity: comparisons × pairs, what rare values add in bits. shared: fields that relatives share. fixed:
    those of them that stay when somebody moves out. tells: for each way to sort people, where it is evidence.
    """

    encoded: Encoded
    groups: Groups
    meetings: Meetings
    patterns: Patterns
    rarity: Floats
    kinds: Sorted
    tells: tuple[Bools, ...]
    shared: tuple[Shared, ...]
    fixed: frozenset[int]

    def only(self, drawn: Bools) -> "Material":
        """The meetings of some groups with all others. drawn: groups."""
        kept = drawn[self.meetings.one]
        number = (np.cumsum(kept) - 1).astype(np.int32)
        pairs = kept[self.meetings.of]
        return replace(
            self,
            meetings=Meetings(
                self.meetings.one[kept],
                self.meetings.other[kept],
                number[self.meetings.of[pairs]],
                self.meetings.left[pairs],
                self.meetings.right[pairs],
            ),
            patterns=Patterns(self.patterns.of[pairs], self.patterns.levels),
            rarity=self.rarity[:, pairs],
            tells=tuple(tells[pairs] for tells in self.tells),
            shared=tuple(
                Shared(c, number[meeting[kept[meeting]]], level[kept[meeting]], rare[kept[meeting]])
                for c, meeting, level, rare in self.shared
            ),
        )

    @property
    def sharing(self) -> frozenset[int]:
        """The comparisons of fields that relatives share."""
        return frozenset(one.comparison for one in self.shared)

    def level(self, comparison: int) -> Gamma:
        """The level of each pair."""
        return np.asarray(self.patterns.levels[self.patterns.of, comparison])


def material_of(
    encoded: Encoded,
    model: LinkageModel,
    groups: Groups,
    meetings: Meetings,
    marks: Exclusive,
    trained: Trained,
    relatives: tuple[Floats, ...],
) -> Material:
    """Compare all pairs of all meetings. relatives: see `relatives_of`."""
    left, right = meetings.left, meetings.right
    patterns = compare(model.comparisons, encoded, left, right)
    added = np.zeros((len(model.comparisons), len(left)))
    for c, comparison in enumerate(model.comparisons):
        if comparison.rare and trained.learnt[c]:
            levels = patterns.levels[patterns.of, c]
            added[c] = rarity(encoded, comparison, trained.u[c], levels, left, right)
    _take_namesakes(encoded, model, marks, meetings, patterns, added)
    kinds = kinds_of(encoded)
    sharing = [c for c, among in enumerate(relatives) if trained.learnt[c] and _share(among, trained.u[c])]
    return Material(
        encoded=encoded,
        groups=groups,
        meetings=meetings,
        patterns=patterns,
        rarity=added,
        kinds=kinds,
        tells=tuple(_tells(kind, model.comparisons, patterns, left, right) for kind in kinds),
        shared=tuple(
            _shared(encoded, meetings, model.comparisons[c], c, patterns, added[c]) for c in sharing
        ),
        fixed=frozenset(c for c in sharing if set(model.comparisons[c].columns) & set(ADDRESS)),
    )


def relatives_of(
    encoded: Encoded, model: LinkageModel, groups: Groups, trained: Trained
) -> tuple[Floats, ...]:
    """How often two members of one group reach each level: they are known to be two people.

    A few relatives are taken to be like strangers.
    """
    left, right = _inside(groups)
    patterns = compare(model.comparisons, encoded, np.minimum(left, right), np.maximum(left, right))
    counts = patterns.counts().astype(np.float64)
    return tuple(
        normalised(at_levels(patterns.levels[:, c], counts, len(u)) + FEW * u)
        for c, u in enumerate(trained.u)
    )


def _take_namesakes(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    meetings: Meetings,
    patterns: Patterns,
    added: Floats,
) -> None:
    """Take from what rare names add what full names are commoner than their parts, in place."""
    for pair in model.dependent:
        both = model.places(pair)
        agree = np.flatnonzero((patterns.levels[:, both] == 0).all(axis=1)[patterns.of])
        first, second = (model.comparisons[c].levels[0].columns[0] for c in both)
        found = namesakes(encoded, marks, first, second)
        added[both[0], agree] -= commoner(found, meetings.left[agree], meetings.right[agree])


def _tells(
    kind: Kinds, comparisons: Sequence[Comparison], patterns: Patterns, left: Codes, right: Codes
) -> Bools:
    known, agrees = np.zeros(len(left), dtype=bool), np.zeros(len(left), dtype=bool)
    for c, comparison in enumerate(comparisons):
        if kind.field in comparison.needs:
            level = patterns.levels[patterns.of, c]
            known |= level >= 0
            agrees |= (level >= 0) & (level < comparison.size - 1)
    return kind.tells(left, right, known, agrees)


def _share(relatives: Floats, strangers: Floats) -> bool:
    return bool(np.log2(relatives[0] / strangers[0]) > FAR_OFTENER)


def _inside(groups: Groups) -> tuple[Codes, Codes]:
    """Every two members of one group, once."""
    several = np.flatnonzero(groups.size > 1)
    size = groups.size[several]
    of = np.repeat(several, size**2)
    within = np.arange(len(of)) - np.repeat(np.cumsum(size**2) - size**2, size**2)
    row, column = np.divmod(within, groups.size[of])
    once = row < column
    start = groups.start[of[once]]
    return groups.members[start + row[once]], groups.members[start + column[once]]


def _shared(
    encoded: Encoded, meetings: Meetings, comparison: Comparison, c: int, patterns: Patterns, added: Floats
) -> Shared:
    level = patterns.levels[patterns.of, c]
    known = np.flatnonzero(level >= 0)
    values = encoded.codes(comparison.levels[0].columns[0])[meetings.left[known]]
    keys = meetings.of[known] * np.int64(len(encoded.values) + 1) + values + 1
    codes, distinct = factorise(keys)
    # The best level is the smallest; all pairs that reach it by the same value are equally rare.
    best = np.full(len(distinct), comparison.size, dtype=np.int8)
    np.minimum.at(best, codes, level[known])
    rare = np.zeros(len(distinct))
    at_best = level[known] == best[codes]
    rare[codes[at_best]] = added[known[at_best]]
    return Shared(c, (distinct // (len(encoded.values) + 1)).astype(np.int32), best, rare)
