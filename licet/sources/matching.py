"""Finding the mentions of people on a list: what matches, and what may match.

For objections, and for nothing else than lists of people: it errs on the side of finding too many, where
linkage weighs both errors. Details of several mentions may be pooled, so that a person's old address and
new name count together.

Nobody on the list is compared with everybody: each way to match needs an identifier, a date of birth with a
name or a place, or a name without a date in common, so only the mentions that have one of these are looked
at. How many have a date alone in common grows with the population, and so does the list.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from licet.linkage.names import folded
from licet.sources.crowd import Coded, Crowd, close_values
from licet.sources.identifiers import BoolArray

IDS = ("id_nhs", "id_upn", "id_nino", "id_local")
NAMES = ("forename", "surname")
DIGITS = "0123456789"

Places = npt.NDArray[np.int64]
Person = dict[str, str | None]


def may_be(listed: pa.Table, crowd: Crowd, *, strict: bool = False) -> tuple[Places, Places]:
    """The units that each listed person matches or may match: pairs of (row of the list, unit), in order.

    listed: people with the details that both sides share. crowd: the mentions, with their units.
    strict: only what surely matches, for consent, where finding too many would be the harm.
    """
    people = folded(listed).to_pylist()
    names = {person[name] for person in people for name in NAMES} - {None}
    close = {name: close_values(crowd.columns[name], names) for name in NAMES}
    rows, units = [], []
    for row, person in enumerate(people):
        seen = _Seen(person, crowd, close, _candidates(person, crowd, close, strict=strict))
        hit = _surely(seen) if strict else _perhaps(seen)
        units.append(seen.candidates[hit])
        rows.append(np.full(len(units[-1]), row, dtype=np.int64))
    nothing = np.empty(0, dtype=np.int64)
    return np.concatenate([nothing, *rows]), np.concatenate([nothing, *units])


def _surely(seen: "_Seen") -> BoolArray:
    return seen.same_id | (seen.name_close & seen.same_date)


def _perhaps(seen: "_Seen") -> BoolArray:
    """The ways in which a unit may be this person; each line is one.

    Surnames change, so a forename with a date or a place is enough; forenames are shortened, so a surname and
    an initial at the place are. A twin or a namesake at the same address is taken out as well.
    """
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


Close = dict[str, dict[str, Places]]
"""For each name column and each name on the list, the codes of the values that are close to it."""


def _candidates(person: Person, crowd: Crowd, close: Close, *, strict: bool) -> Places:
    """The units that share with a person what one of the ways to match needs, in order."""
    found = [crowd.holding(name, [person[name]]) for name in IDS if name in crowd.columns]
    birth, forename, surname = person["birth_date"], person["forename"], person["surname"]
    if strict:
        found.append(crowd.holding("birth_date", [birth]))
        return np.unique(np.concatenate(found))
    flags = {name: _flags(person, crowd, close, name) for name in NAMES}
    # Every way by a name needs one where forenames stand. Of a single name nobody knows what it is.
    first = flags if forename is None or surname is None else {"forename": flags["forename"]}
    dated = crowd.holding("birth_date", near_dates(birth))
    found.append(dated[crowd.any_flagged(dated, first)])
    place = crowd.columns["postcode"]
    here = place.no_flags()
    here[place.codes_of([person["postcode"]])] = True
    born = crowd.holding("birth_date", [birth])
    found.append(born[crowd.any_flagged(born, {"postcode": here})])
    # Somebody without a date may be anybody of that name; who has one is found by it.
    open_to = crowd if birth is None else crowd.undated
    placed = open_to.with_codes("postcode", np.flatnonzero(here))
    found.append(placed[crowd.any_flagged(placed, flags)])
    if first is flags:
        found += [open_to.with_codes(name, np.flatnonzero(flags[name])) for name in NAMES]
    else:
        named = open_to.with_codes("surname", np.flatnonzero(flags["surname"]))
        found.append(named[crowd.any_flagged(named, first)])
    return np.unique(np.concatenate(found))


def _flags(person: Person, crowd: Crowd, close: Close, column: str) -> BoolArray:
    """For each value of a name column whether it is close to either of the person's names."""
    flags = crowd.columns[column].no_flags()
    for name in NAMES:
        if (value := person[name]) is not None:
            flags[close[column][value]] = True
    return flags


