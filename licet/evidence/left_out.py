"""Who is in no level of a group variable: reported beside the findings, never a finding."""

import numpy as np
import pyarrow as pa

from licet.evidence.codebook import Codebook
from licet.evidence.coding import NOT_ANSWERED, CodedGroup, coded

LEFT_OUT = pa.schema(
    [
        pa.field("variable", pa.string(), nullable=False),
        pa.field("answer", pa.string(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),
        pa.field("share", pa.float64(), nullable=False),
    ]
)

MISSING = "missing"


def left_out_of(answers: pa.Table, codebook: Codebook) -> pa.Table:
    """Per variable: how many answers, and what weighted share, stand under each not-level or are missing.

    answers: one row per respondent. Returns `LEFT_OUT`, in the codebook's order, `missing` last; a not-level
    that nobody gave is a row of zero. Raises ScienceError as `findings_of` does.
    """
    survey = coded(answers, codebook)
    weights = survey.design[codebook.design.weight].to_numpy().astype(np.float64)
    rows = [
        {
            "variable": group.variable,
            "answer": answer,
            "n": int(here.sum()),
            "share": float(weights[here].sum() / weights.sum()),
        }
        for group in survey.groups
        for answer, here in outside(group)
    ]
    return pa.Table.from_pylist(rows, schema=LEFT_OUT)


def outside(group: CodedGroup) -> list[tuple[str, np.ndarray]]:
    """Each answer that is no level, with the answers it marks."""
    first = len(group.group.levels)
    named = [(label, group.position == first + k) for k, label in enumerate(group.group.not_levels)]
    return [*named, (MISSING, group.position == NOT_ANSWERED)]
