"""What a linkage learnt and did, as plain tables and counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from licet.linkage.blocking import RuleCount
from licet.linkage.comparisons import Comparison
from licet.linkage.encoding import Encoded
from licet.linkage.priors import Prior
from licet.linkage.training import Trained, TrainingPass

SLACK = 1.0  # bits by which a stronger agreement may weigh less: few matches make rough weights


@dataclass(frozen=True)
class Wording:
    """How doubts name things: a comparison, its levels, and a blocking rule by how the model writes it."""

    name: Callable[[str], str]
    levels: Callable[[Comparison], Sequence[str]]
    rule: Callable[[str], str]


AS_WRITTEN = Wording(name=str, levels=Comparison.labels, rule=str)


@dataclass(frozen=True)
class Report:
    """Counts of one linkage, and the model as it was learnt.

    levels: comparison, level, m, u (null if nothing was learnt), weight (bits).
    priors: source_l, source_r, weight (bits).
    ambiguous: mentions left apart between rivals. excluded, outweighed: links at or above the threshold that
    a constraint forbade, or that other pairs between the same groups spoke against.
    """

    mentions: int
    candidates: int
    links: int
    persons: int
    ambiguous: int
    excluded: int
    outweighed: int
    blocking: tuple[RuleCount, ...]
    training: tuple[TrainingPass, ...]
    levels: pa.Table
    priors: pa.Table
    warnings: tuple[str, ...]


def levels_table(comparisons: Sequence[Comparison], trained: Trained) -> pa.Table:
    """One row per level of each comparison: its m, u and weight."""
    weights = trained.weights()
    rows = [
        {
            "comparison": comparison.name,
            "level": label,
            "m": float(trained.m[c][k]) if trained.learnt[c] else None,
            "u": float(trained.u[c][k]) if trained.learnt[c] else None,
            "weight": float(weights[c][k]),
        }
        for c, comparison in enumerate(comparisons)
        for k, label in enumerate(comparison.labels())
    ]
    return pa.Table.from_pylist(rows)


def priors_table(encoded: Encoded, prior: Prior) -> pa.Table:
    """One row per pair of sources: the match weight before anything is compared."""
    names = encoded.source_names
    rows = [
        {"source_l": names[one], "source_r": names[other], "weight": float(prior.weight[one, other])}
        for one in range(len(names))
        for other in range(one, len(names))
    ]
    return pa.Table.from_pylist(rows)


def doubts(
    comparisons: Sequence[Comparison],
    trained: Trained,
    passes: Sequence[TrainingPass],
    blocking: Sequence[RuleCount],
    wording: Wording = AS_WRITTEN,
) -> tuple[str, ...]:
    """What a careful reader of the linkage would doubt, and what to do about it, in plain words."""
    skipped = [
        f"Blocking on '{wording.rule(rule.rule)}' left out {rule.blocks_skipped:,} blocks for their size "
        f"({rule.mentions_skipped:,} mentions): links that only this rule would find are missed. "
        "Say by which narrower rule such blocks are compared instead."
        for rule in blocking
        if rule.blocks_skipped
    ]
    unsettled = [
        f"Training on '{wording.rule(one.rule)}' had not settled after {one.rounds} rounds: its weights are "
        "rough. Leave that rule out of the training, or learn from more records."
        for one in passes
        if not one.converged
    ]
    levels = [
        doubt
        for c, comparison in enumerate(comparisons)
        for doubt in _level_doubts(comparison, trained, c, wording)
    ]
    return (*skipped, *unsettled, *levels)


def _level_doubts(comparison: Comparison, trained: Trained, c: int, wording: Wording) -> list[str]:
    name = wording.name(comparison.name)
    if not trained.learnt[c]:
        return [
            f"Nothing could be learnt of {name}: no likely match has it on both sides. "
            "It has no say: leave it out, or give records that have it."
        ]
    labels, weights = wording.levels(comparison), trained.weights()[c][:-1]
    return [
        f"{name}: '{labels[k]}' weighs less than '{labels[k + 1]}', a weaker agreement. "
        "Few records may have come out like one of them: learn from more records, or make one level of both."
        for k in range(len(weights) - 1)
        if weights[k] < weights[k + 1] - SLACK
    ]
