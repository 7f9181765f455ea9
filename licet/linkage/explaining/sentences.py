"""A waterfall in sentences that somebody can read aloud. No value of a record is in them."""

from typing import Any

import pyarrow as pa

from licet.linkage.expectation import probability
from licet.linkage.explaining import words

RARE = 1.0
"""Bits from which a value that agrees is called rare or common: half as frequent as most, or twice."""


def sentences(steps: pa.Table, threshold: float) -> tuple[str, ...]:
    """One pair's waterfall, in sentences. steps: as `waterfalls` gives them, of one pair."""
    rows = steps.to_pylist()
    said = [_sentence(row) for row in rows if _says_something(row)]
    little = [row["field"] for row in rows if row["known"] and not _says_something(row)]
    unknown = [row["field"] for row in rows if not row["known"]]
    if little:
        said.append(f"Next to nothing is said by: {', '.join(little)}.")
    if unknown:
        said.append(f"Not known in both records, and so no evidence: {', '.join(unknown)}.")
    return (*said, _sum(rows[-1], threshold))


def _says_something(row: dict[str, Any]) -> bool:
    return bool(row["known"] and (row["part"] == "prior" or abs(row["weight"]) >= words.NOTHING))


def _sentence(row: dict[str, Any]) -> str:
    if row["part"] == "prior":
        return words.sentence(f"Before anything is compared: {row['says']}")
    rare = ", and it is a rare one" if row["rare"] >= RARE else ""
    common = ", though it is a common one" if row["rare"] <= -RARE else ""
    return f"{words.sentence(row['says'] + rare + common)} {words.times(row['weight'])}"


def _sum(last: dict[str, Any], threshold: float) -> str:
    found = words.chance(float(probability(last["sum"])))
    whole = "All together" if last["kept"] else "By itself, without those who are mentioned with it"
    return (
        f"{whole}, the chance that they are one person is {found}. "
        f"Records are linked from {words.chance(threshold)} on."
    )
