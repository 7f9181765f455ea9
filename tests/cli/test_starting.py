"""Starting: `licet init`, `licet make-borough`, and what a fresh programme comes to."""

import re

from ruamel.yaml import YAML

from licet.programme import open_folder
from licet.sources import layouts
from licet.sources.layout import Address, Event, Layout, Marker, MentionFields, Tie
from tests.cli.shell import answer, licet


def uncomment(folder):
    """Do as programme.yaml says: remove the first # of every line from `charter` to the end."""
    path = folder / "programme.yaml"
    text, _, charter = path.read_text().partition("\n#charter:")
    path.write_text(text + "\ncharter:" + charter.replace("\n#", "\n"))


def test_a_fresh_programme_passes_its_check_and_a_run_links_nothing_and_says_why(tmp_path):
    folder = tmp_path / "new"
    assert licet("init", folder).exit_code == 0
    checked = answer(licet("check", folder, "--json"))
    assert checked["ok"]
    assert any("There is no charter" in each for each in checked["in_the_way"])
    assert not (folder / "sources").exists()
    ran = answer(licet("run", folder, "--json"))
    assert (ran["permit"], ran["families"]) == (None, None)
    assert "There is no charter" in ran["refusal"]
    report = (folder / "var" / "runs" / "latest" / "report.html").read_text()
    assert "Nothing was linked" in report
    assert not list((folder / "var" / "runs" / ran["run"] / "identity").iterdir())


def test_the_commented_charter_is_valid_as_it_is_and_still_grants_nothing(tmp_path):
    folder = tmp_path / "new"
    licet("init", folder)
    uncomment(folder)
    assert open_folder(folder).programme.charter is not None
    assert answer(licet("check", folder, "--json"))["ok"]
    ran = answer(licet("run", folder, "--json"))
    assert ran["permit"] is None
    assert "No linking was granted" in ran["refusal"]


def test_no_draft_paper_is_in_force(tmp_path):
    folder = tmp_path / "new"
    licet("init", folder)
    problems = [
        each for each in answer(licet("check", folder, "--json"))["in_the_way"] if "Paperwork" in each
    ]
    assert len(problems) == len(list((folder / "paperwork").iterdir())) == 7


def test_the_first_layouts_show_every_part_that_a_layout_has(tmp_path):
    folder = tmp_path / "new"
    licet("init", folder)
    parts = layouts(open_folder(folder)).values()
    text = "".join(path.read_text() for path in (folder / "layouts").iterdir())
    words = set(re.findall(r"[a-z][a-z-]*", text))
    for part in (Layout, MentionFields, Address, Tie, Event, Marker):
        keys = {field.alias or name for name, field in part.model_fields.items()}
        assert keys <= words, keys - words
    assert any(layout.ties and layout.events and layout.markers for layout in parts)


def test_a_programme_is_never_started_over_another(tmp_path):
    (tmp_path / "programme.yaml").write_text("mine")
    for command in ("init", "make-borough"):
        done = licet(command, tmp_path)
        assert (done.exit_code, done.stdout) == (3, "")
        assert "is not empty" in done.stderr
    assert (tmp_path / "programme.yaml").read_text() == "mine"


def test_make_borough_says_that_nobody_exists_and_what_to_do_next(tmp_path):
    folder = tmp_path / "b"
    done = licet("make-borough", folder, "--families", 50, "--seed", 3)
    assert done.exit_code == 0
    assert "Nobody in it exists" in done.stdout
    assert f"licet run {folder}" in done.stdout
    assert YAML(typ="safe").load((folder / "programme.yaml").read_text())["name"] == "wexcombe"
    assert licet("make-borough", tmp_path / "c", "--families", 49).exit_code == 2
