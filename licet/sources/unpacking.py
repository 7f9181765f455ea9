"""The process that unpacks a workbook: it binds itself, then writes the wanted columns to its output."""

import pickle
import resource
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from licet.errors import SourceError
from licet.sources.batches import BATCH, Batch, Wanted, asked_of, batch_of
from licet.sources.cells import text_of
from licet.sources.layout import DateFormat
from licet.sources.limits import Limits, check_columns, check_rows
from licet.sources.selection import chosen_table


def main() -> int:
    """Read the order from standard input, write batches to standard output, a complaint to standard error."""
    path, wanted, limits = pickle.load(sys.stdin.buffer)
    _bind(limits)
    try:
        batches = sheet_batches(path, wanted, limits)
        # A sheet without rows has no columns either, and its stream ends before it begins.
        for first in batches:
            with pa.ipc.new_stream(sys.stdout.buffer, first.table.schema) as stream:
                for batch in chain([first], batches):
                    stream.write_table(batch.table)
    except SourceError as wrong:
        sys.stderr.write(str(wrong))
        return SourceError.exit_code
    return 0


def sheet_batches(path: Path, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    """Read a sheet in batches: its header is its first row that is not empty.

    An empty row is no row, but takes a number.
    """
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            sheet = workbook.get_sheet_by_name(chosen_table(wanted, workbook.sheet_names, "sheet"))
            check_rows(sheet.total_height, limits)
            check_columns(sheet.width, limits)
            yield from _batches(sheet, wanted, limits)
    except CalamineError as broken:
        # The library's message may quote the file's contents, so only its kind is passed on.
        raise SourceError(
            f"is not a workbook that can be read ({type(broken).__name__}). Save it again as XLSX, or as CSV."
        ) from None


def _batches(sheet: CalamineSheet, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    rows, empty, first = iter(sheet.iter_rows()), [""] * sheet.width, 1
    header = (
        text_of(next((row for row in rows if row != empty), []), DateFormat.ISO).fill_null("").to_pylist()
    )
    wanted = asked_of(wanted, header)
    places = [header.index(column) for column in wanted.columns]
    while block := list(islice(rows, BATCH)):
        filled = np.array([row != empty for row in block])
        columns = list(zip(*(row for row in block if row != empty), strict=True))
        if columns:
            numbers = np.arange(first, first + len(block))[filled]
            yield batch_of([columns[place] for place in places], numbers, wanted, limits)
        first += len(block)


def _bind(limits: Limits) -> None:
    """From here on, no more memory than this, and no more time."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))


if __name__ == "__main__":
    sys.exit(main())
