"""The people of an invented borough as they are: families of many shapes, homes, moves, hardship.

The process, all rates stated here and in the borough's README:
- shapes: SHAPES below. A family has one to four children.
- hardship is a number per family, higher for lone parents and young parents; it drives needs. Ethnic group
  does not drive needs. It drives *recording* (see `recording`), so that an audit can be scored.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from licet.borough import names
from licet.borough.planting import AS_EVER, Planting, check_groups

Array = npt.NDArray[Any]

SHAPES = {
    "couple": 0.50,
    "lone": 0.19,
    "separated": 0.10,
    "shared-care": 0.06,
    "blended": 0.07,
    "guardian": 0.03,
    "young-mother": 0.02,
    "expecting": 0.03,
}
"""Couple; lone parent; other parent known elsewhere; child cared for in two homes; partner with children of
their own; a grandparent, foster carer or older sibling as guardian; a mother under 18 who lives with her
mother; a first child expected."""

ETHNIC = {"white": 0.62, "asian": 0.17, "black": 0.13, "mixed-or-other": 0.08}
CULTURE_OF = {
    "white": {"british": 0.8, "east-european": 0.2},
    "asian": {"south-asian": 0.85, "chinese": 0.15},
    "black": {"african": 0.8, "british": 0.2},
    "mixed-or-other": {"british": 0.5, "arabic": 0.3, "african": 0.2},
}
CHILDREN = (0.40, 0.40, 0.14, 0.06)
TWINS, SAME_NAMED_SON, SAME_SEX, SHARED_SURNAME = 0.03, 0.02, 0.03, 0.6
NEW_SURNAME, MOVED, HOSTEL, REFUGE, HIDDEN = 0.25, 0.16, 0.02, 0.012, 0.004
OTHER_HOUSEHOLDS = 0.5
"""Households without children, per family: most records of a borough are not of families."""

NOBODY = -1
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class People:
    """One entry per person; -1 or empty means none.

    born, expected, moved_on: days. home: the number of the home lived in now; old_home: of the one before;
    second_home: the other one of a child who has two. parent_a, parent_b, guardian, partner: positions of
    people. family: the number of the family lived in; a family's second home has no number of its own.
    """

    forename: Array
    surname: Array
    old_surname: Array
    sex: Array
    born: Array
    expected: Array
    ethnic: Array
    home: Array
    old_home: Array
    moved_on: Array
    second_home: Array
    parent_a: Array
    parent_b: Array
    guardian: Array
    guardian_kind: Array
    partner: Array
    family: Array
    nhs: Array
    upn: Array
    nino: Array

    def __len__(self) -> int:
        return len(self.forename)


@dataclass(frozen=True)
class Homes:
    """One entry per home. kind: home or hostel. protected: a refuge, whose address is nobody's business."""

    unit: Array
    number: Array
    street: Array
    postcode: Array
    ward: Array
    kind: Array
    protected: Array


@dataclass(frozen=True)
class Town:
    """People, homes, and what is true of each family with children: shape, hardship, income, do-not-link.

    planting: whom its agencies write down worse.
    """

    today: date
    people: People
    homes: Homes
    shape: Array
    hardship: Array
    income: Array
    hidden: Array
    planting: Planting = AS_EVER


_COLUMNS: dict[str, Any] = {
    "family": NOBODY, "home": NOBODY, "second_home": NOBODY, "age": 0.0, "sex": "f", "parent_a": NOBODY,
    "parent_b": NOBODY, "guardian": NOBODY, "guardian_kind": "", "partner": NOBODY, "due_in": np.nan,
}  # fmt: skip


class _Roll:
    """People as they are added, a group at a time."""

    def __init__(self) -> None:
        self._parts: dict[str, list[Array]] = {name: [] for name in _COLUMNS}
        self.size = 0

    def add(self, count: int, **columns: Any) -> Array:
        """Add people; a column not given takes its default. Returns their positions."""
        for name, default in _COLUMNS.items():
            self._parts[name].append(np.broadcast_to(np.asarray(columns.get(name, default)), (count,)))
        places = np.arange(self.size, self.size + count)
        self.size += count
        return places

    def columns(self) -> dict[str, Array]:
        """Every column, whole."""
        return {name: np.concatenate(parts) for name, parts in self._parts.items()}


@dataclass(frozen=True)
class _Carers:
    """Positions of each family's adults; -1 where there is none."""

    first: Array
    second: Array
    guardian: Array
    guardian_kind: Array
    first_age: Array


def town(families: int, seed: int, today: date, planting: Planting = AS_EVER) -> Town:
    """Invent a town with so many families, and half as many households without children.

    Raises ProgrammeError for a planting of a group that it does not have.
    """
    check_groups(planting, ETHNIC)
    rng = np.random.default_rng(seed)
    shape = rng.choice(list(SHAPES), size=families, p=list(SHAPES.values()))
    roll = _Roll()
    carers = _adults(rng, roll, shape)
    _children(rng, roll, shape, carers)
    others = int(families * OTHER_HOUSEHOLDS)
    _others(rng, roll, families, others)
    ethnic = rng.choice(list(ETHNIC), size=families + others, p=list(ETHNIC.values()))
    people = _people(rng, roll.columns(), ethnic, today)
    lone = np.isin(shape, ["lone", "separated", "young-mother"])
    hardship = rng.normal(0, 1, families) + 0.7 * lone + 0.5 * (carers.first_age < 27)
    income = np.select([hardship > 0.9, hardship > -0.2], ["low", "middle"], "high")
    hidden = rng.random(families) < HIDDEN
    homes = _homes(rng, int(max(people.home.max(), people.old_home.max())) + 1, families)
    return Town(today, people, homes, shape, hardship, income, hidden, planting)


