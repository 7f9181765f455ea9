"""A person keeps the number of an earlier run; splits, merges, births and farewells are told."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.errors import ScienceError
from licet.linkage.identity import reconcile

MENTIONS = 8
SCHEMA = pa.schema([("mention_id", pa.string()), ("person_id", pa.string())])


def persons(text: str) -> pa.Table:
    """'ab c': mentions a and b are P00000001, c is P00000002."""
    groups = text.split()
    rows = [
        {"mention_id": mention, "person_id": f"P{number:08d}"}
        for number, group in enumerate(groups, 1)
        for mention in group
    ]
    return pa.Table.from_pylist(
        rows, schema=pa.schema([("mention_id", pa.string()), ("person_id", pa.string())])
    )


def numbers(before: str, after: str, last: int = 9) -> dict[str, int]:
    """The lasting number of each group of the new run."""
    found = reconcile(persons(before), persons(after), last=last).persons.to_pylist()
    return {
        group: next(int(row["person_id"][1:]) for row in found if row["mention_id"] == group[0])
        for group in after.split()
    }


def changes(before: str, after: str) -> list[tuple[int, str, int | None, int]]:
    """What is told: number, change, other number, mentions."""
    return [
        (
            int(row["person_id"][1:]),
            row["change"],
            row["other_id"] and int(row["other_id"][1:]),
            row["count"],
        )
        for row in reconcile(persons(before), persons(after), last=9).changes.to_pylist()
    ]


def test_the_same_people_keep_their_numbers_in_any_order():
    """A new run numbers people anew; they keep what they had."""
    assert numbers("ab c de", "de c ab") == {"de": 3, "c": 2, "ab": 1}


def test_the_larger_part_keeps_the_number():
    """Two of three mentions stay; the third is somebody else, with a number that nobody had."""
    assert numbers("abc", "c ab") == {"c": 10, "ab": 1}
    assert changes("abc", "c ab") == [(1, "kept", None, 2), (10, "split", 1, 1)]


def test_of_two_who_become_one_the_larger_share_stays():
    """The number that most mentions had; the other one is told as merged."""
    assert numbers("a bc", "abc") == {"abc": 2}
    assert changes("a bc", "abc") == [(2, "kept", None, 2), (2, "merged", 1, 1)]


def test_who_is_new_and_who_is_gone():
    """A number is never given twice."""
    assert changes("a b", "b c") == [(1, "gone", None, 1), (2, "kept", None, 1), (10, "new", None, 1)]


def test_a_mention_that_went_to_another_is_told():
    """b was linked to the wrong person: its number stays with a, and b is told as having come from there."""
    assert changes("ab cde", "a bcde") == [
        (1, "kept", None, 1),
        (2, "kept", None, 3),
        (2, "moved", 1, 1),
    ]


def test_a_number_past_the_last_one_is_refused():
    """Otherwise it would be given twice."""
    with pytest.raises(ScienceError, match="past the last one"):
        reconcile(persons("a b"), persons("a b"), last=1)


PARTITION = st.lists(st.integers(0, 3), min_size=MENTIONS, max_size=MENTIONS)


@settings(max_examples=40, deadline=None)
@given(PARTITION, PARTITION, st.integers(0, MENTIONS), st.integers(0, MENTIONS))
def test_everybody_has_one_number_and_no_number_is_of_two(
    one: list[int], other: list[int], gone: int, come: int
):
    """Whatever happened: the groups stay as they are, and numbers are either old ones or past the last."""

    def table(labels: list[int], mentions: range) -> pa.Table:
        rows = [{"mention_id": f"m{k}", "person_id": f"P{labels[k] + 1:08d}"} for k in mentions]
        return pa.Table.from_pylist(rows, schema=SCHEMA)

    before, after = table(one, range(gone, MENTIONS)), table(other, range(MENTIONS - come))
    found = reconcile(before, after, last=4).persons.to_pylist()
    lasting = {
        (was["person_id"], now["person_id"]) for was, now in zip(after.to_pylist(), found, strict=True)
    }
    assert len({was for was, _ in lasting}) == len({now for _, now in lasting}) == len(lasting)
    old = set(before["person_id"].to_pylist())
    assert all(now in old or int(now[1:]) > 4 for _, now in lasting)
