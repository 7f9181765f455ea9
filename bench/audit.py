"""Does the audit find whom the linkage gets wrong? Towns with errors planted by group, many seeds.

    python -m bench.audit --seeds 20 --json

Signs: in each seed's town the names and details of two groups are written worse (PLANTED). Where a group of
500 people or more is truly five points or more behind in recall, or ahead, each basis should find the sign,
and declare it: at a family-wise level of 5 % over all that its audit looks at.

False alarms: in a second town of the seed nobody is written worse, and groups are drawn by lot among
families, in the shares of the true ones. Then no expected rate differs between groups, whatever is measured,
and every declared difference is chance. The true groups would not do: even where nobody is written worse they
differ by their names, and nobody could say which difference is nil. What is declared of them is printed too.

The labelled sample is 2,000 pairs of a wider linkage (LOOSE rules, lower probabilities), labelled by the
truth. The truth has nobody labelled wrongly; people label some.
"""

import argparse
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.harness import Stopwatch, peak_mb, show
from bench.wexcombe import Wexcombe, wexcombe
from licet.borough import Planting
from licet.engine import query
from licet.linkage import BlockingRule, link, standard_model
from licet.linkage.audit import (
    Basis,
    Measure,
    audited,
    components_of,
    draw_pairs,
    link_rate,
    outcomes_from_labels,
    outcomes_from_model,
    outcomes_from_truth,
    pairs_of,
    true_candidates,
)
from licet.linkage.keys import Same, first_letters, year_of

FAMILIES = 3_000
WORSE = {"black": 18.0, "mixed-or-other": 20.0}
PLANTED, NOBODY_WORSE = Planting(WORSE, WORSE), Planting()
GROUP, REFERENCE = "ethnic-group", "white"
LABELS, POINTS, PEOPLE, CLUSTERS = 2_000, 0.05, 500, 20
YEAR, PLACE = year_of("birth_date"), Same("postcode")
FIRST, LAST = first_letters("forename", 1), first_letters("surname", 1)
LOOSE = (
    (Same("forename"), YEAR),
    (Same("surname"), YEAR),
    (FIRST, LAST, YEAR),
    (PLACE, FIRST),
    (PLACE, LAST),
)
UNLIKELY = 0.001
BASES = {Basis.TRUTH: "truth", Basis.SAMPLE: "labelled_sample", Basis.MODEL: "model"}


@dataclass(frozen=True)
class Linked:
    """A town linked: outcomes by truth and by model, the pairs to draw labels from, clusters, who is who."""

    by_truth: pa.Table
    by_model: pa.Table
    pairs: pa.Table
    clusters: pa.Table
    truth: pa.Table


def linked(town: Wexcombe) -> Linked:
    """Link the town, and look at it through a wider linkage as well."""
    model = standard_model(town.mentions)
    rules = (*model.blocking, *map(BlockingRule, LOOSE))
    persons = link(town.mentions, model, town.constraints).persons
    wide = link(town.mentions, replace(model, blocking=rules, keep=UNLIKELY), town.constraints)
    truth = town.truth.select(["mention_id", "person", "household"])
    truth = truth.rename_columns(["mention_id", "person", "family"])
    clusters = components_of(town.mentions, persons)
    pairs = pairs_of(wide.links, persons)
    known = clusters.set_column(1, "cluster", truth["family"])
    candidates = true_candidates(town.mentions, model, truth)
    by_truth = outcomes_from_truth(persons, truth, candidates=candidates)
    return Linked(
        pa.concat_tables([by_truth, link_rate(persons, known)]),
        pa.concat_tables([outcomes_from_model(pairs, clusters), link_rate(persons, clusters)]),
        pairs,
        clusters,
        truth,
    )


def audits(town: Linked, groups: pa.Table, seed: int) -> dict[Basis, pa.Table]:
    """Each basis as an audit of its own. groups: mention_id, and the group."""
    levels = groups.rename_columns(["mention_id", "level"])
    drawn = query(_LABELLED, {"d": draw_pairs(town.pairs, levels, size=LABELS, seed=seed), "t": town.truth})
    by_label = outcomes_from_labels(drawn, town.clusters)
    rates = town.by_model.filter(pc.equal(town.by_model["measure"], Measure.LINK_RATE))
    outcomes = {
        Basis.TRUTH: town.by_truth,
        Basis.SAMPLE: pa.concat_tables([by_label, rates]),
        Basis.MODEL: town.by_model,
    }
    return {
        basis: audited(found, groups, references={GROUP: REFERENCE}, minimum=CLUSTERS, seed=seed)
        for basis, found in outcomes.items()
    }


