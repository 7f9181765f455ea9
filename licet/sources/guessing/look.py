"""A first look at a file: its first rows, all columns, in memory."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from licet.errors import SourceError
from licet.sources.batches import Header, Wanted, header_of
from licet.sources.files import stream
from licet.sources.layout import Delimiter, Encoding

ENOUGH = 50_000
"""Rows that show what columns hold; more would only take longer."""


@dataclass(frozen=True)
class Look:
    """The first rows of a file as text, with their numbers, and what its header tells besides names."""

    table: pa.Table
    header: Header


def first_rows(
    path: Path, shown_as: str, encoding: Encoding, delimiter: Delimiter, sheet: str | None = None
) -> Look:
    """A look at the first rows of a file. Raises SourceError, also where there are none."""
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
    return Look(pa.concat_tables(tables), header_of(tables[0]))
