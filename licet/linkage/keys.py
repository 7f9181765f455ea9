"""Blocking keys: what two mentions must agree on to be compared. A missing value never joins."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.encoding import NULL, Codes, Counts, Encoded
from licet.linkage.phonetics import soundex


class Key(Protocol):
    """A code per mention, -1 for none: equal codes join."""

    def codes(self, encoded: Encoded) -> Codes:
        """The key of every mention."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the key is made of."""
        ...

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class _OneColumn:
    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)


@dataclass(frozen=True)
class Same(_OneColumn):
    """The whole value."""

    def codes(self, encoded: Encoded) -> Codes:
        """The value itself."""
        return encoded.codes(self.column)

    def __str__(self) -> str:
        return self.column


@dataclass(frozen=True)
class Slice(_OneColumn):
    """Some of the value's letters: from `start` to before `stop`; a shorter value is no key."""

    start: int
    stop: int

    def codes(self, encoded: Encoded) -> Codes:
        """The letters, where all of them are there."""
        text = pc.utf8_slice_codeunits(encoded.values, self.start, self.stop)
        whole = pc.equal(pc.utf8_length(text), self.stop - self.start)
        return _through(encoded, self.column, pc.if_else(whole, text, None))

    def __str__(self) -> str:
        return f"{self.letters} of {self.column}"

    @property
    def letters(self) -> str:
        """Which letters, in words."""
        if (self.start, self.stop) == (0, 1):
            return "first letter"
        return f"letters {self.start + 1} to {self.stop}"


@dataclass(frozen=True)
class Sounds(_OneColumn):
    """The phonetic key of the value."""

    def codes(self, encoded: Encoded) -> Codes:
        """The Soundex code."""
        return _through(encoded, self.column, soundex(encoded.values))

    def __str__(self) -> str:
        return f"sound of {self.column}"


@dataclass(frozen=True)
class FirstKnown:
    """The value of the first of two columns, or where it is not known, of the other."""

    column: str
    other: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Both columns."""
        return (self.column, self.other)

    def codes(self, encoded: Encoded) -> Codes:
        """The first, or else the other."""
        first = encoded.codes(self.column)
        return np.where(first >= 0, first, encoded.codes(self.other))

    def __str__(self) -> str:
        return f"{self.column}, or else {self.other}"


@dataclass(frozen=True)
class EitherOrder:
    """Two columns as a set: forename and surname, whichever way round they were written."""

    column: str
    other: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Both columns."""
        return (self.column, self.other)

    def codes(self, encoded: Encoded) -> Codes:
        """Both values, the first in the alphabet first."""
        one, two = encoded.codes(self.column), encoded.codes(self.other)
        low, high = np.minimum(one, two).astype(np.int64), np.maximum(one, two)
        return dense(np.where(low < 0, np.int64(-1), low * len(encoded.values) + high))

    def __str__(self) -> str:
        return f"{self.column} and {self.other} in either order"


def first_letters(column: str, count: int) -> Slice:
    """The first letters of a value."""
    return Slice(column, 0, count)


def year_of(column: str) -> Slice:
    """The year of a date written yyyy-mm-dd."""
    return Slice(column, 0, 4)


def dense(keys: Counts) -> Codes:
    """Keys as codes from 0 on, in the order in which they first come; negative keys as -1."""
    indices = pa.array(keys, mask=keys < 0).dictionary_encode().indices
    return np.asarray(indices.fill_null(-1).to_numpy(), dtype=np.int32)


def _through(encoded: Encoded, column: str, key_of_value: pa.Array) -> Codes:
    indices = key_of_value.dictionary_encode().indices
    # One place more, for the code of a null: -1.
    keys = np.append(indices.fill_null(-1).to_numpy(zero_copy_only=False), NULL).astype(np.int32)
    return np.asarray(keys[encoded.codes(column)])
