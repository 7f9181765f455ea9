"""By which links the mentions of a person hang together."""

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from licet.linkage.encoding import Counts
from licet.linkage.explaining.linked import Linked


def bonds(linked: Linked, mention_ids: pa.Array) -> pa.Table:
    """The strongest links that hold these mentions together: one fewer than there are mentions.

    Returns mention_id_l, mention_id_r, match_weight, match_probability, the strongest first. Taking any other
    link in place of one of them would make a weaker chain somewhere.
    """
    inside = linked.links_within(mention_ids)
    kept = inside.take(pa.array(_tree(inside, mention_ids)))
    columns = ["mention_id_l", "mention_id_r", "match_weight", "match_probability"]
    return kept.select(columns).sort_by([("match_weight", "descending"), ("mention_id_l", "ascending")])


def chain(linked: Linked, one: str, other: str) -> pa.Table:
    """The links that lead from one mention of a person to another, in that order: its strongest chain."""
    held = bonds(linked, linked.members(linked.person_of(one)))
    people = linked.members(linked.person_of(one))
    left, right = (_at(held.column(name), people) for name in ("mention_id_l", "mention_id_r"))
    size = len(people)
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(size, size)).tocsr()
    start, end = _at(pa.array([one, other]), people)
    _, before = breadth_first_order(graph, start, directed=False)
    steps, at = [], end
    while before[at] >= 0:
        low, high = sorted((int(at), int(before[at])))
        steps.append(
            int(np.flatnonzero((np.minimum(left, right) == low) & (np.maximum(left, right) == high))[0])
        )
        at = before[at]
    return held.take(pa.array(steps[::-1], pa.int64()))


def _tree(inside: pa.Table, mention_ids: pa.Array) -> Counts:
    """The places of the links in the heaviest spanning tree."""
    left, right = (_at(inside.column(name), mention_ids) for name in ("mention_id_l", "mention_id_r"))
    weight = inside.column("match_weight").to_numpy()
    # The order of the links, and not their weights: no two are equal, and none is zero.
    rank = np.empty(len(weight))
    rank[np.argsort(-weight, kind="stable")] = np.arange(1, len(weight) + 1)
    size = len(mention_ids)
    tree = minimum_spanning_tree(coo_array((rank, (left, right)), shape=(size, size)).tocsr())
    return np.sort(np.argsort(rank)[tree.data.astype(np.int64) - 1])


def _at(ids: pa.Array, among: pa.Array) -> Counts:
    found = pa.compute.index_in(ids, among)
    return np.asarray(found.to_numpy()).astype(np.int64)
