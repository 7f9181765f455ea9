"""What the report exhibits: tables, each also a CSV file, and figures, each with its table."""

import csv
import io
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from markupsafe import Markup

from licet.publish.words import HIDDEN, NO_BREAK


@dataclass(frozen=True)
class Estimate:
    """A percentage, or points of it, with its interval."""

    value: int
    low: int
    high: int
    unit: str = f"{NO_BREAK}%"

    def __str__(self) -> str:
        return f"{self.value}{self.unit} ({self.low} to {self.high})".replace("-", "\N{MINUS SIGN}")


Cell = str | int | Estimate | None
"""Words, a count, an estimate; None is a hidden count."""


@dataclass(frozen=True)
class Column:
    """A column: its words, and what it holds."""

    words: str
    kind: Literal["text", "count", "estimate"] = "text"


@dataclass(frozen=True)
class Table:
    """A table as people read it; the last row is a total where `total` says so."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    hypothetical: bool = False
    note: str = ""
    total: bool = False

    @property
    def path(self) -> str:
        """Where the table's file is, inside the run."""
        return f"public/{self.name}.csv"

    @property
    def long(self) -> bool:
        """Whether the table is folded away until somebody asks for it."""
        return len(self.rows) > 12

    @property
    def hides(self) -> bool:
        """Whether any count is hidden."""
        return any(cell is None for row in self.rows for cell in row)


@dataclass(frozen=True)
class Figure:
    """A picture drawn for a wide page and for a phone, what it says in words, and its table."""

    id: str
    name: str
    title: str
    description: str
    wide: Markup
    narrow: Markup
    table: Table
    hypothetical: bool = False
    note: str = ""


def cell_words(cell: Cell) -> str:
    """A cell as it is printed."""
    if cell is None:
        return HIDDEN
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def csv_of(table: Table, invented: bool) -> str:
    """The table as CSV; an estimate takes three columns, and every row says what is not real about it."""
    labels = [("people", "invented")] * invented + [("evidence", "hypothetical")] * table.hypothetical
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(name for column in table.columns for name in _names(column)), *(k for k, _ in labels)])
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        writer.writerow([*(each for pair in cells for each in _values(*pair)), *(v for _, v in labels)])
    return text.getvalue()


def download(table: Table, invented: bool) -> str:
    """The table's file as an address that needs no network."""
    return f"data:text/csv;charset=utf-8,{quote(csv_of(table, invented))}"


def _names(column: Column) -> list[str]:
    if column.kind != "estimate":
        return [column.words]
    return [column.words, f"{column.words}: from", f"{column.words}: to"]


def _values(column: Column, cell: Cell) -> list[str | int]:
    if isinstance(cell, Estimate):
        return [cell.value, cell.low, cell.high]
    value = HIDDEN if cell is None else cell
    return [value, "", ""] if column.kind == "estimate" else [value]
