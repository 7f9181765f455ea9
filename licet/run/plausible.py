"""How firm a run's figures are: families and flags of every plausible linkage beside the best answer."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.linkage import linkage_of_draw
from licet.linkage.stacked import in_each, of_draw, side_by_side, told_apart
from licet.run.forming import events_by_person, families_from, granted_rules, needs_from, restricted_persons
from licet.run.job import Job

AT_ONCE = 3_000_000
"""Mentions of several draws that are computed together."""

RANGE = (2.5, 97.5)
"""Percentiles of the draws: a range holds 95 of 100 plausible linkages."""


def how_firm(job: Job, flags: pa.Table) -> dict[str, pa.Table]:
    """Ranges of the counts, and in how many draws each family is flagged. flags: of the best answer."""
    counts, flagged = [], []
    for found in _drawn(job):
        counts.append(query(_COUNTS, found))
        flagged.append(query(_FLAGGED, found))
        job.say(f"{sum(map(len, counts))} of {job.draws} plausible linkages")
    best = {
        "families": len(pc.unique(job.store.table("families")["family_id"])),
        "flagged families": len(flags),
    }
    return {
        "ranges": _ranges(best, pa.concat_tables(counts)),
        "flag_draws": query(_HELD, {"flagged": pa.concat_tables(flagged), "flags": flags}, [job.draws]),
    }


def _drawn(job: Job) -> Iterator[Mapping[str, pa.Table]]:
    """Families and flags of some draws at a time, beside those of the best answer."""
    persons, draws = job.store.table("persons"), job.store.table("draws")
    best = {name: job.store.table(name) for name in ("persons", "families")}
    at_once = max(1, AT_ONCE // max(1, len(persons)))
    for first in range(1, job.draws + 1, at_once):
        numbers = range(first, min(first + at_once, job.draws + 1))
        each = [linkage_of_draw(persons, draws, number) for number in numbers]
        stacked = side_by_side(each, numbers, ["mention_id", "person_id"])
        families, flags = _computed(job, stacked, numbers)
        yield best | {
            "drawn_persons": told_apart(stacked, ["mention_id", "person_id"]),
            "drawn_families": families,
            "drawn_flags": flags,
            "numbers": pa.table({"draw": pa.array(numbers, pa.int32())}),
        }


def _computed(job: Job, persons: pa.Table, numbers: range) -> tuple[pa.Table, pa.Table]:
    """The families of these draws, with the draw of each; and the ids of those that are flagged."""
    store, arrived = job.store, job.gathered.arrived
    mention = ["mention_id"]
    formed = families_from(
        job.folder,
        {
            "persons": persons,
            "mentions": in_each(store.table("mentions"), numbers, mention),
            "addresses": in_each(store.table("addresses"), numbers, [*mention, "address_key"]),
            "ties": in_each(store.table("ties"), numbers, ["mention_id_from", "mention_id_to"]),
        },
    )
    said = {
        "events": events_by_person(in_each(arrived.events, numbers, mention), persons),
        "restrictions": restricted_persons(in_each(arrived.restrictions, numbers, mention), persons),
    }
    # A need may look at everybody, so the people of two draws are never in one table for it.
    rules, keyed = granted_rules(job)[0], formed | said
    keyed = {name: keyed[name] for name in ("people", "families", "events", "restrictions")}
    flags = [
        needs_from(
            job.folder, rules, {name: of_draw(one, number, "person_id") for name, one in keyed.items()}
        )
        for number in numbers
    ]
    families = told_apart(formed["families"].select(["family_id", "person_id", "role"]), ["person_id"])
    return families, pa.concat_tables([found["flags"].select(["family_id"]) for found in flags])


def _ranges(best: Mapping[str, int], counts: pa.Table) -> pa.Table:
    """figure, best, low, high (95 of 100 draws lie within), draws."""
    bounds = [np.percentile(counts[name].to_numpy(), RANGE) for name in ("families", "flagged")]
    return pa.table(
        {
            "figure": list(best),
            "best": pa.array(list(best.values()), pa.int64()),
            "low": [float(low) for low, _ in bounds],
            "high": [float(high) for _, high in bounds],
            "draws": pa.array([len(counts)] * len(best), pa.int64()),
        }
    )


_COUNTS = """
SELECT n.draw, count(DISTINCT d.family_id) AS families, count(DISTINCT g.family_id) AS flagged
FROM numbers n LEFT JOIN drawn_families d USING (draw) LEFT JOIN drawn_flags g ON g.family_id = d.family_id
GROUP BY n.draw ORDER BY n.draw
"""

# A family is found again in a draw as the one that has most of its children, and then of its people, each
# known by a first mention: a family's number stays with the children.
_FLAGGED = """
WITH leads AS (SELECT person_id, min(mention_id) AS mention_id FROM persons GROUP BY person_id
), shared AS (
    SELECT f.family_id, d.draw, d.family_id AS other, count(DISTINCT f.person_id) AS people,
        count(DISTINCT f.person_id) FILTER (
            WHERE f.role IN ('child', 'expected-child') AND d.role IN ('child', 'expected-child')) AS children
    FROM families f JOIN leads USING (person_id)
    JOIN drawn_persons p ON p.mention_id = leads.mention_id
    JOIN drawn_families d ON d.draw = p.draw AND d.person_id = p.person_id
    WHERE f.role <> 'other-adult' AND d.role <> 'other-adult' GROUP BY ALL
), again AS (
    SELECT * FROM shared
    QUALIFY row_number() OVER (PARTITION BY family_id, draw ORDER BY children DESC, people DESC, other) = 1
)
SELECT family_id, draw FROM again WHERE other IN (SELECT family_id FROM drawn_flags) ORDER BY ALL
"""

_HELD = """
WITH ids AS (SELECT family_id FROM flags UNION SELECT family_id FROM flagged)
SELECT i.family_id, count(g.draw) AS held, ?::BIGINT AS draws
FROM ids i LEFT JOIN flagged g USING (family_id) GROUP BY i.family_id ORDER BY i.family_id
"""
