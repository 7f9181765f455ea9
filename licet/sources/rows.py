"""From rows to mentions, ties, addresses and events, as a layout says; broken rows are set aside."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.programme import AREA, Category
from licet.sources import identifiers, tables
from licet.sources.dates import without_defaults
from licet.sources.files import ROW, Rows
from licet.sources.identifiers import BoolArray
from licet.sources.layout import Address, Event, Layout, MentionFields, Tie
from licet.sources.sheet import Sheet
from licet.sources.standard import NO_TEXT

NOBODY = "nobody"


def columns_to_read(layout: Layout, permitted: frozenset[Category]) -> list[str]:
    """The columns that a permit lets us read; a safety marker is read whenever the file is opened."""
    wanted = [c.column for c in layout.identity_columns() if layout.category_of(c) in permitted]
    wanted += [
        tie_column.column
        for tie in layout.ties
        for tie_column in (tie.when.column if tie.when else None, tie.valid_from, tie.valid_to)
        if tie_column is not None and layout.category_of(tie_column) in permitted
    ]
    for event in layout.events:
        if event_is_readable(layout, event, permitted):
            wanted += [event.date.column]
            wanted += [event.value.column] if event.value else []
            wanted += [event.when.column.column] if event.when else []
    wanted += [marker.when.column.column for marker in layout.markers]
    wanted += [layout.record] if layout.record else []
    return list(dict.fromkeys(wanted))


def event_is_readable(layout: Layout, event: Event, permitted: frozenset[Category]) -> bool:
    """Whether every column that an event is made of may be read."""
    columns = [event.date, event.value, event.when.column if event.when else None]
    found = {layout.category_of(column, event.category) for column in columns if column is not None}
    return found <= permitted


def interpret(source: str, layout: Layout, rows: Rows, permitted: frozenset[Category]) -> tables.Arrived:
    """Turn rows into tables.

    Mentions named do-not-link are still in the result, so marked; the caller excludes and counts them.
    A protected address is dropped here and goes nowhere.
    """
    sheet = Sheet(source, layout, permitted, rows.table, np.ones(rows.table.num_rows, dtype=bool))
    record_ids = _record_ids(sheet)
    drafts = {role: _draft(sheet, role, fields) for role, fields in layout.mentions.items()}
    for role, fields in layout.mentions.items():
        if fields.address_of:
            drafts[role] = _with_address_of(drafts[role], drafts[fields.address_of])
    present = {role: _present(draft) for role, draft in drafts.items()}
    events = [_read_event(sheet, event) for event in layout.events]
    nobody = ~np.logical_or.reduce(list(present.values()))
    sheet.note(nobody & sheet.accepted, NOBODY, "names nobody", set_aside=True)
    markers = {role: _markers(sheet, role, drafts) for role in drafts}
    ids = {role: _mention_ids(source, record_ids, role) for role in drafts}
    here = {role: present[role] & sheet.accepted for role in drafts}
    mentions = [
        _mentions(sheet, role, drafts[role], ids[role], record_ids, markers[role], here[role])
        for role in drafts
    ]
    return tables.Arrived(
        mentions=_stack(mentions, tables.MENTIONS),
        addresses=_stack(
            [_addresses(drafts[r], ids[r], markers[r], here[r]) for r in drafts], tables.ADDRESSES
        ),
        ties=_stack([_tie(sheet, tie, ids, here, record_ids, markers) for tie in layout.ties], tables.TIES),
        events=_stack(
            [_event(sheet, e, got, ids, here) for e, got in zip(layout.events, events, strict=True)],
            tables.EVENTS,
        ),
        groups=_stack([_groups(sheet, r, ids[r], here[r], markers[r]) for r in drafts], tables.GROUPS),
        quarantine=_quarantine(sheet, rows),
        restrictions=tables.RESTRICTIONS.empty_table(),
        protected=_stack([_protected(drafts[r], markers[r]) for r in drafts], tables.PROTECTED),
        counts=(
            tables.Counts(
                source,
                rows.total,
                int(sheet.accepted.sum()),
                rows.total - int(sheet.accepted.sum()),
                sum(int(mask.sum()) for mask in here.values()),
                sum(int(mask.sum()) for mask in here.values()),
            ),
        ),
    )


def _record_ids(sheet: Sheet) -> pa.Array:
    if sheet.layout.record is None:
        return sheet.table.column(ROW).combine_chunks().cast(pa.string())
    ids = sheet.table.column(sheet.layout.record).combine_chunks()
    missing = pc.is_null(ids).to_numpy(zero_copy_only=False)
    sheet.note(missing, sheet.layout.record, "is missing", set_aside=True)
    codes = ids.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    first = np.zeros(len(codes), dtype=bool)
    first[np.unique(codes, return_index=True)[1]] = True
    sheet.note(~first & ~missing, sheet.layout.record, "repeats an earlier row's", set_aside=True)
    return ids


def _draft(sheet: Sheet, role: str, fields: MentionFields) -> dict[str, pa.Array]:
    """A role's fields for every row, as standard text."""
    draft = {
        name: sheet.read(name, getattr(fields, name), f"{role}.{name}") for name in tables.IDENTITY_FIELDS
    }
    draft["birth_date"] = without_defaults(draft["birth_date"])
    draft["in_education"] = sheet.read("in_education", fields.in_education, f"{role}.in_education")
    address = fields.address or Address()
    for name in ("unit", "street_number", "street_name", "postcode", "town", "uprn", "kind"):
        draft[name] = sheet.read(name, getattr(address, name), f"{role}.{name}")
    for name in ("valid_from", "valid_to"):
        draft[name] = sheet.read(name, getattr(address, name), f"{role}.{name}")
    draft["address_key"] = _address_key(draft)
    return draft


