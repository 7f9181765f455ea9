"""A plan says what a run would meet; it links nothing and keeps nothing."""

import json

from licet import register as records
from licet.register.models import Entry, HolderAgreement
from tests.cli.shell import licet
from tests.run.boroughs import borough

YES = ["--holder-agrees", "pupils=A. Head, 3 November 2026"]


def files(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_a_plan_of_sources_whose_holders_agree_counts_and_keeps_nothing(tmp_path):
    folder = borough(tmp_path / "b")
    before = files(folder)
    done = licet("plan", folder, *YES, "--holder-agrees", "surgery=B. Doctor, 4 November 2026", "--json")
    answer = json.loads(done.stdout)
    assert {each["source"] for each in answer["sources"]} == {"pupils", "surgery"}
    assert answer["shut"]["housing"].startswith("not opened: nobody said that its holder agrees")
    told = [pairs for pairs in answer["pairs"].values() if pairs is not None]
    assert told
    # Two figures say what it costs; more would count people.
    assert all(pairs >= 100 and len(str(pairs).rstrip("0")) <= 2 for pairs in told)
    # Shares of matches are whole percents, where matches are not very many.
    shares = [*answer["lost_without"].values(), answer["missed"]]
    assert answer["lost_without"].keys() == answer["pairs"].keys()
    assert all(0 <= share <= 1 and round(share, 2) == share for share in shares)
    assert all(each["rows"] % 5 == 0 for each in answer["sources"])
    assert answer["uses"] == {"granted": 16, "conditional": 8, "withheld": 4}
    new = {path.name for path in files(folder) - before}
    assert new <= {"register.sqlite3", "register.sqlite3-wal", "register.sqlite3-shm"}


def test_each_yes_is_in_the_ledger_before_a_row_is_read(tmp_path):
    folder = borough(tmp_path / "b")
    (folder / "sources" / "pupils.csv").unlink()
    done = licet("plan", folder, *YES)
    assert done.exit_code == 5
    records.open_register(folder / "var")
    (agreement,) = HolderAgreement.objects.all()
    assert (agreement.source, agreement.purpose, agreement.agreed) == (
        "pupils",
        "plan",
        "A. Head, 3 November 2026",
    )


def test_a_clock_behind_the_ledger_stops_a_plan_before_a_row_is_read(tmp_path):
    folder = borough(tmp_path / "b")
    assert licet("plan", folder, *YES).exit_code == 0
    records.open_register(folder / "var")
    Entry.objects.update(at="2090-01-01T00:00:00+00:00")
    before = Entry.objects.count()
    done = licet("plan", folder, *YES)
    assert done.exit_code == 7
    assert "Set the clock" in done.stderr
    assert Entry.objects.count() == before


def test_what_blocking_loses_is_told_as_an_estimate(tmp_path):
    """Of one source, where few people are mentioned twice, nothing can be said."""
    folder = borough(tmp_path / "b")
    done = licet("plan", folder, *YES, "--holder-agrees", "surgery=B. Doctor, 4 November 2026")
    assert "estimates of the matches that only they find" in done.stdout
    assert "several times too small or too large" in done.stdout
    alone = licet("plan", folder, "--holder-agrees", "housing=C. Home, 4 November 2026", "--json")
    answer = json.loads(alone.stdout)
    assert answer["missed"] is None
    assert set(answer["lost_without"].values()) == {None}


def test_without_any_yes_a_plan_tells_the_gates_and_opens_nothing(tmp_path):
    folder = borough(tmp_path / "b")
    for path in (folder / "sources").iterdir():
        path.unlink()
    done = licet("plan", folder)
    assert done.exit_code == 0
    assert "so there is no forecast" in done.stdout
    assert "link police" in done.stdout


def test_a_yes_without_a_day_is_refused_and_nothing_is_read(tmp_path):
    folder = borough(tmp_path / "b")
    done = licet("plan", folder, "--holder-agrees", "pupils=yes")
    assert done.exit_code == 4
    assert "on which day" in done.stderr


def test_a_yes_for_nobody_or_for_no_source_is_told(tmp_path):
    folder = borough(tmp_path / "b")
    assert "Say who agreed and when" in licet("plan", folder, "--holder-agrees", "pupils= ").stderr
    assert "There is no source 'pupil'" in licet("plan", folder, "--holder-agrees", "pupil=A").stderr
    assert "Say for which source" in licet("plan", folder, "--holder-agrees", "A").stderr
