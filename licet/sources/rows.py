"""From rows to mentions, ties, addresses and events, as a layout says; broken rows are set aside."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.programme import Category
from licet.sources import tables
from licet.sources.asserted import events_table, read_event, read_tie, ties_table
from licet.sources.batches import ROW
from licet.sources.drafts import Draft, drafts_of, is_there
from licet.sources.files import Rows
from licet.sources.layout import Layout
from licet.sources.mentioned import Mentioned, addresses_table, groups_table, mention_ids, mentions_table
from licet.sources.protection import markers_of, protected_places
from licet.sources.sheet import Sheet
from licet.sources.taken_back import TakenBack, taken_back

NOBODY = "nobody"


def interpret(source: str, layout: Layout, rows: Rows, permitted: frozenset[Category]) -> tables.Arrived:
    """Turn rows into tables.

    Mentions named do-not-link are still in the result, so marked; the caller excludes and counts them.
    A protected address is dropped here and goes nowhere, and so is whom later rows take back, but for their
    number. Everything that may set a row aside is read before the first table is made.
    """
    back = taken_back(source, layout, rows)
    everything = np.ones(rows.table.num_rows, dtype=bool)
    sheet = Sheet(source, layout, permitted, rows.table, everything, back.standing)
    record_ids, drafts = _record_ids(sheet), drafts_of(sheet)
    ties = [read_tie(sheet, tie) for tie in layout.ties]
    events = [read_event(sheet, event) for event in layout.events]
    who = _mentioned(sheet, drafts, record_ids)
    everybody = list(who.values())
    counts = _counts(sheet, rows, everybody, back)
    return tables.Arrived(
        mentions=_stack((mentions_table(sheet, each) for each in everybody), tables.MENTIONS),
        addresses=_stack((addresses_table(each) for each in everybody), tables.ADDRESSES),
        ties=_stack((ties_table(sheet, tie, who) for tie in ties), tables.TIES),
        events=_stack((events_table(sheet, event, who) for event in events), tables.EVENTS),
        groups=_stack((groups_table(sheet, each) for each in everybody), tables.GROUPS),
        quarantine=_quarantine(sheet, rows),
        restrictions=tables.RESTRICTIONS.empty_table(),
        protected=_stack(
            (protected_places(each.draft, each.markers) for each in everybody), tables.PROTECTED
        ),
        counts=(counts,),
    )


def _record_ids(sheet: Sheet) -> pa.Array:
    if sheet.layout.record is None:
        return sheet.table.column(ROW).combine_chunks().cast(pa.string())
    ids = sheet.table.column(sheet.layout.record).combine_chunks()
    missing = pc.is_null(ids).to_numpy(zero_copy_only=False)
    sheet.note(missing, sheet.layout.record, "is missing", set_aside=True)
    codes = ids.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    standing = np.flatnonzero(sheet.standing)
    first = np.zeros(len(codes), dtype=bool)
    first[standing[np.unique(codes[standing], return_index=True)[1]]] = True
    sheet.note(~first & ~missing, sheet.layout.record, "repeats an earlier row's", set_aside=True)
    return ids


def _mentioned(sheet: Sheet, drafts: dict[str, Draft], record_ids: pa.Array) -> dict[str, Mentioned]:
    """Whom the accepted rows mention in each role; a row that names nobody is not accepted."""
    there = {role: is_there(draft) for role, draft in drafts.items()}
    nobody = ~np.logical_or.reduce(list(there.values()))
    sheet.note(nobody & sheet.accepted, NOBODY, "names nobody", set_aside=True)
    return {
        role: Mentioned(
            role,
            draft,
            mention_ids(sheet.source, record_ids, role),
            record_ids,
            markers_of(sheet, role, drafts),
            there[role] & sheet.accepted & sheet.standing,
            there[role],
        )
        for role, draft in drafts.items()
    }


def _counts(sheet: Sheet, rows: Rows, everybody: Iterable[Mentioned], back: TakenBack) -> tables.Counts:
    accepted = int(sheet.accepted.sum())
    kept = sum(int(each.here.sum()) for each in everybody)
    gone = {
        cause: sum(int((each.there & taken).sum()) for each in everybody)
        for cause, taken in back.causes.items()
        if taken.any()
    }
    mentions = kept + sum(gone.values())
    return tables.Counts(sheet.source, rows.total, accepted, rows.total - accepted, mentions, kept, gone)


def _quarantine(sheet: Sheet, rows: Rows) -> pa.Table:
    rules, count = rows.unreadable.column("rule"), rows.unreadable.num_rows
    unreadable = {
        "source": pa.repeat(sheet.source, count),
        "row_number": rows.unreadable.column(ROW),
        "field": pa.repeat("row", count),
        "rule": rules,
        "message": pc.binary_join_element_wise("The row ", rules, ": row set aside.", ""),
        "row_kept": pa.repeat(False, count),
    }
    found = _stack([pa.table(unreadable, schema=tables.QUARANTINE), *sheet.problems], tables.QUARANTINE)
    return found.sort_by([("row_number", "ascending"), ("field", "ascending"), ("rule", "ascending")])


def _stack(parts: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *parts])
