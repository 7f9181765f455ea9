"""A run's linkage as its tables and notes hold it, for looking at and for measuring."""

import pyarrow as pa

from licet.linkage import standard_model
from licet.linkage.explaining import Linked
from licet.programme import Folder
from licet.run.stages import constraints_of
from licet.run.store import RunStore


def linked_of(folder: Folder, store: RunStore) -> Linked:
    """What the run linked, what it learnt, and what came of it."""
    note, mentions = store.note("linkage"), store.table("mentions")
    return Linked(
        mentions=mentions,
        model=standard_model(mentions),
        constraints=constraints_of(folder),
        links=store.table("links"),
        persons=store.table("persons"),
        levels=pa.Table.from_pylist(note["levels"]),
        priors=pa.Table.from_pylist(note["priors"]),
        threshold=note["threshold"],
    )