def _address_key(draft: dict[str, pa.Array]) -> pa.Array:
    """One text per address: the property number where there is one, else number, street and postcode."""
    street = pc.binary_join_element_wise(
        pc.fill_null(draft["unit"], ""),
        draft["street_number"],
        draft["street_name"],
        pc.fill_null(draft["postcode"], ""),
        "|",
        null_handling="emit_null",
    )
    return pc.coalesce(pc.binary_join_element_wise(pa.scalar("uprn"), draft["uprn"], ":"), street)


def _with_address_of(draft: dict[str, pa.Array], other: dict[str, pa.Array]) -> dict[str, pa.Array]:
    shared = (*tables.PLACE_FIELDS, "kind", "valid_from", "valid_to")
    return draft | {name: other[name] for name in shared}


def _present(draft: dict[str, pa.Array]) -> BoolArray:
    """A row mentions somebody in a role if it has a name, a date or an identifier for them."""
    telling = (
        "forename",
        "surname",
        "birth_date",
        "expected_date",
        "id_nhs",
        "id_upn",
        "id_nino",
        "id_local",
    )
    there: BoolArray = np.logical_or.reduce(
        [pc.is_valid(draft[name]).to_numpy(zero_copy_only=False) for name in telling]
    )
    return there


def _markers(sheet: Sheet, role: str, drafts: dict[str, dict[str, pa.Array]]) -> pa.Array:
    """The strongest marker of each row for a role: do-not-link before protected-address.

    A protected address is hidden from every role of the row that may share it: all but those that have
    another postcode.
    """
    marked = sheet.nothing()
    for means in ("protected-address", "do-not-link"):
        for marker in sheet.layout.markers:
            named = marker.of is None or role in marker.of
            if means != marker.means or (means == "do-not-link" and not named):
                continue
            held = sheet.holds(marker.when, always_readable=True)
            if not named:
                held &= ~_lives_elsewhere(drafts[role], [drafts[other] for other in marker.of or ()])
            marked = pc.if_else(pa.array(held), pa.scalar(means), marked)
    return marked


