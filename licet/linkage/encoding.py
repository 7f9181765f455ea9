"""Mentions as arrays: one canonical row order and one dictionary of text for every column."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.scripts import scripts_of
from licet.linkage.threads import spread

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Measure = TypeVar("Measure")

IDENTITY = ("mention_id", "source", "record_id", "role")
NULL = np.int32(-1)


@dataclass(frozen=True)
class Encoded:
    """Mentions in the order of their ids; every field a code into `values`, -1 for null.

    All columns share one dictionary, so equal text has equal codes in any two columns.
    `source`, `record` and `role` are codes of their own; a record is a (source, record_id).
    made: what was worked out of a column's values, once (see `derived`). measures: what was measured of all
    mentions, once.
    """

    ids: pa.Array
    source: Codes
    record: Codes
    role: Codes
    source_names: tuple[str, ...]
    role_names: tuple[str, ...]
    values: pa.Array
    columns: Mapping[str, Codes]
    made: dict[Hashable, Any] = field(init=False, default_factory=dict, repr=False, compare=False)
    measures: dict[Hashable, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

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

    def measured(self, what: Hashable, measure: Callable[[], Measure]) -> Measure:
        """What is measured of all mentions, once; a frozen model says it instead (see `frozen`)."""
        if what not in self.measures:
            self.measures[what] = measure()
        found: Measure = self.measures[what]
        return found

    def frequencies(self, column: str) -> Floats:
        """Share of each code among the column's known values, and 0 one place more, for null (-1)."""
        return self.measured(("frequencies", column), lambda: self._shares(column))

    def _shares(self, column: str) -> Floats:
        codes = self.codes(column)
        counts = np.bincount(codes[codes >= 0], minlength=len(self.values) + 1)
        return np.asarray(counts / max(1, counts.sum()))


def encode(mentions: pa.Table, columns: Iterable[str], *, blank_is_null: bool = True) -> Encoded:
    """Mentions as codes, in the order of `mention_id`, whatever order the rows came in.

    Blank text is null, unless told otherwise.
    Raises ScienceError if an identity column is missing or null, or an id comes twice.
    """
    wanted = sorted(set(columns))
    _check_columns(mentions, wanted)
    source, record, role, *text = spread(
        lambda name: _text(mentions[name]).dictionary_encode(), [*IDENTITY[1:], *wanted]
    )
    ids = _text(mentions["mention_id"])
    _check_known("mention_id", ids.null_count + (pc.sum(pc.equal(ids, "")).as_py() or 0))
    for name, column in zip(IDENTITY[1:], (source, record, role), strict=True):
        _check_known(name, _missing(column))
    ids, places = _in_order(ids)
    values = _dictionary((column.dictionary for column in text), blank_is_null)
    sources, roles = (_dictionary([column.dictionary]) for column in (source, role))
    of_source = _codes(source, sources)
    return Encoded(
        ids=ids,
        source=of_source[places],
        record=_records(record, of_source, len(sources), places),
        role=_codes(role, roles)[places],
        source_names=tuple(sources.to_pylist()),
        role_names=tuple(roles.to_pylist()),
        values=values,
        columns={name: _codes(column, values)[places] for name, column in zip(wanted, text, strict=True)},
    )


def numbered(keys: Counts) -> Codes:
    """Each key as a number of its own, from 0 on, in the order in which they first come."""
    return np.asarray(pa.array(keys).dictionary_encode().indices.to_numpy())


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
    text = _text(column).dictionary_encode()
    values = _dictionary([text.dictionary])
    return _codes(text, values), tuple(values.to_pylist())


def _text(column: pa.ChunkedArray) -> pa.Array:
    text = column.cast(pa.string())
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def _dictionary(parts: Iterable[pa.Array], blank_is_null: bool = True) -> pa.Array:
    distinct = pc.unique(pa.chunked_array(list(parts), type=pa.string()))
    if blank_is_null:
        distinct = distinct.filter(pc.not_equal(distinct, ""))
    return distinct.take(pc.sort_indices(distinct))


def _codes(text: pa.DictionaryArray, values: pa.Array) -> Codes:
    """Where each text is among the values; -1 for null, and for a blank that is no value."""
    place = pc.index_in(text.dictionary, value_set=values).fill_null(-1).to_numpy()
    # One place more, for null: -1.
    codes = np.append(place, NULL).astype(np.int32)
    return np.asarray(codes[text.indices.fill_null(-1).to_numpy()])


def _check_known(name: str, missing: int) -> None:
    if missing:
        raise ScienceError(f"{missing:,} mentions have no {name}: every mention needs one.")


def _missing(column: pa.DictionaryArray) -> int:
    """How many texts are null or blank."""
    blank = pc.index(column.dictionary, "").as_py()
    missing = int(column.null_count)
    return missing + (int((column.indices.fill_null(-1).to_numpy() == blank).sum()) if blank >= 0 else 0)


def _in_order(ids: pa.Array) -> tuple[pa.Array, Counts | slice]:
    """Ids in order, and where they were."""
    if pc.all(pc.less(ids[:-1], ids[1:])).as_py():
        return ids, slice(None)
    order = pc.sort_indices(ids)
    ids = ids.take(order)
    if pc.any(pc.equal(ids[1:], ids[:-1])).as_py():
        raise ScienceError("A mention_id comes twice: each mention needs an id of its own.")
    return ids, order.to_numpy()


def _records(record: pa.DictionaryArray, source: Codes, sources: int, places: Counts | slice) -> Codes:
    """A number for each (source, record_id), in the order in which mentions first have it."""
    if len(record.dictionary) == len(record):
        return np.arange(len(record), dtype=np.int32)
    codes = record.indices.to_numpy().astype(np.int64)
    return numbered((codes * sources + source)[places])


def _check_columns(mentions: pa.Table, wanted: list[str]) -> None:
    for name in IDENTITY:
        if name not in mentions.column_names:
            raise ScienceError(f"Mentions need the column '{name}'. They have {mentions.column_names}.")
    missing = [name for name in wanted if name not in mentions.column_names]
    if missing:
        raise ScienceError(
            f"The model uses {', '.join(missing)}, which the mentions do not have. "
            "Leave it out of the model, or add the column (nulls are no evidence)."
        )
