"""Needs: named, published rules over events, as of a date; every need cites its events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from licet.analysis.sandbox import check_select
from licet.analysis.views import VIEWS, Evidence, views_of
from licet.engine import query
from licet.errors import ScienceError

NEEDS = pa.schema(
    [
        ("person_id", pa.string()),
        ("family_id", pa.string()),
        ("need", pa.string()),
        ("outcome", pa.int64()),
        ("as_of", pa.date32()),
        ("evidence", pa.list_(pa.int64())),
        ("possible", pa.bool_()),
    ]
)
SURE = 0.9
"""Under this probability a membership is only possible, and a need that rests on it says so."""


@dataclass(frozen=True)
class Rule:
    """A need's rule: its name, its outcome (1 to 10), the categories that it looks at, and its SELECT.

    The SELECT gives `evidence`, a list of record numbers, and either `person_id` (a child's need) or
    `family_id`.
    """

    name: str
    outcome: int
    categories: frozenset[str]
    sql: str


def check_rule(rule: Rule) -> None:
    """Refuse a rule whose SQL does more than read the views. Raises ScienceError."""
    try:
        check_select(rule.sql, VIEWS)
    except ScienceError as refused:
        raise ScienceError(f"need '{rule.name}': {refused}") from None


def needs_of(rules: Sequence[Rule], evidence: Evidence, as_of: date) -> pa.Table:
    """Which children and families meet which needs.

    Each rule sees only events of the categories that it names. Returns the `needs` table in order.
    Raises ScienceError where a rule is refused by the sandbox, does not run, or cites no event of its own.
    """
    found, seen = [NEEDS.empty_table()], dict[frozenset[str], dict[str, pa.Table]]()
    for rule in sorted(rules, key=lambda rule: rule.name):
        check_rule(rule)
        if rule.categories not in seen:
            seen[rule.categories] = views_of(evidence, rule.categories, as_of)
        views = seen[rule.categories]
        met = _run(rule, views)
        found.append(_stated(rule, met, views, as_of))
    return pa.concat_tables(found).combine_chunks()


def _run(rule: Rule, views: dict[str, pa.Table]) -> pa.Table:
    try:
        met = query(rule.sql, views)
    except ScienceError as failed:
        raise ScienceError(f"need '{rule.name}': {failed}") from None
    columns = set(met.column_names)
    if columns not in ({"person_id", "evidence"}, {"family_id", "evidence"}):
        raise ScienceError(
            f"need '{rule.name}': expected the columns evidence and one of person_id or family_id, "
            f"got {', '.join(met.column_names)}."
        )
    if not pa.types.is_list(met.column("evidence").type):
        raise ScienceError(f"need '{rule.name}': evidence is a list of record numbers: list(record).")
    return met


def _stated(rule: Rule, met: pa.Table, views: dict[str, pa.Table], as_of: date) -> pa.Table:
    who = "person_id" if "person_id" in met.column_names else "family_id"
    stated = query(
        _STATED.replace("$grounds", _OWN[who]).replace("$who", who).replace("$sure", str(SURE)),
        {"met": met} | {name: views[name] for name in _GROUNDS},
    )
    wrong = pc.sum(pc.cast(stated.column("unfounded"), pa.int64())).as_py() or 0
    if wrong:
        raise ScienceError(
            f"need '{rule.name}': {wrong:,} rows cite no event, or events that it cannot see. Return "
            "list(record) over the rows that the rule counted."
        )
    size = stated.num_rows
    columns = {
        "person_id": stated.column(who) if who == "person_id" else pa.nulls(size, pa.string()),
        "family_id": stated.column(who) if who == "family_id" else pa.nulls(size, pa.string()),
        "need": pa.array([rule.name] * size, pa.string()),
        "outcome": pa.array([rule.outcome] * size, pa.int64()),
        "as_of": pa.array([as_of] * size, pa.date32()),
        "evidence": stated.column("evidence"),
        "possible": stated.column("possible"),
    }
    return pa.table(columns, schema=NEEDS)


_GROUNDS = ("events", "families", "family_events", "other_events")

# What a need may rest on: events inside a family's membership, or a child's own and those of its families.
_OWN = {
    "family_id": """
    SELECT family_id AS who, record FROM family_events
    UNION ALL SELECT family_id, record FROM other_events""",
    "person_id": """
    SELECT person_id AS who, record FROM events
    UNION ALL SELECT f.person_id, e.record FROM families f JOIN family_events e USING (family_id)
    WHERE f.role IN ('child', 'expected-child')""",
}

_STATED = """
WITH cited AS (
    SELECT $who AS who, unnest(evidence) AS record FROM met
), told AS (
    SELECT $who AS who, list(DISTINCT record ORDER BY record) AS evidence
    FROM (SELECT $who, unnest(evidence) AS record FROM met) GROUP BY $who
), everyone AS (
    SELECT DISTINCT $who AS who FROM met
), grounds AS (
    $grounds
), unseen AS (
    SELECT DISTINCT c.who FROM cited c
    WHERE NOT EXISTS (FROM grounds g WHERE g.who = c.who AND g.record = c.record)
), unsure AS (
    SELECT c.who FROM cited c JOIN family_events f ON f.record = c.record AND f.$who = c.who
    GROUP BY c.who HAVING min(f.probability) < $sure
)
SELECT e.who AS $who, t.evidence, t.evidence IS NULL OR e.who IS NULL OR e.who IN (FROM unseen) AS unfounded,
    e.who IN (FROM unsure) AS possible
FROM everyone e LEFT JOIN told t USING (who) ORDER BY e.who
"""
