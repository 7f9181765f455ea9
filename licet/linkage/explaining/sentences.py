"""A waterfall in sentences that somebody can read aloud. No value of a record is in them."""

from typing import Any

import pyarrow as pa

from licet.linkage.expectation import probability
from licet.linkage.explaining import words


def sentences(steps: pa.Table, threshold: float) -> tuple[str, ...]:
    """One pair's waterfall, in sentences.

    steps: as `waterfalls` gives them, of one pair. Without a prior there is no chance to tell.
    """
    rows = steps.to_pylist()
    said = [_sentence(row) for row in rows if _says_something(row)]
    little = [row["field"] for row in rows if row["known"] and not _says_something(row)]
    unknown = [row["field"] for row in rows if not row["known"]]
    if little:
        said.append(f"Next to nothing is said by: {', '.join(little)}.")
    if unknown:
        said.append(f"Not known in one of them, or in neither, and so no evidence: {', '.join(unknown)}.")
    return (*said, _sum(rows[-1], threshold)) if rows[0]["part"] == "prior" else tuple(said)


def _says_something(row: dict[str, Any]) -> bool:
    return bool(row["known"] and (row["part"] == "prior" or abs(row["weight"]) >= words.NOTHING))


def _sentence(row: dict[str, Any]) -> str:
    if row["part"] == "prior":
        return words.sentence(f"Before anything is compared: {row['says']}")
    said = words.sentence(row["says"] + words.rarity(row["rare"]))
    if not row["learnt"]:
        return f"{said} How much that weighs was {words.TOO_RARE}."
    return f"{said} {words.times(row['weight'])}"


def _sum(last: dict[str, Any], threshold: float) -> str:
    found = words.chance(float(probability(last["sum"])))
    whole = "All together" if last["kept"] else "By itself, without those who are mentioned with it"
    return (
        f"{whole}, the chance that they are one person is {found}. "
        f"Records are linked from {words.chance(threshold)} on."
    )
