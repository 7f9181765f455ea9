"""The prior, and m learnt again, on all candidates at once, with candidates competing.

EM on a block cannot tell relatives from matches in what the block leaves free; a source that names everybody
once can, for each of its people is one candidate among the relatives.
"""

from dataclasses import replace

import numpy as np

from licet.linkage.competition import compete
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Encoded, Floats
from licet.linkage.expectation import at_levels, normalised, probability
from licet.linkage.priors import Prior, from_matches, matches_by_source, source_pair
from licet.linkage.scoring import Evidence, kept_pairs, pattern_weights
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


def reestimate(
    encoded: Encoded,
    marks: Exclusive,
    evidence: Evidence,
    trained: Trained,
    prior: Prior,
    possible: Floats,
    *,
    keep: float,
    rounds: int,
) -> tuple[Trained, Prior]:
    """Rounds of EM whose expectation is `compete`, over pairs of a probability of at least `keep`.

    possible: see `possible_pairs`. m stays as it was where no source names everybody once.
    """
    for _ in range(rounds):
        pairs, weight = kept_pairs(encoded, evidence, trained, prior, keep)
        matched = compete(marks, pairs.left, pairs.right, weight)
        prior = from_matches(matches_by_source(encoded, pairs.left, pairs.right, matched), possible)
        once = (marks.by_file[pairs.left] >= 0) | (marks.by_file[pairs.right] >= 0)
        trained = _learn_m(pairs, trained, matched * once)
    return trained, prior


def _learn_m(pairs: Evidence, trained: Trained, matched: Floats) -> Trained:
    levels = pairs.patterns.levels
    by_pattern = np.bincount(pairs.patterns.of, weights=matched, minlength=len(levels)).astype(np.float64)
    expected = [at_levels(levels[:, c], by_pattern, len(u)) for c, u in enumerate(trained.u)]
    learnt = [normalised(one) if one.sum() >= 1 else m for one, m in zip(expected, trained.m, strict=True)]
    return replace(trained, m=tuple(learnt))