def by_lot(town: Wexcombe, seed: int) -> pa.Table:
    """The groups dealt out again among families: mention_id, and the group."""
    homes = query(_HOMES, {"truth": town.truth})
    dealt = homes[GROUP].take(pa.array(np.random.default_rng(seed).permutation(len(homes))))
    place = pc.index_in(town.truth["household"], homes["household"].combine_chunks())
    return pa.table({"mention_id": town.truth["mention_id"], GROUP: dealt.take(place)})


def run(seeds: int, families: int = FAMILIES) -> dict[str, Any]:
    """Every seed's two towns, audited on every basis."""
    planted, alarms, by_names = [], [], []
    for seed in range(1, seeds + 1):
        town = wexcombe(families, seed, PLANTED)
        found = audits(linked(town), town.truth.select(["mention_id", GROUP]), seed)
        people = dict(zip(*query(_PEOPLE, {"truth": town.truth}).to_pydict().values(), strict=True))
        planted.append(_differences(found, people))
        null = wexcombe(families, seed, NOBODY_WORSE)
        alike = linked(null)
        alarms.append(_alarms(audits(alike, by_lot(null, seed), seed)))
        by_names.append(_alarms(audits(alike, null.truth.select(["mention_id", GROUP]), seed)))
    return {
        "seeds": seeds,
        "families": families,
        "worse": WORSE,
        **{
            name: {
                "groups": _signs(basis, planted),
                "seeds_with_false_alarm": sum(each[basis] for each in alarms),
                "seeds_with_true_groups_declared": sum(each[basis] for each in by_names),
            }
            for basis, name in BASES.items()
        },
    }


def _alarms(found: dict[Basis, pa.Table]) -> dict[Basis, bool]:
    """Whether any difference at all is declared."""
    return {basis: pc.any(table["apart"]).as_py() for basis, table in found.items()}


def _differences(found: dict[Basis, pa.Table], people: dict[str, int]) -> dict[str, dict[Basis, Any]]:
    """The difference in recall by basis, of each large group that is truly behind or ahead."""
    of = {basis: _recall(table) for basis, table in found.items()}
    large = [
        group
        for group, row in of[Basis.TRUTH].items()
        if abs(row["estimate"]) >= POINTS and people[group] >= PEOPLE
    ]
    return {group: {basis: rows[group] for basis, rows in of.items()} for group in large}


def _recall(table: pa.Table) -> dict[str, dict[str, Any]]:
    chosen = pc.and_(pc.equal(table["measure"], f"{Measure.RECALL} difference"), pc.is_valid(table["apart"]))
    return {row["level"]: row for row in table.filter(chosen).to_pylist()}


def _signs(basis: Basis, planted: list[dict[str, dict[Basis, Any]]]) -> dict[str, Any]:
    """By group: in how many seeds it was truly apart, the sign was found, and it was declared."""
    found: dict[str, Any] = {}
    for group in WORSE:
        rows = [(one[group][Basis.TRUTH], one[group][basis]) for one in planted if group in one]
        same = [true["estimate"] * seen["estimate"] > 0 for true, seen in rows]
        declared = [row["apart"] for _, row in rows]
        found[group] = {
            "seeds_apart": len(rows),
            "true_difference": _mean([true["estimate"] for true, _ in rows]),
            "found_difference": _mean([seen["estimate"] for _, seen in rows]),
            "sign_found": sum(same),
            "sign_declared": sum(np.logical_and(same, declared).tolist()),
        }
    return found


def _mean(values: list[float]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--families", type=int, default=FAMILIES)
    parser.add_argument("--json", action="store_true", help="one line")
    given = parser.parse_args()
    watch = Stopwatch()
    watch("all")
    found = run(given.seeds, given.families)
    watch("")
    show({"bench": "audit", **found, "seconds": watch.total, "peak_mb": round(peak_mb())})


_LABELLED = """
SELECT d.*, l.person = r.person AS match
FROM d JOIN t l ON l.mention_id = mention_id_l JOIN t r ON r.mention_id = mention_id_r
ORDER BY mention_id_l, mention_id_r
"""
_HOMES = (
    f'SELECT household, any_value("{GROUP}") AS "{GROUP}" FROM truth GROUP BY household ORDER BY household'
)
_PEOPLE = f'SELECT "{GROUP}", count(DISTINCT person) AS people FROM truth GROUP BY ALL'

if __name__ == "__main__":
    main()
