"""What rows assert of those whom they mention: ties between two of them, and dated events.

Both are read before rows are counted, because a broken date may set its row aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.sources import tables
from licet.sources.batches import ROW
from licet.sources.columns import event_is_readable
from licet.sources.identifiers import BoolArray, matches
from licet.sources.layout import Event, Tie
from licet.sources.mentioned import Mentioned
from licet.sources.protection import is_marked
from licet.sources.sheet import Sheet

NUMBER = r"^-?\d+(\.\d+)?$"


@dataclass(frozen=True)
class ReadTie:
    """A tie of the layout with each row's dates, and the rows in which it holds."""

    tie: Tie
    valid_from: pa.Array
    valid_to: pa.Array
    holds: BoolArray


@dataclass(frozen=True)
class ReadEvent:
    """An event of the layout with each row's date and value, and the rows in which it happened."""

    event: Event
    dates: pa.Array
    values: pa.Array
    holds: BoolArray


def read_tie(sheet: Sheet, tie: Tie) -> ReadTie:
    """A tie's dates in every row."""
    shown = f"tie {tie.from_} to {tie.to}"
    first = sheet.read("valid_from", tie.valid_from, shown)
    return ReadTie(tie, first, sheet.read("valid_to", tie.valid_to, shown), sheet.holds(tie.when))


def read_event(sheet: Sheet, event: Event) -> ReadEvent:
    """An event's date and value in every row; nothing where any of its columns may not be read."""
    if not event_is_readable(sheet.layout, event, sheet.permitted):
        return ReadEvent(event, sheet.nothing, sheet.nothing, np.zeros(sheet.table.num_rows, dtype=bool))
    category = sheet.layout.category_of(event.date, event.category)
    dates = sheet.read("date", event.date, f"{event.kind}.date", category)
    return ReadEvent(event, dates, _values(sheet, event), sheet.holds(event.when, always_readable=True))


def ties_table(sheet: Sheet, read: ReadTie, who: Mapping[str, Mentioned]) -> pa.Table:
    """The ties between mentions that are both kept; living together would tell a hidden address."""
    tie, one, other = read.tie, who[read.tie.from_], who[read.tie.to]
    both = one.here & other.here & read.holds
    if tie.kind == "lives-with":
        both &= ~(is_marked(one.markers) | is_marked(other.markers))
    columns = {
        "mention_id_from": one.ids,
        "mention_id_to": other.ids,
        "kind": sheet.everywhere(tie.kind),
        "source": sheet.everywhere(sheet.source),
        "record_id": one.record_ids,
        "valid_from": read.valid_from,
        "valid_to": read.valid_to,
        "cares": sheet.everywhere(tie.cares, pa.bool_()),
        "carer_role": sheet.everywhere(tie.carer_role),
        "reliability": sheet.everywhere(tie.reliability, pa.float64()),
        "record": sheet.table.column(ROW),
    }
    return pa.table(columns, schema=tables.TIES).filter(pa.array(both))


def events_table(sheet: Sheet, read: ReadEvent, who: Mapping[str, Mentioned]) -> pa.Table:
    """The events of kept mentions that have a date."""
    event, of = read.event, who[read.event.of]
    happened = of.here & read.holds & pc.is_valid(read.dates).to_numpy(zero_copy_only=False)
    columns = {
        "mention_id": of.ids,
        "source": sheet.everywhere(sheet.source),
        "category": sheet.everywhere(sheet.layout.category_of(event.date, event.category)),
        "kind": sheet.everywhere(event.kind),
        "on_date": read.dates,
        "value": read.values.cast(pa.float64()),
        "record": sheet.table.column(ROW),
    }
    return pa.table(columns, schema=tables.EVENTS).filter(pa.array(happened))


def _values(sheet: Sheet, event: Event) -> pa.Array:
    """An event's value as the text of a number; what is none is dropped."""
    if event.value is None:
        return sheet.nothing
    distinct = sheet.distinct(event.value)
    number = matches(distinct.values, NUMBER)
    sheet.note(distinct.each(~number), f"{event.kind}.value", "is not a number", set_aside=False)
    kept = pc.if_else(pa.array(number), distinct.values, pa.scalar(None, pa.string()))
    return kept.take(pa.array(distinct.which, mask=distinct.which < 0))
