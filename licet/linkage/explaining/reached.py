"""Which levels any pair reached: points of the others rest on the half pair that training adds to each."""

import numpy as np

from licet.linkage.comparisons import Comparison
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Bools, Codes, Encoded, Floats
from licet.linkage.model import LinkageModel
from licet.linkage.training import Trained, random_pairs

ONE_PAIR = 1.0
"""Between the half pair that every level has at least, and the one and a half of a level that was reached."""

SEED = 0


def levels_reached(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    trained: Trained,
    ends: tuple[Codes, Codes],
    matched: Floats,
) -> tuple[Bools, ...]:
    """By comparison and level, whether a match or a random pair can have reached it.

    ends: the kept links, as positions. matched: their probabilities. Matches are counted by these, and
    random pairs by as many as are drawn to learn u; only where the field is known on both sides.
    """
    random = random_pairs(encoded, marks, model.random_pairs, SEED)
    found = []
    for c, comparison in enumerate(model.comparisons):
        matches = float(matched[_known(encoded, comparison, ends)].sum())
        pairs = int(_known(encoded, comparison, random).sum())
        found.append((trained.m[c] * matches >= ONE_PAIR) | (trained.u[c] * pairs >= ONE_PAIR))
    return tuple(found)


def _known(encoded: Encoded, comparison: Comparison, ends: tuple[Codes, Codes]) -> Bools:
    """Which pairs have one of the columns that the comparison needs on both sides."""
    codes = [encoded.codes(column) for column in comparison.needs]
    return np.asarray(np.logical_or.reduce([(code[ends[0]] >= 0) & (code[ends[1]] >= 0) for code in codes]))
