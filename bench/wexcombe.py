"""The invented town of Wexcombe as its own layouts read it, for benchmarks that link without a whole run."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from licet.borough import Planting, make_borough
from licet.engine import query
from licet.linkage import Constraints
from licet.programme import Operation, open_folder
from licet.run.stages import constraints_of
from licet.sources import layouts
from licet.sources.columns import wanted_of
from licet.sources.files import read_rows
from licet.sources.rows import interpret


@dataclass(frozen=True)
class Wexcombe:
    """A town's mentions under its programme, and who is meant.

    truth: mention_id, person, household (the family or other household lived in), ethnic-group.
    """

    mentions: pa.Table
    constraints: Constraints
    truth: pa.Table


def wexcombe(families: int, seed: int, planting: Planting) -> Wexcombe:
    """Make a town, and read what its programme asks to link; nobody is taken out."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "wexcombe"
        invented = make_borough(root, families, seed, planting=planting)
        folder = open_folder(root)
        asked = frozenset(u.category for u in folder.programme.requested() if u.operation is Operation.LINK)
        parts = []
        for name, layout in layouts(folder).items():
            rows = read_rows(root / folder.programme.sources[name].file, wanted_of(layout, asked), name)
            parts.append(interpret(name, layout, rows, asked).mentions)
        known = pq.read_table(root / "truth" / "truth.parquet")
        constraints = constraints_of(folder)
    homes = pa.table(
        {
            "person": [f"t{who}" for who in range(len(invented.people))],
            "household": np.char.add("h", invented.people.family.astype(str)),
        }
    )
    mentions = pa.concat_tables(parts, promote_options="default")
    given = {"known": known, "homes": homes, "mentions": mentions.select(["mention_id", *_KEYS])}
    return Wexcombe(mentions, constraints, query(_TRUTH, given))


_KEYS = ("source", "record_id", "role")
_TRUTH = """
SELECT m.mention_id, k.person, h.household, k."ethnic-group"
FROM mentions m JOIN known k USING (source, record_id, role) JOIN homes h USING (person)
ORDER BY m.mention_id
"""
