"""A full disk and a kill at any moment: the last run stays, the next one resumes to the same digests."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from licet import register as records
from licet import run as job
from licet.programme import open_folder
from tests.conftest import times
from tests.must_show.killing import Runner, intact, ledger_verifies, published
from tests.run.boroughs import borough

ROOMY = 256 * 2**20


def objected(folder: Path) -> Path:
    """The same borough after one more objection, so that the next run is another run."""
    with (folder / "objections.csv").open("a") as file:
        file.write('"Nobody","Known","1990-01-01","WX1 1AA","all","2026-11-22"\n')
    return folder


@pytest.fixture
def world(tmp_path):
    """A borough with one whole run, what the next run must come to, and how long that takes."""
    before = borough(tmp_path / "before")
    with Runner() as runner:
        assert runner.give("run", before) == 0
        after = objected(Path(shutil.copytree(before, tmp_path / "after", symlinks=True)))
        begun = time.monotonic()
        assert runner.give("run", after) == 0
        yield runner, before, published(before), published(after), time.monotonic() - begun


@pytest.mark.long
def test_job_4_kills(world, tmp_path, figures):
    """kill -9 at random moments: the run before stays whole, the same command ends in the same tables."""
    runner, before, first, expected, lasts = world
    chance, interrupted = random.Random(4), 0
    for number in range(times(200)):
        folder = objected(Path(shutil.copytree(before, tmp_path / "killed", symlinks=True)))
        moment = chance.uniform(0, lasts)
        ended = runner.kill(moment, "run", folder)
        interrupted += ended == -signal.SIGKILL
        assert ended == 0 or intact(folder, first), f"the last run was touched by a kill at {moment:.2f} s"
        assert runner.give("run", folder) == 0, f"not resumed after a kill at {moment:.2f} s"
        assert published(folder) == expected, f"other tables after a kill at {moment:.2f} s"
        if number % 20 == 0:
            assert ledger_verifies(folder, tmp_path / f"export{number}")
        shutil.rmtree(folder)
    figures("job-4-kills", {"kills": times(200), "interrupted": interrupted, "run_seconds": round(lasts, 1)})
    assert interrupted >= times(200) // 2


@contextmanager
def small_disk(at: Path) -> Iterator[None]:
    """A disk of its own for a folder: it can be made smaller while somebody writes to it."""
    at.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "licet-test", at], capture_output=True, check=False
    )
    if done.returncode:
        if os.environ.get("CI"):
            pytest.fail("CI may mount a small disk, and tolerates no skip.")
        pytest.skip("A small disk can be mounted by the superuser alone.")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", at], check=True)


def resize(at: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", at], check=True)


@pytest.mark.long
def test_job_4_full_disk(world, tmp_path, figures):
    """The disk fills up at random moments: a clear error, the run before intact, the same tables after."""
    runner, before, first, expected, lasts = world
    chance, failed, told = random.Random(5), 0, 0
    for _ in range(times(50)):
        folder = tmp_path / "full"
        shutil.copytree(before, folder, symlinks=True, ignore=shutil.ignore_patterns("var"))
        with small_disk(folder / "var"):
            shutil.copytree(before / "var", folder / "var", symlinks=True, dirs_exist_ok=True)
            objected(folder)
            runner.start("run", folder)
            moment = chance.uniform(0, lasts)
            time.sleep(moment)
            used = shutil.disk_usage(folder / "var").used
            resize(folder / "var", max(used, 4096))
            ended = runner.end()
            failed += ended != 0
            told += (
                "The disk is full" in (folder / "stderr.txt").read_text()
                or "disk is full" in (folder / "stderr.txt").read_text()
            )
            assert ended in (0, 7), f"exit {ended} when the disk was full at {moment:.2f} s"
            assert ended == 0 or intact(folder, first), f"the last run was touched at {moment:.2f} s"
            resize(folder / "var", ROOMY)
            assert runner.give("run", folder) == 0, f"not resumed after the disk was full at {moment:.2f} s"
            assert published(folder) == expected, f"other tables after the disk was full at {moment:.2f} s"
        shutil.rmtree(folder)
    figures(
        "job-4-disk", {"fillings": times(50), "failed": failed, "told": told, "run_seconds": round(lasts, 1)}
    )
    assert failed >= times(50) // 3


@pytest.mark.long
def test_job_4_backup_wipe_restore_verify(world, tmp_path, figures):
    """A backup is taken, everything goes, it is put back: the same tables, and a ledger that verifies."""
    runner, before, first, _, _ = world
    opened = open_folder(before)
    made = job.backup(records.open_register(opened.var), opened, tmp_path / "b.tar")
    records.close_register()
    shutil.rmtree(opened.var)
    job.restore(open_folder(before), tmp_path / "b.tar")
    records.close_register()
    assert intact(before, first)
    assert ledger_verifies(before, tmp_path / "export")
    assert runner.give("run", before) == 0
    assert published(before) == first
    figures("job-4-backup", {"files": len(made.files), "ledger_verifies": True, "same_tables": True})
