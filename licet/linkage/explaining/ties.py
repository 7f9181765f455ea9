"""A tie between two persons explained: the records that say it, and what one of them in error would do."""

import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.linkage.explaining import words
from licet.linkage.relations import MEMBERSHIP


def explain_ties(ties: pa.Table, persons: pa.Table, people: list[str]) -> pa.Table:
    """The records behind each relation among these people.

    ties, persons: as `relations_of` takes them, with each tie's source and record_id. Returns person_id_from,
    person_id_to, kind, probability (of the relation, as `relations_of` works it out), source, record_id,
    mention_id_from, mention_id_to, support_from, support_to (how surely each is that person), reliability,
    and without: what the probability would be if this record spoke of somebody else. In order.
    """
    chosen = pa.table({"person_id": pa.array(people, pa.string())})
    return query(_SQL, {"ties": ties, "persons": persons, "chosen": chosen})


def tie_sentences(records: pa.Table) -> tuple[str, ...]:
    """What the records of one relation come to, in sentences. records: as `explain_ties` gives them."""
    probability = float(records.column("probability")[0].as_py())
    least = float(pc.min(records.column("without")).as_py())
    many = records.num_rows
    said = f"{many} records say so" if many > 1 else "One record says so"
    whole = f"{said}: a chance of {words.chance(probability)}."
    if probability < MEMBERSHIP:
        return (whole, "That is too little to make anybody a member of a family.")
    if many == 1:
        return (whole, "The tie rests on that record alone.")
    ends = "it would end" if least < MEMBERSHIP else "it would still hold"
    return (whole, f"If the surest of them spoke of somebody else, {ends}: {words.chance(least)}.")


_SQL = """
WITH named AS (
    SELECT t.kind, t.source, t.record_id, t.reliability, t.record, a.person_id AS a, b.person_id AS b,
        least(t.reliability * a.support * b.support, 1 - 1e-12) AS weight,
        t.mention_id_from AS mention_a, t.mention_id_to AS mention_b,
        a.support AS support_a, b.support AS support_b,
        t.kind IN ('partner-of', 'lives-with') AND a.person_id > b.person_id AS turned
    FROM ties t
    JOIN persons a ON a.mention_id = t.mention_id_from AND a.draw = 0
    JOIN persons b ON b.mention_id = t.mention_id_to AND b.draw = 0
    WHERE a.person_id <> b.person_id
        AND a.person_id IN (SELECT person_id FROM chosen) AND b.person_id IN (SELECT person_id FROM chosen)
), directed AS (
    SELECT kind, source, record_id, reliability, record, weight,
        if(turned, b, a) AS person_id_from, if(turned, a, b) AS person_id_to,
        if(turned, mention_b, mention_a) AS mention_id_from,
        if(turned, mention_a, mention_b) AS mention_id_to,
        if(turned, support_b, support_a) AS support_from,
        if(turned, support_a, support_b) AS support_to
    FROM named
), doubted AS (
    SELECT *, sum(ln(1 - weight)) OVER (PARTITION BY person_id_from, person_id_to, kind) AS doubt
    FROM directed
)
SELECT person_id_from, person_id_to, kind, round(1 - exp(doubt), 9) AS probability, source, record_id,
    mention_id_from, mention_id_to, support_from, support_to, reliability,
    round(1 - exp(least(doubt - ln(1 - weight), 0)), 9) AS without
FROM doubted ORDER BY person_id_from, person_id_to, kind, record, mention_id_from, mention_id_to
"""
