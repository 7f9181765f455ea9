"""Weights that meet known totals while moving as little as a distance allows.

Source: Deville and Särndal 1992, "Calibration estimators in survey sampling", JASA 87(418).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Distance:
    """How far weights have moved, by the function it implies: new weight / old weight = factor(u), u = x·λ.

    slope is the derivative of factor; factor(0) = slope(0) = 1.
    """

    factor: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]


LINEAR = Distance(lambda u: 1 + u, np.ones_like)
RAKING = Distance(np.exp, np.exp)


def truncated(low: float, high: float) -> Distance:
    """The linear distance with factors kept within [low, high], low < 1 < high."""
    check_bounds(low, high)
    return Distance(
        factor=lambda u: np.clip(1 + u, low, high),
        slope=lambda u: ((1 + u > low) & (1 + u < high)).astype(np.float64),
    )


def logistic(low: float, high: float) -> Distance:
    """The logit distance: factors stay within (low, high) and approach the bounds smoothly."""
    check_bounds(low, high)
    rate = (high - low) / ((1 - low) * (high - 1))

    def factor(u: FloatArray) -> FloatArray:
        growth = np.exp(rate * u)
        moved = low * (high - 1) + high * (1 - low) * growth
        return np.asarray(moved / (high - 1 + (1 - low) * growth))

    def slope(u: FloatArray) -> FloatArray:
        g = factor(u)
        return np.asarray((g - low) * (high - g) * rate / (high - low))

    return Distance(factor, slope)


def check_bounds(low: float, high: float) -> None:
    """Refuse bounds that leave no room for an unchanged weight."""
    if not low < 1 < high:
        raise ScienceError(f"Bounds on how far a weight moves lie either side of 1, not at {low} and {high}.")


def auxiliary_matrix(
    answers: pa.Table, totals: Mapping[str, float | Mapping[Any, float]]
) -> tuple[FloatArray, FloatArray]:
    """Answers × auxiliaries and the total of each: numbers as they are, levels as columns of 0 and 1."""
    columns, wanted = [], []
    for name, total in totals.items():
        if name not in answers.column_names:
            raise ScienceError(
                f"The survey has no column {name!r} to calibrate on. Add it or drop its total."
            )
        if isinstance(total, Mapping):
            columns += [indicator(answers[name], level) for level in total]
            wanted += list(total.values())
        else:
            columns.append(answers[name].to_numpy().astype(np.float64))
            wanted.append(total)
    matrix = np.column_stack(columns)
    if not np.isfinite(matrix).all():
        raise ScienceError("A column to calibrate on is empty in some rows. Complete it, or leave it out.")
    return matrix, np.array(wanted, dtype=np.float64)


def indicator(column: pa.ChunkedArray, level: Any) -> FloatArray:
    """1 where a column has this level, 0 elsewhere, NaN where it is null."""
    equal = pc.equal(column, pa.scalar(level, column.type))
    return np.asarray(equal.cast(pa.int8()).cast(pa.float64()).to_numpy())


def calibrated_weights(
    weights: FloatArray,
    matrix: FloatArray,
    totals: FloatArray,
    distance: Distance,
    *,
    tolerance: float = 1e-12,
    rounds: int = 100,
) -> FloatArray:
    """Solve Σ w·factor(x·λ)·x = totals for λ by Newton's method and return w·factor.

    weights: n; matrix: n × k; totals: k. tolerance: the largest misfit relative to the total. Raises
    ScienceError if the totals are not met.
    """
    multipliers = np.zeros(matrix.shape[1])
    for _ in range(rounds):
        u = matrix @ multipliers
        moved = weights * distance.factor(u)
        misfit = totals - matrix.T @ moved
        if np.all(np.abs(misfit) <= tolerance * np.maximum(np.abs(totals), 1)):
            return moved
        steepness = (matrix * (weights * distance.slope(u))[:, None]).T @ matrix
        # Least squares: auxiliaries may add up to one another, and the bounds may have stopped every weight.
        multipliers += np.linalg.lstsq(steepness, misfit, rcond=None)[0]
    raise ScienceError(
        f"No weights that meet these totals were found in {rounds} rounds. "
        "Widen the bounds, drop a total, or check that the totals describe one population."
    )
