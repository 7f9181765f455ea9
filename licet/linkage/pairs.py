"""Pairs of mentions as comparisons see them: codes, and measures taken once per distinct pair of values."""

from collections.abc import Callable, Container
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from licet.linkage.derived import Numbers, numbers
from licet.linkage.encoding import Bools, Codes, Counts, Encoded, Floats, factorise

Measure = Callable[[pa.Array, pa.Array], Floats]
"""A symmetric function of two equally long arrays of text (no nulls), row by row."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of mentions, by position in `encoded`."""

    encoded: Encoded
    left: Codes
    right: Codes
    _codes: dict[str, tuple[Codes, Codes]] = field(default_factory=dict, repr=False)
    _measured: dict[tuple[str, Measure], Floats] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.left)

    def only(self, places: Counts, columns: Container[str]) -> "Pairs":
        """The pairs at these places, with what is known of them in these columns."""
        codes = {
            name: (one.take(places), other.take(places))
            for name, (one, other) in self._codes.items()
            if name in columns
        }
        measured = {key: values.take(places) for key, values in self._measured.items() if key[0] in columns}
        return Pairs(self.encoded, self.left.take(places), self.right.take(places), codes, measured)

    def codes(self, column: str) -> tuple[Codes, Codes]:
        """Codes of the column on both sides; equal codes are equal text, in any two columns."""
        if column not in self._codes:
            codes = self.encoded.codes(column)
            self._codes[column] = codes[self.left], codes[self.right]
        return self._codes[column]

    def ordered(self, column: str) -> tuple[Codes, Codes]:
        """The lesser code and the greater one: no measure then depends on the sides."""
        left, right = self.codes(column)
        return np.minimum(left, right), np.maximum(left, right)

    def numbers(self, column: str, made: Numbers) -> tuple[Codes, Codes]:
        """What is worked out of the lesser code and of the greater one."""
        one, other = self.ordered(column)
        table = numbers(self.encoded, column, made)
        return table[one], table[other]

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
        """A measure of both values, taken once per distinct pair of values: NaN where one is null."""
        key = (column, measure)
        if key not in self._measured:
            self._measured[key] = _measured(*self.ordered(column), self.encoded.values, measure)
        return self._measured[key]


def _measured(one: Codes, other: Codes, values: pa.Array, measure: Measure) -> Floats:
    keys = np.where(one < 0, np.int64(-1), one.astype(np.int64) * len(values) + other)
    slot, distinct = factorise(keys)
    known = distinct[distinct >= 0]
    left, right = np.divmod(known, max(1, len(values)))
    taken = measure(values.take(pa.array(left)), values.take(pa.array(right)))
    # Keys are sorted, so that of a null is the first.
    return np.concatenate([np.full(len(distinct) - len(known), np.nan), taken])[slot]
