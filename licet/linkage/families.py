"""Families: one home, its carers and the dependent or expected children they care for, over an interval.

The procedure, as of a date (numbers as in the SQL below):
1. homes: where each person lives now.
2. care, of somebody at least twelve years younger where both ages are known: guardian-of; parent-of where
   parent and child share a household or no separate home of the parent is known (an expected child has no
   home to be separate from); any tie whose layout says that it cares. Only relations of 0.5 or more, open at
   the date.
3. bonds: carers share a home if they care for the same child and share a household, or are partners, or
   neither's home is known. Bonds make homes of carers; chains stop there, so that somebody who is a child in
   one family and a parent in another joins nothing.
4. families: a home of carers with the children they care for. A child cared for in two homes is in two.
5. roles: per child where they differ. Step-parents, parents who live elsewhere and other adults of the
   household belong without joining families.
6. the past: a carer whose tie has ended keeps a membership that ends there.
"""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from licet.engine import query
from licet.linkage.relations import MEMBERSHIP

AGE_GAP = 12
"""Years by which a carer is older than the child; a tie that says otherwise has linked the wrong people."""

FAMILIES = pa.schema(
    [
        ("family_id", pa.string()),
        ("person_id", pa.string()),
        ("role", pa.string()),
        ("child_id", pa.string()),
        ("probability", pa.float64()),
        ("valid_from", pa.string()),
        ("valid_to", pa.string()),
    ]
)


def families_of(people: pa.Table, relations: pa.Table, households: pa.Table, as_of: date) -> pa.Table:
    """Families as of a date.

    people: person_id, age, dependent, expected. relations and households: as `relations_of` and
    `households_of` give them. Returns family_id, person_id, role, child_id (none for a child itself and for
    other adults), probability, valid_from, valid_to, in order. A child for whom no adult is found is a family
    of children alone. Source: FAMILIES in the design.
    """
    given = {
        "people": people,
        "relations": relations,
        "households": households,
        "settings": pa.table({"as_of": [as_of.isoformat()], "least": [MEMBERSHIP], "gap": [AGE_GAP]}),
    }
    given["now"] = query(_NOW, given)
    given["at_home"] = query(_HOMES, given)
    given["care"] = query(_CARE, given)
    given["bonds"] = query(_BONDS, given)
    given["units"] = _units(given["care"], given["bonds"])
    given["cared_for"] = query(_CARED_FOR, given)
    members = query(_MEMBERS, given)
    return members.cast(FAMILIES)


def _units(care: pa.Table, bonds: pa.Table) -> pa.Table:
    """Carers with the number of their home: connected by bonds, each alone otherwise."""
    carers = pc.unique(care.column("carer")).sort()
    left = pc.index_in(bonds.column("a"), carers).to_numpy()
    right = pc.index_in(bonds.column("b"), carers).to_numpy()
    size = len(carers)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return pa.table({"carer": carers, "unit": pa.array(labels.astype(np.int64))})


# Relations that are likely enough, possible by age, and open at the date.
_NOW = """
SELECT r.* FROM relations r
JOIN people a ON a.person_id = r.person_id_from JOIN people b ON b.person_id = r.person_id_to, settings
WHERE r.probability >= least AND coalesce(r.valid_from, '0000') <= as_of
    AND coalesce(r.valid_to, '9999') >= as_of
    AND (r.kind NOT IN ('parent-of', 'guardian-of') OR coalesce(a.age - b.age >= gap, true))
ORDER BY ALL
"""

# 1. A person's home now: of the households that cover the date the one last told of, then the one that most
# records give. Whoever shares any of them may still be cared for there.
_HOMES = """
SELECT household_id, person_id, row_number() OVER (
        PARTITION BY person_id ORDER BY last_said DESC NULLS LAST, records DESC, household_id) = 1 AS main
FROM households, settings
WHERE coalesce(valid_from, '0000') <= as_of AND coalesce(valid_to, '9999') >= as_of
ORDER BY ALL
"""

