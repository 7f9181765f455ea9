"""Needs and flags: events count inside membership, and every need cites its events."""

from datetime import date

import pyarrow as pa
import pytest

from licet.analysis import Evidence, Rule, flags_of, needs_of
from licet.errors import ScienceError
from licet.linkage.families import FAMILIES

AS_OF = date(2026, 9, 1)
PEOPLE = pa.table(
    {
        "person_id": ["c1", "c2", "p1", "p2"],
        "age": [10, 8, 36, 35],
        "dependent": [True, True, False, False],
        "expected": [False] * 4,
    }
)
FAMILY = [
    ("F1", "c1", "child", None, 1.0, None, None),
    ("F1", "c2", "child", None, 0.7, None, None),
    ("F1", "p1", "parent", "c1", 0.99, None, None),
    ("F1", "p2", "parent", "c1", 0.99, None, "2025-12-31"),
]


def families(rows=FAMILY):
    return pa.table(
        [pa.array(c, f.type) for c, f in zip(zip(*rows, strict=True), FAMILIES, strict=True)], schema=FAMILIES
    )


def events(*rows):
    names = ("person_id", "category", "kind", "on_date", "value", "record")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return pa.table(columns | {"value": pa.array(columns["value"], pa.float64())})


def found(rule, rows, members=FAMILY):
    return needs_of([rule], Evidence(PEOPLE, families(members), events(*rows)), AS_OF).to_pylist()


OFFENCE = Rule(
    "offence",
    7,
    frozenset({"police"}),
    "SELECT family_id, list(record) AS evidence FROM family_events WHERE kind = 'offence' "
    "AND on_date > as_of - INTERVAL 12 MONTH GROUP BY family_id",
)
ABSENCE = Rule(
    "absence",
    1,
    frozenset({"education"}),
    "SELECT person_id, list(record) AS evidence FROM child_events WHERE kind = 'absence' "
    "GROUP BY person_id HAVING avg(value) >= 10",
)


def test_a_need_names_the_family_and_cites_its_events():
    (need,) = found(OFFENCE, [("p1", "police", "offence", "2026-03-01", None, 17)])
    assert (need["family_id"], need["outcome"], need["evidence"]) == ("F1", 7, [17])
    assert need["as_of"] == AS_OF


def test_a_parent_who_left_last_year_brings_this_years_record_to_nobody():
    assert found(OFFENCE, [("p2", "police", "offence", "2026-03-01", None, 17)]) == []
    assert len(found(OFFENCE, [("p2", "police", "offence", "2025-11-01", None, 17)])) == 1


def test_a_non_resident_parent_counts_only_where_the_rule_names_the_role():
    away = [*FAMILY[:2], ("F1", "p2", "non-resident-parent", "c1", 0.99, None, None)]
    record = [("p2", "police", "offence", "2026-03-01", None, 17)]
    assert found(OFFENCE, record, away) == []
    named = Rule(
        "offence",
        7,
        frozenset({"police"}),
        OFFENCE.sql.replace("family_events", "other_events").replace(
            "WHERE", "WHERE role = 'non-resident-parent' AND"
        ),
    )
    assert len(found(named, record, away)) == 1


def test_an_event_after_the_date_or_of_another_category_is_not_seen():
    assert found(OFFENCE, [("p1", "police", "offence", "2026-10-01", None, 17)]) == []
    assert found(OFFENCE, [("p1", "health", "offence", "2026-03-01", None, 17)]) == []


def test_a_childs_need_names_the_child_and_says_when_it_rests_on_a_possible_membership():
    rows = [
        ("c1", "education", "absence", "2026-04-01", 12.0, 1),
        ("c2", "education", "absence", "2026-04-01", 20.0, 2),
    ]
    assert [(n["person_id"], n["possible"]) for n in found(ABSENCE, rows)] == [("c1", False), ("c2", True)]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT person_id, list(record) AS evidence FROM child_events WHERE false GROUP BY 1", None),
        ("SELECT person_id, list(NULL::BIGINT) AS evidence FROM child_events GROUP BY 1", "cite no event"),
        ("SELECT person_id, list(record + 1) AS evidence FROM child_events GROUP BY 1", "cannot see"),
        ("SELECT person_id FROM child_events", "expected the columns"),
        ("SELECT person_id, max(record) AS evidence FROM child_events GROUP BY 1", "list of record numbers"),
        ("SELECT person_id, list(shoe) AS evidence FROM child_events GROUP BY 1", "did not run"),
        ("SELECT * FROM read_csv('x')", "reads only these views"),
    ],
)
def test_a_rule_without_founded_evidence_is_refused(sql, said):
    rule = Rule("r", 1, frozenset({"education"}), sql)
    rows = [("c1", "education", "absence", "2026-04-01", 12.0, 1)]
    if said is None:
        assert found(rule, rows) == []
        return
    with pytest.raises(ScienceError, match=f"need 'r': .*{said}"):
        found(rule, rows)


def test_a_flag_needs_enough_of_the_ten_outcomes_not_enough_needs():
    rules = [ABSENCE, Rule("late", 1, ABSENCE.categories, ABSENCE.sql), OFFENCE]
    rows = [
        ("c1", "education", "absence", "2026-04-01", 12.0, 1),
        ("p1", "police", "offence", "2026-03-01", None, 2),
    ]
    needs = needs_of(rules, Evidence(PEOPLE, families(), events(*rows)), AS_OF)
    assert flags_of(needs, families(), AS_OF, 3).num_rows == 0
    (flag,) = flags_of(needs, families(), AS_OF, 2).to_pylist()
    assert (flag["family_id"], flag["outcomes"], flag["needs"]) == ("F1", 2, ["absence", "late", "offence"])


def test_a_child_in_two_families_brings_its_need_to_both():
    both = [*FAMILY, ("F2", "c1", "child", None, 0.95, None, None)]
    rows = [("c1", "education", "absence", "2026-04-01", 12.0, 1)]
    needs = needs_of([ABSENCE], Evidence(PEOPLE, families(both), events(*rows)), AS_OF)
    assert needs.num_rows == 1
    assert flags_of(needs, families(both), AS_OF, 1).column("family_id").to_pylist() == ["F1", "F2"]


def test_a_need_may_not_rest_on_events_outside_the_membership():
    """A rule that joins events to families by itself would bring everybody's records to anybody."""
    away = [*FAMILY[:3], ("F1", "p2", "other-adult", None, 1.0, None, "2020-01-01")]
    record = [("p2", "police", "offence", "2026-03-01", None, 17)]
    loose = "SELECT family_id, list(record) AS evidence FROM events, families GROUP BY family_id"
    rule = Rule("loose", 7, frozenset({"police"}), loose)
    with pytest.raises(ScienceError, match="cannot see"):
        found(rule, record, away)
