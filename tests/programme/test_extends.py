"""A layout may extend another: this year's gives only what differs from last year's."""

import pytest

from licet.errors import ProgrammeError
from licet.programme import read_yaml
from licet.sources import Layout

BASE = """\
layout: pupils
version: 2025
category: education
record: ref
once-in-file: [child]
mentions:
  child:
    forename: first
    surname: {column: last, if-bad: drop-value}
    sex: gender
events:
  - {of: child, kind: absence, date: term}
  - {of: child, kind: exclusion, date: day}
"""


def read(tmp_path, newer, base=BASE, **others):
    """Read pupils-2026.yaml over pupils-2025.yaml, both shown as lying in layouts/."""
    for name, text in {"pupils-2025": base, "pupils-2026": newer, **others}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return read_yaml(tmp_path / "pupils-2026.yaml", Layout, "layouts/pupils-2026.yaml")


def complaint(tmp_path, newer, base=BASE, **others):
    with pytest.raises(ProgrammeError) as raised:
        read(tmp_path, newer, base, **others)
    return str(raised.value)


def test_what_is_not_said_is_as_it_was(tmp_path):
    layout = read(tmp_path, "extends: pupils-2025.yaml\nversion: 2026\n")
    (tmp_path / "old.yaml").write_text(BASE)
    old = read_yaml(tmp_path / "old.yaml", Layout)
    assert layout == old.model_copy(update={"version": 2026, "extends": "pupils-2025.yaml"})


def test_mappings_merge_lists_are_replaced_and_null_takes_a_key_out(tmp_path):
    layout = read(
        tmp_path,
        """\
extends: pupils-2025.yaml
version: 2026
once-in-file: null
mentions:
  child:
    surname: {column: family_name}
    sex: null
    birth-date: dob
  contact: {forename: c_first}
events:
  - {of: contact, kind: visit, date: seen}
""",
    )
    child = layout.mentions["child"]
    assert (layout.version, layout.record, layout.once_in_file) == (2026, "ref", ())
    assert child.surname.model_dump(include={"column", "if_bad"}) == {
        "column": "family_name",
        "if_bad": "drop-value",
    }
    assert (child.forename.column, child.sex, child.birth_date.column) == ("first", None, "dob")
    assert (list(layout.mentions), [event.kind for event in layout.events]) == (
        ["child", "contact"],
        ["visit"],
    )


def test_a_base_may_extend_another_in_turn(tmp_path):
    layout = read(
        tmp_path,
        "extends: pupils-2025.yaml\nmentions: {child: {sex: null}}\n",
        "extends: pupils-2024.yaml\nversion: 2025\n",
        **{"pupils-2024": BASE.replace("2025", "2024")},
    )
    assert (layout.version, layout.mentions["child"].sex, layout.record) == (2025, None, "ref")


@pytest.mark.parametrize(
    ("newer", "base", "told"),
    [
        (
            "extends: pupils-2025.yaml\nmentions:\n  child: {surnam: x}\n",
            BASE,
            "layouts/pupils-2026.yaml:3:11  unknown key 'surnam' under child. Did you mean 'surname'?",
        ),
        (
            "extends: pupils-2025.yaml\nmentions: {child: {forename: x}}\n",
            BASE.replace("sex: gender", "sexx: gender"),
            "layouts/pupils-2025.yaml:10:5  unknown key 'sexx' under child. Did you mean 'sex'?",
        ),
        (
            "extends: pupils-2025.yaml\nversion: next\n",
            BASE,
            "layouts/pupils-2026.yaml:2:10  'version': input should be a valid integer",
        ),
        (
            "extends: pupils-2025.yaml\n",
            BASE.replace("category: education", "category: educatoin"),
            "layouts/pupils-2025.yaml:3:11  'category' has a word that is not in the vocabulary",
        ),
        (
            "extends: pupils-2025.yaml\nevents:\n  - {of: child, kind: absence}\n",
            BASE,
            "layouts/pupils-2026.yaml:3:5  missing key 'date' under 0",
        ),
        (
            "extends: pupils-2025.yaml\nmentions: {child: {surname: {colum: x}}}\n",
            BASE,
            "layouts/pupils-2026.yaml:2:30  unknown key 'colum' under surname. Did you mean 'column'?",
        ),
    ],
    ids=["newer key", "base key", "newer value", "base value", "newer list", "newer mapping"],
)
def test_a_complaint_names_the_file_in_which_the_wrong_thing_is_written(tmp_path, newer, base, told):
    assert complaint(tmp_path, newer, base).replace(" under 0", "").startswith(told.replace(" under 0", ""))


@pytest.mark.parametrize(
    ("newer", "others", "told"),
    [
        ("extends: pupils-2023.yaml\n", {}, "layouts/pupils-2023.yaml  does not exist"),
        (
            "version: 1\nextends: ../x.yaml\n",
            {},
            "layouts/pupils-2026.yaml:2:10  'extends': expected the name",
        ),
        ("extends: 2025\n", {}, "layouts/pupils-2026.yaml:1:10  'extends': expected the name"),
        (
            "extends: pupils-2026.yaml\n",
            {},
            "layouts/pupils-2026.yaml:1:10  'extends': pupils-2026.yaml extends",
        ),
        (
            "extends: b.yaml\n",
            {"b": "extends: pupils-2026.yaml\n"},
            "layouts/b.yaml:1:10  'extends': pupils-2026.yaml extends this file in turn",
        ),
        ("extends: b.yaml\n", {"b": "a: [\n"}, "layouts/b.yaml:2:1  "),
    ],
    ids=["absent", "elsewhere", "no name", "itself", "a circle", "not YAML"],
)
def test_what_cannot_be_extended_is_said_where_it_is_written(tmp_path, newer, others, told):
    assert complaint(tmp_path, newer, **others).startswith(told)


def test_a_file_of_another_kind_extends_nothing(tmp_path):
    from licet.programme import Programme

    (tmp_path / "programme.yaml").write_text("extends: other.yaml\n")
    with pytest.raises(ProgrammeError, match="unknown key 'extends'"):
        read_yaml(tmp_path / "programme.yaml", Programme, "programme.yaml")
