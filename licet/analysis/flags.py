"""Flags: families that meet needs under enough of the ten outcomes to be shown to a practitioner."""

from datetime import date

import pyarrow as pa

from licet.analysis.views import CHILDREN
from licet.engine import query

FLAGS = pa.schema(
    [
        ("family_id", pa.string()),
        ("as_of", pa.date32()),
        ("outcomes", pa.int64()),
        ("needs", pa.list_(pa.string())),
        ("support", pa.float64()),
    ]
)


def family_needs(needs: pa.Table, families: pa.Table) -> pa.Table:
    """Each family's needs: its own, and those of its children; a child in two families brings them to both.

    Returns family_id, person_id (none for the family's own), need, outcome, support (how sure it is that the
    child belongs), in order.
    """
    given = {"needs": needs, "families": families, "roles": pa.table({"role": list(CHILDREN)})}
    return query(_FAMILY_NEEDS, given)


def flags_of(needs: pa.Table, families: pa.Table, as_of: date, outcomes: int) -> pa.Table:
    """Families with needs under at least so many outcomes.

    Returns family_id, as_of, outcomes (how many), needs (names, sorted), support (the least sure membership
    that it rests on), in order.
    """
    settings = pa.table({"as_of": pa.array([as_of], pa.date32()), "least": [outcomes]})
    return query(_FLAGS, {"met": family_needs(needs, families), "settings": settings}).cast(FLAGS)


_FAMILY_NEEDS = """
SELECT family_id, NULL::VARCHAR AS person_id, need, outcome,
    CASE WHEN possible THEN 0.5 ELSE 1.0 END AS support
FROM needs WHERE family_id IS NOT NULL
UNION ALL
SELECT DISTINCT f.family_id, n.person_id, n.need, n.outcome, f.probability
FROM needs n JOIN families f ON f.person_id = n.person_id AND f.role IN (SELECT role FROM roles)
WHERE n.person_id IS NOT NULL
ORDER BY ALL
"""

_FLAGS = """
SELECT family_id, any_value(as_of) AS as_of, count(DISTINCT outcome) AS outcomes,
    list(DISTINCT need ORDER BY need) AS needs, min(support) AS support
FROM met, settings GROUP BY family_id HAVING count(DISTINCT outcome) >= any_value(least) ORDER BY family_id
"""
