"""What came of each unit, in one table from which every rate is made."""

from collections.abc import Mapping
from enum import StrEnum

import pyarrow as pa

from licet.engine import query

OUTCOMES = pa.schema(
    [
        pa.field("measure", pa.string(), nullable=False),
        pa.field("basis", pa.string(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("mention_id", pa.string(), nullable=False),
        pa.field("cluster", pa.string(), nullable=False),
        pa.field("counted", pa.float64(), nullable=False),
        pa.field("among", pa.float64(), nullable=False),
    ]
)
"""unit: a mention, a person or a family. mention_id: a mention of the unit; one row for each of them, alike.
cluster: units of one cluster may be wrong together. counted, among: the rate is the one among the other."""


class Basis(StrEnum):
    """Where the outcomes of a rate come from."""

    COUNTED = "counted"
    TRUTH = "truth"
    SAMPLE = "labelled sample"
    MODEL = "model"


class Measure(StrEnum):
    """What a rate is the share of."""

    CANDIDATE_RECALL = "candidate recall"
    LINK_RATE = "link rate"
    RECALL = "recall"
    PRECISION = "precision"
    UNLINKABLE = "unlinkable"
    SPLIT = "person split"
    MERGED = "person merged"
    PLACED = "family members placed"
    WHOLE = "family whole"
    WRONG = "wrong members"
    EXCLUDED = "excluded"
    LEFT_OUT = "left out"


def outcomes_by(
    sql: Mapping[Measure, str], basis: Basis, clusters: pa.Table, given: Mapping[str, pa.Table]
) -> pa.Table:
    """The outcomes of several measures, as `OUTCOMES`, in order.

    sql: for each measure a statement that gives unit, mention_id, counted, among. clusters: mention_id,
    cluster; of a unit's mentions the first says which cluster it is in.
    """
    parts = " UNION ALL ".join(
        f"SELECT '{measure}' AS measure, unit, mention_id, counted, among FROM ({statement})"
        for measure, statement in sql.items()
    )
    found = query(_CLUSTERED.format(parts=parts, basis=basis), {**given, "clusters": clusters})
    return found.cast(OUTCOMES)


_CLUSTERED = """
WITH every AS ({parts})
SELECT measure, '{basis}' AS basis, unit::VARCHAR AS unit, mention_id,
    first_value(cluster) OVER (PARTITION BY measure, unit ORDER BY mention_id) AS cluster,
    counted::DOUBLE AS counted, among::DOUBLE AS among
FROM every JOIN clusters USING (mention_id)
WHERE among > 0
ORDER BY measure, unit, mention_id
"""
