"""Groups of people, from what records say of them: the latest wins, disagreement is kept."""

import pyarrow as pa

from licet.engine import query


def groups_of(said: pa.Table, persons: pa.Table) -> pa.Table:
    """Each person's level in each group variable.

    said: mention_id, group, level, source, on_date. persons: mention_id, person_id.
    Returns person_id, group, level, source, on_date, disagreeing (how many other levels are on record), in
    order. The latest dated record wins; of undated or equally late ones the level most often said.
    """
    return query(_SQL, {"said": said, "persons": persons})


def carers_groups(groups: pa.Table, families: pa.Table) -> pa.Table:
    """The levels of each family: every level held by any of its carers.

    Returns family_id, group, level, in order.
    """
    return query(_FAMILIES, {"groups": groups, "families": families})


_SQL = """
WITH counted AS (
    SELECT p.person_id, s."group", s.level, max(s.on_date) AS on_date, count(*) AS times,
        min(s.source) AS source
    FROM said s JOIN persons p USING (mention_id) GROUP BY ALL
)
SELECT person_id, "group", level, source, on_date,
    count(*) OVER (PARTITION BY person_id, "group") - 1 AS disagreeing
FROM counted
QUALIFY row_number() OVER (
    PARTITION BY person_id, "group" ORDER BY on_date DESC NULLS LAST, times DESC, level) = 1
ORDER BY ALL
"""

_FAMILIES = """
SELECT DISTINCT f.family_id, g."group", g.level
FROM families f JOIN groups g USING (person_id)
WHERE f.role NOT IN ('child', 'expected-child', 'non-resident-parent', 'other-adult')
ORDER BY ALL
"""
