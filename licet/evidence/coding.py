"""From answer codes to what they mean, as the codebook declares; a code that it does not list is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.evidence.codebook import Codebook, Codes, Group, Item
from licet.evidence.sample_design import check_complete, ranked

IntArray = npt.NDArray[np.int64]

NOT_ANSWERED = -1

CODE_TYPES = (
    pa.types.is_integer,
    pa.types.is_boolean,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_null,
)


@dataclass(frozen=True)
class CodedItem:
    """An item and, per answer, the position of its code among the item's meanings (−1: not answered)."""

    item: Item
    meaning: IntArray


@dataclass(frozen=True)
class CodedGroup:
    """A group variable and, per answer, its position among levels, then not-levels (−1: missing)."""

    variable: str
    group: Group
    position: IntArray


@dataclass(frozen=True)
class CodedSurvey:
    """Answers as numbers, in an order that the answers alone decide.

    design: the columns of the codebook's design, strata and clusters as codes. All arrays have one row per
    answer, in the same order.
    """

    design: pa.Table
    items: tuple[CodedItem, ...]
    groups: tuple[CodedGroup, ...]


def coded(answers: pa.Table, codebook: Codebook) -> CodedSurvey:
    """Code every item and group, and sort the answers, so that the order of rows decides nothing.

    answers: one row per respondent, columns as the codebook names them. Raises ScienceError for an absent
    column, a null in a column of the design, or a code that is not declared.
    """
    check_complete(answers, codebook.design.as_survey_design.columns)
    check_present(answers, codebook)
    items = [
        CodedItem(i, meanings_of(answers, i.column, i.meanings, codebook.missing)) for i in codebook.items
    ]
    groups = [
        CodedGroup(variable, group, meanings_of(answers, group.column, listed(group), codebook.missing))
        for variable, group in codebook.groups.items()
    ]
    design = design_columns(answers, codebook)
    order = np.lexsort(
        [*(i.meaning for i in items), *(g.position for g in groups), *(c.to_numpy() for c in design.columns)]
    )
    return CodedSurvey(
        design.take(order),
        tuple(CodedItem(i.item, i.meaning[order]) for i in items),
        tuple(CodedGroup(g.variable, g.group, g.position[order]) for g in groups),
    )


def check_present(answers: pa.Table, codebook: Codebook) -> None:
    """Refuse a codebook that declares columns which the answers do not have."""
    declared = {*(item.column for item in codebook.items), *(g.column for g in codebook.groups.values())}
    if absent := sorted(declared - set(answers.column_names)):
        raise ScienceError(
            f"The survey has no column {', '.join(map(repr, absent))}, which the codebook declares. "
            "Name the columns as the file does, or take them out of the codebook."
        )


def design_columns(answers: pa.Table, codebook: Codebook) -> pa.Table:
    """The design's columns: strata and clusters as codes in sorted order, the numbers as they are."""
    design = codebook.design
    labels = {design.stratum, *design.clusters}
    names = design.as_survey_design.columns
    return pa.table({name: ranked(answers[name]) if name in labels else answers[name] for name in names})


def listed(group: Group) -> tuple[Codes, ...]:
    """The codes of the levels in order, then of the not-levels."""
    return (*group.levels.values(), *group.not_levels.values())


def meanings_of(answers: pa.Table, column: str, meanings: Sequence[Codes], missing: Codes) -> IntArray:
    """Per answer, which list of codes holds it: 0, 1, 2 ..., or −1 for a null or a missing code."""
    flat = [(code, place) for place, codes in enumerate(meanings) for code in codes]
    flat += [(code, NOT_ANSWERED) for code in missing]
    text = as_text(answers[column], column)
    found = pc.index_in(text, value_set=pa.array([code for code, _ in flat], pa.string()))
    check_declared(text, found, column)
    places = np.array([place for _, place in flat] + [NOT_ANSWERED], dtype=np.int64)
    return np.asarray(places[pc.fill_null(found, len(flat)).to_numpy()])


def check_declared(text: pa.ChunkedArray, found: pa.ChunkedArray, column: str) -> None:
    """Refuse codes that the codebook does not list; say how many and where, never which."""
    unknown = pc.and_(pc.is_valid(text), pc.is_null(found)).to_numpy()
    if not unknown.any():
        return
    raise ScienceError(
        f"Column {column!r} holds codes that the codebook does not list, in {int(unknown.sum()):,} rows "
        f"(first at row {int(unknown.argmax()) + 1:,}). List them there, as an answer or as missing."
    )


def as_text(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Codes as text: 1, 1.0 and "1" are one code. A column of fractions, dates or lists holds no codes."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.cast(kind.value_type), name)
    if pa.types.is_floating(kind):
        try:
            column = column.cast(pa.int64())
        except pa.ArrowInvalid:
            raise ScienceError(f"Column {name!r} holds fractions; codes are whole numbers or text.") from None
    elif not any(holds(kind) for holds in CODE_TYPES):
        raise ScienceError(f"Column {name!r} holds {kind}; codes are whole numbers or text.")
    return column.cast(pa.string())
