"""How agencies write people down: slips, old names, old addresses, more of them for some groups.

The rates are stated so that an audit can be scored, and multiplied for the groups of the town's planting:
unless told otherwise, SLIP in names is doubled for every group but white. An agency learns of a move or a
new surname after its own LAG of days.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from licet.borough import names
from licet.borough.planting import times_of
from licet.borough.population import NOBODY, Town

Array = npt.NDArray[Any]

SLIP = 0.02
NICKNAME = 0.05
DATE_SLIP = 0.015
NUMBER_SLIP = 0.004
NO_NUMBER = 0.08


@dataclass(frozen=True)
class Agency:
    """An agency's habits. slips: how many times the usual rate; lag: days until it learns of a change."""

    slips: float = 1.0
    lag: int = 200
    nicknames: float = NICKNAME
    knows_numbers: float = 1 - NO_NUMBER


def written(rng: np.random.Generator, town: Town, who: Array, agency: Agency) -> dict[str, Array]:
    """What an agency writes of these people: text columns, empty where it has nothing.

    who: positions of people, -1 for nobody. Returns forename, surname, birth_date, sex, nhs, upn, nino,
    ethnic, and address columns (unit, number, street, postcode, ward, since, kind, protected).
    """
    people, there = town.people, who >= 0
    of = np.where(there, who, 0)
    rate = SLIP * agency.slips * times_of(town.planting.names, people.ethnic[of])
    worse = times_of(town.planting.details, people.ethnic[of])
    old_name = (people.old_surname[of] != "") & (rng.random(len(of)) < agency.lag / 1500)
    born = _dates(rng, people.born[of], DATE_SLIP * agency.slips * worse)
    columns = {
        "forename": slipped(rng, _nicknamed(rng, people.forename[of], agency.nicknames), rate),
        "surname": slipped(rng, np.where(old_name, people.old_surname[of], people.surname[of]), rate),
        "birth_date": born,
        "sex": np.where(rng.random(len(of)) < 0.01, "", people.sex[of]),
        "ethnic": people.ethnic[of],
        **{name: _numbers(rng, getattr(people, name)[of], agency, worse) for name in ("nhs", "upn", "nino")},
    }
    columns |= address(rng, town, of, agency)
    return {name: np.where(there, values, "") for name, values in columns.items()}


def address(rng: np.random.Generator, town: Town, of: Array, agency: Agency) -> dict[str, Array]:
    """The address that an agency has: the old one until it learns of the move."""
    people, homes = town.people, town.homes
    learnt_after = rng.exponential(agency.lag, len(of)).astype("timedelta64[D]")
    stale = (people.old_home[of] != NOBODY) & (
        people.moved_on[of] + learnt_after > np.datetime64(town.today, "D")
    )
    home = np.where(stale, people.old_home[of], people.home[of])
    since = np.where(stale | (people.old_home[of] == NOBODY), np.datetime64("NaT"), people.moved_on[of])
    street = slipped(rng, homes.street[home], np.full(len(of), SLIP * agency.slips))
    return {
        "unit": np.where(rng.random(len(of)) < 0.1, "", homes.unit[home]),
        "number": homes.number[home],
        "street": street,
        "postcode": np.where(rng.random(len(of)) < 0.02, "", homes.postcode[home]),
        "ward": homes.ward[home],
        "since": text_dates(since),
        "kind": homes.kind[home],
        "protected": np.where(homes.protected[home], "yes", ""),
    }


def slipped(rng: np.random.Generator, values: Array, rate: Array) -> Array:
    """Some values with one typing slip: two letters swapped, one left out, or one struck twice."""
    chosen = np.flatnonzero((rng.random(len(values)) < rate) & (np.char.str_len(values) > 2))
    if not len(chosen):
        return values
    texts = values[chosen].astype("U40")
    letters = np.ascontiguousarray(texts).view(np.uint32).reshape(len(texts), 40).copy()
    place = 1 + (rng.random(len(texts)) * (np.char.str_len(texts) - 2)).astype(int)
    rows, kind = np.arange(len(texts)), rng.integers(0, 3, len(texts))
    order = np.broadcast_to(np.arange(40), letters.shape).copy()
    swap = kind == 0
    order[rows[swap], place[swap]] += 1
    order[rows[swap], place[swap] + 1] -= 1
    after = np.arange(40) >= place[:, None]
    order += (kind == 1)[:, None] & after
    order -= (kind == 2)[:, None] & (np.arange(40) > place[:, None])
    mended = np.take_along_axis(letters, np.clip(order, 0, 39), axis=1)
    result = values.astype("U40")
    result[chosen] = np.ascontiguousarray(mended).view("U40")[:, 0]
    return result


def text_dates(days: Array) -> Array:
    """Days as ISO text, empty where there is none."""
    return np.where(np.isnat(days), "", days.astype("datetime64[D]").astype("U10"))


def _dates(rng: np.random.Generator, days: Array, rate: Array) -> Array:
    """Dates of birth, some with day and month swapped, some a day or a year off, some the form's default."""
    chosen, kind = rng.random(len(days)) < rate, rng.integers(0, 3, len(days))
    moved = np.where(chosen & (kind == 0), days + 1, days)
    moved = np.where(chosen & (kind == 1), moved - 365, moved)
    text = text_dates(moved)
    swapped = np.char.add(
        np.char.add(_part(text, 0, 5), _part(text, 8, 10)), np.char.add("-", _part(text, 5, 7))
    )
    can = chosen & (kind == 2) & (_part(text, 8, 10) <= "12") & (text != "")
    return np.where(can, swapped, text)


def _numbers(rng: np.random.Generator, numbers: Array, agency: Agency, worse: Array) -> Array:
    """Numbers as copied: some left out, a few with digits swapped or lost, which fail their check."""
    known = np.where(rng.random(len(numbers)) < 1 - (1 - agency.knows_numbers) * worse, numbers, "")
    return slipped(rng, known, NUMBER_SLIP * agency.slips * worse)


def _part(text: Array, start: int, stop: int) -> Array:
    letters = np.ascontiguousarray(text.astype("U10")).view("U1").reshape(len(text), 10)[:, start:stop]
    return np.ascontiguousarray(letters).view(f"U{stop - start}")[:, 0]


def _nicknamed(rng: np.random.Generator, forenames: Array, rate: float) -> Array:
    known = {key[1]: values[0] for key, values in names.pools().items() if key[0] == "nickname"}
    keys = np.array(sorted(known))
    short = np.array([known[key] for key in keys])
    place = np.clip(np.searchsorted(keys, forenames), 0, len(keys) - 1)
    has = (keys[place] == forenames) & (rng.random(len(forenames)) < rate * 4)
    return np.where(has, short[place], forenames)
