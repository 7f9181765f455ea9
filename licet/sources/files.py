"""Opening a source, whatever it is: its wanted columns as text, and the digest of what was read."""

import hashlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import SourceError
from licet.programme import digest_of, digest_of_file
from licet.sources.batches import ROW, UNREADABLE, Batch, Reader, Wanted
from licet.sources.csv_file import read_csv
from licet.sources.limits import LIMITS, Limits
from licet.sources.parquet_file import read_parquet
from licet.sources.places import Database, Place
from licet.sources.postgres import read_postgres
from licet.sources.sqlite_file import read_sqlite
from licet.sources.workbook import read_workbook

READERS: dict[str, Reader] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".parquet": read_parquet,
    ".pq": read_parquet,
    ".xlsx": read_workbook,
    ".ods": read_workbook,
    ".sqlite": read_sqlite,
    ".sqlite3": read_sqlite,
    ".db": read_sqlite,
}
"""Which reader opens a file, by its ending."""


@dataclass(frozen=True)
class Rows:
    """What a source gave: `table` has the wanted columns as text and the row number, counted from 1.

    unreadable: numbers of the rows that could not be split into cells, each with the rule that it breaks.
    """

    table: pa.Table
    unreadable: pa.Table

    @property
    def total(self) -> int:
        """All rows of the source, readable or not."""
        return int(self.table.num_rows) + int(self.unreadable.num_rows)


def read_rows(place: Place, wanted: Wanted, shown_as: str, limits: Limits = LIMITS) -> Rows:
    """Read the wanted columns of a source and no others.

    Raises SourceError where the source or a column is missing, the source is not what its ending says, or
    holds more than `limits`.
    """
    batches = list(stream(place, wanted, shown_as, limits))
    nothing = pa.schema([(name, pa.string()) for name in wanted.columns] + [(ROW, pa.int64())]).empty_table()
    table = pa.concat_tables([nothing, *(batch.table for batch in batches)])
    for name in wanted.columns:
        if table.column(name).nbytes > limits.column:
            raise SourceError(
                f"{shown_as}  has more than {limits.column:,} bytes in the column '{name}'. Ask the "
                "holder for one area or year at a time."
            )
    unreadable = pa.concat_tables([UNREADABLE.empty_table(), *(batch.unreadable for batch in batches)])
    return Rows(table.combine_chunks(), unreadable.combine_chunks())


def stream(
    place: Place, wanted: Wanted, shown_as: str, limits: Limits = LIMITS
) -> Generator[Batch, None, None]:
    """The batches of a source; a complaint begins with the name that it is shown as."""
    if not wanted.columns and not wanted.everything:
        raise SourceError(f"{shown_as}  has no column that may be read. Mend the categories of its layout.")
    try:
        yield from _batches(place, wanted, limits)
    except SourceError as wrong:
        raise SourceError(f"{shown_as}  {wrong}") from None
    except FileNotFoundError:
        raise SourceError(
            f"{shown_as}  does not exist. Put the file there, or mend 'file' in programme.yaml."
        ) from None
    except PermissionError:
        raise SourceError(f"{shown_as}  may not be read by this user. Mend its permissions.") from None


def digest_of_source(place: Place, wanted: Wanted, shown_as: str) -> str:
    """The digest of a source: of a file's bytes, or of the wanted columns as a database gives them."""
    if isinstance(place, Path):
        return digest_of_file(place)
    return digest_of_tables(batch.table for batch in stream(place, wanted, shown_as))


def digest_of_tables(tables: Iterable[pa.Table]) -> str:
    """SHA-256 of columns of text, the same however the rows are cut into tables."""
    hashes: dict[str, tuple[hashlib._Hash, hashlib._Hash]] = {}
    for table in tables:
        for name in table.drop_columns(ROW).column_names:
            lengths, text = hashes.setdefault(name, (hashlib.sha256(), hashlib.sha256()))
            for chunk in table.column(name).chunks:
                lengths.update(pc.fill_null(pc.binary_length(chunk), -1).to_numpy().astype("<i4").tobytes())
                text.update(_letters(chunk))
    return digest_of({name: [each.hexdigest() for each in pair] for name, pair in hashes.items()})


def _letters(texts: pa.Array) -> bytes:
    """All values of a column one after the other."""
    joined = pc.binary_join(
        pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts.fill_null("")), ""
    )
    return bytes(joined.cast(pa.binary())[0].as_py())


def _batches(place: Place, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    if isinstance(place, Database):
        return read_postgres(place.url, wanted, limits)
    reader = READERS.get(place.suffix.lower())
    if reader is None:
        raise SourceError(f"has an ending that is not known. Expected one of: {', '.join(READERS)}.")
    # Asked here once, because each library says in its own way that a file is not there.
    with place.open("rb"):
        return reader(place, wanted, limits)
