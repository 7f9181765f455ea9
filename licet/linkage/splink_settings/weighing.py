"""The match weight of every pair that a fixed model compares, as Splink gives it."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from licet.engine import query
from licet.errors import ScienceError
from licet.linkage.blocking import candidate_pairs
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import NULL, Codes, Encoded, Floats, encode
from licet.linkage.expectation import bits, probability
from licet.linkage.pairs import Pairs
from licet.linkage.patterns import compare
from licet.linkage.scoring import rarity
from licet.linkage.splink_settings.fixed import FixedModel
from licet.linkage.splink_settings.sides import names_in, over_one_record

ORIGINAL = "__record"
TOGETHER = "-__-"
"""What Splink writes between source and id where ids are unique within a source only."""


def weigh(records: pa.Table, model: FixedModel, *, most: int = 100_000_000) -> pa.Table:
    """Every pair that the model compares, with its match weight.

    records: one row each, with the model's id column, its source column unless the model finds duplicates in
    one file, and the columns that it reads. Blank text is a value, as in Splink.
    Returns mention_id_l, mention_id_r (the records' own ids; with source_l, source_r where there are several
    sources), match_weight (bits), match_probability, and w_<comparison>, in the order of the ids.
    Raises ScienceError if a column is missing, or more than `most` pairs would be compared.
    """
    own = _own_columns(model)
    _check_identity(records, own)
    _check_columns(records, model)
    prepared = _prepared(records, model)
    encoded = encode(prepared, model.columns, blank_is_null=False)
    left, right = _pairs(encoded, model, most)
    parts = dict(_weights(encoded, model, left, right))
    weight = sum(parts.values(), np.full(len(left), bits(model.matches)))
    identity = prepared.sort_by("mention_id")["original"].cast(pa.int64()).combine_chunks()
    rows = {side: records.take(identity.take(pa.array(at))) for side, at in (("l", left), ("r", right))}
    names = ("mention_id", "source")
    return pa.table(
        {
            **{
                f"{name}_{side}": rows[side][of]
                for name, of in zip(names, own, strict=False)
                for side in "lr"
            },
            "match_weight": weight,
            "match_probability": probability(weight),
            **parts,
        }
    )


def _own_columns(model: FixedModel) -> list[str]:
    return [model.record_id] if model.link_type == "dedupe_only" else [model.record_id, model.source]


def _check_identity(records: pa.Table, own: list[str]) -> None:
    for name in own:
        if name not in records.column_names:
            raise ScienceError(f"The records need the column '{name}'. They have {records.column_names}.")
        if records[name].null_count:
            raise ScienceError(
                f"{records[name].null_count:,} records have no {name}: every record needs one."
            )
    if len(records.group_by(own).aggregate([])) != len(records):
        raise ScienceError(f"Two records have the same {' and '.join(own)}: each needs its own.")


def _check_columns(records: pa.Table, model: FixedModel) -> None:
    # Names of columns are the same to DuckDB in either case.
    held = {name.lower() for name in records.column_names}
    read = sorted(frozenset().union(*map(names_in, model.columns)))
    missing = [name for name in read if name.lower() not in held]
    if missing:
        raise ScienceError(f"The model reads {', '.join(missing)}, which the records do not have.")


def _prepared(records: pa.Table, model: FixedModel) -> pa.Table:
    """The records as mentions, in Splink's order, with every column that the model reads as text."""
    own = [over_one_record(name) for name in _own_columns(model)]
    # A single id keeps its type: numbers are in the order of numbers.
    order = own[0] if len(own) == 1 else f"{own[1]} || '{TOGETHER}' || {own[0]}"
    read = [f"CAST({over_one_record(column)} AS VARCHAR) AS {_quoted(column)}" for column in model.columns]
    sql = f"""
        SELECT
            lpad(CAST(row_number() OVER (ORDER BY {order}) AS VARCHAR), 12, '0') AS mention_id,
            {own[-1] if len(own) > 1 else "'records'"} AS source,
            {ORIGINAL} AS original, {ORIGINAL} AS record_id, 'record' AS role,
            {", ".join(read)}
        FROM records
    """
    return query(sql, {"records": records.append_column(ORIGINAL, pa.array(np.arange(len(records))))})


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _pairs(encoded: Encoded, model: FixedModel, most: int) -> tuple[Codes, Codes]:
    """The pairs that some rule finds, each once, in order."""
    nowhere = np.full(len(encoded), NULL)
    marks = Exclusive(nowhere, encoded.source if model.link_type == "link_only" else nowhere)
    found = [np.empty(0, dtype=np.int64)]
    for rule in model.rules:
        pairs = candidate_pairs(encoded, [rule.blocking], marks, most=most)
        passed = np.ones(len(pairs), dtype=bool)
        if rule.passing is not None:
            passed = rule.passing.holds(Pairs(encoded, pairs.left, pairs.right))
        found.append(pairs.left[passed].astype(np.int64) * len(encoded) + pairs.right[passed])
    left, right = np.divmod(np.unique(np.concatenate(found)), max(1, len(encoded)))
    return left.astype(np.int32), right.astype(np.int32)


def _weights(encoded: Encoded, model: FixedModel, left: Codes, right: Codes) -> Iterator[tuple[str, Floats]]:
    patterns = compare(model.comparisons, encoded, left, right)
    for c, (comparison, weights) in enumerate(zip(model.comparisons, model.trained.weights(), strict=True)):
        levels = patterns.levels[patterns.of, c]
        added = rarity(encoded, comparison, model.trained.u[c], levels, left, right)
        yield f"w_{comparison.name}", weights[levels] + added
