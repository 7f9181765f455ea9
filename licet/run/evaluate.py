"""Evaluating the last run against known truth: precision, recall and F1 overall, by role and by group."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from licet.engine import query
from licet.errors import SourceError
from licet.fairness import clustered_rates
from licet.linkage.audit import judged_mentions, scores
from licet.run.audit import MINIMUM
from licet.run.store import RunStore

KEYS = ("source", "record_id", "role")
PERSON = "person"


def evaluate(store: RunStore, truth_file: Path, seed: int) -> dict[str, Any]:
    """Compare the persons of a run with the truth.

    truth_file: CSV or Parquet with source, record_id, role, person (the true one), and one column per group
    variable, if any. Mentions of the truth that the run left out count as not found; mentions of sources that
    it did not open do not count.
    """
    truth = _truth(truth_file)
    truth = query(
        _WITH_IDS, {"truth": truth, "mentions": store.table("mentions").select([*KEYS, "mention_id"])}
    )
    judged = judged_mentions(store.table("persons"), truth)
    joined = judged.join(truth.drop_columns([PERSON]), "mention_id", join_type="inner")
    joined = joined.sort_by("mention_id")
    groups = [name for name in truth.column_names if name not in (*KEYS, PERSON, "mention_id")]
    return {
        "run": store.id,
        "mentions": joined.num_rows,
        "overall": _scores(joined),
        "by_role": {
            role: _scores(joined.filter(pc.equal(joined.column("role"), role)))
            for role in sorted(pc.unique(joined.column("role")).to_pylist())
        },
        "by_group": {name: _by_level(joined, name, seed) for name in groups},
    }


def _truth(path: Path) -> pa.Table:
    if not path.exists():
        raise SourceError(f"{path.name}  does not exist. Give the file that says who is who.")
    try:
        table = pq.read_table(path) if path.suffix == ".parquet" else pv.read_csv(path)
    except pa.ArrowException as broken:
        raise SourceError(f"{path.name}  is not CSV in UTF-8 or Parquet ({type(broken).__name__}).") from None
    missing = [name for name in (*KEYS, PERSON) if name not in table.column_names]
    if missing:
        raise SourceError(f"{path.name}  has no column {missing[0]}. Expected: {', '.join((*KEYS, PERSON))}.")
    return table


def _scores(judged: pa.Table) -> dict[str, Any]:
    found, partners, placed = (
        int(pc.sum(judged.column(n)).as_py() or 0) for n in ("found", "partners", "placed")
    )
    return {"mentions": judged.num_rows, **scores(found, partners, placed)}


def _by_level(judged: pa.Table, variable: str, seed: int) -> list[dict[str, Any]]:
    """Recall and precision in each level with intervals, true persons resampled whole."""
    known = judged.filter(pc.is_valid(judged.column(variable)))
    if known.num_rows == 0:
        return []
    counts = pc.value_counts(known.column(variable)).to_pylist()
    reference = min(counts, key=lambda each: (-each["counts"], str(each["values"])))["values"]
    rows: list[dict[str, Any]] = []
    for measure, among in (("recall", "partners"), ("precision", "placed")):
        table = clustered_rates(
            known.select([PERSON, variable, "found", among]),
            cluster=PERSON,
            group=variable,
            counted="found",
            among=among,
            measure=measure,
            reference=str(reference),
            minimum=MINIMUM,
            seed=seed,
        )
        rows += table.to_pylist()
    return rows


_WITH_IDS = """
SELECT coalesce(m.mention_id, t.source || '/' || t.record_id || '/' || t.role) AS mention_id, t.*
FROM truth t LEFT JOIN mentions m
    ON m.source = t.source AND m.record_id = t.record_id::VARCHAR AND m.role = t.role
WHERE t.source IN (SELECT DISTINCT source FROM mentions)
ORDER BY 1
"""
