"""Comparison levels: small named tests that a pair of mentions passes or not.

A null on either side passes no test; a comparison whose columns are null is no evidence at all.
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from licet.errors import ScienceError
from licet.linkage import derived
from licet.linkage.derived import in_common, texts
from licet.linkage.encoding import Bools, Codes
from licet.linkage.likeness import edits_up_to, initial_of, jaro_winkler_from
from licet.linkage.pairs import Pairs


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
class OneColumn:
    """What reads one column."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)


@dataclass(frozen=True)
class TwoColumns:
    """What reads two columns."""

    column: str
    other: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Both columns."""
        return (self.column, self.other)


@dataclass(frozen=True)
class Exact(OneColumn):
    """The same text."""

    def holds(self, pairs: Pairs) -> Bools:
        """Where both sides have the same text."""
        return pairs.same(self.column)

    def __str__(self) -> str:
        return f"{self.column}: the same"


@dataclass(frozen=True)
class _Worded(OneColumn):
    """A test on one column's two values, in words of its own."""

    words: ClassVar[str]

    def __str__(self) -> str:
        return f"{self.column}: {self.words.format(self)}"


@dataclass(frozen=True)
class _UpTo(_Worded):
    most: float

    def __post_init__(self) -> None:
        if self.most < 0:
            raise ScienceError(f"'{self}' can never hold: give a bound of 0 or more.")


@dataclass(frozen=True)
class JaroWinkler(_Worded):
    """Jaro-Winkler similarity of at least `least`, above 0 and up to 1."""

    words = "Jaro-Winkler at least {0.least:g}"
    least: float

    def __post_init__(self) -> None:
        if not 0 < self.least <= 1:
            raise ScienceError(f"A Jaro-Winkler level needs a bound above 0 and up to 1, not {self.least}.")

    def holds(self, pairs: Pairs) -> Bools:
        """Where the two texts are so alike."""
        return jaro_winkler_from(texts(pairs.encoded), *pairs.ordered(self.column), self.least)


@dataclass(frozen=True)
class Edits(_UpTo):
    """At most so many letters inserted, deleted, changed or swapped with a neighbour."""

    words = "edits at most {0.most:g}"

    def holds(self, pairs: Pairs) -> Bools:
        """Where so many edits make one text of the other."""
        return edits_up_to(texts(pairs.encoded), *pairs.ordered(self.column), self.most)


@dataclass(frozen=True)
class DaysApart(_UpTo):
    """Two valid dates at most so many days apart."""

    words = "at most {0.most:g} days apart"

    def holds(self, pairs: Pairs) -> Bools:
        """Where both dates are valid, and so near."""
        one, other = pairs.numbers(self.column, derived.day)
        valid = (one != derived.UNKNOWN) & (other != derived.UNKNOWN)
        return np.asarray(valid & (np.abs(one.astype(np.int64) - other) <= self.most))


@dataclass(frozen=True)
class DayMonthSwapped(_Worded):
    """The same date, but day and month changed places."""

    words = "day and month swapped"

    def holds(self, pairs: Pairs) -> Bools:
        """Where one date is the other turned."""
        one, other = pairs.ordered(self.column)
        turned = pairs.numbers(self.column, derived.turned_date)[1]
        return np.asarray((turned == one) & (one != other) & (one >= 0))


@dataclass(frozen=True)
class YearOff(_Worded):
    """The same day and month; the year may differ."""

    words = "the same day and month"

    def holds(self, pairs: Pairs) -> Bools:
        """Where the dates agree but for the year."""
        return _equal(*pairs.numbers(self.column, derived.day_and_month))


@dataclass(frozen=True)
class SameYear(_Worded):
    """Dates in the same year."""

    words = "the same year"

    def holds(self, pairs: Pairs) -> Bools:
        """Where the years agree."""
        return _equal(*pairs.numbers(self.column, derived.year))


