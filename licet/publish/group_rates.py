"""Rates by group, as a table, under the disclosure rule."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from licet.publish.disclosure import Rate, rates, widened
from licet.publish.exhibits import Cell, Column, Estimate, Table
from licet.publish.words import group_title

TOO_FEW = "too few to say"

Row = dict[str, Any]

MEASURES = {
    "flagged": "Families that a practitioner may be shown",
    "in one record alone": "People found in one record alone",
    "excluded": "Mentions left out by choice or for safety",
}
"""What is told, in the order of the page; differences stand beside their rates, ratios are left out."""


def rate_tables(told: pa.Table) -> tuple[list[Table], list[str]]:
    """One table for each measure that can be stated for some group, and the measures that cannot for any."""
    by_measure: dict[str, list[Row]] = defaultdict(list)
    for row in told.to_pylist():
        by_measure[row["measure"]].append(row)
    tables = [_table(name, by_measure) for name in MEASURES if name in by_measure]
    stated = [any(isinstance(row[1], Estimate) for row in table.rows) for table in tables]
    shown = [table for table, some in zip(tables, stated, strict=True) if some]
    return shown, [table.caption for table, some in zip(tables, stated, strict=True) if not some]


def _table(measure: str, by_measure: Mapping[str, list[Row]]) -> Table:
    apart = {(row["group"], row["level"]): row for row in by_measure.get(f"{measure} difference", [])}
    by_group: dict[str, list[Row]] = defaultdict(list)
    for row in by_measure[measure]:
        by_group[row["group"]].append(row)
    rows = tuple(row for levels in by_group.values() for row in _rows(levels, apart))
    columns = (
        Column("Who"),
        Column("Rate", "estimate"),
        Column("Among", "count"),
        Column("Apart from the named reference, points", "estimate"),
    )
    return Table(f"rates-{measure.replace(' ', '-')}", MEASURES[measure], columns, rows)


def _rows(levels: list[Row], apart: Mapping[tuple[str, str], Row]) -> list[tuple[Cell, ...]]:
    """The levels of one group variable; numerators are made again from rates, and rounded with the rest."""
    shown = rates(
        [round((row["estimate"] or 0.0) * row["n"]) for row in levels],
        [row["n"] for row in levels],
        [row["ci_low"] or 0.0 for row in levels],
        [1.0 if row["ci_high"] is None else row["ci_high"] for row in levels],
    )
    told = [None if row["too_few"] else rate for row, rate in zip(levels, shown, strict=True)]
    against = next((rate for row, rate in zip(levels, told, strict=True) if row["reference"]), None)
    return [
        _row(row, rate, against, apart.get((row["group"], row["level"])))
        for row, rate in zip(levels, told, strict=True)
    ]


def _row(row: Row, rate: Rate | None, against: Rate | None, apart: Row | None) -> tuple[Cell, ...]:
    who = group_title(f"{row['group']}={row['level']}")
    if rate is None:
        return who, TOO_FEW, TOO_FEW, TOO_FEW
    return who, Estimate(rate.percent, rate.low, rate.high), rate.n, _apart(row, rate, against, apart)


def _apart(row: Row, rate: Rate, against: Rate | None, apart: Row | None) -> Cell:
    if row["reference"]:
        return "reference"
    if against is None or apart is None or apart["ci_low"] is None:
        return TOO_FEW
    low, high = widened(apart["ci_low"], apart["ci_high"], min(rate.n, against.n))
    points = rate.percent - against.percent
    return Estimate(points, min(low, points), max(high, points), unit="")
