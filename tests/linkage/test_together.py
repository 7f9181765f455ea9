"""Who is mentioned together, and which pairs are looked at when two groups meet."""

import numpy as np
import pyarrow as pa
import pytest

from licet.linkage.constraints import Constraints, SourceConstraint, exclusive
from licet.linkage.encoding import encode
from licet.linkage.meetings import meetings_of
from licet.linkage.together import LARGEST, groups_of
from tests.linkage.tables import table

CONSTRAINTS = Constraints(
    {
        "school": SourceConstraint(once_per_record=True, once_in_file=frozenset({"child"})),
        "police": SourceConstraint(once_per_record=False),
        "census": SourceConstraint(once_per_record=True, once_per_address=True),
        "list": SourceConstraint(once_per_record=True, once_in_file=frozenset({"resident"})),
    }
)


def groups(mentions: pa.Table) -> set[frozenset[str]]:
    """The groups of more than one, by the ids of their mentions."""
    encoded = encode(mentions, [name for name in ("address_key", "surname") if name in mentions.column_names])
    found = groups_of(encoded, exclusive(encoded, CONSTRAINTS))
    ids = np.array(encoded.ids.to_pylist())
    parts = np.split(ids[found.members], found.start[1:-1])
    assert sum(map(len, parts)) == len(ids)
    return {frozenset(part.tolist()) for part in parts if len(part) > 1}


def test_a_record_is_a_group_but_for_who_lives_elsewhere():
    """A child with its mother, whose address nobody wrote twice; the father has an address of his own."""
    assert groups(
        table("""
            mention_id | source | record_id | role    | address_key
            c          | school | 1         | child   | 1 high st
            m          | school | 1         | contact |
            f          | school | 1         | contact | 9 low st
            other      | school | 2         | child   | 1 high st
        """)
    ) == {frozenset("cm")}


def test_people_of_one_address_are_a_group_where_nobody_is_listed_twice():
    """A list does that, or a census at each address; two records of the police may name one person."""
    assert groups(
        table("""
            mention_id | source | record_id | role     | address_key
            a          | list   | 1         | resident | 1 high st
            b          | list   | 2         | resident | 1 high st
            x          | list   | 3         | visitor  | 1 high st
            p          | police | 1         | named    | 1 high st
            q          | police | 1         | named    | 1 high st
            s          | census | 1         | person   | 1 high st
            t          | census | 2         | person   | 1 high st
            u          | census | 3         | person   | 2 high st
        """)
    ) == {frozenset("ab"), frozenset("st")}


def test_a_hall_is_no_family():
    """More people than a home has at one address are taken one by one."""
    rows = [
        {
            "mention_id": f"m{k}",
            "source": "list",
            "record_id": str(k),
            "role": "resident",
            "address_key": "hall",
        }
        for k in range(LARGEST + 1)
    ]
    assert groups(pa.Table.from_pylist(rows)) == set()
    assert len(groups(pa.Table.from_pylist(rows[1:]))) == 1


@pytest.mark.parametrize(
    ("surnames", "homes"),
    [(["osei", "lane", "abe", None, "abe"], 1), (["osei", "lane", "abe", "kaya", "abe"], 0)],
)
def test_a_hostel_is_several_homes(surnames, homes):
    """More surnames than a home has: nobody there is weighed by who else is not found."""
    rows = [
        {
            "mention_id": f"m{k}",
            "source": "list",
            "record_id": str(k),
            "role": "resident",
            "address_key": "2 drovers street",
            "surname": surname,
        }
        for k, surname in enumerate(surnames)
    ]
    assert len(groups(pa.Table.from_pylist(rows))) == homes


def test_all_members_meet_where_two_may_be_one_person():
    """The record that names several comes first; no pair that a constraint excludes; no group with itself."""
    mentions = table("""
        mention_id | source | record_id | role     | address_key
        a          | list   | 1         | resident | 1 high st
        b          | list   | 2         | resident | 1 high st
        c          | school | 1         | child    | 1 high st
        m          | school | 1         | contact  | 1 high st
        d          | school | 2         | child    | 2 high st
    """)
    encoded = encode(mentions, ["address_key"])
    marks = exclusive(encoded, CONSTRAINTS)
    found = groups_of(encoded, marks)
    ids = encoded.ids.to_pylist()
    pairs = np.array([[0, 0, 3], [2, 1, 4]], dtype=np.int32)
    meetings = meetings_of(encoded, found, marks, *pairs)
    together = {(ids[i], ids[j]) for i, j in zip(meetings.left, meetings.right, strict=True)}
    # c and d are two children of one file; m may be the mother in both records.
    assert together == {("c", "a"), ("c", "b"), ("m", "a"), ("m", "b"), ("d", "m")}
    assert len(meetings) == 2
