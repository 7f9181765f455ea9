"""Findings: what a survey estimates about each pattern of use, for everyone and for every declared level.

`findings_of(answers, codebook)` is the whole way from answers to the table that the gate reads.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from licet.evidence.codebook import PATTERN, Basis, Codebook, Item
from licet.evidence.coding import NOT_ANSWERED, CodedSurvey, coded
from licet.evidence.estimates import survey_of
from licet.evidence.intervals import check_level
from licet.evidence.sample_design import check_sample
from licet.evidence.shares import DESIGN_METHOD, MODEL_METHOD, Share, design_based, model_based

IntArray = npt.NDArray[np.int64]

EVERYONE = "everyone"

# A pattern's empty field means any; `safeguards` are sorted words with spaces between them.
FINDINGS = pa.schema(
    [
        *(pa.field(name, pa.string(), nullable=False) for name in PATTERN),
        pa.field("group", pa.string(), nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("estimate", pa.float64(), nullable=False),
        pa.field("ci_low", pa.float64(), nullable=False),
        pa.field("ci_high", pa.float64(), nullable=False),
        pa.field("level", pa.float64(), nullable=False),
        pa.field("method", pa.string(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),
        pa.field("n_effective", pa.float64(), nullable=False),
        pa.field("basis", pa.string(), nullable=False),
        pa.field("population", pa.string(), nullable=False),
        pa.field("area", pa.string(), nullable=False),
        pa.field("wave", pa.int64(), nullable=False),
        pa.field("question", pa.string(), nullable=False),
        pa.field("hypothetical", pa.bool_(), nullable=False),
        pa.field("on_date", pa.date32(), nullable=False),
    ]
)

ORDER = (*PATTERN, "question", "measure", "group")

Estimator = Callable[[str, str], tuple[Share, ...]]


@dataclass(frozen=True)
class Grouping:
    """Groups that do not overlap: their names, and the column of positions that says who is in which."""

    column: str
    names: tuple[str, ...]


def findings_of(answers: pa.Table, codebook: Codebook, level: float = 0.95) -> pa.Table:
    """One finding per item, measure and group that anybody answered for, as `FINDINGS`, sorted by `ORDER`.

    answers: one row per respondent, codes as the codebook lists them. level: one-sided, of each bound.
    A null or missing code is no answer: it leaves the share, never the design. `n_effective` is the number of
    independent answers that the interval rests on. The order of the rows of `answers` changes no byte.
    Raises ScienceError for an undeclared code, an absent column, or a design that gives no error.
    """
    check_level(level)
    survey = coded(answers, codebook)
    groupings = groupings_of(survey)
    table = numbers_of(survey)
    estimate = estimator(table, codebook, level)
    rows = [
        {**about(codebook, item.item, measure, level), **figures(share, grouping)}
        for place, item in enumerate(survey.items)
        for measure in item.item.measures
        for grouping in groupings
        for share in estimate(yes_column(place, measure), grouping.column)
    ]
    rows.sort(key=lambda row: tuple(row[name] for name in ORDER))
    return pa.Table.from_pylist(rows, schema=FINDINGS)


def estimator(table: pa.Table, codebook: Codebook, level: float) -> Estimator:
    """How shares are found: by the design if there is one, by the model if there is none."""
    design = codebook.design.as_survey_design
    if codebook.basis is Basis.DESIGN:
        survey = survey_of(table, design)
        return lambda yes, group: design_based(survey, table, yes, group, level)
    check_sample(table, design)
    return lambda yes, group: model_based(table, design.weight, yes, group, level)


def groupings_of(survey: CodedSurvey) -> tuple[Grouping, ...]:
    """Everyone, then each variable's levels."""
    groupings = [Grouping(group_column(None), (EVERYONE,))]
    for group in survey.groups:
        names = tuple(f"{group.variable}={name}" for name in group.group.levels)
        groupings.append(Grouping(group_column(group.variable), names))
    return tuple(groupings)


def numbers_of(survey: CodedSurvey) -> pa.Table:
    """The design, a column of 0, 1 and null per item and measure, a column of positions per variable."""
    table = survey.design
    for name, column in chain(answer_columns(survey), position_columns(survey)):
        table = table.append_column(name, column)
    return table


def answer_columns(survey: CodedSurvey) -> Iterator[tuple[str, pa.Array]]:
    """1 for an answer that the measure counts, 0 for another, null for none."""
    for place, item in enumerate(survey.items):
        for meaning, measure in enumerate(item.item.measures):
            said = (item.meaning == meaning).astype(np.float64)
            yield yes_column(place, measure), pa.array(said, mask=item.meaning == NOT_ANSWERED)


def position_columns(survey: CodedSurvey) -> Iterator[tuple[str, pa.Array]]:
    """The position of each answer's level, null where it is none: refused, not obtained, missing."""
    yield group_column(None), pa.array(np.zeros(survey.design.num_rows, dtype=np.int64))
    for group in survey.groups:
        outside = (group.position == NOT_ANSWERED) | (group.position >= len(group.group.levels))
        yield group_column(group.variable), pa.array(group.position, mask=outside)


def yes_column(place: int, measure: str) -> str:
    """The column of one item's measure."""
    return f"licet item {place} {measure}"


def group_column(variable: str | None) -> str:
    """The column of one variable's positions; of everyone, for none."""
    return "licet everyone" if variable is None else f"licet group {variable}"


def about(codebook: Codebook, item: Item, measure: str, level: float) -> dict[str, Any]:
    """The columns that all groups share."""
    return {
        **dict(zip(PATTERN, item.pattern, strict=True)),
        "measure": str(measure),
        "level": level,
        "method": DESIGN_METHOD if codebook.basis is Basis.DESIGN else MODEL_METHOD,
        "basis": str(codebook.basis),
        "population": codebook.population,
        "area": codebook.area,
        "wave": codebook.wave,
        "question": item.key,
        "hypothetical": codebook.hypothetical,
        "on_date": codebook.on_date,
    }


def figures(share: Share, grouping: Grouping) -> dict[str, Any]:
    """The columns of one group."""
    return {
        "group": grouping.names[share.group],
        "estimate": share.value,
        "ci_low": share.interval.low,
        "ci_high": share.interval.high,
        "n": share.n,
        "n_effective": share.interval.n_effective,
    }
