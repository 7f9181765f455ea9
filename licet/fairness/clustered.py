"""Rates by group where errors come in clusters (links of a record, flags of a family): resampled whole."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from licet.errors import ScienceError
from licet.fairness.bootstrap import percentile, resampled
from licet.fairness.differences import compared
from licet.fairness.outcomes import coded, counts
from licet.fairness.rates import Tally, wilson
from licet.fairness.table import Figures, Groups, table

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Clusters:
    """What clusters hold, kind by kind: clusters of one kind hold the same in every level.

    times: clusters of each kind. counted, among: kinds × levels.
    """

    times: IntArray
    counted: FloatArray
    among: FloatArray


def clustered_rates(
    outcomes: pa.Table,
    *,
    cluster: str,
    group: str,
    counted: str,
    among: str,
    measure: str,
    reference: str,
    minimum: int,
    seed: int,
    draws: int = 1000,
    confidence: float = 0.95,
) -> pa.Table:
    """One rate by level, its differences and its ratios to the reference level, as `RATES`.

    outcomes: a cluster may have many rows, in several levels. counted, among: columns of counts or booleans;
    recall, for instance, is the links found (counted) among those that exist. n: the sum of among. minimum:
    of clusters with anything to count; with fewer a level is `too_few`. Intervals are percentiles of a
    bootstrap over clusters. A rate of exactly 0 or 1 does not move under resampling: it gets Wilson's
    interval, with each cluster as one answer. Raises ScienceError for an absent column, a null, a value that
    is no count, or more counted than there is.
    """
    levels, clusters = clusters_of(outcomes, cluster, group, counted, among)
    groups = Groups(group, levels, reference)
    found = tallied(clusters, clusters.times)
    filled = (clusters.times @ (clusters.among > 0)).astype(np.float64)[:, None]
    drawn = np.concatenate(
        [tallied(clusters, block).rate for block in resampled(clusters.times, draws, seed)]
    )
    low, high = bounds(found.rate, drawn, filled, confidence)
    too_few = filled < minimum
    return pa.concat_tables(
        [
            table(groups, [measure], Figures(found.among, found.rate, low, high, too_few)),
            compared(groups, [measure], found, drawn, too_few, confidence),
        ]
    )


def bounds(
    rate: FloatArray, drawn: FloatArray, filled: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Percentiles of the draws; where none can move, Wilson's bounds with each cluster as one answer."""
    unmoved = (rate == 0) | (rate == 1)
    fixed, moving = wilson(rate, filled, confidence), percentile(drawn, confidence)
    return np.where(unmoved, fixed[0], moving[0]), np.where(unmoved, fixed[1], moving[1])


def clusters_of(
    outcomes: pa.Table, cluster: str, group: str, counted: str, among: str
) -> tuple[tuple[str, ...], Clusters]:
    """The levels, and the kinds of cluster: rows are added up by cluster and level, equal ones counted."""
    levels, place = coded(outcomes, group)
    names, unit = coded(outcomes, cluster)
    amounts = [counts(outcomes, name) for name in (counted, among)]
    if np.any(amounts[0] > amounts[1]):
        raise ScienceError(
            f"Column {counted!r} counts some of what {among!r} counts: never more, in any row."
        )
    at, cells = unit * len(levels) + place, len(names) * len(levels)
    held = [np.bincount(at, amount, cells).reshape(len(names), -1) for amount in amounts]
    kinds, times = np.unique(np.hstack(held).astype(np.float64), axis=0, return_counts=True)
    return levels, Clusters(times, kinds[:, : len(levels)], kinds[:, len(levels) :])


def tallied(clusters: Clusters, times: IntArray) -> Tally:
    """The tally when each kind of cluster comes so many times: (...) × kinds gives (...) × levels × 1."""
    return Tally((times @ clusters.counted)[..., None], (times @ clusters.among)[..., None])
