"""Templates of well-known files: each is a layout, and reads three invented rows from templates/."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from licet.programme import Category
from licet.sources.columns import wanted_of
from licet.sources.files import read_rows
from licet.sources.layout import Layout
from licet.sources.rows import interpret
from licet.sources.well_known import template, template_names

HEADING = (
    "# Mapped from published descriptions, not a national specification: "
    "check each column against your own export."
)

ROWS = Path(__file__).parent / "templates"
COUNTS = {
    # mentions, ties, events, values dropped
    "school-census-pupils": (3, 0, 0, 0),
    "school-census-absence": (3, 0, 9, 0),
    "school-census-exclusions": (3, 0, 3, 0),
    "child-in-need-census": (3, 0, 5, 0),
    "looked-after-children": (3, 0, 4, 0),
    "ssd-person": (3, 0, 0, 1),
    "ssd-family": (3, 0, 0, 0),
    "ssd-mother": (6, 3, 0, 0),
    "ssd-linked-identifiers": (3, 0, 0, 6),
    "gp-registration": (1, 0, 0, 0),
    "health-visiting": (6, 3, 2, 0),
    "police-incidents": (4, 0, 3, 1),
    "council-tax": (4, 1, 1, 0),
    "benefits": (7, 4, 2, 0),
}


def arrived(name):
    path = ROWS / f"{name}.csv"
    layout = Layout.model_validate(YAML(typ="safe").load(template(name)))
    everything = frozenset(Category)
    return interpret(name, layout, read_rows(path, wanted_of(layout, everything), path.name), everything)


def test_every_template_is_tried():
    assert {path.stem for path in ROWS.iterdir()} == set(COUNTS) == set(template_names())


@pytest.mark.parametrize("name", template_names())
def test_a_template_reads_three_rows(name):
    got = arrived(name)
    (counts,) = got.counts
    assert (counts.rows, counts.accepted) == (3, 3)
    assert (got.mentions.num_rows, got.ties.num_rows, got.events.num_rows, got.quarantine.num_rows) == COUNTS[
        name
    ]


@pytest.mark.parametrize("name", template_names())
def test_a_template_says_first_what_it_is_not(name):
    lines = template(name).splitlines()
    assert lines[0] == HEADING
    assert lines[1].startswith("# ")
    assert lines[1].endswith(".")


def test_the_child_in_need_census_has_neither_names_nor_addresses():
    layout = Layout.model_validate(YAML(typ="safe").load(template("child-in-need-census")))
    child = layout.mentions["child"]
    assert (child.forename, child.surname, child.address) == (None, None, None)


def test_a_value_is_the_identifier_whose_check_it_passes():
    rows = arrived("ssd-linked-identifiers").mentions.to_pylist()
    assert [(row["id_upn"], row["id_nhs"], row["id_nino"]) for row in rows] == [
        ("P207000016049", None, None),
        (None, "9434765919", None),
        (None, None, "AB123456C"),
    ]


def test_what_a_feed_of_registrations_takes_back_is_gone():
    got = arrived("gp-registration")
    assert got.mentions.column("forename").to_pylist() == ["ben"]
    assert got.counts[0].excluded == {"deletion": 1}
