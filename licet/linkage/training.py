"""How often matches and non-matches reach each level: u from random pairs, m by EM; labels add to both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from licet.errors import ScienceError
from licet.linkage.blocking import BlockingRule, sample_of_pairs
from licet.linkage.comparisons import Comparison
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Codes, Encoded, Floats
from licet.linkage.expectation import Learnt, learn, level_weights, normalised
from licet.linkage.labels import labelled_counts
from licet.linkage.model import LinkageModel, is_free
from licet.linkage.namesakes import background, namesakes
from licet.linkage.patterns import Patterns, compare


@dataclass(frozen=True)
class Trained:
    """m and u of every comparison's levels, in the model's order.

    learnt: whether any evidence of matches was found for the comparison; if not, its weights are 0. alike:
    two comparisons on which strangers agree together, and the bits by which they do so oftener than chance.
    labelled: labelled matches at each level, of which m is made too; none without labels.
    """

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    learnt: tuple[bool, ...]
    alike: tuple[tuple[int, int, float], ...] = ()
    labelled: tuple[Floats, ...] = ()

    def weights(self) -> tuple[Floats, ...]:
        """log2(m / u) per comparison and level; 0 behind the last, for no evidence (index -1)."""
        return tuple(
            level_weights(m, u) if learnt else np.zeros(len(m) + 1)
            for m, u, learnt in zip(self.m, self.u, self.learnt, strict=True)
        )


@dataclass(frozen=True)
class TrainingPass:
    """One run of EM: the blocks it saw, and how it ended."""

    rule: str
    pairs: int
    matches: float
    rounds: int
    converged: bool


def train(
    encoded: Encoded, model: LinkageModel, marks: Exclusive, seed: int, labels: Any = None
) -> tuple[Trained, tuple[TrainingPass, ...]]:
    """The model's levels, learnt from these mentions, and from labelled pairs where there are some.

    Expected matches at each level are added over the passes that leave the comparison free, and to those of
    labels: as `labelled_counts` takes them.
    Raises ScienceError if there are too few mentions to learn from, or for labels that cannot be so.
    """
    told = labelled_counts(encoded, model.comparisons, marks, labels)
    u, seen = _chances(encoded, model, marks, seed, told.different)
    expected = list(told.same)
    passes = []
    for rule in model.training:
        free = [c for c, comparison in enumerate(model.comparisons) if is_free(comparison, rule)]
        learnt, one = _pass(encoded, model, marks, rule, free, u, seed)
        passes.append(one)
        for c, matches in zip(free, learnt.expected, strict=True):
            expected[c] = expected[c] + matches
    trained = Trained(
        m=tuple(map(normalised, expected)),
        u=u,
        learnt=tuple(bool(seen[c] and expected[c].sum() >= 1) for c in range(len(u))),
        alike=tuple(_alike(encoded, model, marks)),
        labelled=told.same,
    )
    return trained, tuple(passes)


def _alike(encoded: Encoded, model: LinkageModel, marks: Exclusive) -> Iterator[tuple[int, int, float]]:
    for pair in model.dependent:
        one, other = model.places(pair)
        columns = [model.comparisons[c].levels[0].columns[0] for c in (one, other)]
        yield one, other, background(namesakes(encoded, marks, columns[0], columns[1]))


def _chances(
    encoded: Encoded, model: LinkageModel, marks: Exclusive, seed: int, different: tuple[Floats, ...]
) -> tuple[tuple[Floats, ...], list[bool]]:
    """u of each comparison, and whether any pair had it on both sides. different: pairs labelled so."""
    left, right = random_pairs(encoded, marks, model.random_pairs, seed)
    drawn = _level_counts(model.comparisons, compare(model.comparisons, encoded, left, right))
    counts = [one + other for one, other in zip(drawn, different, strict=True)]
    return tuple(map(normalised, counts)), [bool(one.sum() > 0) for one in counts]


def random_pairs(encoded: Encoded, marks: Exclusive, count: int, seed: int) -> tuple[Codes, Codes]:
    """About `count` pairs drawn with equal chances from those that no constraint excludes.

    Raises ScienceError if none is left.
    """
    if len(encoded) < 2:
        raise ScienceError(f"Linkage needs two mentions or more, and got {len(encoded)}.")
    drawn = np.random.default_rng(seed).integers(0, len(encoded), (2, count), dtype=np.int32)
    left, right = drawn.min(axis=0), drawn.max(axis=0)
    possible = left != right
    for mark in (marks.by_record, marks.by_file):
        possible &= (mark[left] != mark[right]) | (mark[left] < 0)
    if not possible.any():
        raise ScienceError("The constraints leave no two mentions that could be one person.")
    return left[possible], right[possible]


def _level_counts(comparisons: Sequence[Comparison], patterns: Patterns) -> list[Floats]:
    counts = patterns.counts()
    found = []
    for c, comparison in enumerate(comparisons):
        known = patterns.levels[:, c] >= 0
        levels = patterns.levels[known, c]
        found.append(np.bincount(levels, counts[known], comparison.size).astype(np.float64))
    return found


def _pass(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    rule: BlockingRule,
    free: list[int],
    u: tuple[Floats, ...],
    seed: int,
) -> tuple[Learnt, TrainingPass]:
    left, right = sample_of_pairs(encoded, rule, marks, model.training_pairs, seed)
    compared = [model.comparisons[c] for c in free]
    if not len(left) or not free:
        nothing = Learnt(0.0, tuple(np.zeros(comparison.size) for comparison in compared), 0, True)
        return nothing, TrainingPass(str(rule), len(left), 0.0, 0, True)
    patterns = compare(compared, encoded, left, right)
    start = [_first_guess(comparison.size) for comparison in compared]
    learnt = learn(patterns.levels, patterns.counts().astype(np.float64), [u[c] for c in free], start)
    return learnt, TrainingPass(str(rule), len(left), learnt.matches, learnt.rounds, learnt.converged)


def _first_guess(size: int) -> Floats:
    """Nine in ten matches agree best, then nine in ten of the rest, and so on: levels are ordered."""
    guess = 0.9 * 0.1 ** np.arange(size, dtype=np.float64)
    return np.asarray(guess / guess.sum())
