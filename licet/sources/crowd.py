"""Mentions made ready to be searched: columns as codes, and where each value and each unit occurs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from licet.linkage.names import folded
from licet.sources.identifiers import BoolArray

CLOSE = 0.85 - 1e-6
"""Jaro-Winkler similarity from which two names may be one: 0.85, which Tom and Thomas reach exactly."""

AT_ONCE = 4_000_000  # comparisons held at a time: 16 MB

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """One column as codes into its distinct values; -1 is missing."""

    codes: Ints
    values: list[str]

    @cached_property
    def initials(self) -> npt.NDArray[np.str_]:
        """The first letter of each value, and one place more, without any, for missing (-1)."""
        return np.array([*(value[:1] for value in self.values), ""], dtype=np.str_)

    def no_flags(self) -> BoolArray:
        """A flag for each value, none set, and one place more for missing (-1), which stays so."""
        return np.zeros(len(self.values) + 1, dtype=bool)

    @cached_property
    def _code_of(self) -> Mapping[str, int]:
        return {value: code for code, value in enumerate(self.values)}

    @cached_property
    def occurring(self) -> "Occurring":
        """Where each value occurs."""
        return occurring(self.codes, len(self.values))

    def codes_of(self, values: Iterable[str | None]) -> Ints:
        """The codes of such of these values as occur."""
        known = {self._code_of[value] for value in values if value is not None and value in self._code_of}
        return np.array(sorted(known), dtype=np.int64)


@dataclass(frozen=True)
class Occurring:
    """Positions by code: those of code c are order[start[c]:start[c + 1]]."""

    order: Ints
    start: Ints

    def at(self, codes: Ints) -> tuple[Ints, Ints]:
        """The positions of these codes one after another, and for each the place of its code among them."""
        sizes = self.start[codes + 1] - self.start[codes]
        of = np.repeat(np.arange(len(codes)), sizes)
        first = np.concatenate([[0], np.cumsum(sizes)])[:-1]
        within = np.arange(len(of)) - first[of]
        return self.order[self.start[codes][of] + within], of


@dataclass(frozen=True)
class Crowd:
    """Mentions and their units: a unit is one mention before linking, one person after.

    columns: the details that may be searched. units: the number of each mention's unit, from 0.
    """

    columns: Mapping[str, Coded]
    units: Ints

    @cached_property
    def size(self) -> int:
        """How many units there are."""
        return int(self.units.max(initial=-1)) + 1

    @cached_property
    def dated(self) -> BoolArray:
        """Whether any mention of a unit has a date of birth."""
        has = np.zeros(self.size, dtype=bool)
        has[self.units[self.columns["birth_date"].codes >= 0]] = True
        return has

    @cached_property
    def undated(self) -> "Crowd":
        """Names and postcodes of the units that have no date of birth."""
        dated = self.dated[self.units]
        shown = {name: self.columns[name] for name in ("forename", "surname", "postcode")}
        hidden = {name: Coded(np.where(dated, -1, each.codes), each.values) for name, each in shown.items()}
        return Crowd(hidden, self.units)

    @cached_property
    def _members(self) -> Occurring:
        return occurring(self.units, self.size)

    def holding(self, name: str, values: Iterable[str | None]) -> Ints:
        """The units with a mention that has one of these values; a unit may come twice."""
        return self.with_codes(name, self.columns[name].codes_of(values))

    def with_codes(self, name: str, codes: Ints) -> Ints:
        """The same, by the codes of the values."""
        return self.units[self.columns[name].occurring.at(codes)[0]]

    def any_flagged(self, units: Ints, flags: Mapping[str, BoolArray]) -> BoolArray:
        """Whether any mention of each unit has a flagged value: flags by column, as `no_flags` makes them."""
        rows, of = self.mentions_of(units)
        found = np.zeros(len(units), dtype=bool)
        for name, flagged in flags.items():
            found[of[flagged[self.columns[name].codes[rows]]]] = True
        return found

    def mentions_of(self, units: Ints) -> tuple[Ints, Ints]:
        """The mentions of these units, and for each the place of its unit among them."""
        return self._members.at(units)


def crowd_of(mentions: pa.Table, names: Collection[str], units: Ints | None = None) -> Crowd:
    """The mentions with these details, names folded; each is a unit of its own unless units are given."""
    mentions = folded(mentions)
    each = np.arange(mentions.num_rows, dtype=np.int64) if units is None else units
    return Crowd({name: _coded(mentions.column(name)) for name in names}, each)


def close_values(column: Coded, names: Iterable[str]) -> dict[str, Ints]:
    """For each name the codes of the column's values that are close to it."""
    wanted, found = sorted(names), dict[str, Ints]()
    step = max(1, AT_ONCE // max(1, len(column.values)))
    for start in range(0, len(wanted), step):
        part = wanted[start : start + step]
        similar = process.cdist(
            part,
            column.values,
            scorer=JaroWinkler.similarity,
            score_cutoff=CLOSE,
            dtype=np.float32,
            workers=-1,
        )
        found |= {name: np.flatnonzero(row) for name, row in zip(part, similar, strict=True)}
    return found


def occurring(codes: Ints, count: int) -> Occurring:
    """Where each code from 0 to count - 1 occurs; negative codes are nowhere."""
    order = np.argsort(codes, kind="stable")[np.count_nonzero(codes < 0) :]
    sizes = np.bincount(codes[codes >= 0], minlength=count)
    return Occurring(order, np.concatenate([[0], np.cumsum(sizes)]))


def _coded(column: pa.ChunkedArray) -> Coded:
    encoded = column.combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(codes, encoded.dictionary.to_pylist())
