"""How often ranges from plausible linkages cover the number of families that true links give.

    python -m bench.draws --boroughs 200 --families 500 --draws 40 --json

Of each invented borough the mentions that a run may link are linked with draws. Families are formed of each
draw, of the best answer and of the truth in the same way. A range runs from the 2.5th to the 97.5th
percentile of the draws.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.harness import peak_mb, show
from licet import register as records
from licet import sources
from licet.borough import make_borough
from licet.fairness import wilson
from licet.linkage import (
    DependentAges,
    Linkage,
    families_of,
    households_of,
    link,
    linkage_of_draw,
    people_of,
    relations_of,
    standard_model,
)
from licet.linkage.stacked import in_each, side_by_side, told_apart
from licet.programme import Folder, open_folder
from licet.run import weigh
from licet.run.stages import constraints_of

AT_ONCE = 20
RANGE = (2.5, 97.5)


@dataclass(frozen=True)
class Counted:
    """Families of one borough: under true links, in the best answer, and in each draw."""

    true: int
    best: int
    low: float
    high: float

    @property
    def covered(self) -> bool:
        """Whether the range holds the truth."""
        return self.low <= self.true <= self.high


@dataclass(frozen=True)
class Linked:
    """An invented borough, linked as a run would link it. truth: mention_id, person."""

    folder: Folder
    arrived: sources.Arrived
    linkage: Linkage
    truth: pa.Table


def linked(folder: Path, families: int, seed: int, draws: int) -> Linked:
    """Make a borough and link what its licence grants."""
    make_borough(folder, families, seed)
    opened = open_folder(folder)
    weighed = weigh(records.open_register(opened.var), opened)
    if weighed.permit is None:
        raise SystemExit("The borough's licence grants nothing: there is nothing to link.")
    arrived = sources.gather(opened, weighed.permit, weighed.today, lambda _: None).arrived
    linkage = link(
        arrived.mentions,
        standard_model(arrived.mentions),
        constraints_of(opened),
        threshold=opened.programme.linking.threshold,
        draws=draws,
    )
    known = pq.read_table(folder / "truth" / "truth.parquet")
    names = pc.binary_join_element_wise(known["source"], known["record_id"], known["role"], "/")
    return Linked(opened, arrived, linkage, pa.table({"mention_id": names, "person": known["person"]}))


def counted(borough: Linked, draws: int) -> Counted:
    """Count its families: under true links, in the best answer, and in draws."""
    persons = borough.linkage.persons
    plausible = [linkage_of_draw(persons, borough.linkage.draws, k) for k in range(1, draws + 1)]
    linkages = [persons, _true(borough.truth, persons), *plausible]
    best, true, *drawn = _families(borough.folder, borough.arrived, linkages)
    low, high = np.percentile(drawn, RANGE)
    return Counted(true, best, float(low), float(high))


def _true(truth: pa.Table, persons: pa.Table) -> pa.Table:
    place = pc.index_in(persons["mention_id"].combine_chunks(), truth["mention_id"].combine_chunks())
    return pa.table(
        {
            "mention_id": persons["mention_id"],
            "person_id": truth["person"].take(place),
            "support": np.ones(len(persons)),
        }
    )


def _families(opened: Folder, arrived: sources.Arrived, linkages: Sequence[pa.Table]) -> list[int]:
    """How many families each linkage gives, so many at a time."""
    found: list[int] = []
    for first in range(0, len(linkages), AT_ONCE):
        found += _at_once(opened, arrived, linkages[first : first + AT_ONCE])
    return found


def _at_once(opened: Folder, arrived: sources.Arrived, linkages: Sequence[pa.Table]) -> list[int]:
    numbers = range(len(linkages))
    columns = ["mention_id", "person_id", "support"]
    persons = side_by_side([one.select(columns) for one in linkages], numbers, columns[:2])
    ties = in_each(arrived.ties, numbers, ["mention_id_from", "mention_id_to"])
    addresses = in_each(arrived.addresses, numbers, ["mention_id", "address_key"])
    mentions = in_each(arrived.mentions, numbers, ["mention_id"])
    ages = DependentAges(**opened.programme.dependent_child.model_dump())
    as_of = opened.programme.as_of
    families = families_of(
        people_of(mentions, persons, ties, as_of, ages),
        relations_of(ties, persons),
        households_of(addresses, persons),
        as_of,
    )
    apart = told_apart(families.select(["family_id", "person_id"]), ["person_id"])
    each = apart.group_by(["draw", "family_id"]).aggregate([])
    return np.bincount(each["draw"].to_numpy(), minlength=len(linkages)).tolist()


def main() -> None:
    """Print how many boroughs are covered, and how wide the ranges are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boroughs", type=int, default=200)
    parser.add_argument("--families", type=int, default=500)
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON line")
    given = parser.parse_args()
    found = []
    for seed in range(given.first_seed, given.first_seed + given.boroughs):
        with tempfile.TemporaryDirectory() as place:
            borough = linked(Path(place) / "borough", given.families, seed, given.draws)
            found.append(counted(borough, given.draws))
    covered = np.array([np.mean([one.covered for one in found])])
    low, high = wilson(covered, np.array([float(len(found))]), 0.95)
    show(
        {
            "bench": "draws",
            "boroughs": len(found),
            "draws": given.draws,
            "covered": round(float(covered[0]), 4),
            "covered_low": round(float(low[0]), 4),
            "covered_high": round(float(high[0]), 4),
            "mean_families": round(float(np.mean([one.true for one in found])), 1),
            "mean_best": round(float(np.mean([one.best for one in found])), 1),
            "mean_low": round(float(np.mean([one.low for one in found])), 1),
            "mean_high": round(float(np.mean([one.high for one in found])), 1),
            "mean_width": round(float(np.mean([one.high - one.low for one in found])), 2),
            "peak_mb": round(peak_mb()),
        }
    )


if __name__ == "__main__":
    main()
