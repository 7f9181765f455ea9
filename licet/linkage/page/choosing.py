"""What a page draws: pairs of every band of weights; the largest, least sure and ambiguous persons."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.explaining import Linked

EACH = 2
"""Pairs drawn from each band."""

FEW = 3
"""Persons drawn of each kind."""

LARGEST = 24
"""A person of more mentions than this is not drawn: nobody could read it."""


def bands(threshold: float) -> list[tuple[float, float]]:
    """Bands of match probability, the threshold among their edges."""
    edges = sorted({0.0, 0.1, 0.5, threshold, 0.99, 0.9999, 1.0})
    return list(pairwise(edges))


def pairs_drawn(linked: Linked, drawn: pa.Array, seed: int) -> list[pa.Table]:
    """Some kept links of every band, whose ends may both be drawn; by chance, but the same for a seed."""
    links, rng = linked.links_within(drawn), np.random.default_rng(seed)
    likely = links.column("match_probability").to_numpy()
    chosen = []
    for low, high in bands(linked.threshold):
        # The last band holds what is certain as far as numbers can tell.
        inside = np.flatnonzero((likely >= low) & ((likely < high) | (high == 1.0)))
        some = rng.choice(inside, min(EACH, len(inside)), replace=False)
        chosen.append(links.take(pa.array(some[np.argsort(-likely[some])], pa.int64())))
    return chosen


def persons_drawn(linked: Linked, drawn: pa.Array) -> dict[str, list[str]]:
    """Persons worth a look, by why they are: each once, all of whose mentions may be drawn."""
    best, whole = linked.best, pa.array(sorted(shown_whole(linked, drawn)), pa.string())
    left = best.filter(pc.is_in(best.column("person_id"), whole))
    sized = left.group_by("person_id", use_threads=False).aggregate(
        [("mention_id", "count"), ("support", "min"), ("ambiguous", "any")]
    )
    some = sized.filter(pc.less_equal(sized.column("mention_id_count"), LARGEST))
    several = some.filter(pc.greater(some.column("mention_id_count"), 1))
    wanted = {
        "ambiguous": some.filter(some.column("ambiguous_any")).sort_by("person_id"),
        "least sure": several.sort_by([("support_min", "ascending"), ("person_id", "ascending")]),
        "largest": several.sort_by([("mention_id_count", "descending"), ("person_id", "ascending")]),
    }
    return _each_once({why: table.column("person_id").to_pylist() for why, table in wanted.items()})


def shown_whole(linked: Linked, drawn: pa.Array) -> frozenset[str]:
    """The persons all of whose mentions may be drawn."""
    best = linked.best
    inside = pc.is_in(best.column("mention_id"), drawn)
    people = best.column("person_id").to_pylist()
    outside = set(best.filter(pc.invert(inside)).column("person_id").to_pylist())
    return frozenset(people) - outside


def _each_once(wanted: dict[str, list[str]]) -> dict[str, list[str]]:
    seen: set[str] = set()
    found = {}
    for why, people in wanted.items():
        found[why] = [person for person in people if person not in seen][:FEW]
        seen |= set(found[why])
    return found
