"""Who cannot be linked: mentions that say so little that even agreeing with themselves is not enough."""

import numpy as np
import pyarrow as pa

from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Encoded, Floats
from licet.linkage.expectation import bits
from licet.linkage.model import LinkageModel
from licet.linkage.priors import Prior, possible_pairs
from licet.linkage.scoring import comparison_weights, gather
from licet.linkage.training import Trained


def unlinkable(
    encoded: Encoded, model: LinkageModel, marks: Exclusive, trained: Trained, prior: Prior, threshold: float
) -> pa.Table:
    """How far each mention gets if another record says exactly the same.

    trained, prior: what was learnt (`from_report` reads them back from a report). threshold: the match
    probability that a link needs. Returns mention_id, weight (bits, the prior that of the source in which
    somebody of this one is most easily found), unlinkable (whether that is below the threshold), in order of
    mention_id. Those mentioned with somebody may still lift them: this is what a mention has by itself.
    Source: the idea is that of Splink: Linacre et al. 2022, "Splink: free software for probabilistic record
    linkage at scale".
    """
    everybody = np.arange(len(encoded), dtype=np.int32)
    same = gather(encoded, model.comparisons, everybody, everybody, trained)
    weight = _best_prior(encoded, marks, prior)[encoded.source]
    for added in comparison_weights(encoded, model.comparisons, same, trained):
        weight = weight + added
    return pa.table(
        {"mention_id": encoded.ids, "weight": weight, "unlinkable": pa.array(weight < bits(threshold))}
    )


def _best_prior(encoded: Encoded, marks: Exclusive, prior: Prior) -> Floats:
    """By source: its greatest prior with a source, itself too, in which some pair is possible."""
    possible = possible_pairs(encoded, marks)
    # A source in which nobody can be found twice is given one pair, so that nothing is divided by none.
    either = np.maximum(possible, possible.T) > 1
    return np.asarray(np.where(either, prior.weight, -np.inf).max(axis=1))
