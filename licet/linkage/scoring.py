"""From levels to match weights: a prior, plus one weight per comparison, in bits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from licet.linkage.blocking import Candidates
from licet.linkage.comparisons import Comparison
from licet.linkage.encoding import Codes, Counts, Encoded, Floats
from licet.linkage.expectation import bits
from licet.linkage.patterns import Patterns, compare
from licet.linkage.priors import Prior
from licet.linkage.training import Trained


@dataclass(frozen=True)
class Evidence:
    """Candidate pairs as compared, once: their patterns, and the bits that rare values add.

    left, right: positions, left < right. rarity: the term-frequency adjustments of all comparisons, added.
    """

    left: Codes
    right: Codes
    patterns: Patterns
    rarity: Floats

    def __len__(self) -> int:
        return len(self.left)

    def only(self, kept: Counts) -> "Evidence":
        """The pairs at these places."""
        patterns = Patterns(self.patterns.of[kept], self.patterns.levels)
        return Evidence(self.left[kept], self.right[kept], patterns, self.rarity[kept])


def gather(
    encoded: Encoded, comparisons: Sequence[Comparison], pairs: Candidates, trained: Trained
) -> Evidence:
    """Compare the candidate pairs."""
    left, right = pairs.left, pairs.right
    patterns = compare(comparisons, encoded, left, right)
    added = np.zeros(len(left))
    for c, comparison in enumerate(comparisons):
        if comparison.rare and trained.learnt[c]:
            added += rarity(encoded, comparison, trained.u[c], patterns.levels[patterns.of, c], left, right)
    return Evidence(left, right, patterns, added)


def match_weights(encoded: Encoded, evidence: Evidence, trained: Trained, prior: Prior) -> Floats:
    """The match weight of each pair: log2 odds that it is one person."""
    by_pattern = pattern_weights(evidence.patterns, trained)
    weight = prior.of(encoded, evidence.left, evidence.right)
    weight += by_pattern[evidence.patterns.of]
    weight += evidence.rarity
    return weight


def kept_pairs(
    encoded: Encoded, evidence: Evidence, trained: Trained, prior: Prior, keep: float
) -> tuple[Evidence, Floats]:
    """The pairs of a match probability of at least `keep`, in order of (left, right), and their weights."""
    weight = match_weights(encoded, evidence, trained, prior)
    kept = np.flatnonzero(weight >= bits(keep))
    kept = kept[np.lexsort((evidence.right[kept], evidence.left[kept]))]
    return evidence.only(kept), weight[kept]


def pattern_weights(patterns: Patterns, trained: Trained) -> Floats:
    """The weight of each pattern before prior and rarity."""
    total = np.zeros(len(patterns.levels))
    for c, weights in enumerate(trained.weights()):
        total += weights[patterns.levels[:, c]]
    return total


def rarity(
    encoded: Encoded, comparison: Comparison, u: Floats, levels: Codes, left: Codes, right: Codes
) -> Floats:
    """What the value's rarity adds: share × log2(u of exact agreement / frequency), in bits.

    The frequency is the more frequent of the two values', over all mentions.
    Source: Winkler 2000, "Frequency-based matching in the Fellegi-Sunter model of record linkage".
    """
    column = comparison.levels[0].columns[0]
    codes = encoded.codes(column)
    # One place more for null (-1), where no level takes an adjustment.
    frequency = np.append(encoded.frequencies(column), 1.0)
    share = np.zeros(comparison.size + 1)
    share[: len(comparison.rare)] = comparison.rare
    more_frequent = np.maximum(frequency[codes[left]], frequency[codes[right]])
    return np.asarray(share[levels] * (np.log2(u[0]) - np.log2(more_frequent)))
