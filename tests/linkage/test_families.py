"""Who is a family: real lives, one sentence each. These examples are the manual.

Each line is a mention: its name (one letter and digit per person), its age in years or `expected`, the home
that its record gives (with `until YEAR` if it left), and what the record says it is to others.
"""

from datetime import date

import pyarrow as pa
import pytest

from licet.linkage.families import families_of
from licet.linkage.households import households_of
from licet.linkage.people import DependentAges, people_of
from licet.linkage.relations import relations_of

AS_OF = date(2026, 9, 1)


def families(text: str) -> list[dict[str, str]]:
    """The families of a small table, each as person -> role, in order."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()][1:]
    mentions, addresses, ties = [], [], []
    for number, (name, age, home, *said) in enumerate(row for row in rows if row[0]):
        born = None if age in ("expected", "?") else f"{2026 - int(age)}-01-15"
        mentions.append(
            {
                "mention_id": name,
                "birth_date": born,
                "expected_date": "2026-11-01" if age == "expected" else None,
                "in_education": None,
                "sex": None,
            }
        )
        if home:
            place, _, until = home.partition(" until ")
            kind = "hostel" if place == "hostel" else None
            addresses.append((name, place, None, f"{until}-06-30" if until else None, kind))
        for tie in filter(None, (part.strip() for part in (said[0] if said else "").split(","))):
            kind, other, *rest = tie.split()
            until = f"{rest[1]}-06-30" if rest[:1] == ["until"] else None
            ties.append((name, other, kind, None, until, "cares" in rest, None, 0.95, number))
    persons = pa.table(
        {
            "mention_id": [m["mention_id"] for m in mentions],
            "person_id": [m["mention_id"] for m in mentions],
            "support": [1.0] * len(mentions),
        }
    )
    tie_table = table(
        ties,
        "mention_id_from mention_id_to kind valid_from valid_to",
        cares=pa.bool_(),
        carer_role=pa.string(),
        reliability=pa.float64(),
        record=pa.int64(),
    )
    text_columns = "mention_id birth_date expected_date in_education sex"
    mention_table = table([tuple(m.values()) for m in mentions], text_columns)
    address_table = table(addresses, "mention_id address_key valid_from valid_to kind")
    people = people_of(mention_table, persons, tie_table, AS_OF, DependentAges())
    found = families_of(
        people, relations_of(tie_table, persons), households_of(address_table, persons), AS_OF
    )
    result: dict[str, dict[str, list[str]]] = {}
    for row in found.to_pylist():
        role = row["role"] + (f" until {row['valid_to'][:4]}" if row["valid_to"] else "")
        roles = result.setdefault(row["family_id"], {}).setdefault(row["person_id"], [])
        if role not in roles:
            roles.append(role)
    return [{who: " and ".join(roles) for who, roles in each.items()} for each in result.values()]


def table(rows, text_columns, **more):
    schema = pa.schema([(name, pa.string()) for name in text_columns.split()] + list(more.items()))
    return pa.table([pa.array([row[i] for row in rows], f.type) for i, f in enumerate(schema)], schema=schema)


EXAMPLES = {
    "a child and the two parents that its record names are one family": (
        """
        who | age | home | says
        c1  | 8   | A    |
        p1  | 35  | A    | parent-of c1
        p2  | 36  | A    | parent-of c1
        """,
        [{"c1": "child", "p1": "parent", "p2": "parent"}],
    ),
    "a parent who lives elsewhere without care is a non-resident parent": (
        """
        who | age | home | says
        c1  | 8   | A    |
        p1  | 35  | A    | parent-of c1
        p2  | 36  | B    | parent-of c1
        """,
        [{"c1": "child", "p1": "parent", "p2": "non-resident-parent"}],
    ),
    "a child cared for in two homes belongs to two families": (
        """
        who | age | home | says
        c1  | 8   | A    |
        p1  | 35  | A    | parent-of c1
        p2  | 36  | B    | parent-of c1 cares
        """,
        [
            {"c1": "child", "p1": "parent", "p2": "non-resident-parent"},
            {"c1": "child", "p1": "non-resident-parent", "p2": "parent"},
        ],
    ),
    "a blended family is one home: partners and the children of each": (
        """
        who | age | home | says
        c1  | 8   | A    |
        c2  | 9   | A    |
        p1  | 35  | A    | parent-of c1, partner-of p2
        p2  | 36  | A    | parent-of c2
        """,
        [
            {
                "c1": "child",
                "c2": "child",
                "p1": "parent and step-parent",
                "p2": "parent and step-parent",
            }
        ],
    ),
    "a parent's partner who has no child here is a step-parent": (
        """
        who | age | home | says
        c1  | 8   | A    |
        p1  | 35  | A    | parent-of c1, partner-of p2
        p2  | 36  | A    |
        """,
        [{"c1": "child", "p1": "parent", "p2": "step-parent"}],
    ),
    "two mothers are two parents": (
        """
        who | age | home | says
        c1  | 2   | A    |
        p1  | 30  | A    | parent-of c1, partner-of p2
        p2  | 31  | A    | parent-of c1
        """,
        [{"c1": "child", "p1": "parent", "p2": "parent"}],
    ),
    "a family in a hostel is a family, though nobody's home is known": (
        """
        who | age | home   | says
        c1  | 4   | hostel |
        p1  | 25  | hostel | parent-of c1
        p2  | 25  | hostel | parent-of c1
        """,
        [{"c1": "child", "p1": "parent", "p2": "parent"}],
    ),
    "a grandmother who is a guardian is a grandparent carer; the mother elsewhere is a non-resident parent": (
        """
        who | age | home | says
        c1  | 6   | A    |
        g1  | 60  | A    | guardian-of c1, parent-of p1
        p1  | 30  | B    | parent-of c1
        """,
        [{"c1": "child", "g1": "grandparent-carer", "p1": "non-resident-parent"}],
    ),
    "an older sister with guardianship is a sibling carer": (
        """
        who | age | home | says
        c1  | 6   | A    |
        s1  | 22  | A    | guardian-of c1
        p1  | 45  | B    | parent-of c1, parent-of s1
        """,
        [{"c1": "child", "s1": "sibling-carer", "p1": "non-resident-parent"}],
    ),
    "a girl who is a mother is a child in one family and a parent in another": (
        """
        who | age | home | says
        c1  | 1   | A    |
        m1  | 15  | A    | parent-of c1
        p1  | 40  | A    | parent-of m1
        """,
        [{"c1": "child", "m1": "parent", "p1": "other-adult"}, {"m1": "child", "p1": "parent"}],
    ),
    "two families at one address stay two, and a lodger is an other adult of both": (
        """
        who | age | home | says
        c1  | 6   | A    |
        p1  | 30  | A    | parent-of c1
        c2  | 7   | A    |
        p2  | 31  | A    | parent-of c2
        l1  | 50  | A    |
        """,
        [
            {"c1": "child", "p1": "parent", "l1": "other-adult"},
            {"c2": "child", "p2": "parent", "l1": "other-adult"},
        ],
    ),
    "a parent who left keeps a membership that ended": (
        """
        who | age | home         | says
        c1  | 6   | A            |
        p1  | 30  | A            | parent-of c1
        g1  | 31  | A until 2025 | guardian-of c1 until 2025
        """,
        [{"c1": "child", "p1": "parent", "g1": "guardian until 2025"}],
    ),
    "nobody is the parent of somebody of nearly their own age, whatever a record says": (
        """
        who | age | home | says
        c1  | 8   | A    |
        c2  | 10  | A    | parent-of c1
        """,
        [{"c1": "child", "c2": "child"}],
    ),
    "brothers and sisters for whom no adult is found are a family of children alone": (
        """
        who | age | home | says
        c1  | 6   | A    |
        c2  | 8   | A    |
        c3  | 8   | B    |
        """,
        [{"c1": "child", "c2": "child"}, {"c3": "child"}],
    ),
    "an expected child makes a family": (
        """
        who | age      | home | says
        c1  | expected |      |
        p1  | 25       | A    | parent-of c1
        """,
        [{"c1": "expected-child", "p1": "parent"}],
    ),
    "a grown-up child is nobody's dependent": (
        """
        who | age | home | says
        c1  | 18  | A    |
        p1  | 45  | A    | parent-of c1
        """,
        [],
    ),
}


@pytest.mark.parametrize("sentence", EXAMPLES)
def test_families(sentence):
    text, expected = EXAMPLES[sentence]
    assert families(text) == expected, sentence
