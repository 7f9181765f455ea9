"""Dates as ISO text, from the one order that a layout declares; impossible days are missing."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.sources.identifiers import BoolArray, missing_if_empty
from licet.sources.layout import DateFormat

ORDER = {
    DateFormat.ISO: r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T ].*)?$",
    DateFormat.BRITISH: r"^(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})(?:[T ].*)?$",
    DateFormat.AMERICAN: r"^(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})(?:[T ].*)?$",
    DateFormat.COMPACT: r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})$",
    DateFormat.AMERICAN_COMPACT: r"^(?P<m>\d{2})(?P<d>\d{2})(?P<y>\d{4})$",
}
"""The order is declared; hyphens, slashes or points may part the numbers, and a time of day may follow."""

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
SPIKE = 5.0
"""How many times its fair share of birthdays a 1 January may have before it counts as a default."""
MOST = 0.5
AMBIGUOUS = 0.25
"""The share of dates that fail from which the order is in doubt: of days in another order, 61 in 100 fail."""

TWO_DIGIT_YEAR = r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$"


def iso_dates(values: pa.Array, written: DateFormat) -> pa.Array:
    """Dates as yyyy-mm-dd text; what is not a day of the calendar in the declared order is missing."""
    parts = pc.extract_regex(pc.utf8_trim_whitespace(values), ORDER[written])
    year, month, day = (_numbers(parts, name) for name in "ymd")
    real = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1000)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)) & (month == 2)
    real &= day <= DAYS[np.clip(month, 1, 12) - 1] + leap
    joined = pc.binary_join_element_wise(pa.array(year).cast(pa.string()), _two(month), _two(day), "-")
    return pc.if_else(pa.array(real), joined, pa.scalar(None, pa.string()))


def without_defaults(birth_dates: pa.Array) -> pa.Array:
    """Dates of birth without the defaults that forms put in: 1900-01-01, and a spike on 1 January."""
    first = pc.fill_null(pc.equal(birth_dates, "1900-01-01"), False)
    new_year = pc.fill_null(pc.ends_with(birth_dates, "-01-01"), False)
    known = len(birth_dates) - birth_dates.null_count
    expected = known / 365.25
    if known >= 400 and pc.sum(new_year).as_py() > SPIKE * expected:
        first = pc.or_(first, new_year)
    return pc.if_else(first, pa.scalar(None, pa.string()), birth_dates)


def is_bad(original: pa.Array, read: pa.Array) -> BoolArray:
    """Where something was written but no date came of it."""
    written = pc.is_valid(missing_if_empty(pc.utf8_trim_whitespace(original)))
    bad: BoolArray = pc.and_(written, pc.is_null(read)).to_numpy(zero_copy_only=False)
    return bad


def hint(values: pa.Array, bad: BoolArray, written: DateFormat) -> str:
    """What most of the dates that fail may be instead, in words that go on from the rule; else nothing."""
    failing = values.filter(pa.array(bad))
    other = _other_order(failing, written)
    if other is not None:
        return f", and most of these would be dates written {other}"
    short = pc.match_substring_regex(pc.utf8_trim_whitespace(failing), TWO_DIGIT_YEAR)
    if pc.sum(short).as_py() > MOST * len(failing):
        return ", and most of these have a year of two digits, which may mean two centuries"
    return ""


def is_in_another_order(values: pa.Array, bad: BoolArray, written: DateFormat) -> bool:
    """Whether so many dates fail, and another order reads so many of all, that the others are misread too."""
    told = values.drop_null()
    other = _other_order(values.filter(pa.array(bad)), written)
    if other is None or bad.sum() < AMBIGUOUS * len(told) or bad.sum() == len(told):
        return False
    return _readable(told, other) > MOST * len(told)


def _other_order(failing: pa.Array, written: DateFormat) -> DateFormat | None:
    """The form in which most of these dates could be read, and more than in any other."""
    found = {other: _readable(failing, other) for other in DateFormat if other is not written}
    best = max(found, key=lambda other: found[other])
    return best if found[best] > MOST * len(failing) else None


def _readable(values: pa.Array, written: DateFormat) -> int:
    read = iso_dates(values, written)
    return len(read) - int(read.null_count)


def _numbers(parts: pa.Array, name: str) -> np.ndarray:
    texts = pc.fill_null(missing_if_empty(pc.struct_field(parts, name)), "0")
    numbers: np.ndarray = texts.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return numbers


def _two(numbers: np.ndarray) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 2, "0")
