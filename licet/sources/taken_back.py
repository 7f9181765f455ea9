"""Feeds that take back what they said: a row may delete earlier rows, or take their place."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import SourceError
from licet.sources.batches import ROW
from licet.sources.files import Rows
from licet.sources.identifiers import BoolArray
from licet.sources.layout import Layout
from licet.sources.names import plain

DELETION, UPDATE = "deletion", "update"


@dataclass(frozen=True)
class TakenBack:
    """Which rows no longer stand, by cause, and which rows only order that and name nobody."""

    causes: Mapping[str, BoolArray]
    orders: BoolArray

    @property
    def standing(self) -> BoolArray:
        """The rows that say something, and that no later row takes back."""
        standing: BoolArray = ~np.logical_or.reduce([self.orders, *self.causes.values()])
        return standing


def taken_back(source: str, layout: Layout, rows: Rows) -> TakenBack:
    """Which rows a feed's later rows take back: all before the last deletion, and all that were updated.

    Raises SourceError where it cannot be known whom a row deletes: to go on would link somebody who is to be
    forgotten.
    """
    orders = _orders(layout, rows.table)
    if layout.record is None or not (layout.updates or layout.deletions):
        return TakenBack({}, orders)
    ids = pc.utf8_trim_whitespace(rows.table.column(layout.record).combine_chunks())
    known = pc.is_valid(ids).to_numpy(zero_copy_only=False)
    _check_known(source, layout, rows, orders & ~known)
    which = ids.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    place, spoke = np.arange(len(which)), known & ~orders
    causes = {DELETION: spoke & (place < _last(which, orders))}
    if layout.updates:
        causes[UPDATE] = spoke & (place < _last(which, spoke)) & ~causes[DELETION]
    return TakenBack(causes, orders)


def _orders(layout: Layout, table: pa.Table) -> BoolArray:
    if layout.deletions is None:
        return np.zeros(table.num_rows, dtype=bool)
    words = plain(pa.array(list(layout.deletions.is_), pa.string()))
    said = plain(table.column(layout.deletions.column.column).combine_chunks())
    orders: BoolArray = pc.is_in(said, words).to_numpy(zero_copy_only=False)
    return orders


def _last(which: np.ndarray, among: BoolArray) -> np.ndarray:
    """For each row the place of the last row of its id among these, -1 where there is none."""
    last = np.full(which.max(initial=-1) + 2, -1)
    chosen = np.flatnonzero(among)
    # Where an index comes twice, the assignment that comes last stands.
    last[which[chosen]] = chosen
    return np.asarray(last[which])


def _check_known(source: str, layout: Layout, rows: Rows, nameless: BoolArray) -> None:
    unsplit = rows.unreadable if layout.deletions is not None else rows.unreadable.slice(0, 0)
    for row in unsplit.slice(0, 1).to_pylist():
        raise SourceError(
            f"{source}  row {row[ROW]:,} {row['rule']}, and it may be one that deletes another. Mend it; "
            "nothing is linked until every row can be read."
        )
    for number in rows.table.column(ROW).filter(pa.array(nameless)).to_pylist()[:1]:
        raise SourceError(
            f"{source}  row {number:,} deletes a record without saying which: '{layout.record}' is missing. "
            "Ask the holder which; nothing is linked until it is known."
        )
