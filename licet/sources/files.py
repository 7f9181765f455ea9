"""Opening a source file: only the columns that are permitted, as text, with the number of each row."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from licet.errors import SourceError

ROW = "row number"
PARQUET = frozenset({".parquet", ".pq"})


@dataclass(frozen=True)
class Rows:
    """What a file gave: `table` has the asked columns as text and the row number, counted from 1.

    unreadable: numbers of rows with the wrong number of cells.
    """

    table: pa.Table
    unreadable: tuple[int, ...]

    @property
    def total(self) -> int:
        """All rows of the file, readable or not."""
        return int(self.table.num_rows) + len(self.unreadable)


def read_rows(path: Path, columns: list[str], shown_as: str) -> Rows:
    """Read these columns of a CSV or Parquet file and no others.

    Raises SourceError where the file or a column is missing, or the file is not what its ending says.
    """
    if not path.exists():
        raise SourceError(
            f"{shown_as}  does not exist. Put the file there, or mend 'file' in programme.yaml."
        )
    try:
        rows = _parquet(path, columns) if path.suffix in PARQUET else _csv(path, columns)
        table = _as_text(rows.table)
    except KeyError as missing:
        raise SourceError(
            f"{shown_as}  has no column {missing}. Mend the layout, or ask the holder for the column."
        ) from None
    except (pa.ArrowException, UnicodeDecodeError) as broken:
        kind = "Parquet" if path.suffix in PARQUET else "CSV in UTF-8 with a header"
        # The library's message may quote the file's contents, so only its kind is passed on.
        raise SourceError(
            f"{shown_as}  is not {kind} ({type(broken).__name__}). Export it again and compare its size."
        ) from None
    return Rows(table, rows.unreadable)


def _csv(path: Path, columns: list[str]) -> Rows:
    unreadable: list[int] = []

    def set_aside(row: pv.InvalidRow) -> str:
        unreadable.append(int(row.number))
        return "skip"

    with path.open("rb") as file:
        header = pv.open_csv(file, parse_options=_parsing(lambda _row: "skip")).schema.names
        _all_there(columns, header)
        file.seek(0)
        table = pv.read_csv(
            file,
            # One thread: the reader numbers rows only then.
            read_options=pv.ReadOptions(use_threads=False),
            parse_options=_parsing(set_aside),
            convert_options=pv.ConvertOptions(
                include_columns=columns,
                column_types=dict.fromkeys(columns, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    # The reader counts the header as row 1.
    bad = np.array(unreadable, dtype=np.int64) - 1
    numbers = np.setdiff1d(np.arange(1, table.num_rows + len(bad) + 1), bad)
    return Rows(table.append_column(ROW, pa.array(numbers)), tuple(bad.tolist()))


def _parsing(handler: object) -> pv.ParseOptions:
    return pv.ParseOptions(newlines_in_values=True, invalid_row_handler=handler)


def _parquet(path: Path, columns: list[str]) -> Rows:
    file = pq.ParquetFile(path)
    _all_there(columns, file.schema_arrow.names)
    table = file.read(columns=columns)
    return Rows(table.append_column(ROW, pa.array(np.arange(1, table.num_rows + 1))), ())


def _all_there(columns: list[str], header: list[str]) -> None:
    for column in columns:
        if column not in header:
            raise KeyError(column)
        if header.count(column) > 1:
            raise SourceError(f"The header names the column '{column}' twice. Rename one, or ask the holder.")


def _as_text(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if field.name == ROW:
            continue
        column = table.column(place).combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        text = column.cast(pa.string())
        table = table.set_column(place, field.name, pc.if_else(pc.equal(text, ""), None, text))
    return table.combine_chunks()
