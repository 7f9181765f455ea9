"""Error rates by group, where decisions are independent: one per person."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import ndtri

from licet.errors import ScienceError
from licet.fairness.outcomes import coded, truths
from licet.fairness.table import Figures, Groups, table

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class Rate(StrEnum):
    """What is counted, among whom: see `CELLS`."""

    PREVALENCE = "prevalence"
    TPR = "tpr"
    FPR = "fpr"
    FNR = "fnr"
    PPV = "ppv"
    FDR = "fdr"
    FOR = "for"


CELLS = {
    #                 counted         among
    #                 TN FP FN TP     TN FP FN TP
    Rate.PREVALENCE: ((0, 0, 1, 1), (1, 1, 1, 1)),
    Rate.TPR:        ((0, 0, 0, 1), (0, 0, 1, 1)),
    Rate.FPR:        ((0, 1, 0, 0), (1, 1, 0, 0)),
    Rate.FNR:        ((0, 0, 1, 0), (0, 0, 1, 1)),
    Rate.PPV:        ((0, 0, 0, 1), (0, 1, 0, 1)),
    Rate.FDR:        ((0, 1, 0, 0), (0, 1, 0, 1)),
    Rate.FOR:        ((0, 0, 1, 0), (1, 0, 1, 0)),
}  # fmt: skip
COUNTED = np.array([counted for counted, _ in CELLS.values()]).T
AMONG = np.array([among for _, among in CELLS.values()]).T


@dataclass(frozen=True)
class Confusions:
    """People by level (rows) and outcome: true negative, false positive, false negative, true positive."""

    variable: str
    levels: tuple[str, ...]
    cells: IntArray


@dataclass(frozen=True)
class Tally:
    """How many are counted, among how many: two arrays of one shape, levels × measures at its end."""

    counted: FloatArray
    among: FloatArray

    @property
    def rate(self) -> FloatArray:
        """The rates; NaN where they are among nobody."""
        return np.divide(self.counted, self.among, out=np.full_like(self.among, np.nan), where=self.among > 0)


def confusions_of(outcomes: pa.Table, group: str, label: str, decision: str) -> Confusions:
    """Count the four outcomes of a decision by the levels of a group.

    outcomes: one row per person. label: what was true; decision: what was decided; true and false or 1 and 0.
    Raises ScienceError for an absent column, a null, or another value.
    """
    levels, position = coded(outcomes, group)
    cell = 2 * truths(outcomes, label) + truths(outcomes, decision)
    counts = np.bincount(position * 4 + cell, minlength=4 * len(levels))
    return Confusions(group, levels, counts.reshape(-1, 4))


def tally(cells: npt.NDArray[np.integer]) -> Tally:
    """The tallies of every rate, in the order of `Rate`, from cells that end in levels × 4."""
    return Tally((cells @ COUNTED).astype(np.float64), (cells @ AMONG).astype(np.float64))


def rates(
    confusions: Confusions, *, minimum: int, reference: str | None = None, confidence: float = 0.95
) -> pa.Table:
    """Every rate in every level with its Wilson interval, as `RATES`.

    n: the people that the rate is among. minimum: with fewer, the level is kept, marked `too_few`, and has no
    estimate. reference: the level to mark as such. confidence: of the two-sided interval.
    """
    groups = Groups(confusions.variable, confusions.levels, reference)
    found = tally(confusions.cells)
    low, high = wilson(found.rate, found.among, confidence)
    return table(groups, list(Rate), Figures(found.among, found.rate, low, high, found.among < minimum))


def wilson(rate: FloatArray, n: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Bounds of a proportion that keep their level near 0 and 1; NaN where n is 0.

    Source: Wilson 1927, JASA 22(158).
    """
    z = float(ndtri(0.5 + check_confidence(confidence) / 2))
    size = np.where(n > 0, n, np.nan)
    middle = (rate + z**2 / (2 * size)) / (1 + z**2 / size)
    reach = z / (1 + z**2 / size) * np.sqrt(rate * (1 - rate) / size + (z / (2 * size)) ** 2)
    # At 0 and 1 the bound is the rate itself, which rounding would otherwise miss by a hair.
    low, high = np.maximum(middle - reach, 0.0), np.minimum(middle + reach, 1.0)
    return np.where(rate == 0, 0.0, low), np.where(rate == 1, 1.0, high)


def check_confidence(confidence: float) -> float:
    """The confidence, or a refusal of one that is not between 0 and 1."""
    if not 0 < confidence < 1:
        raise ScienceError(f"A confidence lies between 0 and 1, for example .95; {confidence} was given.")
    return confidence
