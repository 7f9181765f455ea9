"""`licet check` and `licet schema`: what is written, before anything is read."""

import json
import os

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from tests.cli.shell import answer, licet
from tests.conftest import ROOT
from tests.run.boroughs import borough, edit


def test_check_reads_no_source(tmp_path):
    """Every source is a named pipe that nobody writes to: opening one would hang for ever."""
    folder = borough(tmp_path / "b")
    for path in (folder / "sources").iterdir():
        path.unlink()
        os.mkfifo(path)
    checked = answer(licet("check", folder, "--json"))
    assert checked["in_the_way"] == []
    assert checked["categories"]["police"] == ["police"]


def test_check_lists_everything_that_stands_in_the_way(tmp_path):
    folder = borough(tmp_path / "b")
    edit(folder, "  - paperwork/sharing-police.yaml\n", "")
    edit(
        folder,
        "categories: [education, early-years, health, police, housing, tax, benefits]",
        "categories: [tax]",
    )
    (folder / "evidence" / "survey.csv").unlink()
    done = licet("check", folder)
    assert done.exit_code == 0
    assert "Paperwork: the sharing agreement for police is missing." in done.stdout
    assert "Source 'pupils' holds education records, which no use asks for: it stays shut." in done.stdout
    assert "Evidence: evidence/survey.csv is not there yet" in done.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("programme.yaml", "n-min: 60", "n-mim: 60", "programme.yaml:188:3  unknown key 'n-mim'"),
        ("layouts/police.yaml", "kind: offence", "kimd: offence", "layouts/police.yaml:18:19  unknown key"),
        ("evidence/codebook.yaml", "wave: 1", "wave: one", "evidence/codebook.yaml:"),
        ("paperwork/impact-assessment.yaml", "signed-by", "signed", "paperwork/impact-assessment.yaml:5:1"),
        ("programme.yaml", "FROM child_events\n", "FROM 'a.csv'\n", "programme.yaml  "),
    ],
)  # fmt: skip
def test_a_mistake_in_any_file_is_told_by_place_on_stderr(tmp_path, file, old, new, said):
    folder = borough(tmp_path / "b")
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    done = licet("check", folder, "--json")
    assert (done.exit_code, done.stdout) == (3, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("gone", "lines"), [("paperwork/sharing-*", 8), ("layouts/p*", 2), ("evidence/codebook.yaml", 1)]
)
def test_every_file_that_is_named_and_not_there_is_told_where_it_is_named(tmp_path, gone, lines):
    folder = borough(tmp_path / "b")
    for path in folder.glob(gone):
        path.unlink()
    done = licet("check", folder)
    assert (done.exit_code, len(done.stderr.splitlines())) == (3, lines)
    written = (folder / "programme.yaml").read_text().splitlines()
    for line in done.stderr.splitlines():
        place, said = line.split("  ", 1)
        path = said.split("names ")[1].split(",")[0]
        assert path in written[int(place.split(":")[1]) - 1]


def test_a_name_that_no_disk_can_hold_is_told_as_a_name_that_cannot_be_read(tmp_path):
    folder = borough(tmp_path / "b")
    edit(folder, "layout: layouts/police.yaml", f"layout: layouts/{'p' * 300}.yaml")
    done = licet("check", folder)
    assert done.exit_code == 3
    assert "cannot be read: File name too long" in done.stderr


def test_where_something_stands_in_the_way_the_next_step_says_so(tmp_path):
    folder = borough(tmp_path / "b")
    assert licet("check", folder).stdout.splitlines()[-1] == f"Next: licet run {folder}"
    (folder / "evidence" / "survey.csv").unlink()
    assert licet("check", folder).stdout.splitlines()[-1].startswith("Next: put these right.")


def test_the_schema_is_a_json_schema_that_both_examples_fulfil():
    done = licet("schema")
    schema = json.loads(done.stdout)
    Draft202012Validator.check_schema(schema)
    for example in ("wexcombe", "tax-census"):
        written = YAML(typ="safe").load((ROOT / "examples" / example / "programme.yaml").read_text())
        Draft202012Validator(schema).validate(json.loads(json.dumps(written, default=str)))
    wrong = {**json.loads(json.dumps(written, default=str)), "treshold": 1}
    assert not Draft202012Validator(schema).is_valid(wrong)
