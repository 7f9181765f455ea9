"""From levels to match weights: a prior, plus one weight per comparison, in bits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from licet.linkage.comparisons import Comparison, Gamma
from licet.linkage.encoding import Codes, Counts, Encoded, Floats
from licet.linkage.expectation import bits
from licet.linkage.joining import in_order
from licet.linkage.patterns import Patterns, compare
from licet.linkage.priors import Prior
from licet.linkage.threads import spread
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
    encoded: Encoded, comparisons: Sequence[Comparison], left: Codes, right: Codes, trained: Trained
) -> Evidence:
    """Compare these pairs."""
    patterns = compare(comparisons, encoded, left, right)
    added = np.zeros(len(left))
    for c, comparison in enumerate(comparisons):
        added += _rarity(encoded, comparison, c, trained, patterns, left, right)
    return Evidence(left, right, patterns, added)


def comparison_weights(
    encoded: Encoded, comparisons: Sequence[Comparison], pairs: Evidence, trained: Trained
) -> list[Floats]:
    """What each comparison adds to each pair, in bits: the weight of its level, and what rare values add."""
    weights = trained.weights()

    def one(c: int) -> Floats:
        level = pairs.patterns.levels[pairs.patterns.of, c]
        rare = _rarity(encoded, comparisons[c], c, trained, pairs.patterns, pairs.left, pairs.right)
        return np.asarray(weights[c][level] + rare)

    return spread(one, range(len(comparisons)))


def _rarity(
    encoded: Encoded,
    comparison: Comparison,
    c: int,
    trained: Trained,
    patterns: Patterns,
    left: Codes,
    right: Codes,
) -> Floats:
    if not comparison.rare or not trained.learnt[c]:
        return np.zeros(len(left))
    return rarity(encoded, comparison, trained.u[c], patterns.levels[patterns.of, c], left, right)


def match_weights(encoded: Encoded, evidence: Evidence, trained: Trained, prior: Prior) -> Floats:
    """The match weight of each pair: log2 odds that it is one person."""
    by_pattern = pattern_weights(evidence.patterns.levels, trained)
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
    kept = kept[in_order(evidence.right[kept])]
    kept = kept[in_order(evidence.left[kept])]
    return evidence.only(kept), weight[kept]


def pattern_weights(levels: Gamma, trained: Trained) -> Floats:
    """The weight of each pattern before prior and rarity. levels: patterns × comparisons."""
    total = np.zeros(len(levels))
    for c, weights in enumerate(trained.weights()):
        total += weights[levels[:, c]]
    for one, other, bits_alike in trained.alike:
        total -= np.where((levels[:, one] == 0) & (levels[:, other] == 0), bits_alike, 0.0)
    return total


def rarity(
    encoded: Encoded, comparison: Comparison, u: Floats, levels: Codes, left: Codes, right: Codes
) -> Floats:
    """What rare values add to the levels that take it: share × log2(u of agreement / frequency), in bits.

    The frequency is the more frequent of the two values', over all mentions, or the known one's.
    Source: Winkler 2000, "Frequency-based matching in the Fellegi-Sunter model of record linkage".
    """
    added = np.zeros(len(left))
    for rare in comparison.rare:
        at = np.flatnonzero(levels == rare.level)
        codes = encoded.codes(rare.column)
        frequency = encoded.frequencies(rare.column)
        more_frequent = np.maximum(frequency[codes[left[at]]], frequency[codes[right[at]]])
        at, more_frequent = at[more_frequent > 0], more_frequent[more_frequent > 0]
        added[at] = rare.share * (np.log2(u[rare.base]) - np.log2(np.maximum(more_frequent, rare.least)))
    return added
