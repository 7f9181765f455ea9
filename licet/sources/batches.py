"""What every reader is asked for and what it gives: batches of text columns with their rows' numbers."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import SourceError
from licet.sources.cells import text_of
from licet.sources.layout import DateFormat, Delimiter, Encoding
from licet.sources.limits import Limits, check_rows, too_long

BATCH = 8192
"""Rows in a batch of a file, whose own bounds keep it small."""

FETCH = 1024
"""Rows in a batch of a database, few enough that even the longest cells fit in memory."""

# A source whose header has this name is refused.
ROW = "\trow number"
UNREADABLE = pa.schema([(ROW, pa.int64()), ("rule", pa.string())])


HEADER = b"header"
"""Where the metadata of a first look's tables keep what the header tells."""


@dataclass(frozen=True)
class Header:
    """What a source's header tells a first look besides names.

    nameless: the places of columns without a name, counted from 1. dated: the columns that are dates by
    their declared type, whatever they hold.
    """

    nameless: tuple[int, ...] = ()
    dated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a source, and how its layout says that it is written.

    columns: these are read and no others. everything: or else every column, for a first look, and then
    header is what it tells. dates: how each column of dates is written, for cells that are dates and not
    text. record: the column that puts rows of a database in order. table: of a database, or the sheet of a
    workbook. in_order: whether a later row may take back an earlier one.
    """

    columns: tuple[str, ...]
    encoding: Encoding = Encoding.UTF_8
    delimiter: Delimiter = Delimiter.COMMA
    dates: Mapping[str, DateFormat] = field(default_factory=dict)
    record: str | None = None
    table: str | None = None
    in_order: bool = False
    everything: bool = False
    header: Header = Header()

    def written(self, column: str) -> DateFormat:
        """The form that dates of a column should have."""
        return self.dates.get(column, DateFormat.ISO)


@dataclass(frozen=True)
class Batch:
    """Some rows of a source.

    table: the wanted columns as text, missing where empty, and ROW, counted from 1. unreadable: the rows
    that could not be split into cells, each with the rule that it breaks.
    """

    table: pa.Table
    unreadable: pa.Table = field(default_factory=UNREADABLE.empty_table)


class Cursor(Protocol):
    """What a database's rows are fetched from (PEP 249)."""

    def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]:
        """The next rows, none at the end."""


Reader = Callable[[Path, Wanted, Limits], Iterator[Batch]]
"""Reads a file in batches. Raises SourceError, without the file's name, which the caller knows."""


def asked_of(wanted: Wanted, header: Sequence[str], dated: Collection[str] = ()) -> Wanted:
    """What is wanted of a source that has this header, column by column.

    dated: the columns that are dates by their declared type. Raises SourceError where it lacks a wanted
    column, or has it twice, or has one with the name under which rows are numbered.
    """
    if ROW in header:
        raise SourceError(
            "has a column named 'row number' with a tab before it, the name under which rows are numbered "
            "here. Rename the column, or ask the holder to."
        )
    if wanted.everything:
        named = tuple(name for name in header if name.strip())
        if not named or len(set(named)) < len(named):
            raise SourceError(
                "has a header that names nothing, or one column twice. Ask the holder for names."
            )
        if len(header) == 1:
            raise SourceError(f"has one column alone. {_mend(wanted, header)}")
        nameless = tuple(place for place, name in enumerate(header, 1) if not name.strip())
        return replace(wanted, columns=named, header=Header(nameless, tuple(dated)))
    _check_header(wanted, header)
    return wanted


def _check_header(wanted: Wanted, header: Sequence[str]) -> None:
    for column in wanted.columns:
        found = header.count(column)
        if found > 1:
            raise SourceError(f"names the column '{column}' twice. Rename one, or ask the holder.")
        if not found:
            raise SourceError(f"has no column '{column}'{_nearly(column, header)}. {_mend(wanted, header)}")


def batch_of(
    columns: Sequence[Sequence[Any]], numbers: npt.NDArray[np.int64], wanted: Wanted, limits: Limits
) -> Batch:
    """A batch of columns of Python cells, in the order of the wanted ones, with their rows' numbers."""
    check_rows(int(numbers[-1]), limits)
    told = zip(wanted.columns, columns, strict=True)
    table = numbered({name: text_of(cells, wanted.written(name)) for name, cells in told}, numbers, wanted)
    check_cells(table, limits)
    return Batch(table)


def numbered(columns: Mapping[str, pa.Array], numbers: Any, wanted: Wanted) -> pa.Table:
    """Columns beside the numbers of their rows; for a first look, with what the header tells."""
    told = {HEADER: json.dumps(asdict(wanted.header))} if wanted.everything else None
    return pa.table({**columns, ROW: numbers}, metadata=told)


def header_of(table: pa.Table) -> Header:
    """What the header tells, from a table of a first look."""
    told = json.loads(table.schema.metadata[HEADER])
    return Header(tuple(told["nameless"]), tuple(told["dated"]))


def batches_of(cursor: Cursor, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    """The rows of a database's cursor in batches, numbered in the order in which they come."""
    first = 1
    while rows := cursor.fetchmany(FETCH):
        yield batch_of(list(zip(*rows, strict=True)), np.arange(first, first + len(rows)), wanted, limits)
        first += len(rows)


def check_cells(table: pa.Table, limits: Limits) -> None:
    """Stop at a cell with more characters than any field has; say in which row."""
    for column in table.drop_columns(ROW).columns:
        # Bytes are quick to count, characters are what is promised.
        if (pc.max(pc.binary_length(column)).as_py() or 0) > limits.cell:
            over = pc.fill_null(pc.greater(pc.utf8_length(column), limits.cell), False)
            for number in table.column(ROW).filter(over)[:1]:
                raise too_long(f"row {number.as_py():,}", limits)


def _nearly(column: str, header: Sequence[str]) -> str:
    # The header is not shown: a file without one begins with somebody's record.
    alike = [name for name in header if name.strip().casefold() == column.strip().casefold()]
    return ", only one that differs from it in capitals or spaces" if alike else ""


def _mend(wanted: Wanted, header: Sequence[str]) -> str:
    if len(header) == 1:
        for other in Delimiter:
            if other is not wanted.delimiter and other.character in header[0]:
                return f"Its header is one cell with a {other} in it: say 'delimiter: {other}' in the layout."
    return "Mend the layout, or ask the holder for the column."
