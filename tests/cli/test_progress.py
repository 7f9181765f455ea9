"""What a person at a terminal sees of a run while it goes on."""

import io

import pytest
from rich.console import Console

from licet import register as records
from licet.cli import progress
from licet.programme import open_folder
from licet.run import Progress, last_seconds, run_programme
from tests.cli.shell import finished
from tests.run.boroughs import run


@pytest.fixture
def screen(monkeypatch):
    """A terminal of 80 columns, as a file."""
    console = Console(file=io.StringIO(), force_terminal=True, width=80, color_system=None)
    monkeypatch.setattr(progress, "ERR", console)
    return console


def test_a_stage_that_is_done_leaves_its_number_its_time_and_what_it_came_to(screen):
    with progress.watching({}) as watched:
        watched.begin("link")
        watched.say("compare [1]")
        watched.end("26,379 mentions of 6,851 people")
    said = screen.file.getvalue()
    assert "[3/7] link        0.0 s  26,379 mentions of 6,851 people\n" in said


def test_the_time_left_is_told_from_the_last_run(screen):
    with progress.watching({"link": 90.0}) as watched:
        watched.begin("link")
        watched.say("compare [1]")
    moving = screen.file.getvalue()
    assert "[3/7] link      compare [1] 0 s, about 90 s left" in moving


def test_nothing_moves_away_from_a_terminal(monkeypatch):
    console = Console(file=io.StringIO(), width=80)
    monkeypatch.setattr(progress, "ERR", console)
    with progress.watching({"link": 90.0}) as watched:
        watched.begin("link")
        watched.say("compare")
        watched.end("done")
    assert console.file.getvalue() == ""


def test_the_last_run_tells_how_long_each_stage_takes(tmp_path):
    assert last_seconds(tmp_path / "var") == {}
    taken = last_seconds(finished(tmp_path / "b") / "var")
    assert list(taken) == sorted(["decide", "read", "link", "families", "needs", "fairness", "publish"])
    assert all(seconds > 0 for seconds in taken.values())


def test_each_stage_begins_and_ends_and_says_what_it_came_to(tmp_path):
    folder, heard = finished(tmp_path / "b"), []

    opened = open_folder(folder)
    told = Progress(begin=lambda stage: heard.append(f"> {stage}"), say=lambda _: None, end=heard.append)
    run_programme(records.open_register(opened.var), opened, told)
    assert heard[:4] == ["> decide", "done by an earlier run", "> read", "done by an earlier run"]
    (folder / "var" / "runs" / "latest" / "stages" / "families.json").unlink()
    heard.clear()
    run_programme(records.open_register(opened.var), opened, told)
    (families,) = [words for words in heard if words.endswith(" families") and words[0] != ">"]
    count = len(set(run(folder).store.table("families").column("family_id").to_pylist()))
    assert families == f"{count:,} families"
