"""A first prior, before anything but single pairs was looked at."""

import numpy as np

from licet.linkage.encoding import Floats
from licet.linkage.expectation import probability
from licet.linkage.priors import Prior, from_matches
from licet.linkage.scoring import pattern_weights
from licet.linkage.sifting import Tally
from licet.linkage.training import Trained

PRIOR_ROUNDS = 50


def learn_prior(tally: Tally, trained: Trained, possible: Floats) -> Prior:
    """A first prior, by EM with m and u held fixed and rarity left out, on patterns.

    Pairs that no blocking rule joins are taken as non-matches. possible: see `possible_pairs`.
    """
    by_pattern = pattern_weights(tally.levels, trained)
    prior = from_matches(np.ones(possible.shape), possible)
    for _ in range(PRIOR_ROUNDS):
        matched = probability(np.triu(prior.weight).reshape(-1, 1) + by_pattern)
        prior = from_matches((tally.pairs * matched).sum(axis=1).reshape(possible.shape), possible)
    return prior
