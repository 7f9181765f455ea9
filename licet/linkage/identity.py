"""Identity over time: a person keeps the number of an earlier run, and what changed is told.

1. A person of the new run and one of the earlier run belong together the more mentions they share.
2. The two that share most keep the number, if neither shares more with another; of equal ones the earlier
   number first. This repeats among those that are left, until nobody shares a mention any more.
3. Who is left of the new run gets a number that nobody ever had.
"""

from dataclasses import dataclass

import pyarrow as pa

from licet.engine import query
from licet.linkage.lasting import Naming, lasting

PERSON = Naming("P", 8)


@dataclass(frozen=True)
class Reconciled:
    """A new run's persons under lasting numbers, and what became of the earlier run's.

    changes: person_id, change, other_id, count (of mentions that it is about), in order. change: kept; split
    (somebody new, from other_id, who is still there); moved (to person_id from other_id, and both are still
    there); merged (other_id is now part of person_id); new; gone.
    """

    persons: pa.Table
    changes: pa.Table


def reconcile(before: pa.Table, after: pa.Table, *, last: int) -> Reconciled:
    """Give the persons of a new run the numbers of an earlier one.

    before, after: mention_id, person_id (P and eight digits), one row per mention; a mention that is no more
    may be null in `before`. last: the greatest number that was ever given; numbers past it are new. Raises
    ScienceError if an earlier number is past it.
    """
    shared = query(_SHARED, {"before": before, "after": after})
    sizes = [query(_SIZES, {"persons": each}) for each in (before, after)]
    found = lasting(shared, sizes[0], sizes[1], PERSON, last=last)
    place = after.column_names.index("person_id")
    persons = after.set_column(place, "person_id", found.renamed(after["person_id"]))
    return Reconciled(persons, found.changes.rename_columns(["person_id", *found.changes.column_names[1:]]))


_SHARED = """
SELECT b.person_id AS old, a.person_id AS new, count(*) AS count
FROM before b JOIN after a USING (mention_id) GROUP BY ALL ORDER BY count DESC, old, new
"""

_SIZES = "SELECT person_id AS name, count(*) AS count FROM persons GROUP BY ALL ORDER BY ALL"