def _lives_elsewhere(draft: dict[str, pa.Array], others: list[dict[str, pa.Array]]) -> BoolArray:
    """Where a role has a postcode that none of the others has, nor lacks."""
    apart = [pc.not_equal(draft["postcode"], other["postcode"]) for other in others]
    elsewhere: BoolArray = np.logical_and.reduce(
        [pc.fill_null(each, False).to_numpy(zero_copy_only=False) for each in apart]
    )
    return elsewhere


def _protected(draft: dict[str, pa.Array], markers: pa.Array) -> pa.Table:
    """The places of rows whose address is protected, in each form by which another file may know them."""
    marked = pc.fill_null(pc.equal(markers, "protected-address"), False)
    places = pa.chunked_array([each.filter(marked) for each in places_of(draft)])
    return pa.table({"place": places.drop_null()}, schema=tables.PROTECTED)


def places_of(of: dict[str, pa.Array] | pa.Table) -> list[pa.Array]:
    """An address as texts to compare: its key, and its number with its postcode."""
    number = pc.binary_join_element_wise(of["street_number"], of["postcode"], "|")
    return [of["address_key"], number]


def _mention_ids(source: str, record_ids: pa.Array, role: str) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(source), record_ids, pa.scalar(role), "/")


def _mentions(
    sheet: Sheet,
    role: str,
    draft: dict[str, pa.Array],
    ids: pa.Array,
    record_ids: pa.Array,
    markers: pa.Array,
    here: BoolArray,
) -> pa.Table:
    hidden = pc.is_valid(markers)
    size = sheet.table.num_rows
    columns = {
        "mention_id": ids,
        "source": pa.array([sheet.source] * size, pa.string()),
        "record_id": record_ids,
        "role": pa.array([role] * size, pa.string()),
        **{name: draft[name] for name in tables.IDENTITY_FIELDS},
        **{name: pc.if_else(hidden, NO_TEXT, draft[name]) for name in tables.PLACE_FIELDS},
        "in_education": draft["in_education"],
        "marker": markers,
    }
    return pa.table(columns, schema=tables.MENTIONS).filter(pa.array(here))


def _addresses(draft: dict[str, pa.Array], ids: pa.Array, markers: pa.Array, here: BoolArray) -> pa.Table:
    known = here & pc.and_(pc.is_valid(draft["address_key"]), pc.is_null(markers)).to_numpy(
        zero_copy_only=False
    )
    columns = {"mention_id": ids, **{name: draft[name] for name in tables.ADDRESSES.names[1:]}}
    return pa.table(columns, schema=tables.ADDRESSES).filter(pa.array(known))


def _tie(
    sheet: Sheet,
    tie: Tie,
    ids: dict[str, pa.Array],
    here: dict[str, BoolArray],
    record_ids: pa.Array,
    markers: dict[str, pa.Array],
) -> pa.Table:
    size = sheet.table.num_rows
    both = here[tie.from_] & here[tie.to] & sheet.holds(tie.when)
    if tie.kind == "lives-with":
        both &= ~(_is_marked(markers[tie.from_]) | _is_marked(markers[tie.to]))
    columns = {
        "mention_id_from": ids[tie.from_],
        "mention_id_to": ids[tie.to],
        "kind": pa.array([tie.kind] * size, pa.string()),
        "source": pa.array([sheet.source] * size, pa.string()),
        "record_id": record_ids,
        "valid_from": sheet.read("valid_from", tie.valid_from, f"tie {tie.from_} to {tie.to}"),
        "valid_to": sheet.read("valid_to", tie.valid_to, f"tie {tie.from_} to {tie.to}"),
        "cares": pa.array([tie.cares] * size),
        "carer_role": pa.array([tie.carer_role] * size, pa.string()),
        "reliability": pa.array([tie.reliability] * size),
        "record": sheet.table.column(ROW).combine_chunks(),
    }
    return pa.table(columns, schema=tables.TIES).filter(pa.array(both))


