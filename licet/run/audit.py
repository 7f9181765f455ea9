"""Whom we get wrong, from a run's own tables: rates by group, families resampled whole."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.fairness import RATES, clustered_rates
from licet.programme import AREA
from licet.run.groups import carers_groups
from licet.run.job import Job, Made

MINIMUM = 20
"""Groups with fewer families or people than this are shown as too few to say."""


def audit(job: Job) -> Made:
    """Rates by group: families flagged, carers found in one record alone, mentions excluded by choice."""
    store, seed = job.store, job.folder.programme.linking.seed
    families, groups = store.table("families"), store.table("groups")
    levels = carers_groups(groups, families)
    given = {
        "levels": levels,
        "groups": groups,
        "flags": store.table("flags"),
        "persons": store.table("persons"),
        "exclusions": store.table("exclusions"),
    }
    parts = [RATES.empty_table()]
    for measure, sql in _MEASURES.items():
        outcomes = query(sql, given)
        parts += [
            _by_level(outcomes.filter(pc.equal(outcomes.column("group"), variable)), measure, variable, seed)
            for variable in sorted(set(outcomes.column("group").to_pylist()) - {AREA})
        ]
    return Made({"rates": pa.concat_tables(parts).combine_chunks()})


def _by_level(outcomes: pa.Table, measure: str, variable: str, seed: int) -> pa.Table:
    """One measure in every level, the largest level being the reference."""
    counts = pc.value_counts(outcomes.column("level")).to_pylist()
    reference = min(counts, key=lambda each: (-each["counts"], each["values"]))["values"]
    levels = outcomes.select(["unit", "level", "counted"]).append_column(
        "among", pa.array(np.ones(outcomes.num_rows, dtype=np.int64))
    )
    return clustered_rates(
        levels.rename_columns(["unit", variable, "counted", "among"]),
        cluster="unit",
        group=variable,
        counted="counted",
        among="among",
        measure=measure,
        reference=reference,
        minimum=MINIMUM,
        seed=seed,
    ).select(RATES.names)


_MEASURES = {
    "flagged": """
        SELECT l.family_id AS unit, l."group", l.level,
            l.family_id IN (SELECT family_id FROM flags) AS counted
        FROM levels l ORDER BY ALL""",
    "in one record alone": """
        WITH seen AS (SELECT person_id, count(*) AS times FROM persons GROUP BY ALL)
        SELECT g.person_id AS unit, g."group", g.level, s.times = 1 AS counted
        FROM groups g JOIN seen s USING (person_id) ORDER BY ALL""",
    "excluded": """
        SELECT row_number() OVER (ORDER BY "group", level, number)::VARCHAR AS unit, "group", level,
            number <= excluded AS counted
        FROM (SELECT *, unnest(range(1, mentions + 1)) AS number FROM exclusions) ORDER BY ALL""",
}
