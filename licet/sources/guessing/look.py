"""A first look at a file: its first rows, all columns, in memory."""

from contextlib import closing
from pathlib import Path

import pyarrow as pa

from licet.errors import SourceError
from licet.sources.batches import Wanted
from licet.sources.files import stream
from licet.sources.layout import Delimiter, Encoding

ENOUGH = 50_000
"""Rows that show what columns hold; more would only take longer."""


def first_rows(
    path: Path, shown_as: str, encoding: Encoding, delimiter: Delimiter, sheet: str | None = None
) -> pa.Table:
    """The first rows of a file as text, with their numbers. Raises SourceError, also where there are none."""
    wanted = Wanted((), encoding, delimiter, table=sheet, everything=True)
    tables, rows = [], 0
    with closing(stream(path, wanted, shown_as)) as batches:
        for batch in batches:
            tables.append(batch.table)
            rows += batch.table.num_rows
            if rows >= ENOUGH:
                break
    if not rows:
        raise SourceError(f"{shown_as}  has a header and no rows. A layout is guessed from what values show.")
    return pa.concat_tables(tables)
