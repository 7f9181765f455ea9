"""Evaluating the last run against known truth: overall, by role, and whom it gets wrong by group."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from licet.engine import query
from licet.errors import SourceError
from licet.linkage.audit import (
    Measure,
    audited,
    components_of,
    judged_mentions,
    link_rate,
    outcomes_from_truth,
    scores,
    share_of,
)
from licet.linkage.unlinkable import unlinkable
from licet.programme import Folder
from licet.run.audit import MINIMUM
from licet.run.linked import linked_of
from licet.run.store import RunStore

KEYS = ("source", "record_id", "role")
PERSON, FAMILY = "person", "family"


def evaluate(folder: Folder, store: RunStore, truth_file: Path) -> dict[str, Any]:
    """Compare the persons of a run with the truth.

    truth_file: CSV or Parquet with source, record_id, role, person (the true one), perhaps family (the true
    family or household), and one column per group variable, if any. Mentions of the truth that the run left
    out count as not found; mentions of sources that it did not open do not count.
    """
    truth = _truth(truth_file)
    mentions = store.table("mentions").select([*KEYS, "mention_id"])
    truth = query(_WITH_IDS, {"truth": truth, "mentions": mentions})
    judged = judged_mentions(store.table("persons"), truth)
    joined = judged.join(truth.drop_columns([PERSON]), "mention_id", join_type="inner")
    joined = joined.sort_by("mention_id")
    groups = [n for n in truth.column_names if n not in (*KEYS, PERSON, FAMILY, "mention_id")]
    return {
        "run": store.id,
        "mentions": joined.num_rows,
        "overall": _scores(joined),
        "by_role": {
            role: _scores(joined.filter(pc.equal(joined.column("role"), role)))
            for role in sorted(pc.unique(joined.column("role")).to_pylist())
        },
        "by_group": _by_group(folder, store, truth, groups),
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


def _by_group(
    folder: Folder, store: RunStore, truth: pa.Table, groups: list[str]
) -> dict[str, list[dict[str, Any]]]:
    """Every measure in each level of each variable, families resampled whole, all judged together."""
    persons, clusters, linked = store.table("persons"), _clusters(truth), linked_of(folder, store)
    kept = pc.is_in(clusters["mention_id"], linked.mentions["mention_id"].combine_chunks())
    able = unlinkable(
        linked.encoded, linked.model, linked.marks, linked.trained, linked.prior, linked.threshold
    )
    known = [name for name in ("mention_id", PERSON, FAMILY) if name in truth.column_names]
    outcomes = pa.concat_tables(
        [
            outcomes_from_truth(persons, truth.select(known), clusters=clusters),
            link_rate(persons, clusters),
            share_of(Measure.UNLINKABLE, able.filter(able["unlinkable"]), clusters.filter(kept)),
            share_of(Measure.LEFT_OUT, clusters.filter(pc.invert(kept)), clusters),
        ]
    )
    seed = folder.programme.linking.seed
    rates = audited(outcomes, truth.select(["mention_id", *groups]), minimum=MINIMUM, seed=seed)
    return {name: rates.filter(pc.equal(rates["group"], name)).to_pylist() for name in groups}


def _clusters(truth: pa.Table) -> pa.Table:
    """The true families; where none is known, people whom records name together."""
    if FAMILY in truth.column_names:
        return truth.select(["mention_id", FAMILY]).rename_columns(["mention_id", "cluster"])
    people = truth.select(["mention_id", PERSON]).rename_columns(["mention_id", "person_id"])
    return components_of(truth, people)


_WITH_IDS = """
SELECT coalesce(m.mention_id, t.source || '/' || t.record_id || '/' || t.role) AS mention_id, t.*
FROM truth t LEFT JOIN mentions m
    ON m.source = t.source AND m.record_id = t.record_id::VARCHAR AND m.role = t.role
WHERE t.source IN (SELECT DISTINCT source FROM mentions)
ORDER BY 1
"""
