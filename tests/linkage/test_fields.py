"""The fields of a person: which level each pair of values reaches."""

import numpy as np
import pytest

from licet.errors import ScienceError
from licet.linkage import fields
from licet.linkage.comparisons import ELSE, Comparison, Rare, gamma
from licet.linkage.encoding import encode
from licet.linkage.levels import Exact, JaroWinkler
from licet.linkage.pairs import Pairs
from tests.linkage.tables import mentions


def level(comparison: Comparison, text: str) -> str | None:
    """The level that the two lines reach, in words; None for no evidence."""
    encoded = encode(mentions(text), comparison.columns)
    (found,) = gamma(comparison, Pairs(encoded, np.array([0], np.int32), np.array([1], np.int32)))
    return None if found < 0 else comparison.labels()[found]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("kofi | osei", "kofi | lane", "forename: the same"),
        ("osei | kofi", "kofi | osei", "forename and surname: swapped"),
        ("kofi | osei", "koffi | osei", "forename: edits at most 1"),
        ("kofi | osei", "k | osei", "forename: one is the other's initial"),
        ("catherine | osei", "katherine | osei", "forename: edits at most 1"),
        ("kofi | osei", "ruth | osei", ELSE),
        (" | osei", "kofi | osei", None),
    ],
)
def test_forenames(one: str, other: str, expected: str | None):
    """The first level that holds is the pair's; a missing forename is no evidence."""
    assert level(fields.forename(), f"forename | surname\n{one}\n{other}") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1987-03-11", "1987-03-11", "birth_date: the same"),
        ("1987-03-11", "1987-11-03", "birth_date: day and month swapped"),
        ("1987-03-11", "1987-03-12", "birth_date: edits at most 1"),
        ("1987-03-11", "1969-03-11", "birth_date: the same day and month"),
        ("1987-03-11", "1987-02-22", "birth_date: at most 31 days apart"),
        ("1987-03-11", "1987-12-25", "birth_date: the same year"),
        ("1987-03-11", "2001-12-25", ELSE),
        ("1987-03-11", "", None),
    ],
)
def test_dates_of_birth(one: str, other: str, expected: str | None):
    """Each way in which a date is mistaken has a level."""
    assert level(fields.birth_date(), f"birth_date | x\n{one} | \n{other} | ") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("12 high st | 12 | high st | ZX1", "12 high st | 12 | high st | ZX1", "address_key: the same"),
        (
            " | 12 | high st | ZX1",
            " | 12 | hihg st | ",
            "street_number: the same, and street_name: Jaro-Winkler at least 0.88",
        ),
        (" | 12 | | ZX1", " | 12 | high st | ZX1", "street_number: the same, and postcode: the same"),
        (" | | | ZX1", " | 12 | high st | ZX1", "postcode: the same"),
        (" | 12 | high st | ", " | 12 | low road | ", ELSE),
        (" | 12 | | ", " | 12 | low road | ZX1", None),
    ],
)
def test_an_address_is_one_piece_of_evidence(one: str, other: str, expected: str | None):
    """Any part that both sides have is compared; a house number alone is no address."""
    text = f"address_key | street_number | street_name | postcode\n{one}\n{other}"
    assert level(fields.address(), text) == expected


def test_an_address_is_compared_by_the_columns_there_are():
    """Without a key or a street, number and postcode remain."""
    comparison = fields.address(["street_number", "postcode", "forename"])
    assert comparison.labels() == (
        "street_number: the same, and postcode: the same",
        "postcode: the same",
        ELSE,
    )
    assert comparison.columns == ("postcode", "street_number")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Comparison("two words", (Exact("a"),), ("a",)),
        lambda: Comparison("a", (), ("a",)),
        lambda: Comparison("a", (Exact("a"),), ()),
        lambda: Comparison("a", (JaroWinkler("a", 0.9),), ("a",), rare=(Rare("a"),)),
        lambda: Comparison("a", (Exact("a"),), ("a",), rare=(Rare("a", 1.5),)),
    ],
)
def test_a_comparison_that_cannot_be_is_refused(make):
    """A name that is no column name, no levels, nothing needed, rarity of something inexact."""
    with pytest.raises(ScienceError):
        make()
