"""`licet run` and `licet approve`: answers on stdout, errors on stderr, exit codes by error class."""

import fcntl
import os
import pty
import re
import subprocess
import sys

import pytest

from tests.cli.shell import answer, finished, licet
from tests.run.boroughs import borough, edit, real, vouch_again

TOKEN = "zqxtoken"


def test_run_answers_in_five_last_lines(tmp_path):
    folder = finished(tmp_path / "b")
    done = licet("run", folder)
    assert (done.exit_code, done.stderr) == (0, "")
    *before, granted, permit, families, report, then = done.stdout.splitlines()
    assert granted == "Granted   16 of 28 uses as proposed, 8 with conditions, 4 withheld"
    assert permit == "Permit    until 1 November 2027; invented people, so nobody had to approve it"
    assert families.startswith("Families  about 1")
    assert report == f"Report    {folder}/var/runs/latest/report.html"
    assert then.startswith("Next      open the report")
    (shut,) = before
    assert shut.startswith("police: not opened, because linking police records is withheld")
    assert (folder / "var" / "runs" / "latest" / "report.html").exists()


def test_run_answers_in_one_json_object(tmp_path):
    folder = finished(tmp_path / "b")
    done = licet("run", folder, "--json")
    found = answer(done)
    assert done.stderr == ""
    assert (found["granted"], found["conditional"], found["withheld"]) == (16, 8, 4)
    assert [each["source"] for each in found["shut"]] == ["police"]
    assert (found["refusal"], found["stopped_after"]) == (None, None)


def test_run_until_a_stage_stops_there_and_says_how_to_go_on(tmp_path):
    folder = borough(tmp_path / "b")
    found = answer(licet("run", folder, "--until", "read", "--json"))
    assert (found["stopped_after"], found["report"], found["families"]) == ("read", None, None)
    assert not (folder / "var" / "runs" / "latest").exists()
    assert not (folder / "var" / "runs" / found["run"] / "identity" / "mentions.parquet").exists()
    done = licet("run", folder, "--until", "read")
    assert done.stdout.splitlines()[-2:] == [
        "Report    not written yet: stopped after read",
        f"Next      licet run {folder}",
    ]


def an_unknown_stage(folder):
    return ("--until", "linkage")


def an_unknown_key(folder):
    edit(folder, "n-min: 60", "n-mim: 60")


def a_changed_file_of_invented_people(folder):
    with (folder / "sources" / "pupils.csv").open("a") as file:
        file.write(f"P9,,{TOKEN},{TOKEN},2015-01-01,f,white,,1,Mill Lane,WX1 1AA,,home,Weir,,,,,,,,,,,,,\n")


def lodge(folder, line):
    (folder / "objections.csv").write_text(f"forename,surname,birth_date,postcode,uses,lodged_on\n{line}\n")


def an_objection_that_names_nobody(folder):
    lodge(folder, f",{TOKEN},,,all,2026-11-22")


def an_objection_to_an_unknown_use(folder):
    lodge(folder, f"A,B,2000-01-01,,{TOKEN},2026-11-22")


def a_source_without_a_column(folder):
    path = folder / "sources" / "surgery.csv"
    path.write_text(path.read_text().replace('"surname"', '"name"', 1))
    vouch_again(folder)


def a_need_that_reads_a_file(folder):
    edit(
        folder,
        "AS evidence FROM child_events\n      WHERE kind = 'suspensions'",
        f"AS evidence FROM read_csv('{TOKEN}')\n      WHERE kind = 'a'",
    )
    vouch_again(folder)


def a_register_that_is_not_one(folder):
    (folder / "var").mkdir()
    (folder / "var" / "register.sqlite3").write_text(TOKEN * 100)


def a_folder_of_somebody_else(folder):
    (folder / "var").write_text("")


