"""The views that a need's SELECT reads: events of the categories that it names, inside membership."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from licet.engine import query

CARING = ("parent", "step-parent", "guardian", "foster-carer", "grandparent-carer", "sibling-carer")
CHILDREN = ("child", "expected-child")

VIEWS = {
    "people": "person_id, age in years, dependent, expected, as_of",
    "families": "family_id, person_id, role, child_id, probability, as_of",
    "events": "person_id, category, kind, on_date, value, record, as_of",
    "child_events": "the events of dependent and expected children",
    "family_events": "family_id, role, probability and the events of its children and carers while they were",
    "other_events": "the same for non-resident parents and other adults; a rule that uses it names the role",
}


@dataclass(frozen=True)
class Evidence:
    """What needs are found in: people, families and events by person_id, already cleared for use."""

    people: pa.Table
    families: pa.Table
    events: pa.Table


def views_of(evidence: Evidence, categories: Iterable[str], as_of: date) -> dict[str, pa.Table]:
    """The named views, limited to events of these categories on or before the date.

    An event counts for a family only on days when its person was a child or carer in it.
    """
    given = {
        "given_people": evidence.people,
        "given_families": evidence.families,
        "given_events": evidence.events,
        "categories": pa.table({"category": pa.array(sorted(categories), pa.string())}),
        "settings": pa.table({"as_of": pa.array([as_of], pa.date32())}),
        "roles": pa.table({"role": pa.array([*CARING, *CHILDREN], pa.string())}),
    }
    views = {name: query(sql, given) for name, sql in _BASE.items()}
    return views | {name: query(sql, given | views) for name, sql in _DERIVED.items()}


_BASE = {
    "people": """
        SELECT person_id, age, dependent, expected, as_of FROM given_people, settings ORDER BY ALL""",
    "families": """
        SELECT family_id, person_id, role, child_id, probability, as_of
        FROM given_families, settings ORDER BY ALL""",
    "events": """
        SELECT person_id, category, kind, try_cast(on_date AS DATE) AS on_date, value, record, as_of
        FROM given_events, settings
        WHERE category IN (SELECT category FROM categories) AND try_cast(on_date AS DATE) <= as_of
        ORDER BY ALL""",
}

_MEMBERS = """
    SELECT f.family_id, f.role, max(f.probability) AS probability, e.*
    FROM given_families f JOIN events e ON e.person_id = f.person_id
        AND e.on_date >= coalesce(try_cast(f.valid_from AS DATE), DATE '0001-01-01')
        AND e.on_date <= coalesce(try_cast(f.valid_to AS DATE), DATE '9999-12-31')
    WHERE f.role {} (SELECT role FROM roles) GROUP BY ALL ORDER BY ALL"""

_DERIVED = {
    "child_events": """
        SELECT e.* FROM events e JOIN people p USING (person_id)
        WHERE p.dependent OR p.expected ORDER BY ALL""",
    "family_events": _MEMBERS.format("IN"),
    "other_events": _MEMBERS.format("NOT IN"),
}
