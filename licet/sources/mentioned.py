"""Whom rows mention in one role, and the tables that follow: mentions, addresses, groups."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from licet.programme import AREA
from licet.sources import tables
from licet.sources.drafts import Draft
from licet.sources.identifiers import BoolArray
from licet.sources.protection import is_marked
from licet.sources.sheet import Sheet
from licet.sources.standard import NO_TEXT


@dataclass(frozen=True)
class Mentioned:
    """Whom the rows mention in one role: draft, ids and markers for each row.

    there: the rows that mention somebody. here: those of them that are kept.
    """

    role: str
    draft: Draft
    ids: pa.Array
    record_ids: pa.Array
    markers: pa.Array
    here: BoolArray
    there: BoolArray


def mention_ids(source: str, record_ids: pa.Array, role: str) -> pa.Array:
    """The id of each row's mention in a role: source/record/role."""
    return pc.binary_join_element_wise(pa.scalar(source), record_ids, pa.scalar(role), "/")


def mentions_table(sheet: Sheet, who: Mentioned) -> pa.Table:
    """The mentions themselves; a marked one keeps no address."""
    hidden = pc.is_valid(who.markers)
    columns = {
        "mention_id": who.ids,
        "source": sheet.everywhere(sheet.source),
        "record_id": who.record_ids,
        "role": sheet.everywhere(who.role),
        **{name: who.draft[name] for name in tables.IDENTITY_FIELDS},
        **{name: pc.if_else(hidden, NO_TEXT, who.draft[name]) for name in tables.PLACE_FIELDS},
        "in_education": who.draft["in_education"],
        "marker": who.markers,
    }
    return pa.table(columns, schema=tables.MENTIONS).filter(pa.array(who.here))


def addresses_table(who: Mentioned) -> pa.Table:
    """Where unmarked mentions live."""
    known = pc.is_valid(who.draft["address_key"]).to_numpy(zero_copy_only=False) & ~is_marked(who.markers)
    columns = {"mention_id": who.ids, **{name: who.draft[name] for name in tables.ADDRESSES.names[1:]}}
    return pa.table(columns, schema=tables.ADDRESSES).filter(pa.array(who.here & known))


def groups_table(sheet: Sheet, who: Mentioned) -> pa.Table:
    """The group levels that the rows tell; the area of a marked mention would tell where it lives."""
    parts = [tables.GROUPS.empty_table()]
    for name, column in sheet.layout.mentions[who.role].groups.items():
        levels = sheet.read("group", column, f"{who.role}.{name}")
        told = who.here & pc.is_valid(levels).to_numpy(zero_copy_only=False)
        if name == AREA:
            told &= ~is_marked(who.markers)
        columns = {
            "mention_id": who.ids,
            "group": sheet.everywhere(name),
            "level": levels,
            "source": sheet.everywhere(sheet.source),
            "on_date": sheet.nothing,
        }
        parts.append(pa.table(columns, schema=tables.GROUPS).filter(pa.array(told)))
    return pa.concat_tables(parts)
