"""Reading CSV: a part of the file at a time, its rows first told apart, then split into cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pv

from licet.errors import SourceError
from licet.sources import csv_scan
from licet.sources.batches import UNREADABLE, Batch, Wanted, asked_of, numbered
from licet.sources.encodings import first_wrong, in_utf_8, wrong_encoding
from licet.sources.identifiers import BoolArray
from licet.sources.limits import MIB, Limits, check_columns, check_rows, too_long

PART = 16 * MIB
"""Bytes read at a time; no row is longer."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

WRONG_NUMBER = "has the wrong number of cells"
RULES = {
    csv_scan.UNDOUBLED: "has a quote inside quotes that is not doubled",
    csv_scan.HIDING: "has a cell in quotes with whole rows in it",
}
HOPELESS = {
    csv_scan.NULL: "has a null byte, which text has not. Export the file again, as CSV in UTF-8.",
    csv_scan.MANY_LINES: f"begins a cell in quotes of more than {csv_scan.MOST_LINES} lines. "
    "Look there for a quote that is never closed, and double it or take it out.",
    csv_scan.NEVER_CLOSED: "opens a quote that is not closed in its cell. Double that quote or take it out.",
}


@dataclass(frozen=True)
class Part:
    """Whole rows of the file: their bytes, and of each row its end, its number of cells and its flags.

    first: the number of the first row, counted from 1; the header is 0.
    """

    data: bytes
    ends: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]
    flags: npt.NDArray[np.uint8]
    first: int


def read_csv(path: Path, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    """Read a CSV file in batches.

    A blank line is no row, but takes a number, so that a number leads to its place in the file. Rows that
    cannot be split are set aside; the file is refused where nobody knows any more where a row begins.
    """
    with path.open("rb") as file:
        header = _header(file, wanted, limits)
        wanted = asked_of(wanted, header)
        for part in _parts(file, wanted, len(header), limits):
            check_rows(part.first + len(part.ends) - 1, limits)
            yield _batch(part, wanted, header)


def csv_header(path: Path, wanted: Wanted, limits: Limits) -> list[str]:
    """The names of a CSV file's columns."""
    with path.open("rb") as file:
        return _header(file, wanted, limits)


def _header(file: BinaryIO, wanted: Wanted, limits: Limits) -> list[str]:
    """The names of the columns; the file is left at the first row after them."""
    data = file.read(PART)
    body = data.removeprefix(BYTE_ORDER_MARK).lstrip(b"\r\n")
    if not body:
        raise SourceError("is empty. Expected a header and rows; ask the holder for the file again.")
    part = _scanned(body, wanted, 0, limits, 0, len(data) < PART, rows=1)
    _check_splits(part, wanted, limits)
    check_columns(int(part.cells[0]), limits)
    file.seek(len(data) - len(body) + len(part.data))
    text = in_utf_8(part.data, wanted.encoding).decode()
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=wanted.delimiter.character))


def _parts(file: BinaryIO, wanted: Wanted, columns: int, limits: Limits) -> Iterator[Part]:
    """The rest of the file, in parts of whole rows."""
    left, first, last = b"", 1, False
    while not last:
        read = file.read(PART)
        last = len(read) < PART
        data = left + read
        if not data:
            return
        part = _scanned(data, wanted, columns, limits, first, last)
        _check_splits(part, wanted, limits)
        yield part
        left, first = data[len(part.data) :], first + len(part.ends)


def _scanned(
    data: bytes,
    wanted: Wanted,
    columns: int,
    limits: Limits,
    first: int,
    last: bool,
    rows: int | None = None,
) -> Part:
    """The whole rows of the data, or the first of them."""
    room = data.count(b"\n") + data.count(b"\r") + 1 if rows is None else rows
    ends, cells, flags = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.uint8)
    delimiter = ord(wanted.delimiter.character)
    read = np.frombuffer(data, np.uint8)
    found = csv_scan.scan(read, delimiter, columns, limits.cell, last, ends, cells, flags)
    if not found:
        raise SourceError(
            f"{_named(first)} is longer than {PART:,} bytes. Check the ends of the file's lines."
        )
    return Part(data[: ends[found - 1]], ends[:found], cells[:found], flags[:found], first)


def _check_splits(part: Part, wanted: Wanted, limits: Limits) -> None:
    """Stop where rows cannot be told apart (only the last row of a part can say so) or read as declared."""
    flag, number = int(part.flags[-1]), part.first + len(part.ends) - 1
    for sign, complaint in HOPELESS.items():
        if flag & sign:
            raise SourceError(f"{_named(number)} {complaint}")
    if flag & csv_scan.LONG:
        raise too_long(_named(number), limits)
    wrong = first_wrong(part.data, wanted.encoding)
    if wrong is not None:
        row = part.first + int(np.searchsorted(part.ends, wrong, side="right"))
        raise wrong_encoding(_named(row), wanted.encoding)


def _named(number: int) -> str:
    return f"row {number:,}" if number else "the header"


def _batch(part: Part, wanted: Wanted, header: list[str]) -> Batch:
    blank = (part.flags & csv_scan.BLANK) != 0
    good = (part.flags == 0) & (part.cells == len(header))
    numbers = pa.array(np.arange(part.first, part.first + len(part.ends)))
    table = _split(in_utf_8(_only(part, good), wanted.encoding), wanted, header)
    if table.num_rows != int(good.sum()):
        raise SourceError(
            f"cannot be split into cells after {_named(part.first)}. Export it again, as plain CSV."
        )
    columns = dict(zip(wanted.columns, table.columns, strict=True))
    return Batch(
        numbered(columns, numbers.filter(pa.array(good)), wanted), _set_aside(part, numbers, ~good & ~blank)
    )


def _only(part: Part, good: BoolArray) -> bytes:
    """The bytes of these rows."""
    if good.all():
        return part.data
    return np.frombuffer(part.data, np.uint8)[np.repeat(good, np.diff(part.ends, prepend=0))].tobytes()


def _set_aside(part: Part, numbers: pa.Array, bad: BoolArray) -> pa.Table:
    flags = part.flags[bad]
    rules = np.full(len(flags), WRONG_NUMBER, dtype=object)
    for flag, rule in RULES.items():
        rules[(flags & flag) != 0] = rule
    return pa.table([numbers.filter(pa.array(bad)), pa.array(rules, pa.string())], schema=UNREADABLE)


def _split(text: bytes, wanted: Wanted, header: list[str]) -> pa.Table:
    """The wanted columns of these rows as text; by their places, as names may be empty or twice."""
    chosen = [str(header.index(column)) for column in wanted.columns]
    if not text:
        return pa.table({column: pa.array([], pa.string()) for column in wanted.columns})
    table = pv.read_csv(
        pa.BufferReader(text),
        read_options=pv.ReadOptions(column_names=[str(place) for place in range(len(header))]),
        parse_options=pv.ParseOptions(delimiter=wanted.delimiter.character, newlines_in_values=True),
        convert_options=pv.ConvertOptions(
            include_columns=chosen,
            column_types=dict.fromkeys(chosen, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    return table.rename_columns(list(wanted.columns))
