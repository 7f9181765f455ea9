"""Which differences are more than chance: a test of each, and one level for all of an audit together."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import ndtr

from licet.errors import ScienceError
from licet.fairness.rates import Tally
from licet.fairness.table import RATES

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

TESTED = RATES.append(pa.field("p_value", pa.float64()))
JUDGED = TESTED.append(pa.field("p_adjusted", pa.float64())).append(pa.field("apart", pa.bool_()))


def p_values(found: Tally, worth: FloatArray, drawn: FloatArray, place: int) -> FloatArray:
    """How often chance alone would set each level as far from the reference; NaN where there is no telling.

    found: one rate by level. worth: how many independent answers each level's clusters are worth. drawn:
    draws × levels. Of three distances in standard errors the smallest speaks: by the draws, which know each
    level's own spread; by the pooled rate, which is fair where a level has fewer errors than expected, or
    none; and by angles, which is fair where it has more. Few errors would raise alarms with any one of them.
    Source: Cohen 1988, "Statistical power analysis", chapter 6, for the angles.
    """
    rate, at = found.rate[:, 0], drawn[..., 0] - drawn[:, [place], 0]
    # A level that no draw has anything of has no spread; zeros keep the deviation from warning of it.
    error = np.nanstd(np.where(np.isnan(at).all(axis=0), 0.0, at), axis=0)
    counted, among = found.counted[:, 0], found.among[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (counted + counted[place]) / (among + among[place])
        spread = 1 / worth + 1 / worth[place]
        apart = np.abs(rate - rate[place])
        angles = 2 * np.abs(np.arcsin(np.sqrt(rate)) - np.arcsin(np.sqrt(rate[place])))
        distances = np.stack(
            [
                apart / error,
                apart / np.sqrt(pooled * (1 - pooled) * spread),
                angles / np.sqrt(spread),
            ]
        )
    # A distance of nothing from nothing is none; fmin would pass over it.
    distances = np.where((apart == 0) & np.isfinite(rate), 0.0, distances)
    return np.asarray(2 * ndtr(-np.fmin.reduce(distances)))


def family_wise(tested: pa.Table, level: float = 0.05) -> pa.Table:
    """Every difference judged so that chance declares any of them at all in no more than `level` of audits.

    tested: rows of `TESTED`, of all measures and groups that one audit looks at. Returns them as `JUDGED`:
    p_adjusted, and apart: whether the difference is more than chance; none where nothing is tested.
    Source: Holm 1979, Scandinavian Journal of Statistics 6(2).
    """
    if not 0 < level < 1:
        raise ScienceError(f"The level is a share of audits between 0 and 1, for example .05; not {level}.")
    p = tested["p_value"].to_numpy().astype(np.float64)
    known = np.flatnonzero(~np.isnan(p))
    known = known[np.argsort(p[known], kind="stable")]
    adjusted = np.full(len(p), np.nan)
    steps = np.minimum(p[known] * (len(known) - np.arange(len(known))), 1.0)
    adjusted[known] = np.maximum.accumulate(steps)
    untested = np.isnan(p)
    return tested.append_column(JUDGED.field("p_adjusted"), pa.array(adjusted, mask=untested)).append_column(
        JUDGED.field("apart"), pa.array(adjusted <= level, mask=untested)
    )
