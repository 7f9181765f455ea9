"""Counts balance, each in its unit, or the run fails."""

import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import RunFailed
from licet.sources import Arrived


def check_balances(arrived: Arrived, left: pa.Table, persons: pa.Table) -> None:
    """Check rows and mentions of every source, and that each kept mention is in one person or excluded.

    arrived: after exclusion. left: mentions after those whose person objects were taken out.
    Raises RunFailed that names the source and the unit.
    """
    for counts in arrived.counts:
        if counts.rows != counts.accepted + counts.set_aside:
            _fail(counts.source, "rows", counts.rows, counts.accepted + counts.set_aside)
        excluded = sum(counts.excluded.values())
        if counts.mentions != counts.kept + excluded:
            _fail(counts.source, "mentions", counts.mentions, counts.kept + excluded)
        here = pc.sum(pc.equal(arrived.mentions.column("source"), counts.source)).as_py() or 0
        if counts.kept != here:
            _fail(counts.source, "kept mentions", counts.kept, here)
    if persons.num_rows != left.num_rows or len(pc.unique(persons.column("mention_id"))) != left.num_rows:
        _fail("all sources", "mentions in persons", left.num_rows, persons.num_rows)


def _fail(source: str, unit: str, expected: int, got: int) -> None:
    raise RunFailed(
        f"The counts of {source} do not balance: {expected:,} {unit} came in, {got:,} are accounted for. "
        "Nothing is published. Keep the files and report this: it is a fault of Licet."
    )
