"""Candidate pairs compared as they are found: all are counted, and those are kept that could be one person.

The prior is learnt from the counts, when all pairs were seen. Until then it is taken as if every candidate
were a match, which is more than it can come to: no pair is lost that it could have kept.
"""

from dataclasses import dataclass

import numpy as np

from licet.linkage.blocking import Blocked, RuleCount, each_part
from licet.linkage.comparisons import Gamma
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Bools, Codes, Counts, Encoded, Floats
from licet.linkage.expectation import bits
from licet.linkage.model import LinkageModel
from licet.linkage.patterns import Patterns, merged
from licet.linkage.priors import Prior, from_matches, source_pair
from licet.linkage.scoring import Evidence, gather, match_weights
from licet.linkage.training import Trained


@dataclass(frozen=True)
class Tally:
    """Pairs counted.

    levels: patterns × comparisons. pairs: pairs of sources (see `source_pair`) × patterns.
    """

    levels: Gamma
    pairs: Counts


@dataclass(frozen=True)
class Sifted:
    """What came of all candidates. evidence: of those that could be one person. counts: by blocking rule."""

    evidence: Evidence
    tally: Tally
    counts: tuple[RuleCount, ...]

    def __len__(self) -> int:
        return sum(rule.pairs for rule in self.counts)


def sift(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    blocked: Blocked,
    trained: Trained,
    most: Prior,
    least: float,
    touched: Bools | None = None,
) -> Sifted:
    """Compare all pairs that the model's rules join, in several threads.

    blocked: by these rules. most: a prior that the true one cannot exceed (see `most_possible`). least: pairs
    that cannot come to this probability are counted and not kept. touched: mentions of which one is in every
    pair that is compared; all if left out. Raises ScienceError if there would be more pairs than the model
    allows.
    """

    def work(left: Codes, right: Codes) -> tuple[Evidence, Tally]:
        if touched is not None:
            asked = touched[left] | touched[right]
            left, right = left[asked], right[asked]
        compared = gather(encoded, model.comparisons, left, right, trained)
        return _likely(encoded, compared, trained, most, least), _tally(encoded, compared)

    parts, counts = each_part(blocked, marks, work, most=model.most_pairs)
    nobody = np.empty(0, dtype=np.int32)
    parts = [work(nobody, nobody), *parts]
    return Sifted(_together([kept for kept, _ in parts]), _total([tally for _, tally in parts]), counts)


def most_possible(blocked: Blocked, possible: Floats) -> Prior:
    """The prior if every candidate were a match. possible: see `possible_pairs`."""
    return from_matches(np.full(possible.shape, float(blocked.most_pairs)), possible)


def _likely(encoded: Encoded, compared: Evidence, trained: Trained, most: Prior, least: float) -> Evidence:
    return compared.only(np.flatnonzero(match_weights(encoded, compared, trained, most) >= bits(least)))


def _tally(encoded: Encoded, compared: Evidence) -> Tally:
    levels, cells = compared.patterns.levels, len(encoded.source_names) ** 2
    at = source_pair(encoded, compared.left, compared.right) * len(levels) + compared.patterns.of
    counts = np.bincount(at, minlength=cells * len(levels))
    return Tally(levels, counts.reshape(cells, len(levels)))


def _together(parts: list[Evidence]) -> Evidence:
    of, levels = merged([part.patterns.levels for part in parts])
    return Evidence(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        Patterns(
            np.concatenate([place[part.patterns.of] for place, part in zip(of, parts, strict=True)]), levels
        ),
        np.concatenate([part.rarity for part in parts]),
    )


def _total(parts: list[Tally]) -> Tally:
    of, levels = merged([part.levels for part in parts])
    pairs = np.zeros((len(parts[0].pairs), len(levels)), dtype=np.int64)
    for place, part in zip(of, parts, strict=True):
        pairs[:, place] += part.pairs
    return Tally(levels, pairs)
