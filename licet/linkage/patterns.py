"""Comparison vectors, counted: many pairs share few patterns of levels, and EM needs only the counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from licet.errors import ScienceError
from licet.linkage.comparisons import Comparison, Gamma, gamma
from licet.linkage.encoding import Codes, Counts, Encoded, factorise
from licet.linkage.pairs import Pairs

CHUNK = 2_000_000  # pairs compared at once: bounds memory at some 100 bytes a pair


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
    """The level of every pair in every comparison, chunk by chunk.

    Raises ScienceError if there are more possible patterns than can be numbered.
    """
    sizes = [comparison.size + 1 for comparison in comparisons]
    if float(np.prod(np.array(sizes, dtype=np.float64))) >= 2.0**63:
        raise ScienceError("The comparisons have too many levels between them: leave some out.")
    keys = np.empty(len(left), dtype=np.int64)
    for start in range(0, len(left), CHUNK):
        part = slice(start, start + CHUNK)
        keys[part] = _numbered(comparisons, Pairs(encoded, left[part], right[part]))
    of, distinct = factorise(keys)
    return Patterns(of, _levels(distinct, sizes))


def _numbered(comparisons: Sequence[Comparison], pairs: Pairs) -> Counts:
    key = np.zeros(len(pairs), dtype=np.int64)
    for comparison in comparisons:
        key = key * (comparison.size + 1) + gamma(comparison, pairs) + 1
    return key


def _levels(keys: Counts, sizes: list[int]) -> Gamma:
    columns = []
    for size in reversed(sizes):
        keys, level = np.divmod(keys, size)
        columns.append(level - 1)
    return np.stack(columns[::-1], axis=1).astype(np.int8) if sizes else np.empty((len(keys), 0), np.int8)
