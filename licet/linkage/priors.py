"""How likely two mentions are one person before anything is compared, by the sources they come from."""

from dataclasses import dataclass

import numpy as np

from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Codes, Counts, Encoded, Floats


@dataclass(frozen=True)
class Prior:
    """Log2 odds that a random pair of mentions is one person, by the two mentions' sources (symmetric)."""

    weight: Floats

    def of(self, encoded: Encoded, left: Codes, right: Codes) -> Floats:
        """The prior of each pair."""
        return np.asarray(self.weight[encoded.source[left], encoded.source[right]])


def from_matches(matches: Floats, possible: Floats) -> Prior:
    """The prior that gives so many matches (sources × sources, upper triangle) among the possible pairs."""
    share = np.clip((matches + 0.5) / (possible + 1), 1e-12, 0.5)
    weight = np.log2(share) - np.log2(1 - share)
    return Prior(np.asarray(np.triu(weight) + np.triu(weight, 1).T))


def matches_by_source(encoded: Encoded, left: Codes, right: Codes, matched: Floats) -> Floats:
    """Expected matches per pair of sources (upper triangle)."""
    sources = len(encoded.source_names)
    cells = source_pair(encoded, left, right)
    matches = np.bincount(cells, weights=matched, minlength=sources**2)
    return matches.reshape(sources, sources).astype(np.float64)


def source_pair(encoded: Encoded, left: Codes, right: Codes) -> Counts:
    """The cell of the flattened upper triangle of sources × sources that each pair falls in."""
    one, other = encoded.source[left], encoded.source[right]
    return np.minimum(one, other).astype(np.int64) * len(encoded.source_names) + np.maximum(one, other)


def possible_pairs(encoded: Encoded, marks: Exclusive) -> Floats:
    """Pairs that no constraint excludes, per pair of sources (upper triangle)."""
    size = np.bincount(encoded.source, minlength=len(encoded.source_names)).astype(np.float64)
    possible = np.triu(np.outer(size, size), 1) + np.diag(size * (size - 1) / 2)
    for mark in (marks.by_record, marks.by_file):
        marked = mark >= 0
        groups = np.bincount(mark[marked])
        source_of = np.zeros(len(groups), dtype=np.int64)
        source_of[mark[marked]] = encoded.source[marked]
        np.subtract.at(possible, (source_of, source_of), groups * (groups - 1) / 2)
    return np.maximum(possible, 1)
