"""What is asked of a database: the permitted columns of one table, in an order that is the same each time."""

from collections.abc import Sequence

from licet.errors import SourceError
from licet.sources.batches import Wanted


def select(wanted: Wanted, table: Sequence[str], order: str) -> str:
    """One SELECT of the wanted columns and no others.

    table: its name in parts, schema first. order: how the database compares text byte by byte, with {} for
    a column. Rows go by the record column, and where it repeats or is not there, by all that is read.
    Raises SourceError where later rows would take back earlier ones.
    """
    if wanted.in_order:
        raise SourceError(
            "keeps its rows in no order, but its layout has 'updates' or 'deletions', where the later row "
            "counts. Ask the holder for the rows that hold now, or for the feed as a file."
        )
    keys = dict.fromkeys(([wanted.record] if wanted.record in wanted.columns else []) + list(wanted.columns))
    columns = ", ".join(map(quoted, wanted.columns))
    ordered = ", ".join(order.format(quoted(key)) for key in keys)
    return f"SELECT {columns} FROM {'.'.join(map(quoted, table))} ORDER BY {ordered}"


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def chosen_table(wanted: Wanted, names: Sequence[str], kind: str) -> str:
    """The one table or sheet that is meant. kind: what these are called."""
    if wanted.table is None and len(names) == 1:
        return names[0]
    if wanted.table in names:
        return str(wanted.table)
    if not names:
        raise SourceError(f"has no {kind} that may be read. Ask the holder for the right to read one.")
    missing = "is not told which" if wanted.table is None else "has no such"
    where = "with --table" if wanted.everything else "under 'table' in programme.yaml"
    raise SourceError(f"{missing} {kind} to read. Say one {where}: {', '.join(names)}.")