# 2. Who cares for whom.
_CARE = """
WITH shared AS (
    SELECT DISTINCT a.person_id AS a, b.person_id AS b
    FROM at_home a JOIN at_home b ON a.household_id = b.household_id AND a.person_id <> b.person_id
    WHERE a.main OR b.main
), said AS (
    SELECT n.person_id_from AS carer, n.person_id_to AS child, n.kind, n.probability, n.valid_from,
        n.valid_to, n.carer_role,
        n.kind = 'guardian-of' OR n.cares OR (n.kind = 'parent-of' AND (
            shared.a IS NOT NULL OR n.person_id_from NOT IN (SELECT person_id FROM at_home)
            OR n.person_id_to NOT IN (SELECT person_id FROM at_home))) AS cares
    FROM now n JOIN people c ON c.person_id = n.person_id_to AND (c.dependent OR c.expected)
    LEFT JOIN shared ON shared.a = n.person_id_from AND shared.b = n.person_id_to
    WHERE n.kind IN ('parent-of', 'guardian-of')
       OR (n.cares AND n.kind = 'lives-with')
)
SELECT carer, child, bool_or(kind = 'parent-of') AS is_parent, max(probability) AS probability,
    min(valid_from) AS valid_from, max(valid_to) AS valid_to, min(carer_role) AS carer_role
FROM said WHERE cares GROUP BY carer, child ORDER BY ALL
"""

# 3. Which carers share a home.
_BONDS = """
WITH partners AS (
    SELECT person_id_from AS a, person_id_to AS b FROM now WHERE kind = 'partner-of'
), pairs AS (
    SELECT DISTINCT x.carer AS a, y.carer AS b
    FROM care x JOIN care y ON x.child = y.child AND x.carer < y.carer
), together AS (
    SELECT p.a, p.b FROM pairs p
    JOIN at_home g ON g.person_id = p.a AND g.main JOIN at_home h ON h.person_id = p.b AND h.main
    WHERE g.household_id = h.household_id
), homeless AS (
    SELECT a, b FROM pairs WHERE a NOT IN (SELECT person_id FROM at_home)
        AND b NOT IN (SELECT person_id FROM at_home)
), couples AS (
    SELECT least(a, b) AS a, greatest(a, b) AS b FROM partners
    WHERE a IN (SELECT carer FROM care) AND b IN (SELECT carer FROM care)
)
SELECT a, b FROM together UNION SELECT a, b FROM homeless UNION SELECT a, b FROM couples ORDER BY ALL
"""

# 4. Families with their children; children without any carer stay together where they live together.
_CARED_FOR = """
WITH homes AS (
    SELECT DISTINCT 'u' || unit AS home, child FROM care JOIN units USING (carer)
    UNION
    SELECT coalesce(h.household_id, p.person_id), p.person_id
    FROM people p LEFT JOIN at_home h ON h.person_id = p.person_id AND h.main
    WHERE (p.dependent OR p.expected) AND p.person_id NOT IN (SELECT child FROM care)
), named AS (
    SELECT home, printf('F%07d', row_number() OVER (ORDER BY min(child), home)) AS family_id
    FROM homes GROUP BY home
)
SELECT family_id, home, child FROM homes JOIN named USING (home) ORDER BY ALL
"""

