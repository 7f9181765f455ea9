"""Reading Parquet: a few thousand rows at a time, after its own directory said how large it is."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from licet.errors import SourceError, told_by_kind
from licet.sources.batches import BATCH, Batch, Wanted, asked_of, check_cells, numbered
from licet.sources.cells import as_text, is_day
from licet.sources.limits import MIB, Limits, check_columns, check_rows, check_unpacked

READING = {"buffer_size": MIB, "pre_buffer": False, "page_checksum_verification": True}


def read_parquet(path: Path, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    """Read a Parquet file in batches; its columns may be of any type that is one value to a cell."""
    with told_by_kind(_not_whole):
        metadata = pq.read_metadata(path)
        _check_size(path, metadata, limits)
        schema = metadata.schema.to_arrow_schema()
        wanted = asked_of(wanted, schema.names, [each.name for each in schema if is_day(each.type)])
        with pq.ParquetFile(path, read_dictionary=list(wanted.columns), **READING) as file:
            yield from _batches(path, file, wanted, limits)


def _not_whole(kind: str) -> SourceError:
    return SourceError(
        f"is not a whole Parquet file ({kind}). Compare its size with the holder's, and copy it again."
    )


def _batches(path: Path, file: pq.ParquetFile, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    packed, unpacked, first = path.stat().st_size, 0, 1
    for read in file.iter_batches(BATCH, columns=list(wanted.columns)):
        unpacked += sum(_size(read.column(name)) for name in wanted.columns)
        check_unpacked(packed, unpacked, limits)
        text = {name: as_text(read.column(name), wanted.written(name)) for name in wanted.columns}
        table = numbered(text, np.arange(first, first + read.num_rows), wanted)
        check_cells(table, limits)
        yield Batch(table)
        first += read.num_rows


def _size(column: pa.Array) -> int:
    """The bytes of a column once every row has its own text.

    Text is read as distinct values and which row has which, so that one long value named a million times
    is seen before it is written out.
    """
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    return pc.sum(pc.binary_length(column.dictionary).take(column.indices)).as_py() or 0


def _check_size(path: Path, metadata: pq.FileMetaData, limits: Limits) -> None:
    check_rows(metadata.num_rows, limits)
    check_columns(metadata.num_columns, limits)
    groups = [metadata.row_group(place).total_byte_size for place in range(metadata.num_row_groups)]
    check_unpacked(path.stat().st_size, sum(groups), limits)