def _adults(rng: np.random.Generator, roll: _Roll, shape: Array) -> _Carers:
    """Guardians, then first parents, then second ones: at home, or elsewhere in homes of their own."""
    families = len(shape)
    guardian, kind = _guardians(rng, roll, shape)
    young = shape == "young-mother"
    age = np.clip(rng.normal(37, 8, families), 19, 56)
    age[young] = rng.uniform(15, 17.9, young.sum())
    sex = np.where(rng.random(families) < 0.92, "f", "m")
    sex[young | (shape == "expecting")] = "f"
    first = roll.add(
        families, family=np.arange(families), age=age, sex=sex,
        home=np.where(shape == "guardian", families, 0) + np.arange(families),
        parent_a=np.where(young, guardian, NOBODY),
    )  # fmt: skip
    together = np.isin(shape, ["couple", "blended"]) | ((shape == "expecting") & (rng.random(families) < 0.7))
    here = np.flatnonzero(together | np.isin(shape, ["separated", "shared-care"]))
    other = np.where(sex[here] == "f", "m", "f")
    second = np.full(families, NOBODY)
    second[here] = roll.add(
        len(here), family=here, age=np.clip(age[here] + rng.normal(2, 4, len(here)), 19, 65),
        sex=np.where(rng.random(len(here)) < SAME_SEX, sex[here], other),
        home=np.where(together[here], 0, families) + here,
        partner=np.where(together[here], first[here], NOBODY),
    )  # fmt: skip
    return _Carers(first, second, guardian, kind, age)


def _guardians(rng: np.random.Generator, roll: _Roll, shape: Array) -> tuple[Array, Array]:
    """A guardian where the family has one; a young mother's own mother stands here too, of no kind."""
    guardian, kinds = np.full(len(shape), NOBODY), np.full(len(shape), "", dtype="U12")
    here = np.flatnonzero(shape == "guardian")
    kinds[here] = rng.choice(["grandparent", "foster", "sibling"], size=len(here), p=[0.6, 0.25, 0.15])
    years = np.select([kinds[here] == "grandparent", kinds[here] == "foster"], [60.0, 46.0], 23.0)
    guardian[here] = roll.add(
        len(here), family=here, home=here, age=years + rng.uniform(-4, 4, len(here)),
        sex=np.where(rng.random(len(here)) < 0.75, "f", "m"),
    )  # fmt: skip
    mothers = np.flatnonzero(shape == "young-mother")
    guardian[mothers] = roll.add(
        len(mothers), family=mothers, home=mothers, age=rng.uniform(36, 50, len(mothers)), sex="f"
    )
    return guardian, kinds


def _children(rng: np.random.Generator, roll: _Roll, shape: Array, carers: _Carers) -> None:
    """Each family's children: of both parents, in a blended family of one each in turn."""
    families = len(shape)
    count = 1 + rng.choice(4, size=families, p=CHILDREN)
    count[np.isin(shape, ["young-mother", "expecting"])] = 1
    family = np.repeat(np.arange(families), count)
    number = np.arange(len(family)) - np.repeat(np.cumsum(count) - count, count)
    eldest = np.clip(carers.first_age[family] - 18, 0.9, 17.9)
    age = rng.uniform(0, 1, len(family)) * eldest
    twin = (number > 0) & (rng.random(len(family)) < TWINS)
    age[twin] = age[np.flatnonzero(twin) - 1]
    kind = shape[family]
    due = np.where(kind == "expecting", rng.integers(-20, 190, len(family)), np.nan)
    blended, guarded = kind == "blended", kind == "guardian"
    roll.add(
        len(family), family=family, home=family, age=age, due_in=due,
        sex=np.where(rng.random(len(family)) < 0.5, "f", "m"),
        second_home=np.where(kind == "shared-care", families + family, NOBODY),
        parent_a=np.where(blended & (number % 2 == 1), NOBODY, carers.first[family]),
        parent_b=np.where(blended & (number % 2 == 0), NOBODY, carers.second[family]),
        guardian=np.where(guarded, carers.guardian[family], NOBODY),
        guardian_kind=np.where(guarded, carers.guardian_kind[family], ""),
    )  # fmt: skip