# 5 and 6. Everybody with their role.
_MEMBERS = """
WITH carers AS (
    SELECT f.family_id, c.carer AS person_id, c.child, c.is_parent, c.probability, c.valid_from, c.valid_to,
        c.carer_role
    FROM care c JOIN units u USING (carer) JOIN cared_for f ON f.home = 'u' || u.unit AND f.child = c.child
), parents AS (
    SELECT person_id_from AS parent, person_id_to AS child FROM relations, settings
    WHERE kind = 'parent-of' AND probability >= least
), children AS (
    SELECT f.family_id, f.child AS person_id,
        CASE WHEN p.expected THEN 'expected-child' ELSE 'child' END AS role, NULL AS child_id,
        coalesce((SELECT max(probability) FROM carers c
                  WHERE c.family_id = f.family_id AND c.child = f.child), 1.0) AS probability,
        NULL AS valid_from, NULL AS valid_to
    FROM cared_for f JOIN people p ON p.person_id = f.child
), caring AS (
    SELECT c.family_id, c.person_id,
        CASE WHEN c.is_parent THEN 'parent'
            WHEN c.carer_role IS NOT NULL THEN c.carer_role
            WHEN EXISTS (FROM parents a JOIN parents b ON b.child = a.parent
                         WHERE a.child = c.child AND b.parent = c.person_id) THEN 'grandparent-carer'
            WHEN EXISTS (FROM parents a JOIN parents b ON b.parent = a.parent
                         WHERE a.child = c.child AND b.child = c.person_id) THEN 'sibling-carer'
            ELSE 'guardian' END AS role,
        c.child AS child_id, c.probability, c.valid_from, c.valid_to
    FROM carers c
), partners AS (
    -- Both ways round, so that the join is on one column: on either of two it would try every pair.
    SELECT person_id_from AS a, person_id_to AS b, probability, valid_from, valid_to FROM now
    WHERE kind = 'partner-of'
    UNION ALL
    SELECT person_id_to, person_id_from, probability, valid_from, valid_to FROM now WHERE kind = 'partner-of'
), stepping AS (
    SELECT c.family_id, n.b AS person_id, 'step-parent' AS role, c.child AS child_id,
        max(least(n.probability, c.probability)) AS probability, min(n.valid_from) AS valid_from,
        max(n.valid_to) AS valid_to
    FROM carers c JOIN partners n ON n.a = c.person_id
    LEFT JOIN at_home mine ON mine.person_id = c.person_id AND mine.main
    LEFT JOIN at_home theirs ON theirs.person_id = n.b AND theirs.main
    WHERE c.is_parent AND coalesce(mine.household_id = theirs.household_id, true)
    GROUP BY ALL
), steps AS (
    SELECT s.* FROM stepping s
    WHERE NOT EXISTS (FROM carers c WHERE c.family_id = s.family_id AND c.person_id = s.person_id
                      AND c.child = s.child_id)
      AND NOT EXISTS (FROM parents p WHERE p.parent = s.person_id AND p.child = s.child_id)
), elsewhere AS (
    SELECT f.family_id, n.person_id_from AS person_id, 'non-resident-parent' AS role, f.child AS child_id,
        n.probability, n.valid_from, n.valid_to
    FROM cared_for f JOIN now n ON n.kind = 'parent-of' AND n.person_id_to = f.child
    WHERE NOT EXISTS (FROM carers c WHERE c.family_id = f.family_id AND c.person_id = n.person_id_from
                      AND c.child = f.child)
), before AS (
    SELECT f.family_id, r.person_id_from AS person_id,
        CASE WHEN r.kind = 'parent-of' THEN 'parent' ELSE coalesce(r.carer_role, 'guardian') END AS role,
        f.child AS child_id, r.probability, r.valid_from, r.valid_to
    FROM cared_for f JOIN relations r ON r.person_id_to = f.child, settings
    WHERE r.kind IN ('parent-of', 'guardian-of') AND r.probability >= least AND r.valid_to < as_of
      AND NOT EXISTS (FROM now n WHERE n.person_id_from = r.person_id_from AND n.person_id_to = f.child)
), told AS (
    SELECT * FROM children UNION ALL SELECT * FROM caring UNION ALL SELECT * FROM steps
    UNION ALL SELECT * FROM elsewhere UNION ALL SELECT * FROM before
), others AS (
    SELECT DISTINCT t.family_id, o.person_id, 'other-adult' AS role, NULL AS child_id, 1.0 AS probability,
        NULL AS valid_from, NULL AS valid_to
    FROM told t JOIN at_home mine ON mine.person_id = t.person_id AND mine.main
    JOIN at_home o ON o.household_id = mine.household_id AND o.main
    JOIN people p ON p.person_id = o.person_id AND NOT p.dependent AND NOT p.expected
    WHERE t.role IN ('child', 'expected-child')
      -- Whoever cares for children of their own is another family here, unless they are a parent's parent.
      AND (o.person_id NOT IN (SELECT carer FROM care)
           OR EXISTS (FROM parents g JOIN told c ON c.person_id = g.child AND c.family_id = t.family_id
                      WHERE g.parent = o.person_id))
      AND NOT EXISTS (FROM told k WHERE k.family_id = t.family_id AND k.person_id = o.person_id)
)
SELECT family_id, person_id, role, child_id, probability, valid_from, valid_to
FROM (SELECT * FROM told UNION ALL SELECT * FROM others) ORDER BY ALL
"""
