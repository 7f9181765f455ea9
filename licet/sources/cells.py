"""Typed cells as text: the one place where a number or a date becomes what a layout declares."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import SourceError
from licet.sources.identifiers import missing_if_empty
from licet.sources.layout import DateFormat

PATTERNS = {
    DateFormat.ISO: "%Y-%m-%d",
    DateFormat.BRITISH: "%d/%m/%Y",
    DateFormat.AMERICAN: "%m/%d/%Y",
    DateFormat.COMPACT: "%Y%m%d",
    DateFormat.AMERICAN_COMPACT: "%m%d%Y",
}
WITH_TIME = "%Y-%m-%dT%H:%M:%S"
EXACT = 2.0**53
"""Above it, a float no longer tells one whole number from the next."""

ARROW_OF: dict[type, Callable[[Sequence[Any]], pa.Array]] = {
    str: lambda cells: pa.array(cells, pa.string()),
    bool: lambda cells: pa.array(cells, pa.bool_()),
    float: lambda cells: pa.array(cells, pa.float64()),
    date: lambda cells: pa.array(cells, pa.date32()),
    datetime: pa.array,
    # Whole numbers may be longer than any integer of Arrow; the others are what their own text says.
    **dict.fromkeys(
        (int, Decimal, UUID, time, timedelta),
        lambda cells: pa.array([None if cell is None else str(cell) for cell in cells], pa.string()),
    ),
}
"""How Python cells of one kind, or None, become a column of Arrow."""


def as_text(cells: pa.Array, written: DateFormat) -> pa.Array:
    """A typed column as text; missing where empty.

    written: the form that the layout declares for dates in this column. A cell that is a date takes it, so
    that it satisfies it; a time of day is kept only beside an ISO date. Whole numbers that came as floats
    lose their point.
    """
    kind = cells.type
    if pa.types.is_dictionary(kind):
        return as_text(cells.dictionary, written).take(cells.indices)
    if is_day(kind):
        # Writing a date out is slow, and days repeat.
        encoded = cells.dictionary_encode()
        return _days(encoded.dictionary, written).take(encoded.indices)
    if pa.types.is_floating(kind):
        return _numbers(cells.cast(pa.float64()))
    if pa.types.is_nested(kind):
        raise _not_one_value(str(kind))
    return missing_if_empty(cells.cast(pa.string()))


def is_day(kind: pa.DataType) -> bool:
    """Whether cells of a type are dates, with or without a time of day."""
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def text_of(cells: Sequence[Any], written: DateFormat) -> pa.Array:
    """A column of Python objects as text; kinds may be mixed, and each goes by its own rule."""
    kinds = list(map(type, cells))
    parts = []
    for kind in sorted(set(kinds) - {type(None)}, key=lambda each: each.__name__):
        if kind not in ARROW_OF:
            raise _not_one_value(kind.__name__)
        own = [cell if each is kind else None for cell, each in zip(cells, kinds, strict=True)]
        parts.append(as_text(ARROW_OF[kind](own), written))
    return pc.coalesce(*parts) if parts else pa.nulls(len(cells), pa.string())


def _days(cells: pa.Array, written: DateFormat) -> pa.Array:
    """Dates, with or without a time of day, on the clocks of the zone that they are given in."""
    zone = getattr(cells.type, "tz", None)
    clock = (cells if zone is None else pc.local_timestamp(cells)).cast(pa.timestamp("s"), safe=False)
    days = pc.strftime(clock, format=PATTERNS[written])
    if written is not DateFormat.ISO:
        return days
    midnight = pc.equal(clock, pc.floor_temporal(clock, unit="day"))
    return pc.if_else(midnight, days, pc.strftime(clock, format=WITH_TIME))


def _numbers(cells: pa.Array) -> pa.Array:
    told = pc.if_else(pc.is_nan(cells), None, cells)
    whole = pc.and_(pc.equal(pc.floor(told), told), pc.less(pc.abs(told), EXACT))
    counted = pc.if_else(whole, told, None).cast(pa.int64()).cast(pa.string())
    return pc.coalesce(counted, told.cast(pa.string()))


def _not_one_value(kind: str) -> SourceError:
    return SourceError(
        f"has a column of {kind}, where text, a number or a date is expected. Ask the holder for one value "
        "in each cell."
    )
