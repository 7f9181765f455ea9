"""Finding the mentions of people on a list: what matches, and what may match.

For objections, and for nothing else than lists of people: it errs on the side of finding too many, where
linkage weighs both errors. Details of several mentions may be pooled, so that a person's old address and
new name count together.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from licet.sources.identifiers import BoolArray

CLOSE = 0.85
NEAR_DATE = 1
IDS = ("id_nhs", "id_upn", "id_nino", "id_local")


@dataclass(frozen=True)
class _Coded:
    """One column as codes into its distinct values; -1 is missing."""

    codes: npt.NDArray[np.int64]
    values: list[str]

    def spread(self, per_value: BoolArray) -> BoolArray:
        """A judgement of each distinct value, carried to every row; missing is never true."""
        return np.append(per_value, False)[self.codes]

    @property
    def missing(self) -> BoolArray:
        return self.codes < 0


def may_be(
    listed: pa.Table, mentions: pa.Table, units: npt.NDArray[np.int64], *, strict: bool = False
) -> npt.NDArray[np.int32]:
    """For each unit, the row of the list that it matches or may match, -1 if none; the first one wins.

    listed: people with the details that both sides share. mentions: the mentions table.
    units: for each mention, the number of its unit (itself before linking, its person after), from 0.
    strict: only what surely matches, for consent, where finding too many would be the harm.
    """
    coded = {name: _coded(mentions.column(name)) for name in listed.column_names}
    found = np.full(int(units.max(initial=-1)) + 1, -1, dtype=np.int32)
    for row, person in enumerate(listed.to_pylist()):
        hit = _surely(person, coded, units) if strict else _perhaps(person, coded, units)
        found[hit & (found < 0)] = row
    return found


def _surely(
    person: dict[str, str | None], coded: dict[str, _Coded], units: npt.NDArray[np.int64]
) -> BoolArray:
    seen = _Seen(person, coded, units)
    return seen.same_id | (seen.name_close & seen.same_date)


def _perhaps(
    person: dict[str, str | None], coded: dict[str, _Coded], units: npt.NDArray[np.int64]
) -> BoolArray:
    """The ways in which a unit may be this person; each line is one.

    Surnames change, so a forename with a date or a place is enough; forenames are shortened, so a surname and
    an initial at the place are. A twin or a namesake at the same address is taken out as well.
    """
    seen = _Seen(person, coded, units)
    place_open = seen.same_place | seen.no_place
    return (
        seen.same_id
        | (seen.name_close & seen.near_date)
        | (seen.same_date & (seen.forename_close | seen.same_place))
        | (seen.forename_close & seen.near_date & place_open)
        | (seen.no_date & seen.name_same)
        | (seen.no_date & seen.name_close & place_open)
        | (seen.no_date & seen.forename_close & seen.same_place)
        | (seen.no_date & seen.surname_close & seen.same_place & seen.forename_open)
    )


class _Seen:
    """What each unit shows of one listed person, pooled over the unit's mentions."""

    def __init__(
        self, person: dict[str, str | None], coded: dict[str, _Coded], units: npt.NDArray[np.int64]
    ) -> None:
        self._person, self._coded, self._units = person, coded, units
        forename, surname = person["forename"], person["surname"]
        ff, ss = self._close("forename", forename), self._close("surname", surname)
        swapped = self._close("forename", surname) & self._close("surname", forename)
        self.forename_close, self.surname_close = self._any(ff), self._any(ss)
        self.name_close = (self.forename_close & self.surname_close) | self._any(swapped)
        self.name_same = self._any(self._same("forename", forename) & self._same("surname", surname))
        self.forename_open = self._any(self._same_initial(forename) | coded["forename"].missing)
        birth = person["birth_date"]
        self.same_date = self._any(self._same("birth_date", birth))
        self.near_date = self._any(self._near(birth))
        self.no_date = self._none_has("birth_date", birth)
        self.same_place = self._any(self._same("postcode", person["postcode"]))
        self.no_place = self._none_has("postcode", person["postcode"])
        self.same_id = self._any(
            np.logical_or.reduce([self._same(name, person[name]) for name in IDS if name in coded])
        )

    def _any(self, per_mention: BoolArray) -> BoolArray:
        pooled = np.zeros(int(self._units.max(initial=-1)) + 1, dtype=bool)
        pooled[self._units[per_mention]] = True
        return pooled

    def _none_has(self, name: str, value: str | None) -> BoolArray:
        if value is None:
            return np.ones(int(self._units.max(initial=-1)) + 1, dtype=bool)
        return ~self._any(~self._coded[name].missing)

    def _same(self, name: str, value: str | None) -> BoolArray:
        column = self._coded[name]
        if value is None:
            return np.zeros(len(column.codes), dtype=bool)
        return column.spread(np.array([each == value for each in column.values], dtype=bool))

    def _close(self, name: str, value: str | None) -> BoolArray:
        column = self._coded[name]
        if value is None or not column.values:
            return np.zeros(len(column.codes), dtype=bool)
        similar = process.cdist([value], column.values, scorer=JaroWinkler.similarity, workers=1)[0]
        return column.spread(similar >= CLOSE)

    def _same_initial(self, forename: str | None) -> BoolArray:
        column = self._coded["forename"]
        if forename is None:
            return np.ones(len(column.codes), dtype=bool)
        return column.spread(np.array([each[:1] == forename[:1] for each in column.values], dtype=bool))

    def _near(self, value: str | None) -> BoolArray:
        column = self._coded["birth_date"]
        if value is None or not column.values:
            return np.zeros(len(column.codes), dtype=bool)
        distance = process.cdist([value], column.values, scorer=DamerauLevenshtein.distance, workers=1)[0]
        swapped = f"{value[:4]}-{value[8:]}-{value[5:7]}"
        near = (distance <= NEAR_DATE) | np.array([each == swapped for each in column.values], dtype=bool)
        return column.spread(near)


def _coded(column: pa.ChunkedArray) -> _Coded:
    encoded = column.combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return _Coded(codes, encoded.dictionary.to_pylist())
