"""Lines of an address: what is taken from the front of the street, and that a home comes of it."""

import numpy as np
import pyarrow as pa
import pytest

from licet.programme import Category
from licet.sources.batches import ROW, UNREADABLE
from licet.sources.files import Rows
from licet.sources.layout import Layout
from licet.sources.lines import taken_apart
from licet.sources.rows import interpret

POSTCODE = "WX1 2AB"


@pytest.mark.parametrize(
    ("line", "unit", "number", "street"),
    [
        ("12 mill lane", None, "12", "mill lane"),
        ("12, mill lane", None, "12", "mill lane"),
        ("12a mill lane", None, "12a", "mill lane"),
        ("12 a, mill lane", None, "12a", "mill lane"),
        ("12-14 mill lane", None, "12-14", "mill lane"),
        ("12 a - 14 b mill lane", None, "12a-14b", "mill lane"),
        ("3/12 mill lane", None, "3/12", "mill lane"),
        ("flat 3, 12 mill lane", "flat 3", "12", "mill lane"),
        ("apt. b 12 mill lane", "apt. b", "12", "mill lane"),
        ("fflat 2, 5 y stryd fawr", "fflat 2", "5", "y stryd fawr"),
        ("rose cottage, mill lane", None, None, "rose cottage, mill lane"),
        ("flat 3 mill house", None, None, "flat 3 mill house"),
        ("5th avenue", None, None, "5th avenue"),
        ("flat lane", None, None, "flat lane"),
        ("12", None, None, "12"),
        (None, None, None, None),
    ],
)
def test_a_line_is_taken_apart_at_the_number_that_it_begins_with(line, unit, number, street):
    parts = taken_apart(pa.array([line], pa.string()))
    assert {name: values.to_pylist() for name, values in parts.items()} == {
        "unit": [unit],
        "street_number": [number],
        "street_name": [street],
    }


def mentioned(address, permitted=frozenset(Category), **given):
    """The mentions of a source of one role, with the addresses that these columns give them."""
    layout = Layout.model_validate(
        {
            "layout": "s",
            "version": 1,
            "category": "housing",
            "mentions": {"tenant": {"surname": "name", "address": address}},
        }
    )
    told = {name: pa.array(cells, pa.string()) for name, cells in given.items()}
    rows = pa.table(told | {"name": ["Osei"] * len(told["pc"]), ROW: np.arange(len(told["pc"])) + 1})
    return interpret("s", layout, Rows(rows, UNREADABLE.empty_table()), permitted).mentions


def test_a_line_gives_the_home_that_columns_apart_would_give():
    lines, pc = ["12 Mill Lane", "Flat 3, 12 Mill Lane", "Rose Cottage", None], [POSTCODE] * 4
    one = mentioned({"number-and-street": "line", "postcode": "pc"}, line=lines, pc=pc)
    apart = {"unit": "flat", "street-number": "no", "street-name": "street", "postcode": "pc"}
    no, street = ["12", "12", None, None], ["Mill Lane", "Mill Lane", "Rose Cottage", None]
    other = mentioned(apart, flat=[None, "Flat 3", None, None], no=no, street=street, pc=pc)
    for field in ("unit", "street_number", "street_name", "postcode", "address_key"):
        assert one.column(field).to_pylist() == other.column(field).to_pylist()
    assert one.column("address_key").null_count == 2


@pytest.mark.parametrize(
    ("one", "other", "standard"),
    [
        ("12 A", "12a", "12a"),
        ("7 - 9", "7-9", "7-9"),
        ("3 / 12", "3/12", "3/12"),
        ("12 A - 14 b", "12a-14B", "12a-14b"),
        ("12 Y", "12y", "12y"),
        ("Rose  Cottage", "rose cottage", "rose cottage"),
        ("3 Mill House", "3 mill house", "3 mill house"),
    ],
)
def test_a_house_is_one_however_its_number_is_written(one, other, standard):
    address = {"street-number": "no", "street-name": "street", "postcode": "pc"}
    got = mentioned(address, no=[one, other], street=["Mill Lane"] * 2, pc=[POSTCODE] * 2)
    assert got.column("street_number").to_pylist() == [standard] * 2
    assert len(set(got.column("address_key").to_pylist())) == 1


@pytest.mark.parametrize("number", ["12 A", "12a", "7 - 9", "7-9", "7 - 9 b", "3 /12"])
def test_a_source_of_one_column_and_one_of_two_tell_of_the_same_home(number):
    one = mentioned(
        {"number-and-street": "line", "postcode": "pc"}, line=[f"{number} Mill Lane"], pc=[POSTCODE]
    )
    apart = {"street-number": "no", "street-name": "street", "postcode": "pc"}
    other = mentioned(apart, no=[number], street=["Mill Lane"], pc=[POSTCODE])
    assert one.column("address_key").to_pylist() == other.column("address_key").to_pylist() != [None]


def test_columns_apart_go_before_a_line():
    address = {"number-and-street": "line", "street-number": "no", "postcode": "pc"}
    got = mentioned(address, line=["12 Mill Lane"] * 2, no=["14", None], pc=[POSTCODE] * 2)
    assert got.column("street_number").to_pylist() == ["14", "12"]
    assert got.column("street_name").to_pylist() == ["mill lane"] * 2


def test_a_line_that_may_not_be_read_gives_nothing():
    address = {"number-and-street": {"column": "line", "category": "police"}, "postcode": "pc"}
    for permitted, street in (({Category.HOUSING, Category.POLICE}, "mill lane"), ({Category.HOUSING}, None)):
        got = mentioned(address, permitted, line=["12 Mill Lane"], pc=[POSTCODE])
        assert got.column("street_name").to_pylist() == [street]
