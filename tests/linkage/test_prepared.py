"""Mentions as they come: any data frame, and an address key where there is none."""

import pyarrow as pa
import pytest

from licet.errors import ScienceError
from licet.linkage import link, relink, standard_model
from licet.linkage.prepared import as_table, with_address
from tests.linkage.tables import table
from tests.linkage.town import CONSTRAINTS, both, homes, linked

TOWN = homes(60, 4)


class Frame:
    """A data frame of any library: what it has in common with others is that it streams to Arrow."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table.cast(pa.schema([(name, pa.large_string()) for name in table.column_names]))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def test_any_data_frame_gives_the_same_answer():
    frame = Frame(both(TOWN, TOWN))
    found = link(frame, standard_model(frame), CONSTRAINTS)
    assert found.persons.equals(linked(TOWN, TOWN).persons)
    again = relink(found, frame, frame, standard_model(frame), CONSTRAINTS)
    assert again.persons.equals(found.persons)


def test_other_kinds_of_text_are_plain_text():
    for kind in (pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
        column = pa.array(["ada", None]).cast(kind)
        assert as_table(pa.table({"name": column}))["name"].type == pa.string()


def test_what_is_no_data_frame_is_refused():
    with pytest.raises(ScienceError, match="got a list"):
        as_table([{"mention_id": "m1"}])


def test_an_address_key_is_made_of_what_there_is():
    """A number and a street, or a number and a postcode; less is no address."""
    people = table("""
    street_number | street_name | postcode
    12            | High St     | ZX1 1AA
    12            | high st     | zx1 1aa
                  | high st     | zx1 1aa
    12            |             | zx1 1aa
    12            |             |
    """)
    assert with_address(people)["address_key"].to_pylist() == [
        "12|high st|zx1 1aa",
        "12|high st|zx1 1aa",
        None,
        "12||zx1 1aa",
        None,
    ]


def test_an_address_key_of_the_source_stays():
    people = table("""
    address_key | street_number | street_name
    uprn 7      | 12            | high st
    """)
    assert with_address(people).equals(people)


def test_homes_are_found_without_an_address_key():
    """The parts of an address do as well as a key made of them."""
    people = both(TOWN, TOWN).drop_columns("address_key")
    assert link(people, standard_model(people), CONSTRAINTS).persons.num_rows == people.num_rows
    assert "address_key" in standard_model(people).columns
