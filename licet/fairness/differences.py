"""How far each level's rates are from those of a named reference level: differences, ratios, largest gaps."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.fairness.bootstrap import percentile, resampled
from licet.fairness.rates import Confusions, Rate, Tally, tally
from licet.fairness.table import Figures, Groups, table

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

DIFFERENCE = "difference"
RATIO = "ratio"


def differences(
    confusions: Confusions,
    *,
    reference: str,
    minimum: int,
    seed: int,
    draws: int = 1000,
    confidence: float = 0.95,
) -> pa.Table:
    """Every rate's difference from, and ratio to, the reference level's, as `RATES`.

    Measures are named `fpr difference`, `fpr ratio` and so on. n: the people that the level's rate is among;
    with fewer than minimum there, or in the reference level, it is `too_few`. Intervals are percentiles of a
    multinomial bootstrap over the counts of level × label × decision. A rate of exactly 0 or 1 does not move
    under resampling: read its own interval (`rates`) beside the comparison.
    """
    groups = Groups(confusions.variable, confusions.levels, reference)
    found = tally(confusions.cells)
    blocks = resampled(confusions.cells.ravel(), draws, seed)
    drawn = np.concatenate([tally(block.reshape(-1, *confusions.cells.shape)).rate for block in blocks])
    return compared(groups, list(Rate), found, drawn, found.among < minimum, confidence)


def compared(
    groups: Groups,
    measures: Sequence[str],
    found: Tally,
    drawn: FloatArray,
    too_few: BoolArray,
    confidence: float,
) -> pa.Table:
    """Differences and ratios of rates (levels × measures), with intervals from drawn ones (draws × both)."""
    hidden = too_few | too_few[groups.place]
    parts = []
    for name, compare in ((DIFFERENCE, np.subtract), (RATIO, divided)):
        estimate = compare(found.rate, found.rate[groups.place])
        low, high = percentile(compare(drawn, drawn[:, [groups.place]]), confidence)
        figures = Figures(found.among, estimate, low, high, hidden)
        parts.append(table(groups, [f"{measure} {name}" for measure in measures], figures))
    return pa.concat_tables(parts)


def divided(rate: FloatArray, reference: FloatArray) -> FloatArray:
    """The ratio of two rates: infinite over a reference of zero, NaN for zero over zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(rate, reference)


def largest_gaps(compared: pa.Table) -> pa.Table:
    """The rows in which each measure's difference is largest: one per measure, as `RATES`.

    compared: what `differences` returned. A level with too few is never the source of a gap; of equal gaps
    the first level counts. A measure without any level to compare has no row.
    """
    apart = compared.filter(
        pc.and_(
            pc.ends_with(compared["measure"], DIFFERENCE),
            pc.and_(pc.is_valid(compared["estimate"]), pc.invert(compared["reference"])),
        )
    )
    size = np.abs(apart["estimate"].to_numpy())
    measures = apart["measure"].to_pylist()
    largest = [
        max(
            (place for place, named in enumerate(measures) if named == measure), key=lambda place: size[place]
        )
        for measure in dict.fromkeys(measures)
    ]
    return apart.take(pa.array(largest, pa.int64()))
