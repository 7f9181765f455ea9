"""Which columns of a source may be read, and how its layout says that they are written."""

from collections.abc import Iterator

from licet.programme import Category
from licet.sources.batches import Wanted
from licet.sources.layout import Column, DateFormat, Event, Layout, Tie


def wanted_of(layout: Layout, permitted: frozenset[Category], table: str | None = None) -> Wanted:
    """What to ask of a source's reader. table: of a database, or the sheet of a workbook."""
    return Wanted(
        tuple(columns_to_read(layout, permitted)),
        layout.encoding,
        layout.delimiter,
        # A column that is nowhere declared as a date keeps its dates as ISO text.
        {each.column: each.date for each in _columns(layout) if each.date is not DateFormat.ISO},
        layout.record,
        table,
        in_order=layout.updates or layout.deletions is not None,
    )


def columns_to_read(layout: Layout, permitted: frozenset[Category]) -> list[str]:
    """The columns that a permit lets us read.

    What protects people is read whenever the file is opened: safety markers, and which rows take others back.
    """
    wanted = [c.column for c in layout.identity_columns() if layout.category_of(c) in permitted]
    wanted += [c.column for tie in layout.ties for c in _of_tie(tie) if layout.category_of(c) in permitted]
    for event in layout.events:
        if event_is_readable(layout, event, permitted):
            wanted += [column.column for column in _of_event(event)]
    wanted += [marker.when.column.column for marker in layout.markers]
    wanted += [layout.deletions.column.column] if layout.deletions else []
    wanted += [layout.record] if layout.record else []
    return list(dict.fromkeys(wanted))


def event_is_readable(layout: Layout, event: Event, permitted: frozenset[Category]) -> bool:
    """Whether every column that an event is made of may be read."""
    return {layout.category_of(column, event.category) for column in _of_event(event)} <= permitted


def _columns(layout: Layout) -> Iterator[Column]:
    yield from layout.identity_columns()
    for tie in layout.ties:
        yield from _of_tie(tie)
    for event in layout.events:
        yield from _of_event(event)


def _of_tie(tie: Tie) -> list[Column]:
    return [c for c in (tie.when.column if tie.when else None, tie.valid_from, tie.valid_to) if c is not None]


def _of_event(event: Event) -> list[Column]:
    when = event.when.column if event.when else None
    return [column for column in (event.date, event.value, when) if column is not None]
