"""Reading SQLite: opened as a file that nobody changes, with nothing spilled to disk."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from licet.errors import SourceError
from licet.sources.batches import Batch, Wanted, asked_of, batches_of
from licet.sources.limits import MIB, Limits, check_columns, too_long
from licet.sources.selection import chosen_table, quoted, select

ORDER = "{} COLLATE BINARY"
TOO_BIG = "SQLITE_TOOBIG"
BYTES_PER_CHARACTER = 4


def read_sqlite(path: Path, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    """Read a table or view of a SQLite file in batches."""
    _check_at_rest(path)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as database:
            _bound(database, limits)
            table = chosen_table(wanted, _tables(database), "table")
            header = _header(database, table)
            check_columns(len(header), limits)
            wanted = asked_of(wanted, header)
            found = database.execute(select(wanted, [table], ORDER))
            yield from batches_of(found, wanted, limits)
    except (sqlite3.Error, UnicodeDecodeError) as broken:
        # The library's message may quote a value, so only its kind is passed on.
        kind = getattr(broken, "sqlite_errorname", type(broken).__name__)
        if kind == TOO_BIG:
            raise too_long("a row", limits) from None
        raise SourceError(
            f"is not a whole SQLite file ({kind}). Compare its size with the holder's, and copy it again."
        ) from None


def _check_at_rest(path: Path) -> None:
    """A file that a program still writes to has its newest rows beside it, not in it."""
    beside = path.with_name(path.name + "-wal")
    if beside.exists() and beside.stat().st_size:
        raise SourceError(
            "is still being written to: its newest rows are in a file beside it. Close the program that "
            "has it open, or ask the holder for a copy made with VACUUM INTO."
        )


def _bound(database: sqlite3.Connection, limits: Limits) -> None:
    # The bound is on a cell, and on the cells of a row together.
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.cell * BYTES_PER_CHARACTER + MIB)
    # Sorting would otherwise spill people's records into temporary files.
    database.execute("PRAGMA temp_store = MEMORY")
    database.execute("PRAGMA trusted_schema = OFF")


def _tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
    return [name for (name,) in found if not name.startswith("sqlite_")]


def _header(database: sqlite3.Connection, table: str) -> list[str]:
    # Asked of the table first: SQLite takes the quoted name of a column that is not there for a text.
    return [column[0] for column in database.execute(f"SELECT * FROM {quoted(table)} LIMIT 0").description]
