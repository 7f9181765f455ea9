"""Outcomes that need no truth: who was linked at all, who never could be, who was taken out."""

import pyarrow as pa

from licet.linkage.audit.outcomes import Basis, Measure, outcomes_by


def link_rate(persons: pa.Table, clusters: pa.Table) -> pa.Table:
    """Whether each mention was put with any other, as `OUTCOMES`. persons: mention_id, person_id."""
    return outcomes_by({Measure.LINK_RATE: _LINKED}, Basis.COUNTED, clusters, {"persons": persons})


def share_of(measure: Measure, those: pa.Table, clusters: pa.Table) -> pa.Table:
    """Which mentions are among some, the unlinkable or the excluded for instance, as `OUTCOMES`.

    those: mention_id. clusters: mention_id, cluster of everybody, of those as well.
    """
    return outcomes_by({measure: _AMONG}, Basis.COUNTED, clusters, {"those": those})


_LINKED = """
SELECT mention_id AS unit, mention_id, count(*) OVER (PARTITION BY person_id) > 1 AS counted, 1 AS among
FROM persons
"""
_AMONG = """
SELECT mention_id AS unit, mention_id, mention_id IN (SELECT mention_id FROM those) AS counted, 1 AS among
FROM clusters
"""
