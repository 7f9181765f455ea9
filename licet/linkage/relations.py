"""Relations: the ties that records assert, gathered between persons, each with a probability."""

import pyarrow as pa

from licet.engine import query

MEMBERSHIP = 0.5
"""A relation of at least this probability makes a membership (FAMILIES in the design)."""


def relations_of(ties: pa.Table, persons: pa.Table) -> pa.Table:
    """Ties between mentions as relations between persons.

    ties: mention_id_from, mention_id_to, kind, valid_from, valid_to (ISO text or missing), cares, carer_role,
    reliability, record. persons: mention_id, person_id, support.
    Returns person_id_from, person_id_to, kind, probability, valid_from, valid_to, cares, carer_role, records,
    in order. Partners and people who live together stand once, the smaller id first.
    A record counts with its reliability times how sure both mentions are; records count as independent:
    probability = 1 − ∏ (1 − reliability · support · support). An end is unknown where some record leaves it
    open.
    """
    return query(_SQL, {"ties": ties, "persons": persons})


_SQL = """
WITH named AS (
    SELECT a.person_id AS a, b.person_id AS b, t.kind, t.valid_from, t.valid_to, t.cares, t.carer_role,
        t.record, least(t.reliability * a.support * b.support, 1 - 1e-12) AS weight
    FROM ties t
    JOIN persons a ON a.mention_id = t.mention_id_from
    JOIN persons b ON b.mention_id = t.mention_id_to
    WHERE a.person_id <> b.person_id
), directed AS (
    SELECT * REPLACE (
        CASE WHEN kind IN ('partner-of', 'lives-with') THEN least(a, b) ELSE a END AS a,
        CASE WHEN kind IN ('partner-of', 'lives-with') THEN greatest(a, b) ELSE b END AS b)
    FROM named
)
SELECT a AS person_id_from, b AS person_id_to, kind,
    round(1 - exp(sum(ln(1 - weight) ORDER BY record, weight)), 9) AS probability,
    CASE WHEN bool_or(valid_from IS NULL) THEN NULL ELSE min(valid_from) END AS valid_from,
    CASE WHEN bool_or(valid_to IS NULL) THEN NULL ELSE max(valid_to) END AS valid_to,
    bool_or(cares) AS cares, min(carer_role) AS carer_role,
    list(DISTINCT record ORDER BY record) AS records
FROM directed GROUP BY ALL ORDER BY ALL
"""
