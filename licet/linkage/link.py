"""Linkage from end to end: mentions in, links and persons out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.blocking import Blocked
from licet.linkage.clusters import Clusters, cluster
from licet.linkage.competition import alone, compete
from licet.linkage.constraints import Constraints, Exclusive, exclusive
from licet.linkage.draws import drawn, draws_table
from licet.linkage.encoding import Codes, Encoded, Floats
from licet.linkage.expectation import bits, probability
from licet.linkage.first_prior import learn_prior
from licet.linkage.frozen import FrozenModel
from licet.linkage.model import LinkageModel
from licet.linkage.pieces import between, certain_pieces, pieces_of
from licet.linkage.prepared import encoded_for
from licet.linkage.priors import possible_pairs
from licet.linkage.report import Report, doubts, levels_table, priors_table
from licet.linkage.scoring import gather, kept_pairs, match_weights
from licet.linkage.sifting import Sifted, most_possible, sift
from licet.linkage.threads import beside
from licet.linkage.training import Trained, TrainingPass, train
from licet.linkage.weighing import Learnt, Weighed, weigh

PROMISING = 0.01
"""Pairs of at least this probability by themselves are looked at together with everybody mentioned there."""

_NO_DRAWS = pa.schema(
    [("mention_id", pa.string()), ("person_id", pa.string()), ("draw", pa.int32())]
).empty_table()

Progress = Callable[[str], None]
"""Told the name of each step as it begins."""


@dataclass(frozen=True)
class Linkage:
    """Who is who.

    links: mention_id_l < mention_id_r, match_weight (bits), match_probability, and of what the weight is made
    besides the prior of the two sources: w_<comparison> for each comparison, w_role_expected, w_age_expected
    and w_sex_expected (see `kinds`), and w_family (what all others of both groups say); in order of (l, r).
    persons: mention_id, person_id, draw (0: the best answer), support (how probably the mention belongs
    there), ambiguous, in order of mention_id.
    draws: mention_id, person_id, draw (from 1 on) of plausible linkages, in order of (draw, mention_id); who
    is not in them is in every one where `persons` says (see `draws`).
    learnt: what later mentions can be weighed by, as these were. weighed: the links as arrays, by the places
    of their mentions in `persons`; `relink` begins from them.
    """

    links: pa.Table
    persons: pa.Table
    draws: pa.Table
    report: Report
    learnt: FrozenModel
    weighed: Weighed


def link(
    mentions: Any,
    model: LinkageModel,
    constraints: Constraints,
    *,
    threshold: float = 0.9,
    seed: int = 0,
    draws: int = 0,
    labels: Any = None,
    frozen: FrozenModel | None = None,
    progress: Progress | None = None,
) -> Linkage:
    """Link mentions into persons; the same answer for any order of the rows.

    mentions: mention_id, source, record_id, role, and the columns that the model reads, as text with nulls;
    an Arrow table, or a data frame of pandas or Polars. Without an address_key one is made of number, street
    and postcode.
    Forename, middle and surname are compared as `names.fold` writes them; a child who is expected, as born on
    its expected_date.
    threshold: the match probability from which two mentions may be joined, 0.5 to below 1.
    draws: how many plausible linkages to sample besides the best answer.
    labels: pairs that people judged, which add to what is learnt: mention_id_l, mention_id_r, match and
    perhaps weight (see `labels`). frozen: what an earlier linkage learnt; nothing is learnt then.
    Raises ScienceError if the mentions, the model and the constraints do not fit together.
    Source: Fellegi and Sunter 1969, "A theory for record linkage".
    """
    if not 0.5 <= threshold < 1:
        raise ScienceError(f"The threshold is a probability of 0.5 or more and below 1, not {threshold}.")
    if draws < 0:
        raise ScienceError(f"`draws` is how many plausible linkages to sample, 0 or more, not {draws}.")
    tell = progress or _quietly
    tell("encode")
    encoded = encoded_for(mentions, model, constraints)
    if frozen:
        encoded = frozen.measured_on(encoded)
    marks = exclusive(encoded, constraints)
    tell("train")
    trained, passes = _trained(encoded, model, marks, seed, labels, frozen)
    tell("block")
    blocked, possible = Blocked.by(encoded, model.blocking), possible_pairs(encoded, marks)
    tell("compare")
    most = frozen.first if frozen else most_possible(blocked, possible)
    candidates = sift(encoded, model, marks, blocked, trained, most, PROMISING)
    tell("score")
    known = _known(candidates, trained, possible, frozen)
    promising, weight = kept_pairs(encoded, candidates.evidence, trained, known.first, PROMISING)
    weighed = weigh(encoded, model, marks, promising, weight, known, possible, threshold, seed)
    learnt = frozen.held_by(encoded) if frozen else _frozen(encoded, passes, known, weighed)
    tell("cluster")
    return finished(encoded, model, marks, candidates, learnt, weighed, threshold, draws, seed)


def finished(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    candidates: Sifted,
    learnt: FrozenModel,
    weighed: Weighed,
    threshold: float,
    draws: int,
    seed: int,
) -> Linkage:
    """Persons, and everything told of them, from weighed pairs."""
    links, found = beside(
        lambda: _links_table(encoded, weighed), lambda: _clusters(model, marks, weighed, threshold)
    )
    found = replace(found, ambiguous=found.ambiguous | weighed.undecided)
    report = _report(encoded, model, candidates, learnt.passes, weighed, found)
    persons = _persons_table(encoded, found, _support(marks, weighed, found))
    plausible = _NO_DRAWS
    if draws:
        plausible = _plausible(encoded, model, marks, weighed, found.label, persons, draws, seed)
    return Linkage(links, persons, plausible, report, learnt, weighed)


def _trained(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    seed: int,
    labels: Any,
    frozen: FrozenModel | None,
) -> tuple[Trained, tuple[TrainingPass, ...]]:
    if frozen is None:
        return train(encoded, model, marks, seed, labels)
    if labels is not None:
        raise ScienceError("Under a frozen model nothing is learnt: leave out `labels`, or learn anew.")
    return frozen.trained, frozen.passes


def _known(candidates: Sifted, trained: Trained, possible: Floats, frozen: FrozenModel | None) -> Learnt:
    if frozen:
        return Learnt(frozen.trained, frozen.first, frozen.prior, frozen.homes)
    return Learnt(trained, learn_prior(candidates.tally, trained, possible))


def _frozen(
    encoded: Encoded, passes: tuple[TrainingPass, ...], known: Learnt, weighed: Weighed
) -> FrozenModel:
    return FrozenModel(
        sources=encoded.source_names,
        roles=encoded.role_names,
        values=encoded.values,
        measures=encoded.measures,
        trained=known.trained,
        passes=passes,
        first=known.first,
        homes=weighed.homes,
        prior=weighed.prior,
    )


def _clusters(model: LinkageModel, marks: Exclusive, weighed: Weighed, threshold: float) -> Clusters:
    return cluster(
        marks,
        weighed.left,
        weighed.right,
        weighed.weight,
        least=bits(threshold),
        margin=model.margin,
        missing=bits(model.keep),
    )


def _plausible(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    weighed: Weighed,
    label: Codes,
    persons: pa.Table,
    draws: int,
    seed: int,
) -> pa.Table:
    """Plausible linkages; pairs of mentions that were not kept are weighed one by one."""
    piece = certain_pieces(label, weighed.left, weighed.right, weighed.weight)
    pairs = between(piece, weighed.left, weighed.right, weighed.weight)
    weight, unkept = pairs.weight.copy(), np.flatnonzero(np.isnan(pairs.weight))
    evidence = gather(encoded, model.comparisons, pairs.left[unkept], pairs.right[unkept], weighed.trained)
    # They were not kept: whatever one pair says by itself, all evidence together said less than this.
    least = bits(model.keep)
    weight[unkept] = np.minimum(match_weights(encoded, evidence, weighed.trained, weighed.prior), least)
    pieces = pieces_of(piece, pairs, marks, weight)
    found = drawn(pieces, label, marks, absent=2 * least, draws=draws, seed=seed)
    return draws_table(pieces, found, persons)


def _report(
    encoded: Encoded,
    model: LinkageModel,
    candidates: Sifted,
    passes: tuple[TrainingPass, ...],
    weighed: Weighed,
    found: Clusters,
) -> Report:
    return Report(
        mentions=len(encoded),
        candidates=len(candidates),
        links=len(weighed.left),
        persons=len(np.unique(found.label)),
        ambiguous=int(found.ambiguous.sum()),
        excluded=found.excluded,
        outweighed=found.outweighed,
        blocking=candidates.counts,
        training=passes,
        levels=levels_table(model.comparisons, weighed.trained),
        priors=priors_table(encoded, weighed.prior),
        warnings=doubts(model.comparisons, weighed.trained, passes, candidates.counts),
    )


def _links_table(encoded: Encoded, weighed: Weighed) -> pa.Table:
    return pa.table(
        {
            "mention_id_l": encoded.ids.take(pa.array(weighed.left)),
            "mention_id_r": encoded.ids.take(pa.array(weighed.right)),
            "match_weight": pa.array(weighed.weight),
            "match_probability": pa.array(probability(weighed.weight)),
            **{f"w_{name}": pa.array(part) for name, part in weighed.parts.items()},
        }
    )


def _support(marks: Exclusive, kept: Weighed, found: Clusters) -> Floats:
    """How probably each mention belongs where it is: its best link within, rivals competing; 1 if alone."""
    inside = found.label[kept.left] == found.label[kept.right]
    probable = compete(marks, kept.left, kept.right, alone(kept.weight, len(found.label)))[inside]
    support = np.zeros(len(found.label))
    np.maximum.at(support, kept.left[inside], probable)
    np.maximum.at(support, kept.right[inside], probable)
    single = np.bincount(found.label, minlength=len(found.label))[found.label] == 1
    return np.where(single, 1.0, support)


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
