"""Mentions as arrays: one canonical row order and one dictionary of text for every column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.scripts import scripts_of

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

IDENTITY = ("mention_id", "source", "record_id", "role")
NULL = np.int32(-1)


@dataclass(frozen=True)
class Encoded:
    """Mentions in the order of their ids; every field a code into `values`, -1 for null.

    All columns share one dictionary, so equal text has equal codes in any two columns.
    `source`, `record` and `role` are codes of their own; a record is a (source, record_id).
    """

    ids: pa.Array
    source: Codes
    record: Codes
    role: Codes
    source_names: tuple[str, ...]
    role_names: tuple[str, ...]
    values: pa.Array
    columns: Mapping[str, Codes]

    def __len__(self) -> int:
        return len(self.ids)

    def codes(self, column: str) -> Codes:
        """Codes of one column. Raises ScienceError if the mentions do not have it."""
        if column not in self.columns:
            raise ScienceError(f"The model compares '{column}', which the mentions do not have.")
        return self.columns[column]

    @cached_property
    def scripts(self) -> Codes:
        """The script of each value, and one place more, for null (-1)."""
        return np.append(scripts_of(self.values), NULL)

    def frequencies(self, column: str) -> Floats:
        """Share of each code among the column's known values: 0 for text that it never holds."""
        codes = self.codes(column)
        counts = np.bincount(codes[codes >= 0], minlength=len(self.values))
        return np.asarray(counts / max(1, counts.sum()), dtype=np.float64)


def encode(mentions: pa.Table, columns: Iterable[str]) -> Encoded:
    """Mentions as codes, in the order of `mention_id`, whatever order the rows came in.

    Blank text is null. Raises ScienceError if an identity column is missing or null, or an id comes twice.
    """
    _check_identity(mentions)
    wanted = sorted(set(columns))
    _check_columns(mentions, wanted)
    rows = mentions.select([*IDENTITY, *wanted]).combine_chunks()
    rows = rows.take(pc.sort_indices(rows["mention_id"].cast(pa.string())))
    text = {name: _text(rows[name]) for name in wanted}
    values = _dictionary(text.values())
    source, source_names = factorise_text(rows["source"])
    role, role_names = factorise_text(rows["role"])
    record, _ = factorise_text(rows["record_id"])
    return Encoded(
        ids=_text(rows["mention_id"]),
        source=source,
        record=factorise(source.astype(np.int64) * (record.max(initial=0) + 1) + record)[0],
        role=role,
        source_names=source_names,
        role_names=role_names,
        values=values,
        columns={name: _codes(column, values) for name, column in text.items()},
    )


def factorise(keys: Counts) -> tuple[Codes, Counts]:
    """Each key as the position of its value among the sorted distinct keys, and those keys."""
    found = pa.array(keys).dictionary_encode()
    distinct = found.dictionary.to_numpy()
    order = np.argsort(distinct)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[found.indices.to_numpy()], distinct[order]


def factorise_text(column: pa.ChunkedArray) -> tuple[Codes, tuple[str, ...]]:
    """Codes of a text column and its sorted distinct values."""
    text = _text(column)
    values = _dictionary([text])
    return _codes(text, values), tuple(values.to_pylist())


def _text(column: pa.ChunkedArray) -> pa.Array:
    text = column.cast(pa.string())
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def _dictionary(columns: Iterable[pa.Array]) -> pa.Array:
    distinct = pc.unique(pa.chunked_array([pc.unique(column) for column in columns], type=pa.string()))
    distinct = distinct.drop_null()
    return distinct.take(pc.sort_indices(distinct))


def _codes(text: pa.Array, values: pa.Array) -> Codes:
    found = pc.index_in(text, value_set=values)
    return np.asarray(found.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int32)


def _check_identity(mentions: pa.Table) -> None:
    for name in IDENTITY:
        if name not in mentions.column_names:
            raise ScienceError(f"Mentions need the column '{name}'. They have {mentions.column_names}.")
        missing = _text(mentions[name]).null_count
        if missing:
            raise ScienceError(f"{missing:,} mentions have no {name}: every mention needs one.")
    if pc.count_distinct(mentions["mention_id"]).as_py() != mentions.num_rows:
        raise ScienceError("A mention_id comes twice: each mention needs an id of its own.")


def _check_columns(mentions: pa.Table, wanted: list[str]) -> None:
    missing = [name for name in wanted if name not in mentions.column_names]
    if missing:
        raise ScienceError(
            f"The model uses {', '.join(missing)}, which the mentions do not have. "
            "Leave it out of the model, or add the column (nulls are no evidence)."
        )
