"""What a run found of an invented borough's families, beside what is true of them."""

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from licet.analysis.views import CARING
from licet.borough.agencies import age_of, is_child
from licet.borough.population import NOBODY, Town
from licet.run.store import RunStore

Pairs = set[tuple[int, int]]


def true_pairs(town: Town) -> dict[int, set[int]]:
    """For each child under 16: everybody who cares for them.

    A guardian; else the parents whose home is one of the child's two; and the partner in each such home.
    """
    people, age = town.people, age_of(town)
    partner = people.partner.copy()
    second = np.flatnonzero(people.partner != NOBODY)
    partner[people.partner[second]] = second
    caring: dict[int, set[int]] = {}
    for child in np.flatnonzero(is_child(town) & (age >= 0) & (age < 16)):
        homes = {int(people.home[child]), int(people.second_home[child])}
        named = [people.guardian[child], people.parent_a[child], people.parent_b[child]]
        here = {int(one) for one in named if one != NOBODY and int(people.home[one]) in homes}
        here |= {int(partner[one]) for one in here if partner[one] != NOBODY}
        caring[int(child)] = here
    return caring


def found_pairs(store: RunStore, truth: Path) -> tuple[dict[int, set[int]], set[int]]:
    """For each child, by their true number: everybody whom the run found caring; and whom records name.

    A person of the run is whom most of their mentions mean.
    """
    meant = {
        f"{row['source']}/{row['record_id']}/{row['role']}": int(row["person"][1:])
        for row in pq.read_table(truth).to_pylist()
    }
    votes: dict[str, Counter[int]] = {}
    for row in store.table("persons").to_pylist():
        votes.setdefault(row["person_id"], Counter())[meant[row["mention_id"]]] += 1
    of = {person: min(count, key=lambda one: (-count[one], one)) for person, count in votes.items()}
    caring: dict[int, set[int]] = {}
    for row in store.table("families").to_pylist():
        if row["role"] == "child":
            caring.setdefault(of[row["person_id"]], set())
        elif row["role"] in CARING and row["child_id"] is not None and row["valid_to"] is None:
            caring.setdefault(of[row["child_id"]], set()).add(of[row["person_id"]])
    return caring, {meant[mention] for mention in store.table("mentions").column("mention_id").to_pylist()}


def scores(true: dict[int, set[int]], found: dict[int, set[int]]) -> tuple[float, float, int]:
    """Recall and precision of carer-and-child pairs among these children, and the number of true pairs."""
    wanted = {(carer, child) for child, carers in true.items() for carer in carers}
    got = {(carer, child) for child in true for carer in found.get(child, set())}
    hits = len(wanted & got)
    return hits / max(len(wanted), 1), hits / max(len(got), 1), len(wanted)
