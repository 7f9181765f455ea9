"""Identity over time: a person keeps the number of an earlier run, and what changed is told.

1. A person of the new run and one of the earlier run belong together the more mentions they share.
2. The two that share most keep the number, if neither shares more with another; of equal ones the earlier
   number first. This repeats among those that are left, until nobody shares a mention any more.
3. Who is left of the new run gets a number that nobody ever had.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.errors import ScienceError
from licet.linkage.encoding import Codes


@dataclass(frozen=True)
class Reconciled:
    """A new run's persons under lasting numbers, and what became of the earlier run's.

    changes: person_id, change, other_id, mentions (how many it is about), in order. change: kept; split
    (somebody new, from other_id, who is still there); moved (to person_id from other_id, and both are still
    there); merged (other_id is now part of person_id); new; gone.
    """

    persons: pa.Table
    changes: pa.Table


def reconcile(before: pa.Table, after: pa.Table, *, last: int) -> Reconciled:
    """Give the persons of a new run the numbers of an earlier one.

    before, after: mention_id, person_id (P and eight digits), one row per mention. last: the greatest number
    that was ever given; numbers past it are new. Raises ScienceError if an earlier number is past it.
    """
    number = int(pc.max(_numbers(before["person_id"])).as_py() or 0)
    if number > last:
        raise ScienceError(f"The earlier run has the number {number}, past the last one given ({last}).")
    shared = query(_SHARED, {"before": before, "after": after})
    old, new = shared["old"].to_pylist(), shared["new"].to_pylist()
    keeps = _keeping(shared)
    lasting = {new[k]: old[k] for k in np.flatnonzero(keeps).tolist()}
    fresh = [name for name in pc.unique(after["person_id"]).sort().to_pylist() if name not in lasting]
    lasting |= {name: f"P{last + 1 + k:08d}" for k, name in enumerate(fresh)}
    names = [pa.array(part, pa.string()) for part in (lasting.keys(), lasting.values())]
    place = after.column_names.index("person_id")
    persons = after.set_column(
        place, "person_id", names[1].take(pc.index_in(after["person_id"].combine_chunks(), names[0]))
    )
    kept = pa.table({"old": [old[k] for k in np.flatnonzero(keeps).tolist()]}, schema=_OLD)
    given = {"before": before, "after": persons, "kept": kept}
    return Reconciled(persons, query(_CHANGES, given))


def _keeping(shared: pa.Table) -> np.ndarray:
    """Which pairs of an old and a new person keep the number. shared: in order of mentions, most first."""
    old, new = (_codes(shared[name]) for name in ("old", "new"))
    keeps = np.zeros(len(old), dtype=bool)
    left = np.arange(len(old))
    while len(left):
        # A pair is best for both where it is the first that is left of either.
        best = left[_first(old[left]) & _first(new[left])]
        keeps[best] = True
        taken_old, taken_new = np.isin(old[left], old[best]), np.isin(new[left], new[best])
        left = left[~taken_old & ~taken_new]
    return keeps


def _first(codes: Codes) -> np.ndarray:
    found = np.zeros(len(codes), dtype=bool)
    found[np.unique(codes, return_index=True)[1]] = True
    return found


def _codes(names: pa.ChunkedArray) -> Codes:
    return np.asarray(names.combine_chunks().dictionary_encode().indices.to_numpy(), dtype=np.int32)


def _numbers(names: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_slice_codeunits(names, 1).cast(pa.int64())


_OLD = pa.schema([("old", pa.string())])

_SHARED = """
SELECT b.person_id AS old, a.person_id AS new, count(*) AS mentions
FROM before b JOIN after a USING (mention_id) GROUP BY ALL ORDER BY mentions DESC, old, new
"""

_CHANGES = """
WITH shared AS (
    SELECT b.person_id AS old, a.person_id AS new, count(*) AS mentions
    FROM before b JOIN after a USING (mention_id) GROUP BY ALL
), told AS (
    SELECT old AS person_id, 'kept' AS change, NULL AS other_id, mentions FROM shared WHERE old = new
    UNION ALL
    SELECT new, CASE WHEN old NOT IN (SELECT old FROM kept) THEN 'merged'
        WHEN new IN (SELECT old FROM kept) THEN 'moved' ELSE 'split' END, old, mentions
    FROM shared WHERE old <> new
    UNION ALL
    SELECT person_id, 'new', NULL, count(*) FROM after
    WHERE person_id NOT IN (SELECT new FROM shared) GROUP BY person_id
    UNION ALL
    SELECT person_id, 'gone', NULL, count(*) FROM before
    WHERE person_id NOT IN (SELECT old FROM shared) GROUP BY person_id
)
SELECT person_id, change, other_id, mentions FROM told ORDER BY ALL
"""
