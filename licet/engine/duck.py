"""SQL over named Arrow tables in DuckDB, shut off from files, networks and Python variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from licet.errors import ScienceError


@dataclass(frozen=True)
class Limits:
    """What one query may use: memory as DuckDB writes it ("2GB"), and threads."""

    memory: str = "2GB"
    threads: int = 2


def query(
    sql: str, tables: Mapping[str, pa.Table], parameters: Sequence[object] = (), limits: Limits = Limits()
) -> pa.Table:
    """The result of one SQL statement over the given tables, and over nothing else.

    tables: name in the SQL -> table. parameters: values for `?` in their order.
    The row order is the statement's own: without ORDER BY there is none to rely on.
    Raises ScienceError if the statement does not run, with the kind of failure and never a value.
    """
    with _locked_connection(tables, limits) as connection:
        try:
            return connection.sql(sql, params=list(parameters)).to_arrow_table()
        except duckdb.Error as error:
            # Only the kind: DuckDB's sentence may quote a value of the record it failed on.
            raise ScienceError(_advice(error, tables)) from None


def _locked_connection(tables: Mapping[str, pa.Table], limits: Limits) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    for name, table in sorted(tables.items()):
        connection.register(name, table)
    for setting, value in _lock(limits).items():
        connection.execute(f"SET {setting} = '{value}'")
    return connection


def _lock(limits: Limits) -> dict[str, object]:
    # Order matters: nothing can be set after lock_configuration.
    return {
        "memory_limit": limits.memory,
        "threads": limits.threads,
        "temp_directory": "",  # nothing of a record is ever spilt to disk
        "autoload_known_extensions": False,
        "autoinstall_known_extensions": False,
        "python_enable_replacements": False,  # a name in the SQL never reaches a Python variable
        "enable_external_access": False,
        "lock_configuration": True,
    }


def _advice(error: duckdb.Error, tables: Mapping[str, pa.Table]) -> str:
    names = ", ".join(sorted(tables)) or "none"
    return (
        f"The SQL did not run ({type(error).__name__}). It may use the tables {names} and nothing outside "
        "them. Check names and types, or raise the memory limit."
    )
