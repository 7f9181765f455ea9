"""A first prior, before anything but single pairs was looked at."""

import numpy as np

from licet.linkage.encoding import Encoded, Floats
from licet.linkage.expectation import probability
from licet.linkage.priors import Prior, from_matches, source_pair
from licet.linkage.scoring import Evidence, pattern_weights
from licet.linkage.training import Trained

PRIOR_ROUNDS = 50


def learn_prior(encoded: Encoded, evidence: Evidence, trained: Trained, possible: Floats) -> Prior:
    """A first prior, by EM with m and u held fixed and rarity left out, on patterns.

    Pairs that no blocking rule joins are taken as non-matches. possible: see `possible_pairs`.
    """
    by_pattern = pattern_weights(evidence.patterns, trained)
    cells = source_pair(encoded, evidence.left, evidence.right) * len(by_pattern) + evidence.patterns.of
    counts = np.bincount(cells, minlength=possible.size * len(by_pattern)).reshape(possible.size, -1)
    prior = from_matches(np.ones(possible.shape), possible)
    for _ in range(PRIOR_ROUNDS):
        matched = probability(np.triu(prior.weight).reshape(-1, 1) + by_pattern)
        prior = from_matches((counts * matched).sum(axis=1).reshape(possible.shape), possible)
    return prior