@dataclass(frozen=True)
class SharedWords(_Worded):
    """At least so many words in common.

    Words end at spaces and hyphens. De, van, al and such are no words, but in a name that is nothing else.
    """

    words = "words in common at least {0.least:g}"
    least: float = 1

    def holds(self, pairs: Pairs) -> Bools:
        """Where so many different words are in both texts."""
        sets = derived.sets(pairs.encoded, self.column, derived.words)
        return in_common(sets, *pairs.ordered(self.column), self.least)


@dataclass(frozen=True)
class Initial(_Worded):
    """One side is a single letter, with which the other begins."""

    words = "one is the other's initial"

    def holds(self, pairs: Pairs) -> Bools:
        """Where one text is the other's first letter."""
        return initial_of(texts(pairs.encoded), *pairs.ordered(self.column))


@dataclass(frozen=True)
class ShortFor(_Worded):
    """Two names that can be short for the same one."""

    words = "short for the same name"

    def holds(self, pairs: Pairs) -> Bools:
        """Where some full name can be that of both: kate and cathy, bob and robert."""
        sets = derived.sets(pairs.encoded, self.column, derived.names)
        return in_common(sets, *pairs.ordered(self.column), 1.0)


@dataclass(frozen=True)
class Swapped(TwoColumns):
    """Two columns changed places on one side."""

    def holds(self, pairs: Pairs) -> Bools:
        """Where each side's column is the other side's other column."""
        left, right = pairs.codes(self.column)
        other_left, other_right = pairs.codes(self.other)
        swapped = (left == other_right) & (right == other_left)
        return np.asarray(pairs.known(self.column) & swapped)

    def __str__(self) -> str:
        return f"{self.column} and {self.other}: swapped"


@dataclass(frozen=True)
class Formerly(TwoColumns):
    """The value of one side is a former one of the other, or both had the same before.

    column: what it is now. other: what it was.
    """

    def holds(self, pairs: Pairs) -> Bools:
        """Where any but the two values of now are the same."""
        (left, right), (left_was, right_was) = pairs.codes(self.column), pairs.codes(self.other)
        found = (left == right_was) & (left >= 0)
        found |= (left_was == right) & (right >= 0)
        found |= (left_was == right_was) & (left_was >= 0)
        return np.asarray(found)

    def __str__(self) -> str:
        return f"{self.column}: the same as before"


@dataclass(frozen=True)
class _TwoLevels:
    one: Level
    other: Level

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of both."""
        return (*self.one.columns, *self.other.columns)


@dataclass(frozen=True)
class Both(_TwoLevels):
    """Two levels at once."""

    def holds(self, pairs: Pairs) -> Bools:
        """Where both hold."""
        found = self.one.holds(pairs)
        found[found] = self.other.holds(pairs.only(np.flatnonzero(found), self.other.columns))
        return found

    def __str__(self) -> str:
        return f"{self.one}, and {self.other}"


@dataclass(frozen=True)
class Either(_TwoLevels):
    """One of two levels, or both."""

    def holds(self, pairs: Pairs) -> Bools:
        """Where at least one holds."""
        return self.one.holds(pairs) | self.other.holds(pairs)

    def __str__(self) -> str:
        return f"{self.one}, or {self.other}"


@dataclass(frozen=True)
class Not:
    """A level of one column, or of two across, that does not hold although both sides have a value."""

    level: Level

    @property
    def columns(self) -> tuple[str, ...]:
        """The level's columns."""
        return self.level.columns

    def holds(self, pairs: Pairs) -> Bools:
        """Where both sides have a value and the level does not hold."""
        left, right = pairs.codes(self.columns[0])[0], pairs.codes(self.columns[-1])[1]
        return np.asarray((left >= 0) & (right >= 0) & ~self.level.holds(pairs))

    def __str__(self) -> str:
        return f"not {self.level}"


def _equal(one: Codes, other: Codes) -> Bools:
    return np.asarray((one == other) & (one != derived.UNKNOWN))
