"""Small invented surveys for the tests: codebooks and tables as somebody would write them."""

import io
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from ruamel.yaml import YAML

from licet.evidence.codebook import Codebook

HEAD = """
name: an invented survey
hypothetical: true
population: parents of dependent children
area: Nowhere
wave: 1
on-date: 2026-03-01
"""

ACCEPTABILITY = """
  - column: q1
    question: Linking school records, by the council, to offer early help
    category: education
    operation: link
    safeguards: [no-sale, human-review]
    accept: [4, 5]
    oppose: [1, 2]
    undecided: [3]
"""


def codebook(text: str, basis: str = "design-based") -> Codebook:
    """A codebook from the YAML that says what HEAD leaves open."""
    return Codebook.model_validate(loaded(f"{HEAD}basis: {basis}\n{text}"))


def loaded(text: str) -> Any:
    """YAML as plain Python."""
    return YAML(typ="safe").load(text)


def table(text: str) -> pa.Table:
    """A table written with bars and spaces; an empty cell is null."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    written = "\n".join(",".join(line) for line in lines)
    return pyarrow.csv.read_csv(io.BytesIO(written.encode()))


ONE_ITEM = codebook(
    f"""
design: {{weight: weight, stratum: stratum}}
missing: [-9]
groups:
  lone-parent:
    column: lone
    levels: {{yes: [1], no: [2]}}
    not-levels: {{refused: [7]}}
items:{ACCEPTABILITY}"""
)

MODEL_BASED = codebook(
    f"design: {{weight: weight}}\nmissing: [-9]\nitems:{ACCEPTABILITY}", basis="model-based"
)


def stratified(seed: int, sizes: tuple[int, ...] = (60, 30, 15)) -> pa.Table:
    """An invented stratified sample for ONE_ITEM: weights by stratum, groups and answers at random."""
    rng = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(len(sizes)), sizes)
    return pa.table(
        {
            "stratum": pa.array([f"s{code}" for code in stratum]),
            "weight": 10.0 * (stratum + 1) + rng.random(stratum.size),
            "lone": rng.choice([1, 2, 7, -9], stratum.size, p=[0.3, 0.6, 0.05, 0.05]),
            "q1": rng.choice([1, 2, 3, 4, 5, -9], stratum.size),
        }
    )
