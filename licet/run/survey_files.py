"""Reading a survey's answers: CSV, Parquet, SPSS or Stata, as codes and never as labels."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pyreadstat

from licet.errors import SourceError, told_by_kind

MOST_ANSWERS = 1_000_000
"""A national survey has a hundred thousand people; more is another kind of file, or a broken one."""


def read_answers(path: Path, shown_as: str) -> pa.Table:
    """One row per respondent, the columns as the file names them.

    In SPSS and Stata files values stay codes, whole numbers become integers, and what the survey itself
    declares as missing is missing. Raises SourceError where the file is not what its ending says.
    """
    if path.suffix.lower() not in FORMATS:
        raise SourceError(
            f"{shown_as}  has an ending that is not known. Expected one of: {', '.join(FORMATS)}."
        )
    kind, reader = FORMATS[path.suffix.lower()]
    with told_by_kind(
        lambda broken: SourceError(
            f"{shown_as}  is not {kind} ({broken}). Export it again and compare its size."
        )
    ):
        answers = reader(path)
        repeated = [name for name, times in Counter(answers.column_names).items() if times > 1]
    if repeated:
        raise SourceError(f"{shown_as}  names the column '{repeated[0]}' twice. Rename one of them.")
    if answers.num_rows > MOST_ANSWERS:
        raise SourceError(f"{shown_as}  has more than {MOST_ANSWERS:,} answers. Check that it is the survey.")
    return answers


def _spss(path: Path) -> pa.Table:
    return _coded(pyreadstat.read_sav, path)


def _stata(path: Path) -> pa.Table:
    return _coded(pyreadstat.read_dta, path)


def _coded(read: Callable[..., tuple[dict[str, list[Any]], Any]], path: Path) -> pa.Table:
    columns, _ = read(
        path,
        output_format="dict",
        apply_value_formats=False,
        user_missing=False,
        disable_datetime_conversion=True,
        row_limit=MOST_ANSWERS + 1,
    )
    return pa.table({name: _as_codes(pa.array(values)) for name, values in columns.items()})


def _as_codes(values: pa.Array) -> pa.Array:
    """Whole numbers as integers, because these files keep every number as a float; empty text as missing."""
    if pa.types.is_string(values.type):
        return pc.if_else(pc.equal(values, ""), None, values)
    if pa.types.is_floating(values.type) and pc.all(pc.equal(values, pc.floor(values))).as_py():
        return values.cast(pa.int64())
    return values


FORMATS: dict[str, tuple[str, Callable[[Path], pa.Table]]] = {
    ".csv": ("CSV in UTF-8 with a header", pv.read_csv),
    ".parquet": ("Parquet", pq.read_table),
    ".sav": ("SPSS", _spss),
    ".zsav": ("SPSS", _spss),
    ".dta": ("Stata", _stata),
}
"""What each ending stands for, and how it is read."""
