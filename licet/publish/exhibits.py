"""What the report exhibits: tables, each also a CSV file, and figures, each with its table."""

import csv
import io
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from markupsafe import Markup

from licet.publish.kept import plain
from licet.publish.language import Language
from licet.publish.words import HIDDEN, percent_words


@dataclass(frozen=True)
class Estimate:
    """A percentage with its interval; or points, where it is the difference of two."""

    value: int
    low: int
    high: int
    is_difference: bool = False


NOT_DRAWN = Markup()
"""The picture of a figure of which too little can be told to draw it: its sentence and its table stay."""

Cell = str | int | Estimate | None
"""Words, a count, an estimate; None is a hidden count. A sentence is said in the page's language."""


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


def cell_words(language: Language, cell: Cell) -> str:
    """A cell as it is printed."""
    if cell is None:
        return language.of(HIDDEN)
    if not isinstance(cell, Estimate):
        return language.of(cell)
    value = cell.value if cell.is_difference else percent_words(language, cell.value)
    return language.text("{value} ({low} to {high})", value=value, low=cell.low, high=cell.high)


def csv_of(language: Language, table: Table, invented: bool) -> str:
    """The table as CSV; an estimate takes three columns, and every row says what is not real about it."""
    labels = _labels(language, table, invented)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = (name for column in table.columns for name in _names(language, column))
    writer.writerow([*map(plain, names), *(k for k, _ in labels)])
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        values = (value for column, cell in cells for value in _values(language, column, cell))
        writer.writerow([*values, *(v for _, v in labels)])
    return text.getvalue()


def download(language: Language, table: Table, invented: bool) -> str:
    """The table's file as an address that needs no network."""
    return f"data:text/csv;charset=utf-8,{quote(csv_of(language, table, invented))}"


def _names(language: Language, column: Column) -> list[str]:
    name = language.of(column.words)
    if column.kind != "estimate":
        return [name]
    return [name, language.text("{column}: from", column=name), language.text("{column}: to", column=name)]


def _values(language: Language, column: Column, cell: Cell) -> list[str | int]:
    if isinstance(cell, Estimate):
        return [cell.value, cell.low, cell.high]
    value = cell if isinstance(cell, int) else plain(cell_words(language, cell))
    return [value, "", ""] if column.kind == "estimate" else [value]


def _labels(language: Language, table: Table, invented: bool) -> list[tuple[str, str]]:
    """Columns that say the same in every row."""
    people = (language.text("people"), language.text("invented"))
    evidence = (language.text("evidence"), language.text("hypothetical"))
    return [people] * invented + [evidence] * table.hypothetical
