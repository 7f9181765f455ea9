"""What is worked out once per value, so that pairs of values are compared by numbers alone."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.compiled import compiled
from licet.linkage.encoding import Bools, Codes, Counts, Encoded
from licet.linkage.likeness import Texts, texts_of
from licet.linkage.names import PARTICLES
from licet.linkage.nicknames import full_names

UNKNOWN = np.int32(np.iinfo(np.int32).min)
"""The number of a value that has none, and of a null."""

Numbers = Callable[[pa.Array, pa.Array], Codes]
"""A number for each of a column's values; with all values of the dictionary, to look others up in."""

SetsOf = Callable[[pa.Array], tuple[Counts, Counts]]
"""The set that each of a column's values stands for: places of values, and at each a member as a number."""


class Sets(NamedTuple):
    """The set of each code: members[first[code]:first[code + 1]], in order."""

    first: Counts
    members: Counts


def texts(encoded: Encoded) -> Texts:
    """The letters of each value."""
    if Texts not in encoded.made:
        encoded.made[Texts] = texts_of(encoded.values)
    found: Texts = encoded.made[Texts]
    return found


def numbers(encoded: Encoded, column: str, made: Numbers) -> Codes:
    """A number for each value of the column, by code, and one place more, for null (-1)."""
    if (column, made) not in encoded.made:
        chosen, values = _values(encoded, column)
        table = np.full(len(encoded.values) + 1, UNKNOWN, dtype=np.int32)
        table[chosen] = made(values, encoded.values)
        encoded.made[column, made] = table
    found: Codes = encoded.made[column, made]
    return found


def sets(encoded: Encoded, column: str, made: SetsOf) -> Sets:
    """The set of each value of the column."""
    if (column, made) not in encoded.made:
        chosen, values = _values(encoded, column)
        of, member = made(values)
        different = np.unique(np.stack([chosen[of], member], axis=1), axis=0)
        counts = np.bincount(different[:, 0], minlength=len(encoded.values))
        first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        encoded.made[column, made] = Sets(first, np.ascontiguousarray(different[:, 1]))
    found: Sets = encoded.made[column, made]
    return found


@compiled
def in_common(of: Sets, one: Codes, other: Codes, least: float) -> Bools:
    """Whether two values' sets share at least so many members. one, other: codes, -1 for none."""
    first, members = of.first, of.members
    result = np.zeros(len(one), dtype=np.bool_)
    for pair in range(len(one)):
        i, j = one[pair], other[pair]
        if i < 0 or j < 0:
            continue
        a, b, shared = first[i], first[j], 0
        while a < first[i + 1] and b < first[j + 1]:
            mine, theirs = members[a], members[b]
            shared += mine == theirs
            a, b = a + (mine <= theirs), b + (theirs <= mine)
        result[pair] = shared >= least
    return result


def year(chosen: pa.Array, values: pa.Array) -> Codes:
    """Equal for dates (yyyy-mm-dd) of one year."""
    del values
    return _numbered(pc.utf8_slice_codeunits(chosen, 0, 4))


def day_and_month(chosen: pa.Array, values: pa.Array) -> Codes:
    """Equal for dates (yyyy-mm-dd) that agree but for the year."""
    del values
    return _numbered(pc.utf8_slice_codeunits(chosen, 5, 10))


def day(chosen: pa.Array, values: pa.Array) -> Codes:
    """Days since 1970 of a date written yyyy-mm-dd, if it is one."""
    del values
    stamps = pc.strptime(chosen, format="%Y-%m-%d", unit="s", error_is_null=True)
    # strptime rolls 30 February over into March: a date that does not come back as written is none.
    valid = pc.equal(pc.strftime(stamps, format="%Y-%m-%d"), chosen)
    days = pc.divide(stamps.cast(pa.int64()), 86_400)
    found = pc.if_else(valid, days, None).fill_null(int(UNKNOWN))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int32)


def turned_date(chosen: pa.Array, values: pa.Array) -> Codes:
    """The code of the date whose day is this one's month."""
    year, month = pc.utf8_slice_codeunits(chosen, 0, 4), pc.utf8_slice_codeunits(chosen, 5, 7)
    turned = pc.binary_join_element_wise(year, pc.utf8_slice_codeunits(chosen, 8, 10), month, "-")
    found = pc.index_in(turned, value_set=values).cast(pa.int32()).fill_null(int(UNKNOWN))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int32)


def words(chosen: pa.Array) -> tuple[Counts, Counts]:
    """The words of each text, which end at spaces and hyphens.

    De, van, al and such are no words of their own, but in a name that is nothing else.
    """
    lists = pc.split_pattern_regex(chosen, r"[\s\-]+")
    of, found = pc.list_parent_indices(lists).to_numpy(), pc.list_flatten(lists)
    own = pc.invert(pc.is_in(found, pa.array(PARTICLES))).to_numpy(zero_copy_only=False)
    named = np.zeros(len(chosen), dtype=np.bool_)
    named[of[own]] = True
    counted = own | ~named[of]
    return of[counted].astype(np.int64), _numbered(found)[counted].astype(np.int64)


def names(chosen: pa.Array) -> tuple[Counts, Counts]:
    """The full names that each name can be short for."""
    table = full_names(chosen)
    of, place = np.nonzero(table >= 0)
    return of.astype(np.int64), table[of, place].astype(np.int64)


def _values(encoded: Encoded, column: str) -> tuple[Counts, pa.Array]:
    """The codes that the column holds, and their values."""
    held = np.zeros(len(encoded.values) + 1, dtype=np.bool_)
    held[encoded.codes(column)] = True
    chosen = np.flatnonzero(held[:-1])
    return chosen, encoded.values.take(pa.array(chosen))


def _numbered(texts: pa.Array) -> Codes:
    return np.asarray(texts.dictionary_encode().indices.to_numpy(zero_copy_only=False), dtype=np.int32)
