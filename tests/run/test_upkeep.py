"""Keeping var/ in order: a doctor that sees faults, backups that come back whole, purges, upgrades."""

import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest

from licet import register as records
from licet import run as job
from licet.errors import LedgerBroken, LicetError, Refused, RunFailed
from licet.programme import open_folder
from licet.register import Register
from licet.register.models import Entry
from licet.run import faults, room
from licet.run.alone import alone
from tests.run.boroughs import borough, downgraded, real, run, tables


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A borough that was run once; tests work on copies of it."""
    folder = borough(tmp_path_factory.mktemp("ran") / "b")
    run(folder)
    records.close_register()
    return folder


@pytest.fixture
def folder(ran, tmp_path):
    shutil.copytree(ran, tmp_path / "b", symlinks=True)
    return tmp_path / "b"


def opened(folder):
    programme = open_folder(folder)
    return records.open_register(programme.var), programme


def found(folder):
    return {each.check: each for each in job.examine(open_folder(folder))}


def manifest_of(folder):
    return json.loads((folder / "var" / "runs" / "latest" / "manifest.json").read_text())


# Doctor


def test_in_a_folder_that_was_run_everything_is_in_order(folder):
    assert [each.check for each in found(folder).values() if not each.ok] == []


def test_the_doctor_sees_a_published_file_that_was_changed(folder):
    path = folder / "var" / "runs" / "latest" / "payload" / "flags.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    assert not found(folder)["runs"].ok


def test_the_doctor_sees_an_entry_that_was_rewritten(folder):
    with closing(sqlite3.connect(folder / "var" / "register.sqlite3")) as database:
        database.execute("""UPDATE register_entry SET details = '{"digest": "0"}' WHERE seq = 1""")
        database.commit()
    assert not found(folder)["ledger"].ok
    assert "1 of them changed" in found(folder)["ledger"].seen


def test_the_doctor_sees_what_others_may_open(folder):
    (folder / "var" / "register.sqlite3").chmod(0o644)
    # Opening the register closes it to others again, so only the folder is left to complain about.
    (folder / "var" / "runs").chmod(0o755)
    assert not found(folder)["private to its owner"].ok


def test_the_doctor_sees_a_register_that_is_none(folder):
    (folder / "var" / "register.sqlite3").write_bytes(
        b"not a database, but long enough to be read as one" * 99
    )
    assert not found(folder)["register"].ok


def test_the_doctor_sees_that_a_run_would_not_fit(folder, monkeypatch):
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    assert not found(folder)["room in var/"].ok


# Faults of the machine


def test_a_run_that_would_not_fit_is_not_begun(folder, monkeypatch):
    before = manifest_of(folder)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    (folder / "objections.csv").write_text("forename,surname\nAda,Nobody\n")
    with pytest.raises(RunFailed, match="has 0 MiB free; this run may need"):
        run(folder)
    assert manifest_of(folder) == before


@pytest.mark.parametrize("number", faults.FAULTS)
def test_each_failure_of_the_machine_says_what_to_do_and_that_nothing_is_lost(number):
    with pytest.raises(RunFailed, match=r"goes on from the last whole stage"), faults.faults_told():
        raise OSError(number, os.strerror(number))


def test_another_error_of_a_file_stays_what_it_is():
    with pytest.raises(FileNotFoundError), faults.faults_told():
        raise FileNotFoundError(2, "no such file")


def test_too_little_memory_is_told():
    with pytest.raises(RunFailed, match="too little memory"), faults.faults_told():
        raise MemoryError


def test_a_clock_behind_the_ledger_stops_a_run(folder):
    register, _ = opened(folder)
    ahead = (datetime.now(UTC) + timedelta(days=400)).isoformat(timespec="seconds")
    Entry.objects.filter(seq=Entry.objects.count() - 1).update(at=ahead)
    with pytest.raises(RunFailed, match="Set the clock"):
        run(folder)
    with pytest.raises(RunFailed, match="Set the clock"):
        records.check_clock(register)


def test_a_clock_that_jumps_ahead_while_a_run_goes_on_ends_its_permit(tmp_path, monkeypatch):
    from licet.run import main_job
    from tests.run.boroughs import approved

    folder = real(borough(tmp_path / "b"))
    approved(folder)
    later = datetime.now(UTC).date() + timedelta(days=4000)
    monkeypatch.setattr(main_job, "today_of", lambda *_: later)
    with pytest.raises(Refused, match=r"ended|expired"):
        run(folder)


# Backup and restore


def test_a_backup_comes_back_whole_after_everything_is_gone(folder, tmp_path):
    register, programme = opened(folder)
    before, ledger = tables(job.latest_run(programme.var)), records.checkpoint_now(register)
    manifest = manifest_of(folder)
    job.backup(register, programme, tmp_path / "b.tar")
    records.close_register()
    shutil.rmtree(folder / "var")
    inventory = job.restore(open_folder(folder), tmp_path / "b.tar")
    assert inventory.checkpoint == ledger
    assert manifest_of(folder) == manifest
    after = tables(job.latest_run(programme.var))
    assert before.keys() == after.keys()
    assert all(before[name].equals(after[name]) for name in before)
    assert all(each.ok for each in job.examine(open_folder(folder)))


def test_a_backup_is_private_and_written_over_nothing(folder, tmp_path):
    job.backup(*opened(folder), tmp_path / "b.tar")
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600
    with pytest.raises(RunFailed, match="never written over"):
        job.backup(*opened(folder), tmp_path / "b.tar")


def test_a_restore_writes_over_nothing(folder, tmp_path):
    job.backup(*opened(folder), tmp_path / "b.tar")
    with pytest.raises(RunFailed, match="is not empty"):
        job.restore(open_folder(folder), tmp_path / "b.tar")


def changed(archive, to, change):
    """A copy of a backup in which one file's bytes are changed, left out (None) or added."""
    with tarfile.open(archive) as given, tarfile.open(to, "w") as made:
        for member in given:
            content = change(member.name, given.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                made.addfile(member, __import__("io").BytesIO(content))
    return to


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content + b"x" if name.endswith("families.parquet") else content,
        lambda name, content: None if name.endswith("families.parquet") else content,
        lambda name, content: content.replace(b'"size"', b'"sise"') if name == "backup.json" else content,
        lambda name, content: None if name == "backup.json" else content,
        lambda name, content: (
            content.replace(b'"files": {', b'"files": {"../x": "0", ') if name == "backup.json" else content
        ),
    ],
    ids=["changed", "missing", "another ledger", "no list", "leads out"],
)
def test_a_backup_that_was_changed_is_refused_and_leaves_nothing(folder, tmp_path, change):
    job.backup(*opened(folder), tmp_path / "b.tar")
    records.close_register()
    shutil.rmtree(folder / "var")
    with pytest.raises(LicetError):
        job.restore(open_folder(folder), changed(tmp_path / "b.tar", tmp_path / "c.tar", change))
    assert not (folder / "var").exists()
    assert not (folder.parent / "x").exists()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\0" * 20_000])
