"""What a linkage learnt and did, as plain tables and counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from licet.linkage.blocking import RuleCount
from licet.linkage.comparisons import Comparison
from licet.linkage.encoding import Encoded
from licet.linkage.priors import Prior
from licet.linkage.training import Trained, TrainingPass

SLACK = 1.0  # bits by which a stronger agreement may weigh less: few matches make rough weights


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
) -> tuple[str, ...]:
    """What a careful reader of the linkage would doubt, in plain words."""
    skipped = [
        f"Blocking on '{rule.rule}' left out {rule.blocks_skipped:,} blocks for their size "
        f"({rule.mentions_skipped:,} mentions): links that only this rule would find are missed."
        for rule in blocking
        if rule.blocks_skipped
    ]
    unsettled = [
        f"Training on '{one.rule}' had not settled after {one.rounds} rounds: its weights are rough."
        for one in passes
        if not one.converged
    ]
    levels = [doubt for c in range(len(comparisons)) for doubt in _level_doubts(comparisons[c], trained, c)]
    return (*skipped, *unsettled, *levels)


def _level_doubts(comparison: Comparison, trained: Trained, c: int) -> list[str]:
    if not trained.learnt[c]:
        return [f"Nothing could be learnt of {comparison.name}: no likely match has it on both sides."]
    labels, weights = comparison.labels(), trained.weights()[c][:-1]
    return [
        f"{comparison.name}: '{labels[k]}' weighs less than '{labels[k + 1]}', a weaker agreement."
        for k in range(len(weights) - 1)
        if weights[k] < weights[k + 1] - SLACK
    ]
