"""Reading PostgreSQL: one read-only transaction that sees one moment, streamed in batches."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import Connection, IsolationLevel, sql
from psycopg.abc import Buffer
from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader

from licet.errors import SourceError
from licet.sources.batches import Batch, Wanted, asked_of, batches_of
from licet.sources.limits import Limits, check_columns
from licet.sources.selection import chosen_table, select

SCHEMES = ("postgresql://", "postgres://")
ORDER = '{}::text COLLATE "C"'

# A server that no longer answers is found out within two minutes, also behind a firewall.
CONNECTING: dict[str, Any] = {
    "application_name": "licet",
    "client_encoding": "utf8",
    "connect_timeout": 15,
    "keepalives_idle": 30,
    "tcp_user_timeout": 120_000,
}
# Moments become days on the clocks of the people whom they are about.
SETTINGS = ("SET LOCAL TimeZone = 'Europe/London'", "SET LOCAL DateStyle = 'ISO, YMD'")

DATED: dict[str, type[Any]] = {
    "date": DateLoader,
    "timestamp": TimestampLoader,
    "timestamptz": TimestamptzLoader,
}

TABLES = """
    SELECT c.oid, n.nspname, c.relname, pg_table_is_visible(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema$)'
        AND has_any_column_privilege(c.oid, 'SELECT')
    ORDER BY 2, 3"""
# A right to the permitted columns alone is enough, and the best that a holder can give.
COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped
        AND has_column_privilege(attrelid, attnum, 'SELECT')
    ORDER BY attnum"""


def read_postgres(url: str, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    """Read a table or view of a PostgreSQL database in batches.

    Raises SourceError, without the URL, which holds a password.
    """
    if not url.startswith(SCHEMES):
        raise SourceError("is not a PostgreSQL URL: expected postgresql://user:password@host/database.")
    told = 0
    try:
        with psycopg.connect(url, **CONNECTING) as connection:
            for batch in _batches(_as_of_one_moment(connection), wanted, limits):
                yield batch
                told += batch.table.num_rows
    except psycopg.Error as broken:
        raise _gone(told, broken.sqlstate or type(broken).__name__) from None
    except UnicodeDecodeError as broken:
        raise _gone(told, type(broken).__name__) from None


def _gone(told: int, kind: str) -> SourceError:
    # The server's own message may quote a value, and the library's the URL.
    happened = f"went away after {told:,} rows" if told else "cannot be read"
    return SourceError(
        f"{happened} ({kind}). Nothing of it was kept. See that the database is there and lets this user "
        "read the table, and run again."
    )


def _as_of_one_moment(connection: Connection[Any]) -> Connection[Any]:
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    for setting in SETTINGS:
        connection.execute(setting)
    for name, loader in DATED.items():
        connection.adapters.register_loader(name, _or_text(loader))
    return connection


def _batches(connection: Connection[Any], wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    number, table = _table(connection, wanted)
    header = [name for (name,) in connection.execute(COLUMNS, [number])]
    check_columns(len(header), limits)
    wanted = asked_of(wanted, header)
    with connection.cursor(name="licet") as cursor:
        cursor.execute(sql.SQL(select(wanted, table, ORDER)))
        yield from batches_of(cursor, wanted, limits)


def _table(connection: Connection[Any], wanted: Wanted) -> tuple[int, list[str]]:
    """The wanted table's number in the catalogue, and its schema and name."""
    found = connection.execute(TABLES).fetchall()
    whole = {f"{schema}.{name}": (number, [schema, name]) for number, schema, name, _ in found}
    if wanted.table in whole:
        return whole[wanted.table]
    short = {
        name if near else f"{schema}.{name}": (number, [schema, name]) for number, schema, name, near in found
    }
    return short[chosen_table(wanted, sorted(short), "table")]


def _or_text(loader: type[Any]) -> type[Any]:
    """A loader that gives the text where Python's calendar ends: 'infinity' is how databases say 'still'."""

    class OrText(loader):  # type: ignore[misc]
        def load(self, data: Buffer) -> Any:
            try:
                return super().load(data)
            except psycopg.DataError:
                return bytes(data).decode()

    return OrText
