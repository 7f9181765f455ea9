"""Clusters where no true family is known: mentions that records and found persons join."""

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from licet.linkage.encoding import factorise_text
from licet.linkage.prepared import as_table


def components_of(mentions: pa.Table, persons: pa.Table) -> pa.Table:
    """mention_id, cluster: mentions of one record or of one found person are wrong or right together.

    mentions: mention_id, source, record_id. persons: mention_id, person_id. A cluster is named by its first
    mention. Rows are in the order of the mentions.
    """
    both = (
        as_table(mentions)
        .select(["mention_id", "source", "record_id"])
        .join(persons.select(["mention_id", "person_id"]), "mention_id", join_type="left outer")
    )
    both = both.sort_by("mention_id")
    source, names = factorise_text(both["source"])
    record, records = factorise_text(both["record_id"])
    person, people = factorise_text(both["person_id"])
    size = len(both)
    past = size + len(names) * len(records)
    at = np.arange(size)
    known = person >= 0
    ends = np.concatenate([size + source.astype(np.int64) * len(records) + record, past + person[known]])
    starts = np.concatenate([at, at[known]])
    nodes = past + len(people)
    graph = coo_array((np.ones(len(ends), dtype=np.int8), (starts, ends)), shape=(nodes, nodes))
    label = connected_components(graph, directed=False)[1][:size]
    _, first, place = np.unique(label, return_index=True, return_inverse=True)
    return pa.table(
        {"mention_id": both["mention_id"], "cluster": both["mention_id"].take(pa.array(first[place]))}
    )
