"""Whom it gets wrong: rates by group, under the disclosure rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from licet.programme import said
from licet.publish.disclosure import Rate, rate, widened
from licet.publish.sheet import Name, Sheet, Shown

COUNTED = "counted"

MEASURES = {
    "in one record alone": said("People found in one record alone"),
    "excluded": said("Mentions left out by choice or for safety"),
    "flagged": said("Families that a practitioner may be shown"),
}
"""What is told, links first; differences stand beside their rates, ratios are left out."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Apart:
    """How far a rate is from the reference's, in points, with its interval."""

    points: int
    low: int
    high: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Level:
    """One group as it is shown: its rate, None where there are too few, and how far from the reference."""

    variable: str
    name: str
    rate: Rate | None
    apart: Apart | None
    is_reference: bool

    @property
    def group(self) -> str:
        """The group as evidence names it: variable=level."""
        return f"{self.variable}={self.name}"


@dataclass(frozen=True)
class Measured:
    """One measure in every group, in order of variables."""

    name: str
    words: str
    levels: tuple[Level, ...]

    @property
    def is_stated(self) -> bool:
        """Whether any group's rate can be stated."""
        return any(level.rate is not None for level in self.levels)


def rest(name: Name) -> Name:
    """The cell of those who are not counted, beside the cell of those who are."""
    return ("rest", *name[1:])


def counted(told: pa.Table) -> Sheet:
    """Those counted and those not, by measure and level; numerators are made again from rates.

    told: the table of `fairness`.
    """
    rows = [row for row in told.to_pylist() if row["measure"] in MEASURES]
    numerators = {_name(row): round((row["estimate"] or 0.0) * row["n"]) for row in rows}
    others = {rest(_name(row)): row["n"] - numerators[_name(row)] for row in rows}
    few = [_name(row) for row in rows if row["too_few"]]
    return Sheet({**numerators, **others}, unsaid=frozenset([*few, *map(rest, few)]))


def measured(told: pa.Table, shown: Mapping[Name, Shown]) -> list[Measured]:
    """Every measure that was looked at, in the order of the page."""
    rows: list[Row] = told.to_pylist()
    return [
        Measured(name, words, levels)
        for name, words in MEASURES.items()
        if (levels := _levels(name, rows, shown))
    ]


def _name(row: Row) -> Name:
    return (COUNTED, row["measure"], row["group"], row["level"])


def _levels(measure: str, rows: list[Row], shown: Mapping[Name, Shown]) -> tuple[Level, ...]:
    here = [row for row in rows if row["measure"] == measure]
    differences = {(r["group"], r["level"]): r for r in rows if r["measure"] == f"{measure} difference"}
    rates = {(row["group"], row["level"]): _rate(row, shown) for row in here}
    against = {row["group"]: rates[row["group"], row["level"]] for row in here if row["reference"]}
    return tuple(
        Level(
            variable=row["group"],
            name=row["level"],
            rate=rates[row["group"], row["level"]],
            apart=_apart(
                rates[row["group"], row["level"]],
                against.get(row["group"]),
                differences.get((row["group"], row["level"])),
            ),
            is_reference=row["reference"],
        )
        for row in here
    )


def _rate(row: Row, shown: Mapping[Name, Shown]) -> Rate | None:
    if row["too_few"]:
        return None
    name = _name(row)
    low, high = row["ci_low"], row["ci_high"]
    return rate(shown[name], shown[rest(name)], 0.0 if low is None else low, 1.0 if high is None else high)


def _apart(here: Rate | None, against: Rate | None, difference: Row | None) -> Apart | None:
    if here is None or against is None or difference is None or difference["ci_low"] is None:
        return None
    low, high = widened(difference["ci_low"], difference["ci_high"], min(here.n, against.n))
    points = here.percent - against.percent
    return Apart(points, min(low, points), max(high, points))
