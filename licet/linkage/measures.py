"""How alike two texts are: symmetric measures over whole arrays of pairs, compiled."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from licet.linkage.encoding import Floats
from licet.linkage.names import PARTICLES

WORKERS = -1  # all cores: the result does not depend on how many


def jaro_winkler(left: pa.Array, right: pa.Array) -> Floats:
    """Jaro-Winkler similarity, 0 to 1, prefix weight 0.1.

    Source: Winkler 1990, "String comparator metrics and enhanced decision rules in the Fellegi-Sunter model".
    """
    return _paired(left, right, JaroWinkler.similarity)


def edits(left: pa.Array, right: pa.Array) -> Floats:
    """Insertions, deletions, changes and swaps of neighbours (optimal string alignment)."""
    return _paired(left, right, OSA.distance)


def shared_words(left: pa.Array, right: pa.Array) -> Floats:
    """How many different words both texts hold; words end at spaces and hyphens.

    De, van, al and such are no words of their own, but in a name that is nothing else.
    """
    pair, word = _words(left)
    other_pair, other_word = _words(right)
    mine = pa.table({"pair": pair, "word": word}).group_by(["pair", "word"]).aggregate([])
    theirs = pa.table({"pair": other_pair, "word": other_word}).group_by(["pair", "word"]).aggregate([])
    both = mine.join(theirs, ["pair", "word"], join_type="inner")
    return np.bincount(both["pair"].to_numpy(), minlength=len(left)).astype(np.float64)


def initial_only(left: pa.Array, right: pa.Array) -> Floats:
    """1 where one text is a single letter and the other begins with it, else 0."""
    first = pc.equal(pc.utf8_slice_codeunits(left, 0, 1), pc.utf8_slice_codeunits(right, 0, 1))
    short = pc.equal(pc.min_element_wise(pc.utf8_length(left), pc.utf8_length(right)), 1)
    return _numbers(pc.and_(first, short))


def days_apart(left: pa.Array, right: pa.Array) -> Floats:
    """Days between two dates written yyyy-mm-dd; NaN where either is no such date."""
    return np.abs(_days(left) - _days(right))


def day_month_swapped(left: pa.Array, right: pa.Array) -> Floats:
    """1 where the year agrees and the day of each date (yyyy-mm-dd) is the month of the other, else 0."""
    swapped = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(right, 0, 4),
        pc.utf8_slice_codeunits(right, 8, 10),
        pc.utf8_slice_codeunits(right, 5, 7),
        "-",
    )
    return _numbers(pc.and_(pc.equal(left, swapped), pc.not_equal(left, right)))


def same_year(left: pa.Array, right: pa.Array) -> Floats:
    """1 where two dates (yyyy-mm-dd) name the same year, else 0."""
    return _same_slice(left, right, 0, 4)


def same_day_and_month(left: pa.Array, right: pa.Array) -> Floats:
    """1 where two dates (yyyy-mm-dd) agree but for the year, else 0."""
    return _same_slice(left, right, 5, 10)


def _paired(left: pa.Array, right: pa.Array, scorer: Any) -> Floats:
    if not len(left):
        return np.empty(0)
    scores = cpdist(left.to_pylist(), right.to_pylist(), scorer=scorer, workers=WORKERS, dtype=np.float64)
    return np.asarray(scores, dtype=np.float64)


def _words(text: pa.Array) -> tuple[pa.Array, pa.Array]:
    lists = pc.split_pattern_regex(text, r"[\s\-]+")
    of, words = pc.list_parent_indices(lists), pc.list_flatten(lists)
    own = pc.invert(pc.is_in(words, pa.array(PARTICLES)))
    named = np.zeros(len(text), dtype=bool)
    named[of.filter(own).to_numpy()] = True
    counted = pc.or_(own, pa.array(~named[of.to_numpy()]))
    return of.filter(counted), words.filter(counted)


def _same_slice(left: pa.Array, right: pa.Array, start: int, stop: int) -> Floats:
    mine = pc.utf8_slice_codeunits(left, start, stop)
    return _numbers(pc.equal(mine, pc.utf8_slice_codeunits(right, start, stop)))


def _numbers(truth: pa.Array) -> Floats:
    return np.asarray(truth.to_numpy(zero_copy_only=False), dtype=np.float64)


def _days(text: pa.Array) -> Floats:
    stamps = pc.strptime(text, format="%Y-%m-%d", unit="s", error_is_null=True)
    # strptime rolls 30 February over into March: a date that does not come back as written is none.
    valid = pc.equal(pc.strftime(stamps, format="%Y-%m-%d"), text)
    seconds = pc.if_else(valid, stamps.cast(pa.int64()), None)
    return np.asarray(seconds.cast(pa.float64()).fill_null(np.nan).to_numpy(), dtype=np.float64) / 86400
