"""Comparison vectors, counted: many pairs share few patterns of levels, and EM needs only the counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from licet.errors import ScienceError
from licet.linkage.comparisons import Comparison, Gamma, gamma
from licet.linkage.encoding import Codes, Counts, Encoded, factorise
from licet.linkage.pairs import Pairs
from licet.linkage.threads import slices, spread

CHUNK = 100_000
"""Pairs that one thread compares at once: what is known of them then stays in its cache."""


@dataclass(frozen=True)
class Patterns:
    """The pattern of each pair.

    of: pairs -> pattern. levels: patterns × comparisons, the level of each (-1: no evidence).
    """

    of: Codes
    levels: Gamma

    def counts(self) -> Counts:
        """Pairs per pattern."""
        return np.bincount(self.of, minlength=len(self.levels))


def compare(comparisons: Sequence[Comparison], encoded: Encoded, left: Codes, right: Codes) -> Patterns:
    """The level of every pair in every comparison, in several threads.

    Raises ScienceError if there are more possible patterns than can be numbered.
    """
    parts = [Pairs(encoded, left[part], right[part]) for part in slices(len(left), CHUNK)]
    keys = spread(lambda pairs: pattern_keys(comparisons, pairs), parts)
    of, distinct = factorise(np.concatenate([np.empty(0, dtype=np.int64), *keys]))
    return Patterns(of, levels_of(comparisons, distinct))


def pattern_keys(comparisons: Sequence[Comparison], pairs: Pairs) -> Counts:
    """The number of each pair's pattern: levels as digits, the last comparison's the last.

    Raises ScienceError if there are more possible patterns than can be numbered.
    """
    if np.prod([comparison.size + 1.0 for comparison in comparisons]) >= 2.0**63:
        raise ScienceError("The comparisons have too many levels between them: leave some out.")
    keys = np.zeros(len(pairs), dtype=np.int64)
    for comparison in comparisons:
        keys *= comparison.size + 1
        keys += gamma(comparison, pairs)
        keys += 1
    return keys


def levels_of(comparisons: Sequence[Comparison], keys: Counts) -> Gamma:
    """Numbers of patterns as levels: patterns × comparisons."""
    columns = []
    for comparison in reversed(comparisons):
        keys, level = np.divmod(keys, comparison.size + 1)
        columns.append(level - 1)
    return np.stack(columns[::-1], axis=1).astype(np.int8) if columns else np.empty((len(keys), 0), np.int8)


def merged(parts: Sequence[Gamma]) -> tuple[list[Codes], Gamma]:
    """The different patterns of several tables (patterns × comparisons), and the place of each one's."""
    levels, places = np.unique(np.concatenate(parts), axis=0, return_inverse=True)
    ends = np.cumsum([len(part) for part in parts])
    return np.split(places.reshape(-1).astype(np.int32), ends[:-1]), levels