@dataclass(frozen=True)
class _ReadEvent:
    dates: pa.Array
    values: pa.Array
    holds: BoolArray


def _read_event(sheet: Sheet, event: Event) -> _ReadEvent:
    """Read an event's date and value before rows are counted: a broken date sets its row aside."""
    category = sheet.layout.category_of(event.date, event.category)
    if not event_is_readable(sheet.layout, event, sheet.permitted):
        return _ReadEvent(sheet.nothing(), sheet.nothing(), np.zeros(sheet.table.num_rows, dtype=bool))
    dated = sheet.read("date", event.date, f"{event.kind}.date", category)
    values = sheet.raw(event.value) if event.value else sheet.nothing()
    number = identifiers.matches(values, r"^-?\d+(\.\d+)?$")
    bad = ~number & pc.is_valid(values).to_numpy(zero_copy_only=False)
    sheet.note(bad, f"{event.kind}.value", "is not a number", set_aside=False)
    held = sheet.holds(event.when, always_readable=True)
    return _ReadEvent(dated, pc.if_else(pa.array(number), values, NO_TEXT), held)


def _event(
    sheet: Sheet, event: Event, got: _ReadEvent, ids: dict[str, pa.Array], here: dict[str, BoolArray]
) -> pa.Table:
    size = sheet.table.num_rows
    happened = here[event.of] & got.holds & pc.is_valid(got.dates).to_numpy(zero_copy_only=False)
    columns = {
        "mention_id": ids[event.of],
        "source": pa.array([sheet.source] * size, pa.string()),
        "category": pa.array([sheet.layout.category_of(event.date, event.category)] * size, pa.string()),
        "kind": pa.array([event.kind] * size, pa.string()),
        "on_date": got.dates,
        "value": got.values.cast(pa.float64()),
        "record": sheet.table.column(ROW).combine_chunks(),
    }
    return pa.table(columns, schema=tables.EVENTS).filter(pa.array(happened))


def _is_marked(markers: pa.Array) -> BoolArray:
    marked: BoolArray = pc.is_valid(markers).to_numpy(zero_copy_only=False)
    return marked


def _groups(sheet: Sheet, role: str, ids: pa.Array, here: BoolArray, markers: pa.Array) -> pa.Table:
    size = sheet.table.num_rows
    parts = []
    for name, column in sheet.layout.mentions[role].groups.items():
        levels = sheet.read("group", column, f"{role}.{name}")
        columns = {
            "mention_id": ids,
            "group": pa.array([name] * size, pa.string()),
            "level": levels,
            "source": pa.array([sheet.source] * size, pa.string()),
            "on_date": sheet.nothing(),
        }
        told = here & pc.is_valid(levels).to_numpy(zero_copy_only=False)
        if name == AREA:
            told &= ~_is_marked(markers)
        parts.append(pa.table(columns, schema=tables.GROUPS).filter(pa.array(told)))
    return _stack(parts, tables.GROUPS)


def _quarantine(sheet: Sheet, rows: Rows) -> pa.Table:
    unreadable = len(rows.unreadable)
    columns = [
        pa.array([sheet.source] * unreadable, pa.string()),
        pa.array(rows.unreadable, pa.int64()),
        pa.array(["row"] * unreadable, pa.string()),
        pa.array(["has the wrong number of cells"] * unreadable, pa.string()),
        pa.array(
            ["The row has more or fewer cells than the header: row set aside."] * unreadable, pa.string()
        ),
        pa.array([False] * unreadable, pa.bool_()),
    ]
    found = _stack([pa.table(columns, schema=tables.QUARANTINE), *sheet.problems], tables.QUARANTINE)
    return found.sort_by([("row_number", "ascending"), ("field", "ascending"), ("rule", "ascending")])


def _stack(parts: list[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *parts]).combine_chunks()
