"""What every candidate pair weighs: by itself, and with everybody who is mentioned with the two."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from licet.linkage.constraints import Exclusive, exclude_any
from licet.linkage.encoding import Bools, Codes, Encoded, Floats
from licet.linkage.expectation import bits
from licet.linkage.family_evidence import family_evidence, parts_of, undecided
from licet.linkage.homes import Homes
from licet.linkage.model import LinkageModel
from licet.linkage.priors import Prior, from_matches, matches_by_source
from licet.linkage.scoring import Evidence, comparison_weights
from licet.linkage.training import Trained


@dataclass(frozen=True)
class Weighed:
    """The pairs worth keeping, in order of (left, right); their weights, and of what each is made.

    met: the pairs that were promising by themselves, left and right, whose groups therefore met. trained,
    prior, homes: after family evidence, if there is any. undecided: mentions that are somebody, and nobody in
    particular.
    """

    left: Codes
    right: Codes
    weight: Floats
    parts: Mapping[str, Floats]
    met: tuple[Codes, Codes]
    trained: Trained
    prior: Prior
    homes: Homes | None
    undecided: Bools


@dataclass(frozen=True)
class Learnt:
    """What is known before pairs are weighed.

    trained: m and u of single pairs. first: their prior. prior, homes: of a frozen model; learnt if left out.
    """

    trained: Trained
    first: Prior
    prior: Prior | None = None
    homes: Homes | None = None


def weigh(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    promising: Evidence,
    weight: Floats,
    known: Learnt,
    possible: Floats,
    threshold: float,
    seed: int,
) -> Weighed:
    """Weigh pairs with all who are mentioned with them. weight: of the promising pairs by themselves."""
    if not exclude_any(marks):
        return _one_by_one(encoded, model, promising, weight, known)
    return with_family(
        encoded, model, marks, (promising.left, promising.right), known, possible, threshold, seed
    )


def with_family(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    met: tuple[Codes, Codes],
    known: Learnt,
    possible: Floats,
    threshold: float,
    seed: int,
) -> Weighed:
    """Weigh the meetings of all whose pairs are promising. met: these pairs."""
    found = family_evidence(encoded, model, marks, known.trained, *met, known.homes, seed)
    material = found.material
    kept = np.flatnonzero(found.weight >= bits(model.keep))
    left, right = material.meetings.left[kept], material.meetings.right[kept]
    low, high = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((high, low))
    kept, low, high = kept[order], low[order], high[order]
    matches = matches_by_source(encoded, material.meetings.left, material.meetings.right, found.matched)
    prior = known.prior or from_matches(matches, possible)
    parts = {name: part[kept] for name, part in parts_of(model, known.trained, found).items()}
    parts["family"] = found.weight[kept] - prior.of(encoded, low, high) - sum(parts.values())
    return Weighed(
        low,
        high,
        found.weight[kept],
        parts,
        met,
        replace(known.trained, m=found.homes.model.m),
        prior,
        found.homes,
        undecided(found, threshold),
    )


def _one_by_one(
    encoded: Encoded, model: LinkageModel, pairs: Evidence, weight: Floats, known: Learnt
) -> Weighed:
    """Where no mention excludes another, nobody is mentioned together, and nobody competes."""
    met = (pairs.left, pairs.right)
    kept = np.flatnonzero(weight >= bits(model.keep))
    pairs = pairs.only(kept)
    added = comparison_weights(encoded, model.comparisons, pairs, known.trained)
    parts = {comparison.name: part for comparison, part in zip(model.comparisons, added, strict=True)}
    parts["family"] = np.zeros(len(kept))
    nobody = np.zeros(len(encoded), dtype=np.bool_)
    return Weighed(
        pairs.left, pairs.right, weight[kept], parts, met, known.trained, known.first, None, nobody
    )
