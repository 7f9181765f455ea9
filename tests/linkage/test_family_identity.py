"""A family's number stays with the children: siblings who part, a second home, a family that ends."""

from datetime import date

import pyarrow as pa
import pytest

from licet.errors import ScienceError
from licet.linkage.families import FAMILIES
from licet.linkage.family_identity import reconcile_families

AS_OF = date(2026, 9, 1)
CHILDREN = {"a": 12, "b": 9, "c": 3, "d": None, "e": None}
"""Ages; `e` is expected."""


def families(text: str) -> pa.Table:
    """'a b | p 2015': children, then carers, each with the year since which they care (`~`: until 2020).

    The k-th line is family F000000k. `-p` is a parent who lives elsewhere.
    """
    rows = []
    for number, line in enumerate(text.strip().splitlines(), 1):
        name, (children, _, carers) = f"F{number:07d}", line.partition("|")
        for child in children.split():
            role = "expected-child" if child == "e" else "child"
            rows.append((name, child, role, None, 1.0, None, None))
            for carer in carers.split(","):
                who, *since = carer.split()
                until = "2020-01-01" if "~" in since else None
                start = next((f"{year}-01-01" for year in since if year != "~"), None)
                role = "non-resident-parent" if who.startswith("-") else "parent"
                rows.append((name, who.lstrip("-"), role, child, 1.0, start, until))
    return pa.Table.from_pylist(
        [dict(zip(FAMILIES.names, row, strict=True)) for row in rows], schema=FAMILIES
    )


PEOPLE = pa.table(
    {
        "person_id": list(CHILDREN),
        "age": pa.array(CHILDREN.values(), pa.int64()),
        "expected": [child == "e" for child in CHILDREN],
    }
)
NO_CHANGES = pa.schema(
    [("person_id", pa.string()), ("change", pa.string()), ("other_id", pa.string()), ("count", pa.int64())]
).empty_table()


def reconciled(before: str, after: str, persons: pa.Table = NO_CHANGES, last: int = 9):
    return reconcile_families(families(before), families(after), PEOPLE, persons, AS_OF, last=last)


def numbers(before: str, after: str, **more) -> list[int]:
    """The lasting number of each line of the new run."""
    found = reconciled(before, after, **more).families
    lines = families(after).to_pylist()
    same = {
        (old["family_id"], new["family_id"])
        for old in lines
        for new in found.to_pylist()
        if old["person_id"] == new["person_id"] and old["role"] == new["role"] == "child"
    }
    lasting = [{new for old, new in same if old == name} for name in sorted({old for old, _ in same})]
    taken = [names.pop() if len(names) == 1 else None for names in lasting]
    return [name and int(name[1:]) for name in taken]


def changes(before: str, after: str) -> list[tuple[int, str, int | None, int]]:
    return [
        (int(row["family_id"][1:]), row["change"], row["other_id"] and int(row["other_id"][1:]), row["count"])
        for row in reconciled(before, after).changes.to_pylist()
    ]


def test_families_keep_their_numbers_in_any_order():
    assert numbers("a | p\nb | q", "b | q\na | p") == [2, 1]


def test_when_siblings_part_the_number_goes_with_the_larger_part():
    """Two of three stay, though the youngest moves out."""
    assert numbers("a b c | p", "c | q\na b | p") == [10, 1]
    assert changes("a b c | p", "c | q\na b | p") == [(1, "kept", None, 2), (10, "split", 1, 1)]


def test_of_equal_parts_the_one_with_the_youngest_child_keeps_it():
    """Whoever cares for them: the number is the children's."""
    assert numbers("a c | p", "a | p\nc | q") == [10, 1]


def test_a_child_who_is_expected_is_younger_than_any_and_one_of_unknown_age_older():
    assert numbers("c d | p", "d | p\nc | q") == [10, 1]
    found = reconciled("c e | p", "c | p\ne | q").changes.to_pylist()
    assert [(row["family_id"], row["change"]) for row in found] == [
        ("F0000001", "kept"),
        ("F0000010", "split"),
    ]
    kept = reconciled("c e | p", "c | p\ne | q").families.to_pylist()
    assert {row["family_id"] for row in kept if row["person_id"] == "e"} == {"F0000001"}


SECOND_HOME = [
    ("a | p 2015", "a | q 2020, -p\na | p 2015, -q"),
    ("a | p 2020", "a | q 2015, -p\na | p 2020, -q"),
]


@pytest.mark.parametrize(("before", "after"), SECOND_HOME)
def test_a_second_home_leaves_the_number_with_the_longer_tie(before: str, after: str):
    """The one who has cared longer has it, whoever had it before."""
    found = reconciled(before, after).families.to_pylist()
    longest = {row["person_id"] for row in found if row["valid_from"] == "2015-01-01"}
    assert {
        r["person_id"] for r in found if r["family_id"] == "F0000001" and r["role"] == "parent"
    } == longest


def test_a_tie_that_has_ended_is_not_the_longer_one():
    """Somebody cared since 2010 and stopped; what counts is who cares today."""
    found = reconciled("a | p", "a | p 2018\na | q 2019, x 2010 ~").families.to_pylist()
    assert {r["person_id"] for r in found if r["family_id"] == "F0000001" and r["role"] == "parent"} == {"p"}


def test_where_no_tie_is_longer_the_same_carers_keep_it():
    """A child of two homes stays a child of the same two, each with its number."""
    found = reconciled("a | p\na | q", "a | q\na | p").families.to_pylist()
    carers = {row["family_id"]: row["person_id"] for row in found if row["role"] == "parent"}
    assert carers == {"F0000001": "p", "F0000002": "q"}
    assert changes("a | p\na | q", "a | q\na | p") == [(1, "kept", None, 1), (2, "kept", None, 1)]


def test_a_child_who_goes_to_another_family_is_told_and_who_stays_in_both_is_not():
    """Of three children `a` is in both homes all along; `b` moves from the one to the other."""
    assert changes("a b | p\na c | q", "a | p\na b c | q") == [
        (1, "kept", None, 1),
        (2, "kept", None, 2),
        (2, "moved", 1, 1),
    ]


def test_two_families_who_become_one_keep_the_number_of_more_children():
    assert changes("a | p\nb c | q", "a b c | p, q") == [(2, "kept", None, 2), (2, "merged", 1, 1)]


def test_a_family_ends_when_no_dependent_child_remains():
    """The parents of a grown child who have another are another family; its number is never given again."""
    assert changes("a | p", "c | p") == [(1, "gone", None, 1), (10, "new", None, 1)]


def test_a_child_who_was_two_persons_is_found_as_the_one_it_is_now():
    """The linkage now says that `x`, who was counted as somebody, is `a`."""
    merged = pa.Table.from_pylist(
        [{"person_id": "a", "change": "merged", "other_id": "x", "count": 1}], schema=NO_CHANGES.schema
    )
    assert numbers("x | p", "a | p", persons=merged) == [1]
    assert numbers("x | p", "a | p") == [10]


def test_a_number_past_the_last_one_is_refused():
    with pytest.raises(ScienceError, match="past the last one"):
        reconciled("a | p\nb | q", "a | p", last=1)
