"""A family's number over time: it stays with the children.

1. A family of the new run and one of the earlier run belong together the more dependent or expected children
   they share: when siblings part, the number goes with the larger part.
2. Of equal parts the one with the youngest child comes first; then the one whose carers' tie to the children
   is longest, as when a child gains a second home; then the one with more of the same carers.
3. The two that come first for both keep the number. It ends when no dependent child of the family remains.
"""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from licet.engine import query
from licet.linkage.lasting import Naming, lasting

FAMILY = Naming("F", 7)

UNKNOWN_AGE = 1000
"""Years, past any age: a child whose age nobody tells is not the youngest."""


@dataclass(frozen=True)
class FamiliesReconciled:
    """A new run's families under lasting numbers, and what became of the earlier run's.

    changes: family_id, change, other_id, count (of children that it is about), in order; change as in
    `Reconciled`. A child who is in two families counts in each.
    """

    families: pa.Table
    changes: pa.Table


def reconcile_families(
    before: pa.Table, after: pa.Table, people: pa.Table, persons: pa.Table, as_of: date, *, last: int
) -> FamiliesReconciled:
    """Give the families of a new run the numbers of an earlier one.

    before, after: as `families_of` gives them, persons under lasting numbers. people: person_id, age and
    expected, of the new run. persons: the changes that `reconcile` told; a child who was merged is looked for
    as whom it is now. as_of: the new run's date; ties that ended before it do not count. last: the greatest
    number that was ever given.
    Raises ScienceError if an earlier number is past it. Source: FAMILIES in the design.
    """
    settings = pa.table({"as_of": [as_of.isoformat()], "unknown": [UNKNOWN_AGE]})
    before = query(_AS_NOW, {"before": before, "persons": persons})
    given = {"before": before, "after": after, "people": people, "settings": settings}
    shared = query(_SHARED, given)
    sizes = [query(_SIZES, {"families": each}) for each in (before, after)]
    found = lasting(shared, sizes[0], sizes[1], FAMILY, last=last)
    place = after.column_names.index("family_id")
    families = after.set_column(place, "family_id", found.renamed(after["family_id"]))
    told = {"before": before, "families": families, "changes": found.changes}
    return FamiliesReconciled(query("SELECT * FROM f ORDER BY ALL", {"f": families}), query(_TOLD, told))


_AS_NOW = """
WITH became AS (
    SELECT other_id, arg_max(person_id, (count, person_id)) AS person_id FROM persons
    WHERE change = 'merged' GROUP BY other_id
)
SELECT DISTINCT b.family_id, coalesce(n.person_id, b.person_id) AS person_id, b.role
FROM before b LEFT JOIN became n ON n.other_id = b.person_id ORDER BY ALL
"""

_SHARED = """
WITH children AS (
    SELECT b.family_id AS old, a.family_id AS new, a.person_id AS child
    FROM before b JOIN after a USING (person_id)
    WHERE a.role IN ('child', 'expected-child') AND b.role IN ('child', 'expected-child')
), carers AS (
    SELECT a.* FROM after a, settings
    WHERE a.role NOT IN ('child', 'expected-child', 'non-resident-parent', 'other-adult')
        AND coalesce(a.valid_to, '9999') >= as_of
), parts AS (
    SELECT c.old, c.new, count(*) AS count,
        min(CASE WHEN p.expected THEN -1 ELSE coalesce(p.age, unknown) END) AS youngest
    FROM children c JOIN people p ON p.person_id = c.child, settings GROUP BY c.old, c.new
), ties AS (
    SELECT c.old, c.new, min(t.valid_from) AS since
    FROM children c JOIN carers t ON t.family_id = c.new AND t.child_id = c.child GROUP BY c.old, c.new
), same AS (
    SELECT c.old, c.new, count(DISTINCT t.person_id) AS carers
    FROM children c JOIN carers t ON t.family_id = c.new
    JOIN before b ON b.family_id = c.old AND b.person_id = t.person_id
        AND b.role NOT IN ('child', 'expected-child', 'non-resident-parent', 'other-adult')
    GROUP BY c.old, c.new
)
SELECT old, new, count FROM parts LEFT JOIN ties USING (old, new) LEFT JOIN same USING (old, new)
ORDER BY count DESC, youngest, since NULLS LAST, coalesce(carers, 0) DESC, old, new
"""

# Whoever was in both families before, and is in both now, has not moved.
_TOLD = """
WITH stayed AS (
    SELECT f.family_id AS name, x.family_id AS other_id, count(DISTINCT f.person_id) AS there
    FROM families f JOIN before y USING (family_id, person_id) JOIN before x USING (person_id)
    WHERE x.role IN ('child', 'expected-child') AND y.role IN ('child', 'expected-child')
        AND f.role IN ('child', 'expected-child')
    GROUP BY ALL
), moved AS (
    SELECT name, change, other_id, count - coalesce(there, 0) AS count
    FROM changes LEFT JOIN stayed USING (name, other_id) WHERE change = 'moved'
)
SELECT name AS family_id, change, other_id, count FROM changes WHERE change <> 'moved'
UNION ALL SELECT * FROM moved WHERE count > 0 ORDER BY ALL
"""

_SIZES = """
SELECT family_id AS name, count(DISTINCT person_id) FILTER (role IN ('child', 'expected-child')) AS count
FROM families GROUP BY ALL ORDER BY ALL
"""