def test_what_is_no_backup_is_told(folder, tmp_path, content):
    shutil.rmtree(folder / "var")
    (tmp_path / "b.tar").write_bytes(content)
    with pytest.raises(RunFailed, match="not a backup"):
        job.restore(open_folder(folder), tmp_path / "b.tar")


def test_halves_kept_elsewhere_are_backed_up_and_put_back_there(tmp_path, monkeypatch):
    folder = borough(tmp_path / "b")
    for half in ("IDENTITY", "PAYLOAD"):
        (tmp_path / half).mkdir(mode=0o700)
        monkeypatch.setenv(f"LICET_{half}", str(tmp_path / half))
    run(folder)
    before = sorted(path.name for path in tmp_path.glob("IDENTITY/*/*"))
    job.backup(*opened(folder), tmp_path / "b.tar")
    records.close_register()
    for gone in (folder / "var", *tmp_path.glob("IDENTITY/*"), *tmp_path.glob("PAYLOAD/*")):
        shutil.rmtree(gone)
    job.restore(open_folder(folder), tmp_path / "b.tar")
    assert sorted(path.name for path in tmp_path.glob("IDENTITY/*/*")) == before
    assert not list((folder / "var" / "runs").glob("*/identity"))
    assert all(each.ok for each in job.examine(open_folder(folder)))


