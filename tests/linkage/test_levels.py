"""Comparison levels: what each holds for, and that a null holds for nothing."""

import numpy as np
import pytest

from licet.errors import ScienceError
from licet.linkage.encoding import encode
from licet.linkage.levels import (
    Both,
    DayMonthSwapped,
    DaysApart,
    Edits,
    Exact,
    Formerly,
    Initial,
    JaroWinkler,
    Level,
    SameYear,
    SharedWords,
    ShortFor,
    Swapped,
    YearOff,
)
from licet.linkage.pairs import Pairs
from tests.linkage.tables import mentions

DATE, NAME = "birth_date", "surname"


def holds(level: Level, one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether the level holds for a pair; the same from either side, or the test fails."""
    columns = level.columns
    rows = [" | ".join(["r", *(side.get(column, "") for column in columns)]) for side in (one, other)]
    encoded = encode(mentions("\n".join([" | ".join(["record_id", *columns]), *rows])), columns)
    both_ways = Pairs(encoded, np.array([0, 1], np.int32), np.array([1, 0], np.int32))
    answer, mirrored = level.holds(both_ways).tolist()
    assert answer == mirrored
    return bool(answer)


@pytest.mark.parametrize(
    ("level", "one", "other", "expected"),
    [
        (Exact(NAME), "osei", "osei", True),
        (Exact(NAME), "osei", "Osei", False),
        (JaroWinkler(NAME, 0.96), "martha", "marhta", True),  # 0.9611, Winkler's own example
        (JaroWinkler(NAME, 0.97), "martha", "marhta", False),
        (JaroWinkler(NAME, 0.84), "dwayne", "duane", True),  # 0.8400
        (JaroWinkler(NAME, 0.81), "dixon", "dicksonx", True),  # 0.8133
        (JaroWinkler(NAME, 0.82), "dixon", "dicksonx", False),
        (Edits(NAME, 1), "smith", "smyth", True),
        (Edits(NAME, 1), "smith", "smiht", True),  # two neighbours swapped are one edit
        (Edits(NAME, 1), "smith", "smit", True),
        (Edits(NAME, 1), "smith", "smythe", False),
        (Edits(NAME, 2), "smith", "smythe", True),
        (DaysApart(DATE, 2), "2024-02-28", "2024-03-01", True),  # a leap year
        (DaysApart(DATE, 1), "2024-02-28", "2024-03-01", False),
        (DaysApart(DATE, 400), "2024-02-30", "2024-03-01", False),  # no such day
        (DaysApart(DATE, 400), "2024-2-1", "2024-03-01", False),  # not ISO
        (DayMonthSwapped(DATE), "1987-03-11", "1987-11-03", True),
        (DayMonthSwapped(DATE), "1987-03-11", "1988-11-03", False),
        (DayMonthSwapped(DATE), "1987-03-03", "1987-03-03", False),  # the same date is not a swap
        (YearOff(DATE), "1987-03-11", "1978-03-11", True),
        (YearOff(DATE), "1987-03-11", "1987-03-12", False),
        (SameYear(DATE), "1987-03-11", "1987-12-01", True),
        (SameYear(DATE), "1987-03-11", "1988-03-11", False),
        (SharedWords(NAME), "garcia lopez", "lopez-ruiz", True),
        (SharedWords(NAME), "garcia", "garcialopez", False),
        (SharedWords(NAME, 2), "st mary road", "mary road", True),
        (SharedWords(NAME, 2), "mary mary", "mary mary mary", False),  # different words
        (SharedWords(NAME), "van dijk", "van berg", False),  # what very many names have says nothing
        (SharedWords(NAME), "van der berg", "berg", True),
        (SharedWords(NAME), "al hassan", "hassan-ali", True),
        (SharedWords(NAME), "le", "le", True),  # a name that is nothing else
        (Initial(NAME), "k", "kofi", True),
        (Initial(NAME), "k", "k", True),
        (Initial(NAME), "ko", "kofi", False),
        (Initial(NAME), "a", "kofi", False),
        (ShortFor(NAME), "kate", "katherine", True),
        (ShortFor(NAME), "bob", "rob", True),  # both can be Robert
        (ShortFor(NAME), "bob", "kate", False),
        (ShortFor(NAME), "qwrt", "qwrt", False),  # not on the list
    ],
)
def test_a_level_on_one_column(level: Level, one: str, other: str, expected: bool):
    """Two values, a level, and whether it holds, from either side."""
    (column,) = level.columns
    assert holds(level, {column: one}, {column: other}) is expected


@pytest.mark.parametrize(
    "level",
    [
        *(Exact(NAME), JaroWinkler(NAME, 0.1), Edits(NAME, 9), SharedWords(NAME), Initial(NAME)),
        *(DaysApart(DATE, 99999), DayMonthSwapped(DATE), YearOff(DATE), SameYear(DATE)),
    ],
)
def test_a_null_passes_no_level(level: Level):
    """Nothing is known of a missing value: neither against a value nor against another null."""
    (column,) = level.columns
    assert not holds(level, {column: "1987-03-11"}, {})
    assert not holds(level, {}, {})


def test_two_columns_that_changed_places():
    """Forename and surname written in each other's box."""
    level = Swapped("forename", "surname")
    right, swapped = {"forename": "ruth", "surname": "lane"}, {"forename": "lane", "surname": "ruth"}
    assert holds(level, right, swapped)
    assert not holds(level, right, right)
    assert not holds(level, {"forename": "ruth"}, {"surname": "ruth"})


def test_two_levels_at_once():
    """Both must hold."""
    level = Both(Exact("street_number"), JaroWinkler("street_name", 0.9))
    home = {"street_number": "12", "street_name": "high street"}
    assert holds(level, home, home | {"street_name": "high streeet"})
    assert not holds(level, home, home | {"street_number": "13"})


@pytest.mark.parametrize(
    "make", [lambda: JaroWinkler(NAME, 0), lambda: JaroWinkler(NAME, 1.2), lambda: Edits(NAME, -1)]
)
def test_a_level_that_cannot_be_meant_is_refused(make):
    """A bound outside the measure's range is a mistake."""
    with pytest.raises(ScienceError, match="bound"):
        make()


def test_every_level_says_in_words_what_it_tests():
    """The words stand in the report, so no two levels of a comparison may share them."""
    assert str(JaroWinkler(NAME, 0.92)) == "surname: Jaro-Winkler at least 0.92"
    assert str(Edits(NAME, 1)) == "surname: edits at most 1"
    assert str(Both(Exact("a"), SameYear("b"))) == "a: the same, and b: the same year"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"surname": "lane"}, {"surname": "osei", "former_surname": "lane"}, True),
        ({"surname": "lane", "former_surname": "abe"}, {"surname": "osei", "former_surname": "abe"}, True),
        ({"surname": "lane"}, {"surname": "lane"}, False),  # that is the level above
        ({"surname": "lane", "former_surname": "abe"}, {"surname": "osei"}, False),
        ({"surname": "lane"}, {"surname": "osei"}, False),
    ],
)
def test_a_former_surname_is_compared_with_both(one: dict[str, str], other: dict[str, str], expected: bool):
    """Whoever was called what the other is, or was, called; nothing agrees with nothing."""
    assert holds(Formerly("surname", "former_surname"), one, other) is expected
