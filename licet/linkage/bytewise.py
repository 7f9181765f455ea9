"""How alike DuckDB finds two texts: symmetric measures over whole arrays of pairs, by bytes of UTF-8.

Text in ASCII measures the same by bytes and by characters; an accented letter is two bytes or more.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import DamerauLevenshtein, Jaro, Levenshtein
from rapidfuzz.process import cpdist

from licet.linkage.encoding import Floats

BEFORE_ITEM = "\x1f"
"""What stands before each item of a list that is written as one text."""

BOOST_FROM = 0.7
BOOST = 0.1
LONGEST_PREFIX = 4


def jaro(left: pa.Array, right: pa.Array) -> Floats:
    """Jaro similarity, 0 to 1; 0 where a text is empty."""
    return np.where(_shorter(left, right) > 0, _paired(left, right, Jaro.similarity), 0)


def jaro_winkler(left: pa.Array, right: pa.Array) -> Floats:
    """Jaro similarity, raised for a common beginning where it is above 0.7 already."""
    similarity = jaro(left, right)
    # In one rounding, as DuckDB's compiler fuses it: a level may be bounded by the very value.
    raised = (_prefix(left, right) * BOOST).astype(np.longdouble) * (1 - similarity) + similarity
    return np.asarray(np.where(similarity > BOOST_FROM, raised.astype(np.float64), similarity))


def levenshtein(left: pa.Array, right: pa.Array) -> Floats:
    """Bytes inserted, deleted or changed."""
    return _paired(left, right, Levenshtein.distance)


def damerau_levenshtein(left: pa.Array, right: pa.Array) -> Floats:
    """The same, or swapped with a neighbour, even with bytes written between the two."""
    return _paired(left, right, DamerauLevenshtein.distance)


def jaccard(left: pa.Array, right: pa.Array) -> Floats:
    """The share of all different bytes that both texts hold; NaN where both are empty."""
    one, other = _alphabets(left), _alphabets(right)
    shared = np.bitwise_count(one & other).sum(axis=1)
    either = np.bitwise_count(one | other).sum(axis=1)
    share = np.full(len(left), np.nan)
    return np.asarray(np.divide(shared, either, out=share, where=either > 0))


def shared_items(left: pa.Array, right: pa.Array) -> Floats:
    """How many different items both lists hold, each list a text with `BEFORE_ITEM` before each."""
    both = _items(left).join(_items(right), ["pair", "item"], join_type="inner")
    return np.bincount(both["pair"].to_numpy(), minlength=len(left)).astype(np.float64)


def numbers_apart(left: pa.Array, right: pa.Array) -> Floats:
    """The difference of two numbers that are written as text, without its sign."""
    one, other = (np.asarray(text.cast(pa.float64()).to_numpy()) for text in (left, right))
    return np.asarray(np.abs(one - other))


def _paired(left: pa.Array, right: pa.Array, scorer: Any) -> Floats:
    if not len(left):
        return np.empty(0)
    one, other = (text.cast(pa.binary()).to_pylist() for text in (left, right))
    return np.asarray(cpdist(one, other, scorer=scorer, workers=-1, dtype=np.float64), dtype=np.float64)


def _shorter(left: pa.Array, right: pa.Array) -> npt.NDArray[np.int32]:
    return np.asarray(np.minimum(pc.binary_length(left).to_numpy(), pc.binary_length(right).to_numpy()))


def _prefix(left: pa.Array, right: pa.Array) -> Floats:
    """How many bytes both begin with, four at most."""
    place = np.arange(LONGEST_PREFIX)
    same = (_beginning(left) == _beginning(right)) & (place < _shorter(left, right)[:, None])
    return np.asarray(np.logical_and.accumulate(same, axis=1).sum(axis=1), dtype=np.float64)


def _beginning(text: pa.Array) -> npt.NDArray[np.uint8]:
    head = pc.binary_slice(text.cast(pa.binary()), 0, LONGEST_PREFIX)
    return np.array(head.to_pylist(), dtype=f"S{LONGEST_PREFIX}").view(np.uint8).reshape(-1, LONGEST_PREFIX)


def _alphabets(text: pa.Array) -> npt.NDArray[np.uint8]:
    """Which of the 256 bytes each text holds, as 32 bytes of bits."""
    encoded = text.dictionary_encode()
    values = encoded.dictionary.cast(pa.binary())
    held = np.zeros((len(values), 256), dtype=bool)
    lengths = pc.binary_length(values).to_numpy()
    written = np.frombuffer(b"".join(values.to_pylist()), dtype=np.uint8)
    held[np.repeat(np.arange(len(values)), lengths), written] = True
    return np.asarray(np.packbits(held, axis=1)[encoded.indices.to_numpy()])


def _items(text: pa.Array) -> pa.Table:
    lists = pc.list_slice(pc.split_pattern(text, BEFORE_ITEM), 1)
    table = pa.table({"pair": pc.list_parent_indices(lists), "item": pc.list_flatten(lists)})
    return table.group_by(["pair", "item"]).aggregate([])
