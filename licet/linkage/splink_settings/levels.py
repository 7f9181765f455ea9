"""Levels that SQL says of two columns: DuckDB's measures of one, one across another, what one record says."""

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage import bytewise
from licet.linkage.encoding import Bools
from licet.linkage.levels import OneColumn, TwoColumns
from licet.linkage.pairs import Measure, Pairs

SIMILARITIES: dict[str, Measure] = {
    "jaro_winkler_similarity": bytewise.jaro_winkler,
    "jaro_similarity": bytewise.jaro,
    "jaccard": bytewise.jaccard,
    "list_intersect": bytewise.shared_items,
}
"""Functions of which more is more alike. `list_intersect` counts, of lists written as `bytewise` says."""

DISTANCES: dict[str, Measure] = {
    "levenshtein": bytewise.levenshtein,
    "damerau_levenshtein": bytewise.damerau_levenshtein,
    "abs": bytewise.numbers_apart,
}
"""Functions of which less is more alike. `abs` is of the difference of two numbers."""


@dataclass(frozen=True)
class _Measured(OneColumn):
    function: str


@dataclass(frozen=True)
class AtLeast(_Measured):
    """A similarity of at least `least`."""

    least: float

    def holds(self, pairs: Pairs) -> Bools:
        """Where both sides have a value and are so alike."""
        return np.asarray(pairs.measure(self.column, SIMILARITIES[self.function]) >= self.least)

    def __str__(self) -> str:
        return f"{self.column}: {self.function} at least {self.least}"


@dataclass(frozen=True)
class AtMost(_Measured):
    """A distance of at most `most`."""

    most: float

    def __post_init__(self) -> None:
        if self.most < 0:
            raise ScienceError(f"'{self}' can never hold: give a bound of 0 or more.")

    def holds(self, pairs: Pairs) -> Bools:
        """Where both sides have a value and are so near."""
        return np.asarray(pairs.measure(self.column, DISTANCES[self.function]) <= self.most)

    def __str__(self) -> str:
        return f"{self.column}: {self.function} at most {self.most}"


@dataclass(frozen=True)
class Across(TwoColumns):
    """The same text in one column of the first mention and another of the second: not from either side."""

    def holds(self, pairs: Pairs) -> Bools:
        """Where both have a value and it is the same."""
        left, right = pairs.codes(self.column)[0], pairs.codes(self.other)[1]
        return np.asarray((left == right) & (left >= 0))

    def __str__(self) -> str:
        return f"{self.column} of the first: the same as {self.other} of the second"


@dataclass(frozen=True)
class Says(OneColumn):
    """One mention's column says `true`, whatever the other's: 0 for the first mention, 1 for the second."""

    side: int

    def holds(self, pairs: Pairs) -> Bools:
        """Where that side says so."""
        return _true(pairs)[pairs.codes(self.column)[self.side]]

    def __str__(self) -> str:
        return f"{self.column}, of the {('first', 'second')[self.side]}"


def _true(pairs: Pairs) -> Bools:
    """Whether each value is `true`, and one place more, for null (-1)."""
    made = pairs.encoded.made
    if Says not in made:
        true = pc.equal(pairs.encoded.values, "true").to_numpy(zero_copy_only=False)
        made[Says] = np.append(true, False).astype(np.bool_)
    found: Bools = made[Says]
    return found
