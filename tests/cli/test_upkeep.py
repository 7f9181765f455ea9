"""Doctor, backup, restore, purge and upgrade from a shell."""

import shutil

from licet.programme import open_folder
from tests.cli.shell import answer, finished, licet


def test_a_doctor_finds_everything_in_order_and_exits_0(tmp_path):
    folder = finished(tmp_path / "b")
    found = answer(licet("doctor", folder, "--json"))
    assert found["ok"]
    assert {"Python", "libraries", "register", "ledger", "runs"} <= {
        each["check"] for each in found["checks"]
    }


def test_a_doctor_says_what_to_do_and_exits_7(tmp_path):
    folder = finished(tmp_path / "b")
    (folder / "var" / "runs" / "latest" / "licence.json").write_text("{}")
    done = licet("doctor", folder)
    assert done.exit_code == 7
    assert "runs: Run again: what is missing or changed is made anew." in done.stdout


def test_a_backup_goes_out_and_comes_back(tmp_path):
    folder = finished(tmp_path / "b")
    made = answer(licet("backup", folder, "--to", tmp_path / "b.tar", "--json"))
    shutil.rmtree(folder / "var")
    put_back = answer(licet("restore", folder, "--from", tmp_path / "b.tar", "--json"))
    assert put_back == {"files": made["files"], "made": made["made"]}
    assert licet("doctor", folder).exit_code == 0
    assert licet("run", folder).exit_code == 0


def test_a_restore_over_something_exits_7_and_names_the_folder(tmp_path):
    folder = finished(tmp_path / "b")
    licet("backup", folder, "--to", tmp_path / "b.tar")
    done = licet("restore", folder, "--from", tmp_path / "b.tar")
    assert done.exit_code == 7
    assert "is not empty" in done.stderr


def test_a_purge_takes_away_nothing_before_its_time(tmp_path):
    folder = finished(tmp_path / "b")
    assert "Nothing is past its time." in licet("purge", folder).stdout
    assert (open_folder(folder).var / "runs" / "latest" / "report.html").exists()


def test_a_purge_says_first_what_would_go(tmp_path, monkeypatch):
    from licet.run import retention

    folder = finished(tmp_path / "b")
    monkeypatch.setattr(retention, "timedelta", lambda days: -__import__("datetime").timedelta(days=days))
    done = licet("purge", folder, "--dry-run")
    assert "Would take away run" in done.stdout
    assert (folder / "var" / "runs" / "latest" / "report.html").exists()
    assert "Took away run" in licet("purge", folder).stdout
    assert not (folder / "var" / "runs" / "latest").exists()


def test_an_upgrade_of_what_is_new_changes_nothing(tmp_path):
    folder = finished(tmp_path / "b")
    assert "of this version already" in licet("upgrade", folder).stdout
