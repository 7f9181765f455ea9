"""Texts compared in compiled passes: equal to the last bit to what libraries make of them one by one."""

from datetime import date

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from rapidfuzz.distance import OSA
from rapidfuzz.distance import JaroWinkler as Oracle

from licet.linkage.encoding import encode
from licet.linkage.levels import DayMonthSwapped, DaysApart, Edits, JaroWinkler, Level, SameYear, YearOff
from licet.linkage.pairs import Pairs
from tests.linkage.tables import mentions_of

# Few letters, so that texts are alike; one beyond ASCII, one beyond 16 bits, and a combining mark.
LETTERS = st.sampled_from("aabbcdeé李𐍈́ ")
TEXTS = st.text(LETTERS, min_size=1, max_size=12) | st.text(st.characters(codec="utf-8"), min_size=1)
LONG = st.text(LETTERS, min_size=60, max_size=140)


def holds(level: Level, one: str, other: str) -> bool:
    (column,) = level.columns
    encoded = encode(mentions_of({column: [one, other]}), [column])
    passed: bool = level.holds(Pairs(encoded, np.array([0], np.int32), np.array([1], np.int32)))[0]
    return bool(passed)


@settings(max_examples=400, deadline=None)
@given(TEXTS | LONG, TEXTS | LONG)
def test_jaro_winkler_is_the_librarys_to_the_last_bit(one: str, other: str):
    """A bound of the very similarity is reached, and of the next number after it is not."""
    similarity = Oracle.similarity(*sorted([one, other], key=lambda text: text.encode()))
    if similarity > 0:
        assert holds(JaroWinkler("name", similarity), one, other)
    if similarity < 1:
        assert not holds(JaroWinkler("name", float(np.nextafter(similarity, 2))), one, other)


@settings(max_examples=400, deadline=None)
@given(TEXTS | LONG, TEXTS | LONG, st.integers(0, 12))
def test_edits_are_the_librarys(one: str, other: str, most: int):
    """Optimal string alignment, whatever the bound."""
    assert holds(Edits("name", most), one, other) is (OSA.distance(one, other) <= most)


@pytest.mark.parametrize("most", range(1, 8))
def test_edits_of_a_text_that_was_changed(most: int):
    """Swaps, insertions and changes far from one another, at the bound and one below it."""
    text = "the quick brown fox jumps over the lazy dog"
    changed = list(text)
    for slip in range(most):
        changed[slip * 5 : slip * 5 + 2] = changed[slip * 5 : slip * 5 + 2][::-1]
    assert holds(Edits("name", most), text, "".join(changed))
    assert not holds(Edits("name", most - 1), text, "".join(changed))


DAYS = st.dates().map(str) | st.sampled_from(["1987-3-11", "1987-02-30", "1987", "x", "1987x11y03"])


@settings(max_examples=300, deadline=None)
@given(DAYS, DAYS, st.integers(0, 400))
def test_dates_are_compared_as_python_does(one: str, other: str, most: int):
    """Whatever is written, the levels say what the text says."""
    low, high = sorted([one, other])
    turned = f"{high[:4]}-{high[8:10]}-{high[5:7]}"
    assert holds(DayMonthSwapped("day"), one, other) is (low == turned and low != high)
    assert holds(SameYear("day"), one, other) is (one[:4] == other[:4])
    assert holds(YearOff("day"), one, other) is (one[5:10] == other[5:10])
    days = [_day(one), _day(other)]
    near = None not in days and abs(days[0] - days[1]) <= most
    assert holds(DaysApart("day", most), one, other) is near


def _day(text: str) -> int:
    """The number of a day that is written as yyyy-mm-dd, else None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() if str(day) == text else None
