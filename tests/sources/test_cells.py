"""How a cell that is no text becomes the text that a layout expects."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from licet.errors import SourceError
from licet.sources.cells import as_text, text_of
from licet.sources.dates import iso_dates
from licet.sources.layout import DateFormat

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize("written", DateFormat)
def test_a_cell_that_is_a_date_satisfies_any_declared_form(written):
    days = [date(2015, 2, 28), date(1987, 12, 1), None]
    for cells in (text_of(days, written), as_text(pa.array(days), written)):
        assert iso_dates(cells, written).to_pylist() == ["2015-02-28", "1987-12-01", None]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.0, "12"),
        (12, "12"),
        (9434765919.0, "9434765919"),
        (100000000000000.0, "100000000000000"),
        (12.5, "12.5"),
        (-3.0, "-3"),
        (float("nan"), None),
        (10**30, "1" + "0" * 30),
        (True, "true"),
        ("", None),
        ("007", "007"),
        (None, None),
        (Decimal("12.50"), "12.50"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (datetime(2015, 2, 28), "2015-02-28"),
        (datetime(2015, 2, 28, 9, 5), "2015-02-28T09:05:00"),
        (datetime(2015, 7, 1, 0, 0, tzinfo=LONDON), "2015-07-01"),
    ],
)
def test_each_kind_of_cell_has_one_text(cell, text):
    assert text_of([cell], DateFormat.ISO).to_pylist() == [text]


def test_kinds_may_be_mixed_in_a_column():
    """A column of a workbook, where somebody typed one date as text."""
    cells = [date(2015, 2, 28), "01/03/2015", None, datetime(2015, 4, 5, 23, 0), 7.0]
    assert text_of(cells, DateFormat.BRITISH).to_pylist() == [
        "28/02/2015",
        "01/03/2015",
        None,
        "05/04/2015",
        "7",
    ]


def test_a_moment_is_the_day_on_the_clocks_of_its_zone():
    late = pa.array([datetime(2015, 6, 30, 23, 30, tzinfo=UTC)]).cast(pa.timestamp("us", "Europe/London"))
    assert as_text(late, DateFormat.BRITISH).to_pylist() == ["01/07/2015"]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["x", "", None]),
        pa.array(["x", "", None]).dictionary_encode(),
        pa.array(["x", "", None], pa.large_string()),
        pa.array(["x", "", None], pa.string_view()),
        pa.array([b"x", b"", None], pa.binary()),
    ],
)
def test_every_kind_of_text_column_is_read(column):
    assert as_text(column, DateFormat.ISO).to_pylist() == ["x", None, None]


@pytest.mark.parametrize("cell", [b"x", [1], {"a": 1}])
def test_what_is_not_one_value_is_refused(cell):
    with pytest.raises(SourceError, match="Ask the holder for one value in each cell"):
        text_of([cell], DateFormat.ISO)


def test_a_nested_column_is_refused():
    with pytest.raises(SourceError, match=r"has a column of list<.*>, where text"):
        as_text(pa.array([[1, 2]]), DateFormat.ISO)
