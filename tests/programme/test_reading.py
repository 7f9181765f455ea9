"""Every complaint about a file that people write has a place, an expectation and a suggestion."""

from pathlib import Path

import pytest

from licet.errors import ProgrammeError
from licet.programme import Programme, read_yaml, schema

MINIMAL = """\
licet: 1
name: example
title: An example
controller: {name: Example Council, actor: council}
proposed-by: Data team
area: Example
population: parents
purpose: offer-early-help
offer: A family worker calls.
choice: told
uses:
  - {operation: link, categories: [education], actor: council}
sources:
  pupils:
    holder: Example Council
    file: sources/pupils.csv
    layout: layouts/pupils.yaml
    gateway: Education Act
as-of: 2026-09-01
ends: 2028-03-31
"""


def complaint(tmp_path: Path, text: str) -> str:
    path = tmp_path / "programme.yaml"
    path.write_text(text)
    with pytest.raises(ProgrammeError) as raised:
        read_yaml(path, Programme, "programme.yaml")
    return str(raised.value)


def test_a_whole_programme_is_read(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(MINIMAL)
    programme = read_yaml(path, Programme)
    assert [use.key() for use in programme.requested()] == ["education link offer-early-help council told"]


def test_an_unknown_key_gets_its_place_and_the_nearest_known_one(tmp_path):
    assert complaint(tmp_path, MINIMAL.replace("proposed-by", "proposd-by")) == (
        "programme.yaml:5:1  unknown key 'proposd-by'. Did you mean 'proposed-by'?"
    )


def test_an_unknown_key_further_in_names_what_it_is_under(tmp_path):
    text = MINIMAL.replace("    gateway: Education Act", "    gateway: x\n    holdr: y")
    assert complaint(tmp_path, text) == (
        "programme.yaml:19:5  unknown key 'holdr' under pupils. Did you mean 'holder'?"
    )


def test_a_missing_key_is_named(tmp_path):
    text = MINIMAL.replace("ends: 2028-03-31\n", "")
    assert complaint(tmp_path, text) == "programme.yaml:1:1  missing key 'ends'."


def test_a_word_outside_the_vocabulary_gets_the_words_and_a_suggestion(tmp_path):
    said = complaint(tmp_path, MINIMAL.replace("[education]", "[educatoin]"))
    assert said.startswith("programme.yaml:12:36  'categories' has a word that is not in the vocabulary")
    assert said.endswith("Did you mean 'education'?")


@pytest.mark.parametrize("written", ["3/11/2026", "2026-13-01", "today", "12"])
def test_a_day_is_asked_for_as_it_is_written(tmp_path, written):
    assert complaint(tmp_path, MINIMAL.replace("as-of: 2026-09-01", f"as-of: {written}")) == (
        "programme.yaml:19:8  'as-of': expected a day as YYYY-MM-DD, such as 2026-03-31."
    )


def test_two_problems_are_two_lines(tmp_path):
    text = MINIMAL.replace("purpose: offer-early-help", "purpose: fun").replace("area: Example\n", "")
    assert len(complaint(tmp_path, text).splitlines()) == 2


@pytest.mark.parametrize("path", ["/etc/passwd", "../other/pupils.csv", "~/pupils.csv"])
def test_a_path_stays_inside_the_folder(tmp_path, path):
    said = complaint(tmp_path, MINIMAL.replace("sources/pupils.csv", path))
    assert said.startswith("programme.yaml:16:11")
    assert "inside the programme's folder" in said


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2", "programme.yaml:"),
        ("a: 1\na: 2\n", "programme.yaml:2:1"),
        ("\t- x", "programme.yaml:1:1"),
    ],
)
def test_what_is_not_yaml_says_where(tmp_path, text, place):
    assert complaint(tmp_path, text).startswith(place)


def test_a_charter_without_its_required_clauses_is_refused(tmp_path):
    text = MINIMAL + "charter:\n  n-min: 60\n  freshness: {months: 24}\n  groups: {}\n"
    said = complaint(tmp_path, text)
    for clause in ("majority", "every-group", "opposition"):
        assert f"missing key '{clause}' under charter" in said
    assert "missing: ethnic-group, lone-parent, parent-age, number-of-children, income" in said


def test_the_schema_speaks_the_keys_that_people_write():
    properties = schema()["properties"]
    assert {"proposed-by", "as-of", "charter"} <= set(properties)
