"""Reading a source in a test: its rows as tuples, the row's number first."""

from pathlib import Path

from licet.sources.batches import ROW, Wanted
from licet.sources.files import Rows, read_rows
from licet.sources.limits import LIMITS, Limits
from licet.sources.places import Place


def rows_of(place: Place, *columns: str, limits: Limits = LIMITS, **how) -> Rows:
    """What a source gives."""
    shown_as = place.name if isinstance(place, Path) else "database"
    return read_rows(place, Wanted(columns, **how), shown_as, limits)


def told(rows: Rows) -> list[tuple]:
    """Each row as its number and its cells."""
    names = [name for name in rows.table.column_names if name != ROW]
    return [tuple(row[name] for name in (ROW, *names)) for row in rows.table.to_pylist()]


def set_aside(rows: Rows) -> list[tuple[int, str]]:
    """The rows that could not be split, each with its rule."""
    return [(row[ROW], row["rule"]) for row in rows.unreadable.to_pylist()]
