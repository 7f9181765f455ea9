"""Names as they are compared: spelling is evened out, and what cannot be compared says nothing."""

import numpy as np
import pytest

from licet.linkage import fields
from licet.linkage.comparisons import gamma
from licet.linkage.encoding import encode
from licet.linkage.names import folded
from licet.linkage.pairs import Pairs
from licet.linkage.scripts import SCRIPTS, scripts_of
from tests.linkage.tables import mentions, table

NO_EVIDENCE = -1


def level(comparison, one, other):
    """The level of a pair of names, as linkage compares them."""
    people = mentions(f"{comparison.name} | x\n{one} | \n{other} | ")
    people = people.append_column("surname", people["x"]) if comparison.name != "surname" else people
    encoded = encode(folded(people), comparison.columns)
    return int(gamma(comparison, Pairs(encoded, np.array([0], np.int32), np.array([1], np.int32)))[0])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("O'Neil", "ONEIL", 0),
        ("O'Neil", "O Neil", 0),
        ("Smith-Jones", "smith jones", 0),
        ("Peña", "PENA", 0),
        ("al-Hassan", "alhassan", 1),
        ("van der Berg", "vanderberg", 2),
        ("Мария", "мария", 0),
        ("Мария", "Марта", 4),
        ("Мария", "Maria", NO_EVIDENCE),
        ("李明", "Li Ming", NO_EVIDENCE),
        ("李明", "王芳", 5),
        ("Lee", "Osei", 5),
    ],
)
def test_surnames_are_compared_by_their_letters_and_only_within_a_script(one, other, expected):
    """0: the same, 5: nothing alike, -1: no evidence, because one name may be written in two scripts."""
    assert level(fields.surname(), one, other) == expected


@pytest.mark.parametrize("comparison", [fields.forename(), fields.middle()])
def test_no_name_in_another_script_counts_against_anybody(comparison):
    assert level(comparison, "Мария", "Maria") == NO_EVIDENCE
    assert level(comparison, "José", "Jose") == 0


def test_only_names_are_folded_and_the_table_given_is_left_as_it_was():
    people = table("forename | street_name\nZoë | Zoë Rd\n | ")
    got = folded(people)
    assert got["forename"].to_pylist() == ["zoe", None]
    assert got["street_name"].to_pylist() == ["Zoë Rd", None]
    assert people["forename"].to_pylist() == ["Zoë", None]


def test_a_text_is_in_the_script_in_which_it_begins():
    values = table("v\nada\n'мария\nМария Ada\nAda Мария\n李\nعلي\n12\nЙ").column("v").combine_chunks()
    names = ["Latin", *SCRIPTS]
    assert [names[number] for number in scripts_of(values)] == [
        *("Latin", "Cyrillic", "Cyrillic", "Latin", "Han", "Arabic", "Latin", "Cyrillic")
    ]
