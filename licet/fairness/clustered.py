"""Rates by group where errors come in clusters (links of a record, flags of a family): resampled whole."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.fairness.bootstrap import percentile, resampled
from licet.fairness.chance import TESTED, p_values
from licet.fairness.differences import DIFFERENCE, compared
from licet.fairness.outcomes import amounts, coded, counts
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
    weighted: bool = False,
) -> pa.Table:
    """One rate by level, its differences and its ratios to the reference level, as `TESTED`.

    outcomes: a cluster may have many rows, in several levels. counted, among: columns of counts or booleans;
    recall, for instance, is the links found (counted) among those that exist. n: the sum of among. minimum:
    of clusters with anything to count; with fewer a level is `too_few`. Intervals are percentiles of a
    bootstrap over clusters. A rate of exactly 0 or 1 does not move under resampling: it gets Wilson's
    interval, with each cluster as one answer. p_value: of each difference, by itself (see `p_values`).
    weighted: counted and among are weights or expected counts, and need not be whole. Raises ScienceError for
    an absent column, a null, a value that is no count, or more counted than there is.
    """
    figures = amounts if weighted else counts
    levels, clusters = clusters_of(outcomes, cluster, group, counted, among, figures)
    groups = Groups(group, levels, reference)
    found = tallied(clusters, clusters.times)
    filled = (clusters.times @ (clusters.among > 0)).astype(np.float64)[:, None]
    drawn = np.concatenate(
        [tallied(clusters, block).rate for block in resampled(clusters.times, draws, seed)]
    )
    low, high = bounds(found.rate, drawn, filled, confidence)
    too_few = filled < minimum
    rates = pa.concat_tables(
        [
            table(groups, [measure], Figures(found.among, found.rate, low, high, too_few)),
            compared(groups, [measure], found, drawn, too_few, confidence),
        ]
    )
    return _tested(rates, p_values(found, worth(clusters, found, groups.place), drawn, groups.place))


def bounds(
    rate: FloatArray, drawn: FloatArray, filled: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Percentiles of the draws; where none can move, Wilson's bounds with each cluster as one answer."""
    unmoved = (rate == 0) | (rate == 1)
    fixed, moving = wilson(rate, filled, confidence), percentile(drawn, confidence)
    return np.where(unmoved, fixed[0], moving[0]), np.where(unmoved, fixed[1], moving[1])


def worth(clusters: Clusters, found: Tally, place: int) -> FloatArray:
    """How many independent answers each level's clusters are worth, for its difference from the reference.

    Answers of a cluster are alike, and large clusters say more than small ones. How alike they are is seen in
    both levels together, as if they had one rate, because a level with few errors cannot show it alone.
    """
    times, levels = clusters.times.astype(np.float64), range(clusters.among.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        answers = found.among[:, 0] ** 2 / (times @ clusters.among**2)
        likeness = np.array([_likeness(clusters, found, [level, place]) for level in levels])
        return np.asarray(answers / likeness)


def _likeness(clusters: Clusters, found: Tally, both: list[int]) -> float:
    """The spread of clusters around the pooled rate, as a share of what it is if each is one answer."""
    pooled = found.counted[both].sum() / found.among[both].sum()
    apart = clusters.counted[:, both] - pooled * clusters.among[:, both]
    whole = (clusters.times @ clusters.among[:, both] ** 2).sum() * pooled * (1 - pooled)
    return float((clusters.times @ apart**2).sum() / whole) if whole > 0 else 1.0


def _tested(rates: pa.Table, p: FloatArray) -> pa.Table:
    """The rates with a p-value for each difference that is estimated, by level."""
    of_difference = pc.ends_with(rates["measure"], f" {DIFFERENCE}")
    shown = pc.and_(pc.and_(of_difference, pc.is_valid(rates["estimate"])), pc.invert(rates["reference"]))
    # A rate, its difference and its ratio, each by level.
    values = pa.array(np.tile(p, 3), mask=np.isnan(np.tile(p, 3)))
    return rates.append_column(TESTED.field("p_value"), pc.if_else(shown, values, None))


def clusters_of(
    outcomes: pa.Table,
    cluster: str,
    group: str,
    counted: str,
    among: str,
    figures: Callable[[pa.Table, str], FloatArray],
) -> tuple[tuple[str, ...], Clusters]:
    """The levels, and the kinds of cluster: rows are added up by cluster and level, equal ones counted.

    figures: reads a column of what is counted or among what.
    """
    levels, place = coded(outcomes, group)
    names, unit = coded(outcomes, cluster)
    held = [figures(outcomes, name) for name in (counted, among)]
    if np.any(held[0] > held[1]):
        raise ScienceError(
            f"Column {counted!r} counts some of what {among!r} counts: never more, in any row."
        )
    at, cells = unit * len(levels) + place, len(names) * len(levels)
    added = [np.bincount(at, figure, cells).reshape(len(names), -1) for figure in held]
    kinds, times = np.unique(np.hstack(added).astype(np.float64), axis=0, return_counts=True)
    return levels, Clusters(times, kinds[:, : len(levels)], kinds[:, len(levels) :])


def tallied(clusters: Clusters, times: IntArray) -> Tally:
    """The tally when each kind of cluster comes so many times: (...) × kinds gives (...) × levels × 1."""
    return Tally((times @ clusters.counted)[..., None], (times @ clusters.among)[..., None])