def _others(rng: np.random.Generator, roll: _Roll, families: int, others: int) -> None:
    """Households of one or two adults without children."""
    family, home = families + np.arange(others), 2 * families + np.arange(others)
    age = rng.uniform(19, 88, others)
    one = roll.add(others, family=family, home=home, age=age, sex=rng.choice(["f", "m"], others))
    two = np.flatnonzero(rng.random(others) < 0.5)
    roll.add(
        len(two), family=family[two], home=home[two], partner=one[two], sex=rng.choice(["f", "m"], len(two)),
        age=np.clip(age[two] + rng.normal(0, 4, len(two)), 19, 92),
    )  # fmt: skip


def _people(rng: np.random.Generator, rolled: dict[str, Array], ethnic_of: Array, today: date) -> People:
    """Give everybody names, dates, numbers and perhaps a home before this one."""
    size = len(rolled["age"])
    forename, surname, old_surname = _names(rng, rolled, ethnic_of)
    now = np.datetime64(today, "D")
    due = rolled["due_in"]
    unborn = ~np.isnan(due)
    born = np.where(unborn, NEVER, now - (rolled["age"] * 365.25).astype("timedelta64[D]"))
    expected = np.where(unborn, now + np.nan_to_num(due).astype("timedelta64[D]"), NEVER)
    # People of one household move together; whoever was born since has lived nowhere else.
    homes = int(rolled["home"].max()) + 1
    moved = rng.random(homes) < MOVED
    moved_on = now - rng.integers(20, 1000, homes).astype("timedelta64[D]")
    has_moved = moved[rolled["home"]] & ~unborn & (born < moved_on[rolled["home"]])
    serial = rng.permutation(999_999)[: int(size * 1.2)] if size < 800_000 else np.arange(int(size * 1.2))
    nhs, exists = names.nhs_numbers(serial)
    return People(
        forename=np.where(unborn, "", forename),
        surname=np.where(unborn, "", surname),
        old_surname=old_surname,
        sex=rolled["sex"],
        born=born,
        expected=expected,
        ethnic=ethnic_of[rolled["family"]],
        home=rolled["home"],
        old_home=np.where(has_moved, homes + rolled["home"], NOBODY),
        moved_on=np.where(has_moved, moved_on[rolled["home"]], NEVER),
        second_home=rolled["second_home"],
        parent_a=rolled["parent_a"],
        parent_b=rolled["parent_b"],
        guardian=rolled["guardian"],
        guardian_kind=rolled["guardian_kind"],
        partner=rolled["partner"],
        family=rolled["family"],
        nhs=nhs[exists][:size],
        upn=names.pupil_numbers(np.arange(size) + 100_000_000),
        nino=names.insurance_numbers(serial[:size]),
    )


def _names(
    rng: np.random.Generator, rolled: dict[str, Array], ethnic_of: Array
) -> tuple[Array, Array, Array]:
    """Forenames and surnames by culture; children share a parent's surname, couples often do."""
    culture_of = np.empty(len(ethnic_of), dtype="U16")
    for group, shares in CULTURE_OF.items():
        here = ethnic_of == group
        culture_of[here] = rng.choice(list(shares), size=here.sum(), p=list(shares.values()))
    culture, size = culture_of[rolled["family"]], len(rolled["age"])
    forename = names.drawn(rng, culture, rolled["sex"])
    own = names.drawn(rng, culture, "surname")
    surname = own.copy()
    wed = (rolled["partner"] >= 0) & (rng.random(size) < SHARED_SURNAME)
    surname[rolled["partner"][wed]] = own[wed]
    a, b = rolled["parent_a"], rolled["parent_b"]
    child = (a >= 0) | (b >= 0)
    of_second = rng.random(len(ethnic_of))[rolled["family"]] < 0.6
    after = np.where((b >= 0) & (of_second | (a < 0)), b, a)
    # Twice, because a young mother's child takes the name that she took from her own mother.
    for _ in range(2):
        surname[child] = surname[after[child]]
    son = child & (rolled["sex"] == "m") & (b >= 0) & (rng.random(size) < SAME_NAMED_SON)
    forename[son] = forename[b[son]]
    changed = (rolled["sex"] == "f") & ~child & (rng.random(size) < NEW_SURNAME)
    old = np.where(
        changed & (own != surname), own, np.where(changed, names.drawn(rng, culture, "surname"), "")
    )
    return forename, surname, old


def _homes(rng: np.random.Generator, count: int, families: int) -> Homes:
    """Addresses, some of them in hostels and refuges; only families live in those."""
    street_names, postcodes, wards = names.streets()
    street = rng.integers(0, len(street_names), count)
    number = (np.arange(count) * 7 % 180 + 1).astype(str)
    kind = np.full(count, "home", dtype="U8")
    of_family = np.arange(count) < families
    in_hostel = of_family & (rng.random(count) < HOSTEL)
    kind[in_hostel] = "hostel"
    street[in_hostel], number[in_hostel] = 3, "2"
    protected = of_family & ~in_hostel & (rng.random(count) < REFUGE)
    unit = np.where(rng.random(count) < 0.15, rng.integers(1, 30, count), 0).astype(str)
    return Homes(
        unit=np.where((unit == "0") | in_hostel, "", np.char.add("Flat ", unit)),
        number=number,
        street=street_names[street],
        postcode=postcodes[street],
        ward=wards[street],
        kind=kind,
        protected=protected,
    )
