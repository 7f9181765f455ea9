"""The one table that every comparison of groups comes out as."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from licet.errors import ScienceError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

RATES = pa.schema(
    [
        pa.field("group", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),
        pa.field("estimate", pa.float64()),
        pa.field("ci_low", pa.float64()),
        pa.field("ci_high", pa.float64()),
        pa.field("reference", pa.bool_(), nullable=False),
        pa.field("too_few", pa.bool_(), nullable=False),
    ]
)


@dataclass(frozen=True)
class Groups:
    """A group variable, its levels in sorted order, and the one that the others are compared with, if any."""

    variable: str
    levels: tuple[str, ...]
    reference: str | None = None

    def __post_init__(self) -> None:
        if self.reference is not None and self.reference not in self.levels:
            raise ScienceError(
                f"{self.reference!r} is not a level of {self.variable!r}. "
                f"The levels are: {', '.join(self.levels)}."
            )

    @property
    def place(self) -> int:
        """Where the reference level stands."""
        return self.levels.index(self.reference or "")


@dataclass(frozen=True)
class Figures:
    """Figures of each level (rows) and measure (columns); NaN where there is none."""

    n: FloatArray
    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    too_few: BoolArray


def table(groups: Groups, measures: Sequence[str], figures: Figures) -> pa.Table:
    """The figures as `RATES`, by measure and then level; where too few are counted nothing is estimated."""
    rows, columns = len(groups.levels), len(measures)

    def shown(values: FloatArray) -> pa.Array:
        hidden = figures.too_few | ~np.isfinite(figures.estimate) | np.isnan(values)
        return pa.array(np.broadcast_to(values, (rows, columns)).T.ravel(), mask=hidden.T.ravel())

    return pa.table(
        {
            "group": [groups.variable] * (rows * columns),
            "level": list(groups.levels) * columns,
            "measure": [str(measure) for measure in measures for _ in groups.levels],
            "n": figures.n.T.ravel().astype(np.int64),
            "estimate": shown(figures.estimate),
            "ci_low": shown(figures.low),
            "ci_high": shown(figures.high),
            "reference": [level == groups.reference for level in groups.levels] * columns,
            "too_few": figures.too_few.T.ravel(),
        },
        schema=RATES,
    )
