"""Resampling by counts: equal units are drawn together, so a thousand draws cost little more than one."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from licet.fairness.rates import check_confidence

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

# Numbers held at once: a block of draws × kinds of unit.
BLOCK = 4_000_000


def resampled(times: IntArray, draws: int, seed: int) -> Iterator[IntArray]:
    """Blocks (draws × kinds) of how often each kind of unit is drawn when as many units are drawn again.

    times: how often each kind occurs. The blocks together have `draws` rows; equal seeds give equal rows.
    Source: Efron 1979, Annals of Statistics 7(1); to draw units with replacement is multinomial over kinds.
    """
    generator = np.random.default_rng(seed)
    units = int(times.sum())
    step = max(1, BLOCK // times.size)
    for start in range(0, draws, step):
        yield generator.multinomial(units, times / units, size=min(step, draws - start))


def percentile(drawn: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    """The middle part of draws (first axis), leaving out draws in which there is nothing (NaN).

    Bounds are draws themselves, never between two: a ratio may be infinite.
    """
    outside = (1 - check_confidence(confidence)) / 2
    # Where no draw has anything there is no bound either; zeros keep the quantile from warning of it.
    empty = np.isnan(drawn).all(axis=0)
    low, high = np.nanquantile(
        np.where(empty, 0.0, drawn), [outside, 1 - outside], axis=0, method="inverted_cdf"
    )
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)
