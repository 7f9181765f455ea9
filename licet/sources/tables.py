"""The tables that sources give to the rest of the house, with their columns and types."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import accumulate

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

IDENTITY_FIELDS = (
    "forename",
    "middle",
    "surname",
    "former_surname",
    "birth_date",
    "expected_date",
    "sex",
    "age",
    "phone",
    "email",
    "id_nhs",
    "id_upn",
    "id_nino",
    "id_local",
)
PLACE_FIELDS = ("unit", "street_number", "street_name", "postcode", "town", "address_key")


def _text(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.string()) for name in names]


MENTIONS = pa.schema(
    _text("mention_id", "source", "record_id", "role", *IDENTITY_FIELDS, *PLACE_FIELDS)
    + _text("in_education", "marker")
)
ADDRESSES = pa.schema(_text("mention_id", "address_key", "valid_from", "valid_to", "kind"))
TIES = pa.schema(
    [
        *_text("mention_id_from", "mention_id_to", "kind", "source", "record_id", "valid_from", "valid_to"),
        ("cares", pa.bool_()),
        ("carer_role", pa.string()),
        ("reliability", pa.float64()),
        ("record", pa.int64()),
    ]
)
EVENTS = pa.schema(
    [
        *_text("mention_id", "source", "category", "kind", "on_date"),
        ("value", pa.float64()),
        ("record", pa.int64()),
    ]
)
GROUPS = pa.schema(_text("mention_id", "group", "level", "source", "on_date"))
QUARANTINE = pa.schema(
    [
        ("source", pa.string()),
        ("row_number", pa.int64()),
        ("field", pa.string()),
        ("rule", pa.string()),
        ("message", pa.string()),
        ("row_kept", pa.bool_()),
    ]
)
RESTRICTIONS = pa.schema(_text("mention_id", "operation", "category"))
PROTECTED = pa.schema(_text("place"))


@dataclass(frozen=True)
class Counts:
    """What came of one opened file: rows = accepted + set_aside; mentions = kept + excluded, by cause."""

    source: str
    rows: int
    accepted: int
    set_aside: int
    mentions: int
    kept: int
    excluded: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrived:
    """What arrived: one table of each kind, and the counts of each opened file.

    protected: the places that some record marks as protected. It stays in memory, until no mention has any.
    """

    mentions: pa.Table
    addresses: pa.Table
    ties: pa.Table
    events: pa.Table
    groups: pa.Table
    quarantine: pa.Table
    restrictions: pa.Table
    protected: pa.Table
    counts: tuple[Counts, ...] = ()


EMPTY = Arrived(
    MENTIONS.empty_table(),
    ADDRESSES.empty_table(),
    TIES.empty_table(),
    EVENTS.empty_table(),
    GROUPS.empty_table(),
    QUARANTINE.empty_table(),
    RESTRICTIONS.empty_table(),
    PROTECTED.empty_table(),
)


def joined(parts: Sequence[Arrived]) -> Arrived:
    """Several sources as one, in the order given.

    Events get numbers of their own, because a record may tell several and a need cites the very one.
    """
    if not parts:
        return EMPTY
    offsets = accumulate((sum(count.rows for count in part.counts) for part in parts), initial=0)
    numbered = [_renumbered(part, offset) for part, offset in zip(parts, offsets, strict=False)]
    tables = {
        each.name: pa.concat_tables([getattr(part, each.name) for part in numbered]).combine_chunks()
        for each in fields(Arrived)
        if each.name != "counts"
    }
    events = tables["events"]
    own = pa.array(np.arange(1, events.num_rows + 1))
    place = events.schema.get_field_index("record")
    tables["events"] = events.set_column(place, EVENTS.field("record"), own)
    return Arrived(**tables, counts=tuple(count for part in parts for count in part.counts))


def _renumbered(part: Arrived, offset: int) -> Arrived:
    place = part.ties.schema.get_field_index("record")
    record = pc.add(part.ties.column("record"), pa.scalar(offset, pa.int64()))
    return replace(part, ties=part.ties.set_column(place, TIES.field("record"), record))
