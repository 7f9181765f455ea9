"""What blocking loses, estimated before anything is linked: without one of the rules, and with all of them.

1. Mentions are drawn by chance, so many that about `PAIRS` pairs begin or end at them. Their pairs are
   weighed one by one, candidates that exclude one another competing, under a model that was trained on fewer
   pairs than a linkage would be. Those of an even chance or more are matches.
2. Without a rule the matches are lost that it alone joins: their share of all that any rule joins.
3. What no rule joins is estimated as in capture and recapture, from the matches that one rule alone joins and
   those that exactly two join. It is no more than an order of magnitude: too little where all rules find the
   same easy matches, too much where each finds what the others cannot.
   Source: Chao 1987, "Estimating the population size for capture-recapture data with unequal catchability".
"""

import sys
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from licet.linkage.blocking import Blocked
from licet.linkage.competition import alone, compete
from licet.linkage.constraints import Constraints, Exclusive, exclusive
from licet.linkage.encoding import Bools, Encoded, Floats
from licet.linkage.first_prior import learn_prior
from licet.linkage.model import LinkageModel
from licet.linkage.prepared import encoded_for
from licet.linkage.priors import possible_pairs
from licet.linkage.scoring import Evidence, kept_pairs
from licet.linkage.sifting import most_possible, sift
from licet.linkage.training import train

PAIRS, TRAINED_ON = 3_000_000, 500_000
"""Pairs that are weighed, and those that one pass of training sees, at most about: seconds, not minutes."""

RIVAL, EVEN = 0.01, 0.5
"""Probabilities from which a pair by itself is a rival to others, and from which it is a match."""


@dataclass(frozen=True)
class LostMatches:
    """An estimate of what blocking loses.

    matches: pairs of one person that some rule joins. without: by rule, in the order in which they join, the
    share of these that would be lost without it. missed: the share of all matches that none joins, roughly;
    none is told of a single rule.
    """

    matches: float
    without: tuple[tuple[str, float], ...]
    missed: float | None


def lost_matches(
    mentions: pa.Table, model: LinkageModel, constraints: Constraints, *, seed: int = 0
) -> LostMatches:
    """Estimate what would be lost without each blocking rule, and what all of them lose; no link is kept.

    mentions, model, constraints, seed: as `link` takes them. Raises ScienceError as `link` would, but not for
    too many pairs.
    """
    encoded = encoded_for(mentions, model, constraints)
    marks, blocked = exclusive(encoded, constraints), Blocked.by(encoded, model.blocking)
    drawn, share = _drawn(blocked, len(encoded), seed)
    compared, matched = _matched(encoded, _quicker(model), marks, blocked, drawn, share, seed)
    within = blocked.within(compared.left, compared.right)
    joins, total = within.sum(axis=1), float(matched.sum())
    lost = np.where(joins == 1, matched, 0.0) @ within
    missed = _unseen(float(lost.sum()) / share, float(matched[joins == 2].sum()) / share, within.shape[1])
    return LostMatches(
        matches=total / share,
        without=tuple(zip(map(str, blocked.rules), (lost / max(total, 1.0)).tolist(), strict=True)),
        missed=missed / max(missed + total / share, 1.0) if len(model.blocking) > 1 else None,
    )


def _drawn(blocked: Blocked, mentions: int, seed: int) -> tuple[Bools, float]:
    """Mentions drawn by chance, and the share of all pairs that begin or end at one of them."""
    share = min(1.0, PAIRS / max(blocked.most_pairs, 1))
    # A pair is left out if neither of its mentions is drawn.
    chance = 1 - np.sqrt(1 - share)
    return np.random.default_rng(seed).random(mentions) < chance, share


def _quicker(model: LinkageModel) -> LinkageModel:
    return replace(
        model,
        random_pairs=min(model.random_pairs, TRAINED_ON),
        training_pairs=min(model.training_pairs, TRAINED_ON),
        most_pairs=sys.maxsize,
    )


def _matched(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    blocked: Blocked,
    drawn: Bools,
    share: float,
    seed: int,
) -> tuple[Evidence, Floats]:
    """The pairs of drawn mentions that could be one person, and how probably each is, 0 if hardly."""
    trained, _ = train(encoded, model, marks, seed)
    possible = possible_pairs(encoded, marks)
    sifted = sift(encoded, model, marks, blocked, trained, most_possible(blocked, possible), RIVAL, drawn)
    # The tally is of the drawn share of pairs, and so is what was possible.
    prior = learn_prior(sifted.tally, trained, possible * share)
    compared, weight = kept_pairs(encoded, sifted.evidence, trained, prior, RIVAL)
    matched = compete(marks, compared.left, compared.right, alone(weight, len(encoded)))
    return compared, np.where(matched >= EVEN, matched, 0.0)


def _unseen(once: float, twice: float, rules: int) -> float:
    """Matches that no rule joins, from those that one rule and that two rules join (Chao's estimate)."""
    return (rules - 1) / rules * once * max(once - 1, 0.0) / (2 * (twice + 1))
