"""Every pair that a linkage says something of: those that it kept, and those that it put together."""

import pyarrow as pa

from licet.engine import query


def pairs_of(links: pa.Table, persons: pa.Table) -> pa.Table:
    """Pairs kept or put together: mention_id_l, mention_id_r, match_probability, linked, in order.

    links: mention_id_l < mention_id_r, match_probability. persons: mention_id, person_id. linked: whether
    both are one person. A pair that was put together through others alone has no probability.
    """
    return query(_PAIRS, {"links": links, "persons": persons})


_PAIRS = """
WITH together AS (
    SELECT l.mention_id AS mention_id_l, r.mention_id AS mention_id_r
    FROM persons l JOIN persons r ON l.person_id = r.person_id AND l.mention_id < r.mention_id
)
SELECT mention_id_l, mention_id_r, k.match_probability, t.linked IS NOT NULL AS linked
FROM links k FULL JOIN (SELECT *, true AS linked FROM together) t USING (mention_id_l, mention_id_r)
ORDER BY mention_id_l, mention_id_r
"""
