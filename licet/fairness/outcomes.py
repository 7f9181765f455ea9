"""Outcomes as they come, checked: a column is there, is complete, and holds what its part needs."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def column(outcomes: pa.Table, name: str) -> pa.ChunkedArray:
    """A column without nulls; raises ScienceError if it is absent, empty, or has any."""
    if name not in outcomes.column_names:
        raise ScienceError(f"The outcomes have no column {name!r}. Name it as the table does.")
    if not outcomes.num_rows:
        raise ScienceError("There are no outcomes to compare. Give a table with rows.")
    if nulls := outcomes[name].null_count:
        raise ScienceError(
            f"Column {name!r} is empty in {nulls:,} rows. Nobody is dropped in silence: "
            "give those rows a value (for a group, a level of their own), or leave them out and say so."
        )
    return outcomes[name]


def coded(outcomes: pa.Table, name: str) -> tuple[tuple[str, ...], IntArray]:
    """The values of a column as text, sorted, and the position of each row's value among them."""
    encoded = column(outcomes, name).cast(pa.string()).combine_chunks().dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    return tuple(encoded.dictionary.take(order).to_pylist()), np.asarray(rank[encoded.indices.to_numpy()])


def truths(outcomes: pa.Table, name: str) -> BoolArray:
    """A column of yes and no: booleans, or the numbers 0 and 1."""
    values = numbers(outcomes, name)
    if not np.isin(values, (0, 1)).all():
        raise ScienceError(
            f"Column {name!r} says yes or no (true and false, or 1 and 0) and holds other values."
        )
    return values.astype(np.bool_)


def counts(outcomes: pa.Table, name: str) -> FloatArray:
    """A column of whole numbers of at least zero, or of booleans."""
    values = numbers(outcomes, name)
    if np.any((values < 0) | (values != np.floor(values))):
        raise ScienceError(f"Column {name!r} holds values that are no counts: whole numbers from 0 up.")
    return values


def amounts(outcomes: pa.Table, name: str) -> FloatArray:
    """A column of weights or expected counts: numbers of at least zero."""
    values = numbers(outcomes, name)
    if np.any(values < 0):
        raise ScienceError(f"Column {name!r} holds values below zero, which weigh or count nothing.")
    return values


def numbers(outcomes: pa.Table, name: str) -> FloatArray:
    """A column of finite numbers or booleans."""
    found = column(outcomes, name)
    kind = found.type
    if pa.types.is_boolean(kind):
        found = found.cast(pa.int8())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        raise ScienceError(f"Column {name!r} holds {kind}; numbers or booleans are needed.")
    values = found.to_numpy().astype(np.float64)
    if not np.isfinite(values).all():
        raise ScienceError(f"Column {name!r} holds values that are not finite. Correct them at the source.")
    return np.asarray(values)
