"""Names that last from run to run: who keeps which number, and what became of every earlier one.

1. Two names belong together as the caller ranks the pairs: the best pair first.
2. The best pair of both keeps the number. This repeats among those that are left, until no pair is left.
3. Who is left of the new run gets a number that nobody ever had.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.errors import ScienceError
from licet.linkage.encoding import Bools, Codes


@dataclass(frozen=True)
class Naming:
    """How names of one kind are written: a letter, and a number of so many digits."""

    letter: str
    digits: int

    def write(self, first: int, count: int) -> pa.Array:
        """So many names, numbered from the first on."""
        numbers = pa.array(np.arange(first, first + count, dtype=np.int64)).cast(pa.string())
        return pc.binary_join_element_wise(self.letter, pc.utf8_lpad(numbers, self.digits, "0"), "")

    def greatest(self, names: pa.ChunkedArray | pa.Array) -> int:
        """The greatest number among names; 0 where there are none."""
        return int(pc.max(pc.utf8_slice_codeunits(names, len(self.letter)).cast(pa.int64())).as_py() or 0)


@dataclass(frozen=True)
class Lasting:
    """names: new, lasting. changes: name, change, other_id, count, in order (see `identity`)."""

    names: pa.Table
    changes: pa.Table

    def renamed(self, names: pa.ChunkedArray) -> pa.ChunkedArray:
        """Names of the new run as lasting ones."""
        places = pc.index_in(names, self.names["new"].combine_chunks())
        return self.names["lasting"].combine_chunks().take(places)


def lasting(shared: pa.Table, before: pa.Table, after: pa.Table, naming: Naming, *, last: int) -> Lasting:
    """Give the new run's names lasting numbers.

    shared: old, new, count, the best pair first. before, after: name, count, each name once. last: the
    greatest number that was ever given. Raises ScienceError if an earlier number is past it.
    """
    greatest = naming.greatest(before["name"])
    if greatest > last:
        raise ScienceError(f"The earlier run has the number {greatest}, past the last one given ({last}).")
    kept = shared.filter(pa.array(_keeping(shared)))
    names = after["name"].combine_chunks().sort()
    places = pc.index_in(names, kept["new"].combine_chunks())
    found = kept["old"].combine_chunks().take(places)
    nobodys = pc.is_null(found)
    fresh = naming.write(last + 1, found.null_count)
    named = pa.table({"new": names, "lasting": pc.replace_with_mask(found, nobodys, fresh)})
    given = {"shared": shared, "before": before, "after": after, "named": named, "kept": kept}
    return Lasting(named, query(_CHANGES, given))


def _keeping(shared: pa.Table) -> Bools:
    """Which pairs of an old and a new name keep the number. shared: the best pair first."""
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


def _first(codes: Codes) -> Bools:
    found = np.zeros(len(codes), dtype=bool)
    found[np.unique(codes, return_index=True)[1]] = True
    return found


def _codes(names: pa.ChunkedArray) -> Codes:
    return np.asarray(names.combine_chunks().dictionary_encode().indices.to_numpy(), dtype=np.int32)


_CHANGES = """
WITH pairs AS (
    SELECT s.old, n.lasting AS new, s.count FROM shared s JOIN named n ON n.new = s.new
), told AS (
    SELECT new AS name, CASE WHEN old = new THEN 'kept'
            WHEN old NOT IN (SELECT old FROM kept) THEN 'merged'
            WHEN new IN (SELECT old FROM kept) THEN 'moved' ELSE 'split' END AS change,
        CASE WHEN old <> new THEN old END AS other_id, count
    FROM pairs
    UNION ALL
    SELECT n.lasting, 'new', NULL, a.count FROM after a JOIN named n ON n.new = a.name
    WHERE n.lasting NOT IN (SELECT new FROM pairs)
    UNION ALL
    SELECT name, 'gone', NULL, count FROM before WHERE name NOT IN (SELECT old FROM pairs)
)
SELECT name, change, other_id, count FROM told ORDER BY ALL
"""