@pytest.mark.parametrize("what", ["backup", "purge"])
def test_halves_that_the_environment_does_not_name_any_more_stop_it(tmp_path, monkeypatch, what):
    folder = borough(tmp_path / "b")
    for half in ("IDENTITY", "PAYLOAD"):
        (tmp_path / half).mkdir(mode=0o700)
        monkeypatch.setenv(f"LICET_{half}", str(tmp_path / half))
    run(folder)
    monkeypatch.delenv("LICET_IDENTITY")
    monkeypatch.delenv("LICET_PAYLOAD")
    register, programme = opened(folder)
    past = job.past_keeping(register, programme, datetime.now(UTC).date() + timedelta(days=366))
    doing = {
        "backup": lambda: job.backup(register, programme, tmp_path / "b.tar"),
        "purge": lambda: job.purge(register, programme, past),
    }
    with pytest.raises(RunFailed, match="LICET_IDENTITY and LICET_PAYLOAD"):
        doing[what]()
    assert list(tmp_path.glob("IDENTITY/*/*.parquet"))
    assert not (tmp_path / "b.tar").exists()


def test_a_file_that_takes_the_name_meanwhile_is_not_replaced(folder, tmp_path, monkeypatch):
    module = import_module("licet.run.backup")

    theirs, place = tmp_path / "b.tar", module._appear

    def late(fresh, to):
        theirs.write_text("somebody else's")
        place(fresh, to)

    monkeypatch.setattr(module, "_appear", late)
    with pytest.raises(RunFailed, match="never written over"):
        job.backup(*opened(folder), theirs)
    assert theirs.read_text() == "somebody else's"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []


