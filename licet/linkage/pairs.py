"""Pairs of mentions as comparisons see them: codes, and measures taken once per distinct pair of values."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from licet.linkage.encoding import Codes, Encoded, Floats, factorise

Bools = npt.NDArray[np.bool_]

Measure = Callable[[pa.Array, pa.Array], Floats]
"""A symmetric function of two equally long arrays of text (no nulls), row by row."""


@dataclass(frozen=True)
class DistinctValues:
    """The different pairs of values of one column, and which one each pair of mentions has (-1: a null)."""

    slot: Codes
    left: pa.Array
    right: pa.Array


@dataclass(frozen=True)
class Pairs:
    """Pairs of mentions, by position in `encoded`."""

    encoded: Encoded
    left: Codes
    right: Codes
    _distinct: dict[str, DistinctValues] = field(default_factory=dict, repr=False)
    _measured: dict[tuple[str, Measure], Floats] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.left)

    def codes(self, column: str) -> tuple[Codes, Codes]:
        """Codes of the column on both sides; equal codes are equal text, in any two columns."""
        codes = self.encoded.codes(column)
        return codes[self.left], codes[self.right]

    def known(self, column: str) -> Bools:
        """Where both sides have a value."""
        left, right = self.codes(column)
        return np.asarray((left >= 0) & (right >= 0))

    def in_one_script(self, column: str) -> Bools:
        """Where both sides have a value, in one script."""
        left, right = self.codes(column)
        script = self.encoded.scripts
        return np.asarray(self.known(column) & (script[left] == script[right]))

    def same(self, column: str) -> Bools:
        """Where both sides have the same value."""
        left, right = self.codes(column)
        return np.asarray((left == right) & (left >= 0))

    def measure(self, column: str, measure: Measure) -> Floats:
        """A measure of the column's two values: NaN where either is null."""
        key = (column, measure)
        if key not in self._measured:
            distinct = self._distinct_values(column)
            taken = np.append(measure(distinct.left, distinct.right), np.nan)
            self._measured[key] = taken[distinct.slot]
        return self._measured[key]

    def _distinct_values(self, column: str) -> DistinctValues:
        if column not in self._distinct:
            self._distinct[column] = _distinct(*self.codes(column), self.encoded.values)
        return self._distinct[column]


def _distinct(left: Codes, right: Codes, values: pa.Array) -> DistinctValues:
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right)
    key = np.where(low < 0, np.int64(-1), low * len(values) + high)
    slot, distinct = factorise(key)
    if len(distinct) and distinct[0] == -1:
        slot, distinct = slot - np.int32(1), distinct[1:]
    low_codes, high_codes = np.divmod(distinct, max(1, len(values)))
    return DistinctValues(slot, values.take(pa.array(low_codes)), values.take(pa.array(high_codes)))
