"""Linkage from end to end: mentions in, links and persons out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.blocking import candidate_pairs
from licet.linkage.clusters import Clusters, cluster
from licet.linkage.competition import compete
from licet.linkage.constraints import Constraints, Exclusive, exclusive
from licet.linkage.encoding import Encoded, Floats, encode
from licet.linkage.expectation import bits, probability
from licet.linkage.model import LinkageModel
from licet.linkage.names import folded
from licet.linkage.priors import Prior, possible_pairs
from licet.linkage.reestimation import learn_prior, reestimate
from licet.linkage.report import Report, doubts, levels_table, priors_table
from licet.linkage.scoring import Evidence, comparison_weight, gather, kept_pairs
from licet.linkage.training import Trained, train

Progress = Callable[[str], None]
"""Told the name of each step as it begins."""


@dataclass(frozen=True)
class Linkage:
    """Who is who.

    links: mention_id_l < mention_id_r, match_weight (bits, prior included), match_probability, and
    w_<comparison> for each comparison, in order of (l, r).
    persons: mention_id, person_id, draw (0: the best answer), support (how probably the mention belongs
    there), ambiguous, in order of mention_id.
    """

    links: pa.Table
    persons: pa.Table
    report: Report


def link(
    mentions: pa.Table,
    model: LinkageModel,
    constraints: Constraints,
    *,
    threshold: float = 0.9,
    seed: int = 0,
    progress: Progress | None = None,
) -> Linkage:
    """Link mentions into persons; the same answer for any order of the rows.

    mentions: mention_id, source, record_id, role, and the columns that the model reads, as text with nulls.
    Forename, middle and surname are compared as `names.fold` writes them.
    threshold: the match probability from which two mentions may be joined, 0.5 to below 1.
    Raises ScienceError if the mentions, the model and the constraints do not fit together.
    Source: Fellegi and Sunter 1969, "A theory for record linkage".
    """
    if not 0.5 <= threshold < 1:
        raise ScienceError(f"The threshold is a probability of 0.5 or more and below 1, not {threshold}.")
    tell = progress or _quietly
    tell("encode")
    encoded = encode(folded(mentions), model.columns)
    marks = exclusive(encoded, constraints)
    tell("train")
    trained, passes = train(encoded, model, marks, seed)
    tell("block")
    candidates = candidate_pairs(encoded, model.blocking, marks, most=model.most_pairs)
    tell("compare")
    evidence = gather(encoded, model.comparisons, candidates, trained)
    tell("score")
    trained, prior, kept, weight = _weigh(encoded, model, marks, evidence, trained)
    tell("cluster")
    found = cluster(
        marks,
        kept.left,
        kept.right,
        weight,
        least=bits(threshold),
        margin=model.margin,
        missing=bits(model.keep),
    )
    return Linkage(
        links=_links_table(encoded, model, trained, kept, weight),
        persons=_persons_table(encoded, found, _support(marks, kept, weight, found)),
        report=Report(
            mentions=len(encoded),
            candidates=len(candidates),
            links=len(kept),
            persons=len(np.unique(found.label)),
            ambiguous=int(found.ambiguous.sum()),
            excluded=found.excluded,
            outweighed=found.outweighed,
            blocking=candidates.counts,
            training=passes,
            levels=levels_table(model.comparisons, trained),
            priors=priors_table(encoded, prior),
            warnings=doubts(model.comparisons, trained, passes, candidates.counts),
        ),
    )


def _weigh(
    encoded: Encoded, model: LinkageModel, marks: Exclusive, evidence: Evidence, trained: Trained
) -> tuple[Trained, Prior, Evidence, Floats]:
    """The model after the prior is learnt, and the pairs worth keeping with their weights."""
    possible = possible_pairs(encoded, marks)
    prior = learn_prior(encoded, evidence, trained, possible)
    trained, prior = reestimate(
        encoded, marks, evidence, trained, prior, possible, keep=model.keep, rounds=model.rounds
    )
    kept, weight = kept_pairs(encoded, evidence, trained, prior, model.keep)
    return trained, prior, kept, weight


def _links_table(
    encoded: Encoded, model: LinkageModel, trained: Trained, kept: Evidence, weight: Floats
) -> pa.Table:
    columns = {
        "mention_id_l": encoded.ids.take(pa.array(kept.left)),
        "mention_id_r": encoded.ids.take(pa.array(kept.right)),
        "match_weight": pa.array(weight),
        "match_probability": pa.array(probability(weight)),
    }
    for c, comparison in enumerate(model.comparisons):
        columns[f"w_{comparison.name}"] = pa.array(comparison_weight(encoded, comparison, trained, c, kept))
    return pa.table(columns)


def _support(marks: Exclusive, kept: Evidence, weight: Floats, found: Clusters) -> Floats:
    """How probably each mention belongs where it is: its best link within, rivals competing; 1 if alone."""
    inside = found.label[kept.left] == found.label[kept.right]
    probable = compete(marks, kept.left, kept.right, weight)[inside]
    support = np.zeros(len(found.label))
    np.maximum.at(support, kept.left[inside], probable)
    np.maximum.at(support, kept.right[inside], probable)
    alone = np.bincount(found.label, minlength=len(found.label))[found.label] == 1
    return np.where(alone, 1.0, support)


def _persons_table(encoded: Encoded, found: Clusters, support: Floats) -> pa.Table:
    # Numbers, because mention ids hold holders' own record numbers, and person ids travel without names.
    number = np.unique(found.label, return_inverse=True)[1] + 1
    digits = pc.utf8_lpad(pa.array(number).cast(pa.string()), 8, "0")
    return pa.table(
        {
            "mention_id": encoded.ids,
            "person_id": pc.binary_join_element_wise("P", digits, ""),
            "draw": pa.array(np.zeros(len(encoded), dtype=np.int32)),
            "support": pa.array(support),
            "ambiguous": pa.array(found.ambiguous),
        }
    )


def _quietly(step: str) -> None:
    del step