def test_the_ledger_knows_a_backup_before_there_is_one(folder, tmp_path, monkeypatch):
    module = import_module("licet.run.backup")

    monkeypatch.setattr(module, "_appear", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        job.backup(*opened(folder), tmp_path / "b.tar")
    assert Entry.objects.last().kind == "backup"
    assert not (tmp_path / "b.tar").exists()


def test_halves_that_a_restore_cut_short_put_back_are_not_in_the_way_of_the_next(tmp_path, monkeypatch):
    module = import_module("licet.run.restore")

    folder = borough(tmp_path / "b")
    for half in ("IDENTITY", "PAYLOAD"):
        (tmp_path / half).mkdir(mode=0o700)
        monkeypatch.setenv(f"LICET_{half}", str(tmp_path / half))
    run(folder)
    job.backup(*opened(folder), tmp_path / "b.tar")
    records.close_register()
    for gone in (folder / "var", *tmp_path.glob("IDENTITY/*")):
        shutil.rmtree(gone)
    whole = module.name_latest
    monkeypatch.setattr(module, "name_latest", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        job.restore(open_folder(folder), tmp_path / "b.tar")
    assert not (folder / "var").exists()
    # What it had put outside var/ is gone again; what was there before stays.
    assert list(tmp_path.glob("IDENTITY/*")) == []
    assert list(tmp_path.glob("PAYLOAD/*/flags.parquet"))
    monkeypatch.setattr(module, "name_latest", whole)
    changed_half = next(tmp_path.glob("PAYLOAD/*/flags.parquet"))
    kept = changed_half.read_bytes()
    changed_half.write_bytes(kept + b"x")
    with pytest.raises(RunFailed, match=r"holds another flags.parquet already"):
        job.restore(open_folder(folder), tmp_path / "b.tar")
    changed_half.write_bytes(kept)
    job.restore(open_folder(folder), tmp_path / "b.tar")
    assert all(each.ok for each in job.examine(open_folder(folder)))


def test_the_doctor_names_what_a_restore_left_behind(folder):
    (folder / ".var.restoring").mkdir()
    assert ".var.restoring" in found(folder)["nothing left behind"].seen


def test_the_doctor_sees_a_restore_at_work_and_calls_nothing_left_behind(folder):
    (folder / ".var.restoring").mkdir()
    with alone(folder / ".var.restoring"):
        seen = found(folder)
    assert not seen["nobody else at work"].ok
    assert "nothing left behind" not in seen


def test_the_doctor_names_halves_elsewhere_of_a_run_that_is_not_there(folder, tmp_path, monkeypatch):
    (tmp_path / "IDENTITY" / "gone").mkdir(parents=True, mode=0o700)
    monkeypatch.setenv("LICET_IDENTITY", str(tmp_path / "IDENTITY"))
    assert str(tmp_path / "IDENTITY" / "gone") in found(folder)["nothing left behind"].seen


def test_what_a_killed_backup_was_writing_is_named_wherever_it_is_and_goes_with_the_next(
    folder, tmp_path, monkeypatch
):
    module = import_module("licet.run.backup")
    (tmp_path / "out").mkdir()
    with monkeypatch.context() as killed:
        # As after kill -9: neither is anything removed nor does the file get its name.
        killed.setattr(module, "_appear", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        killed.setattr(module.Path, "unlink", lambda *_, **__: None)
        killed.setattr(module.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            job.backup(*opened(folder), tmp_path / "out" / "a.tar")
    assert ".a.tar.new" in found(folder)["nothing left behind"].seen
    job.backup(*opened(folder), tmp_path / "out" / "b.tar")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.tar"]
    assert found(folder)["nothing left behind"].ok


def test_a_backup_that_an_older_licet_made_is_brought_to_this_version(folder, tmp_path):
    downgraded(folder)
    records.pending_steps(folder / "var")
    register = Register(folder / "var" / "register.sqlite3")
    job.backup(register, open_folder(folder), tmp_path / "b.tar")
    records.close_register()
    shutil.rmtree(folder / "var")
    job.restore(open_folder(folder), tmp_path / "b.tar")
    opened(folder)
    assert Entry.objects.last().details["steps"] == ["0002_holder_agreement"]
    assert all(each.ok for each in job.examine(open_folder(folder)))


# Purge


def test_a_run_past_its_time_leaves_its_manifest_and_an_entry(folder):
    register, programme = opened(folder)
    store = job.latest_run(programme.var)
    today = datetime.now(UTC).date()
    assert job.past_keeping(register, programme, today + timedelta(days=364)) == []
    past = job.past_keeping(register, programme, today + timedelta(days=366))
    assert [each.name for each in past] == [store.id]
    size = records.checkpoint_now(register)["size"]
    job.purge(register, programme, past)
    assert [path.name for path in store.root.iterdir()] == ["manifest.json"]
    assert records.checkpoint_now(register)["size"] > size
    assert job.past_keeping(register, programme, today + timedelta(days=366)) == []
    with pytest.raises(RunFailed, match="no whole run"):
        job.latest_run(programme.var)


def test_a_run_is_kept_no_longer_than_any_source_that_it_opened(folder):
    register, programme = opened(folder)
    sources = dict(programme.programme.sources)
    sources["pupils"] = sources["pupils"].model_copy(update={"keep_days": 30})
    shorter = replace(programme, programme=programme.programme.model_copy(update={"sources": sources}))
    in_a_while = datetime.now(UTC).date() + timedelta(days=31)
    assert [each.days for each in job.past_keeping(register, shorter, in_a_while)] == [30]
    # Police was never opened, so how long it is kept decides nothing.
    sources = dict(programme.programme.sources)
    sources["police"] = sources["police"].model_copy(update={"keep_days": 30})
    police = replace(programme, programme=programme.programme.model_copy(update={"sources": sources}))
    assert job.past_keeping(register, police, in_a_while) == []


def test_a_purge_that_was_cut_short_is_finished_by_the_next(folder, monkeypatch):
    from licet.run import retention

    register, programme = opened(folder)
    today = datetime.now(UTC).date() + timedelta(days=366)
    past = job.past_keeping(register, programme, today)
    monkeypatch.setattr(
        retention.shutil, "rmtree", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(RunFailed):
        job.purge(register, programme, past)
    monkeypatch.undo()
    again = job.past_keeping(register, programme, today)
    assert [each.name for each in again] == [each.name for each in past]
    job.purge(register, programme, again)
    assert job.past_keeping(register, programme, today) == []


def test_a_purge_that_was_cut_short_at_its_end_is_finished_by_the_next(folder, monkeypatch):
    register, programme = opened(folder)
    today = datetime.now(UTC).date() + timedelta(days=366)
    past = job.past_keeping(register, programme, today)
    with monkeypatch.context() as killed:
        killed.setattr(records, "forget_stages", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            job.purge(register, programme, past)
    again = job.past_keeping(register, programme, today)
    assert [each.name for each in again] == [each.name for each in past]
    job.purge(register, programme, again)
    assert records.completed_stages(register, past[0].name) == {}
    assert job.past_keeping(register, programme, today) == []


def test_a_real_source_past_its_time_goes_and_an_invented_one_stays(tmp_path):
    folder = borough(tmp_path / "b")
    in_two_years = date(datetime.now(UTC).year + 2, 1, 1)
    assert job.past_keeping(*opened(folder), in_two_years) == []
    real(folder)
    register, programme = opened(folder)
    past = job.past_keeping(register, programme, in_two_years)
    assert {each.kind for each in past} == {"source"}
    job.purge(register, programme, past)
    assert not any((folder / source.file).exists() for source in programme.programme.sources.values())


# Upgrade


def test_an_older_var_asks_for_an_upgrade_and_then_goes_on_as_before(folder):
    manifest = manifest_of(folder)
    downgraded(folder)
    with pytest.raises(RunFailed, match="licet upgrade"):
        run(folder)
    steps, copy = job.upgrade(open_folder(folder))
    assert steps == ["0002_holder_agreement"]
    assert copy is not None
    assert copy.stat().st_mode & 0o777 == 0o600
    assert run(folder).store.id == manifest["run"]
    assert all(each.ok for each in job.examine(open_folder(folder)))
    assert job.upgrade(open_folder(folder)) == ([], None)


def test_an_upgrade_that_fails_half_way_changes_nothing(folder, monkeypatch):
    from licet.register import database

    downgraded(folder)
    _, steps = records.pending_steps(folder / "var")
    monkeypatch.setattr(records, "record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        job.upgrade(open_folder(folder))
    monkeypatch.undo()
    assert database._versions()[0] == steps == ["0002_holder_agreement"]
    assert job.upgrade(open_folder(folder))[0] == steps


def test_an_upgrade_whose_copy_fails_leaves_no_copy(folder, monkeypatch):
    from licet.register import database

    downgraded(folder)
    monkeypatch.setattr(database, "closing", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(RunFailed, match="Give the same command again"):
        job.upgrade(open_folder(folder))
    assert list((folder / "var").glob("*before-upgrade*")) == []


def test_an_upgrade_of_what_is_no_register_is_told(folder):
    records.close_register()
    (folder / "var" / "register.sqlite3").write_bytes(b"not a database, but as long as one" * 99)
    with pytest.raises(LedgerBroken, match="not a register that can be read"):
        job.upgrade(open_folder(folder))


def test_the_copy_that_an_upgrade_made_goes_with_the_runs_of_its_time(folder):
    _, copy = job.upgrade(open_folder(downgraded(folder)))
    register, programme = opened(folder)
    today = datetime.now(UTC).date()
    assert job.past_keeping(register, programme, today + timedelta(days=364)) == []
    past = job.past_keeping(register, programme, today + timedelta(days=366))
    assert ("copy", f"var/{copy.name}") in {(each.kind, each.name) for each in past}
    job.purge(register, programme, past)
    assert not copy.exists()


def test_a_newer_var_is_left_alone(folder):
    with closing(sqlite3.connect(folder / "var" / "register.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('register', '9999_later', '2030-01-01')"  # noqa: E501
        )
        database.commit()
    with pytest.raises(RunFailed, match="A newer Licet"):
        run(folder)
    with pytest.raises(RunFailed, match="A newer Licet"):
        job.upgrade(open_folder(folder))


def test_a_register_that_was_killed_while_it_was_made_is_made_again(folder):
    downgraded(folder)
    with closing(sqlite3.connect(folder / "var" / "register.sqlite3")) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'register_%' "
            "AND name <> 'register_entry'"
        ).fetchall():
            database.execute(f"DELETE FROM {name}")
        database.execute("DELETE FROM register_entry")
        database.commit()
    opened(folder)