@pytest.mark.parametrize(
    ("code", "mistake", "said"),
    [
        (1, a_folder_of_somebody_else, "cannot be used: File exists"),
        (3, an_unknown_stage, "There is no stage 'linkage'. Expected one of: decide, read, link"),
        (3, an_unknown_key, "Did you mean 'n-min'?"),
        (4, a_changed_file_of_invented_people, "sources/pupils.csv is not the invented file"),
        (5, an_objection_that_names_nobody, "objections.csv  row 1 names nobody"),
        (5, an_objection_to_an_unknown_use, "objections.csv  row 1: unknown word under 'uses'"),
        (5, a_source_without_a_column, "sources/surgery.csv  has no column"),
        (6, a_need_that_reads_a_file, "suspended"),
        (8, a_register_that_is_not_one, "is not a register that can be read"),
    ],
)
def test_each_class_of_error_has_its_exit_code_and_goes_to_stderr(tmp_path, code, mistake, said):
    """Never a traceback, never a record's value."""
    folder = borough(tmp_path / "b")
    more = mistake(folder) or ()
    done = licet("run", folder, "--json", *more)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert TOKEN not in done.stderr


def test_another_run_that_is_going_on_is_exit_code_7(tmp_path):
    folder = borough(tmp_path / "b")
    licet("run", folder, "--until", "decide")
    with (folder / "var" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = licet("run", folder, "--json")
    assert (done.exit_code, done.stdout) == (7, "")
    assert "Another run of this programme is going on" in done.stderr


def test_a_run_without_a_permit_is_an_answer_and_not_an_error(tmp_path):
    folder = borough(tmp_path / "b")
    (folder / "evidence" / "survey.csv").unlink()
    done = licet("run", folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-5] == "Granted   nothing was linked"
    assert "refused. No linking was granted. For example, linking school records is withheld:" in done.stdout
    assert f"Next      licet check {folder}" in done.stdout


def at_a_terminal(folder, stream):
    """What `licet run --until decide` prints on one stream when that is a terminal, and on the other."""
    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: theirs}
    command = [sys.executable, "-m", "licet.cli", "run", str(folder), "--until", "decide"]
    done = subprocess.run(
        command, check=True, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"}, **streams
    )
    os.close(theirs)
    seen = os.read(ours, 100_000).decode()
    os.close(ours)
    return seen, ((done.stdout or b"") + (done.stderr or b"")).decode()


def test_progress_is_shown_at_a_terminal_alone(tmp_path):
    folder = borough(tmp_path / "b")
    seen, answered = at_a_terminal(folder, "stderr")
    assert re.search(r"\[1/7\] decide +\d+\.\d s", seen)
    assert "decide" not in answered.splitlines()[0]
    assert "\x1b" not in answered


def test_lines_at_a_terminal_break_between_words_under_their_own_column(tmp_path):
    folder = borough(tmp_path / "b")
    (folder / "evidence" / "survey.csv").unlink()
    seen, progress = at_a_terminal(folder, "stdout")
    lines = seen.replace("\r", "").splitlines()
    assert progress == ""
    assert max(map(len, lines)) < 80 + len("\x1b[1m\x1b[0m") + len(str(folder))
    permit = next(place for place, line in enumerate(lines) if "Permit" in line)
    assert lines[permit + 1].startswith(" " * 10 + lines[permit + 1].split()[0])


def test_a_governor_approves_and_the_proposer_may_not(tmp_path):
    folder = real(borough(tmp_path / "b"))
    refused = licet("approve", folder, "--as", "early help DATA team")
    assert (refused.exit_code, refused.stdout) == (4, "")
    assert "cannot approve it" in refused.stderr
    assert licet("approve", folder, "--as", " ").exit_code == 4
    assert answer(licet("run", folder, "--until", "decide", "--json"))["permit"] is None
    approved = answer(licet("approve", folder, "--as", "P. Governor", "--json"))
    assert approved["by"] == "P. Governor"
    assert len(approved["granted"]) == 24
    assert any("benefit records" in use and "being able to object" in use for use in approved["granted"])
    assert not any("police records being" in use for use in approved["granted"])
    assert answer(licet("run", folder, "--until", "decide", "--json"))["permit"]
    done = licet("run", folder, "--until", "decide")
    assert "; by P. Governor" in done.stdout


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path):
    for command in (("run",), ("check",), ("approve", "--as", "A"), ("evaluate", "--truth", "x")):
        assert licet(command[0], tmp_path / "nowhere", *command[1:]).exit_code == 2