def near_dates(birth: str | None) -> Iterator[str]:
    """A date of birth and what one slip makes of it: a wrong digit, two swapped, day and month exchanged."""
    if birth is None:
        return
    yield birth
    yield f"{birth[:4]}-{birth[8:]}-{birth[5:7]}"
    for place, letter in enumerate(birth):
        if letter in DIGITS:
            yield from (birth[:place] + digit + birth[place + 1 :] for digit in DIGITS)
            yield birth[:place] + birth[place : place + 2][::-1] + birth[place + 2 :]


class _Seen:
    """What each candidate unit shows of one listed person, pooled over the unit's mentions."""

    def __init__(self, person: Person, crowd: Crowd, close: Close, candidates: Places) -> None:
        self.candidates = candidates
        self._crowd, self._close_to = crowd, close
        self._rows, self._of = crowd.mentions_of(candidates)
        forename, surname = person["forename"], person["surname"]
        if forename is None or surname is None:
            self._see_one_name(forename or surname)
        else:
            self._see_both_names(forename, surname)
        self.forename_open = self._any(self._same_initial(forename) | self._missing("forename"))
        birth = person["birth_date"]
        self.same_date = self._any(self._same("birth_date", birth))
        self.near_date = self._any(self._among("birth_date", near_dates(birth)))
        self.no_date = self._none_has("birth_date", birth)
        self.same_place = self._any(self._same("postcode", person["postcode"]))
        self.no_place = self._none_has("postcode", person["postcode"])
        self.same_id = self._any(
            np.logical_or.reduce([self._same(name, person[name]) for name in IDS if name in crowd.columns])
        )

    def _see_both_names(self, forename: str, surname: str) -> None:
        ff, ss = self._close("forename", forename), self._close("surname", surname)
        swapped = self._close("forename", surname) & self._close("surname", forename)
        self.forename_close, self.surname_close = self._any(ff), self._any(ss)
        self.name_close = (self.forename_close & self.surname_close) | self._any(swapped)
        self.name_same = self._any(self._same("forename", forename) & self._same("surname", surname))

    def _see_one_name(self, name: str | None) -> None:
        """Of somebody who has one name alone: a record may hold it as either, or twice."""
        close = [self._close(column, name) for column in ("forename", "surname")]
        same = [self._same(column, name) for column in ("forename", "surname")]
        empty = [self._missing(column) for column in ("forename", "surname")]
        self.forename_close = self.surname_close = self._any(close[0] | close[1])
        self.name_close, self.name_same = (
            self._any((one | other) & (one | empty[0]) & (other | empty[1])) for one, other in (close, same)
        )

    def _any(self, per_mention: BoolArray) -> BoolArray:
        pooled = np.zeros(len(self.candidates), dtype=bool)
        pooled[self._of[per_mention]] = True
        return pooled

    def _none_has(self, name: str, value: str | None) -> BoolArray:
        if value is None:
            return np.ones(len(self.candidates), dtype=bool)
        return ~self._any(~self._missing(name))

    def _column(self, name: str) -> Coded:
        return self._crowd.columns[name]

    def _codes(self, name: str) -> Places:
        return self._column(name).codes[self._rows]

    def _missing(self, name: str) -> BoolArray:
        return self._codes(name) < 0

    def _same(self, name: str, value: str | None) -> BoolArray:
        return self._among(name, [value])

    def _among(self, name: str, values: Iterable[str | None]) -> BoolArray:
        return np.isin(self._codes(name), self._column(name).codes_of(values))

    def _close(self, name: str, value: str | None) -> BoolArray:
        if value is None:
            return np.zeros(len(self._rows), dtype=bool)
        return np.isin(self._codes(name), self._close_to[name][value])

    def _same_initial(self, forename: str | None) -> BoolArray:
        if forename is None:
            return np.ones(len(self._rows), dtype=bool)
        same: BoolArray = self._column("forename").initials[self._codes("forename")] == forename[:1]
        return same
