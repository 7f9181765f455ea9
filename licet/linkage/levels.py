"""Comparison levels: small named tests that a pair of mentions passes or not.

A null on either side passes no test; a comparison whose columns are null is no evidence at all.
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import pyarrow as pa

from licet.errors import ScienceError
from licet.linkage import measures
from licet.linkage.encoding import Floats
from licet.linkage.nicknames import same_name
from licet.linkage.pairs import Bools, Pairs


class Level(Protocol):
    """A test on pairs of mentions, which says in words what it tests."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the test reads."""
        ...

    def holds(self, pairs: Pairs) -> Bools:
        """Which pairs pass."""
        ...

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Exact:
    """The same text."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    def holds(self, pairs: Pairs) -> Bools:
        """Where both sides have the same text."""
        return pairs.same(self.column)

    def __str__(self) -> str:
        return f"{self.column}: the same"


@dataclass(frozen=True)
class _Measured:
    """A test on one measure of one column's two values."""

    column: str
    measure: "ClassVar[staticmethod[[pa.Array, pa.Array], Floats]]"
    words: ClassVar[str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    def __str__(self) -> str:
        return f"{self.column}: {self.words.format(self)}"


@dataclass(frozen=True)
class _AtLeast(_Measured):
    least: float = 1

    def holds(self, pairs: Pairs) -> Bools:
        """Where the measure is at least the bound."""
        return np.asarray(pairs.measure(self.column, type(self).measure) >= self.least)


@dataclass(frozen=True)
class _AtMost(_Measured):
    most: float

    def __post_init__(self) -> None:
        if self.most < 0:
            raise ScienceError(f"'{self}' can never hold: give a bound of 0 or more.")

    def holds(self, pairs: Pairs) -> Bools:
        """Where the measure is at most the bound."""
        return np.asarray(pairs.measure(self.column, type(self).measure) <= self.most)


@dataclass(frozen=True)
class JaroWinkler(_AtLeast):
    """Jaro-Winkler similarity of at least `least`, above 0 and up to 1."""

    measure = staticmethod(measures.jaro_winkler)
    words = "Jaro-Winkler at least {0.least:g}"

    def __post_init__(self) -> None:
        if not 0 < self.least <= 1:
            raise ScienceError(f"A Jaro-Winkler level needs a bound above 0 and up to 1, not {self.least}.")


@dataclass(frozen=True)
class Edits(_AtMost):
    """At most so many letters inserted, deleted, changed or swapped with a neighbour."""

    measure = staticmethod(measures.edits)
    words = "edits at most {0.most:g}"


@dataclass(frozen=True)
class DaysApart(_AtMost):
    """Two valid dates at most so many days apart."""

    measure = staticmethod(measures.days_apart)
    words = "at most {0.most:g} days apart"


@dataclass(frozen=True)
class DayMonthSwapped(_AtLeast):
    """The same date, but day and month changed places."""

    measure = staticmethod(measures.day_month_swapped)
    words = "day and month swapped"


@dataclass(frozen=True)
class YearOff(_AtLeast):
    """The same day and month; the year may differ."""

    measure = staticmethod(measures.same_day_and_month)
    words = "the same day and month"


@dataclass(frozen=True)
class SameYear(_AtLeast):
    """Dates in the same year."""

    measure = staticmethod(measures.same_year)
    words = "the same year"


@dataclass(frozen=True)
class SharedWords(_AtLeast):
    """At least so many words in common."""

    measure = staticmethod(measures.shared_words)
    words = "words in common at least {0.least:g}"


@dataclass(frozen=True)
class Initial(_AtLeast):
    """One side is a single letter, with which the other begins."""

    measure = staticmethod(measures.initial_only)
    words = "one is the other's initial"


@dataclass(frozen=True)
class ShortFor(_AtLeast):
    """Two names that can be short for the same one."""

    measure = staticmethod(same_name)
    words = "short for the same name"


@dataclass(frozen=True)
class Swapped:
    """Two columns changed places on one side."""

    column: str
    other: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Both columns."""
        return (self.column, self.other)

    def holds(self, pairs: Pairs) -> Bools:
        """Where each side's column is the other side's other column."""
        left, right = pairs.codes(self.column)
        other_left, other_right = pairs.codes(self.other)
        swapped = (left == other_right) & (right == other_left)
        return np.asarray(pairs.known(self.column) & swapped)

    def __str__(self) -> str:
        return f"{self.column} and {self.other}: swapped"


@dataclass(frozen=True)
class Both:
    """Two levels at once."""

    one: Level
    other: Level

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of both."""
        return (*self.one.columns, *self.other.columns)

    def holds(self, pairs: Pairs) -> Bools:
        """Where both hold."""
        return self.one.holds(pairs) & self.other.holds(pairs)

    def __str__(self) -> str:
        return f"{self.one}, and {self.other}"
