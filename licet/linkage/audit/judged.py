"""Links against known truth: how many of each mention's true partners were found, and how many wrong."""

import pyarrow as pa

from licet.engine import query


def judged_mentions(persons: pa.Table, truth: pa.Table) -> pa.Table:
    """One row per mention of the truth, for recall and precision by anything that mentions carry.

    persons: mention_id, person_id. truth: mention_id, person (the true one).
    Returns mention_id, person, person_id (none where the mention was not linked or left out), partners (other
    mentions of the same true person), placed (mentions that it was put with), found (both), in order.
    Pairs are counted from each end, so that a sum over all mentions counts every pair twice, in all three.
    """
    return query(_SQL, {"persons": persons, "truth": truth})


def scores(found: int, partners: int, placed: int) -> dict[str, float | None]:
    """Precision, recall and F1 from counts of pairs; none where there is nothing to divide by."""
    precision = found / placed if placed else None
    recall = found / partners if partners else None
    f1 = 2 * found / (placed + partners) if placed + partners else None
    return {"precision": precision, "recall": recall, "f1": f1}


_SQL = """
WITH named AS (
    SELECT t.mention_id, t.person, p.person_id FROM truth t LEFT JOIN persons p USING (mention_id)
), true_size AS (SELECT person, count(*) AS n FROM truth GROUP BY person),
put_size AS (SELECT person_id, count(*) AS n FROM named WHERE person_id IS NOT NULL GROUP BY person_id),
shared AS (
    SELECT person, person_id, count(*) AS n FROM named WHERE person_id IS NOT NULL GROUP BY ALL
)
SELECT b.mention_id, b.person, b.person_id, t.n - 1 AS partners, coalesce(p.n, 1) - 1 AS placed,
    coalesce(s.n, 1) - 1 AS found
FROM named b JOIN true_size t USING (person)
LEFT JOIN put_size p ON p.person_id = b.person_id
LEFT JOIN shared s ON s.person = b.person AND s.person_id = b.person_id
ORDER BY b.mention_id
"""
