"""Expectation-maximisation on patterns: how often true matches reach each level, without labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from licet.linkage.comparisons import Gamma
from licet.linkage.encoding import Floats

TOLERANCE = 1e-4
ROUNDS = 500


@dataclass(frozen=True)
class Learnt:
    """What EM found in one set of patterns.

    matches: the share of pairs that match. expected: per comparison, matches expected at each level
    (nulls left out). converged: whether the last round moved no share by more than the tolerance.
    """

    matches: float
    expected: tuple[Floats, ...]
    rounds: int
    converged: bool


def learn(levels: Gamma, counts: Floats, u: Sequence[Floats], start: Sequence[Floats]) -> Learnt:
    """m and the share of matches by EM, u held fixed.

    levels: patterns × comparisons; counts: pairs per pattern; u, start: per comparison, share of non-matches
    (matches) at each level. Source: Winkler 1988, "Using the EM algorithm for weight computation in the
    Fellegi-Sunter model of record linkage".
    """
    share, m, moved, rounds = 0.5, list(start), np.inf, 0
    expected: tuple[Floats, ...] = tuple(np.zeros_like(one) for one in u)
    while moved > TOLERANCE and rounds < ROUNDS:
        matched = counts * posterior(levels, m, u, share)
        expected = tuple(at_levels(levels[:, c], matched, len(u[c])) for c in range(len(u)))
        new_share, new_m = matched.sum() / counts.sum(), [normalised(one) for one in expected]
        moved = max(abs(new_share - share), *(np.abs(a - b).max() for a, b in zip(m, new_m, strict=True)))
        share, m, rounds = float(new_share), new_m, rounds + 1
    return Learnt(share, expected, rounds, bool(moved <= TOLERANCE))


def posterior(levels: Gamma, m: Sequence[Floats], u: Sequence[Floats], share: float) -> Floats:
    """The probability of a match for each pattern, given the share of matches."""
    weight = np.full(len(levels), bits(min(max(share, 1e-12), 1 - 1e-12)))
    for c in range(len(u)):
        weight += level_weights(m[c], u[c])[levels[:, c]]
    return probability(weight)


def level_weights(m: Floats, u: Floats) -> Floats:
    """log2(m / u) of each level, and 0 behind the last: index -1, no evidence."""
    return np.append(np.log2(m) - np.log2(u), 0.0)


def bits(share: float) -> float:
    """A probability as a match weight: log2 odds."""
    return float(np.log2(share) - np.log2(1 - share))


def probability(weight: Floats) -> Floats:
    """A match weight (log2 odds) as a probability."""
    return np.asarray(1 / (1 + np.exp2(-np.clip(weight, -1000, 1000))))


def normalised(expected: Floats) -> Floats:
    """Counts as shares, with half a pair added to each level so that no level is impossible."""
    return np.asarray((expected + 0.5) / (expected + 0.5).sum())


def at_levels(level: Gamma, matched: Floats, size: int) -> Floats:
    """Expected matches at each level, patterns without evidence left out."""
    known = level >= 0
    return np.bincount(level[known], weights=matched[known], minlength=size).astype(np.float64)
