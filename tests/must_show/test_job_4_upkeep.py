"""Kills of what keeps var/ in order: given again, each command ends as if nothing had happened."""

import random
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from licet import register as records
from licet import run as job
from licet.programme import open_folder
from tests.conftest import times
from tests.must_show.killing import Runner, intact, ledger_verifies, published
from tests.run.boroughs import borough, downgraded

KILLS = 50


@dataclass(frozen=True)
class Upkeep:
    """A command that keeps var/ in order, in a folder made ready for it, and what was there before."""

    runner: Runner
    folder: Path
    outside: Path
    run: str
    first: dict[str, str]

    def more(self, command: str) -> list[str | Path]:
        """The words after its folder."""
        return {
            "backup": ["--to", self.outside / "made.tar"],
            "restore": ["--from", self.outside / "kept.tar"],
        }.get(command, [])

    def made_ready(self, command: str) -> None:
        """As the folder is when somebody comes to give this command."""
        if command == "restore":
            shutil.rmtree(self.folder / "var")
        if command == "upgrade":
            downgraded(self.folder)
        if command == "purge":
            with closing(sqlite3.connect(self.folder / "var" / "register.sqlite3")) as register:
                register.execute("UPDATE register_entry SET at = replace(at, substr(at, 1, 4), '2020')")
                register.commit()

    def is_whole(self, command: str) -> None:
        """After a kill, before the command is given again: what is there is whole."""
        if command == "backup" and (self.outside / "made.tar").exists():
            # It appeared before the kill: then it is as good as any.
            assert self.runner.give("restore", self.restored(), "--from", self.outside / "made.tar") == 0
            (self.outside / "made.tar").unlink()
        if command == "restore" and (self.folder / "var").exists():
            assert intact(self.folder, self.first)
            shutil.rmtree(self.folder / "var")

    def restored(self) -> Path:
        """The programme's own files somewhere else, without its var/."""
        there = self.outside / "restored"
        shutil.rmtree(there, ignore_errors=True)
        return Path(shutil.copytree(self.folder, there, ignore=shutil.ignore_patterns("var", ".*")))

    def is_done(self, command: str) -> None:
        """After it was given again."""
        if command == "purge":
            assert published(self.folder, self.run) == self.first
            assert not (self.folder / "var" / "runs" / "latest").exists()
            register = records.open_register(self.folder / "var")
            assert records.completed_stages(register, self.run) == {}
        else:
            assert self.runner.give("run", self.folder) == 0
            assert published(self.folder) == self.first
        if command == "backup":
            assert self.runner.give("restore", self.restored(), "--from", self.outside / "made.tar") == 0
            assert intact(self.outside / "restored", self.first)
            (self.outside / "made.tar").unlink()
        wrong = [each.check for each in job.examine(open_folder(self.folder)) if not each.ok]
        records.close_register()
        assert wrong == []


@pytest.mark.long
@pytest.mark.parametrize("command", ["backup", "restore", "upgrade", "purge"])
def test_job_4_kills_of_upkeep(tmp_path, figures, command):
    """kill -9 at random moments of a backup, a restore, an upgrade and a purge."""
    before = borough(tmp_path / "before")
    chance, interrupted = random.Random(6), 0
    with Runner() as runner:
        assert runner.give("run", before) == 0
        assert runner.give("backup", before, "--to", tmp_path / "kept.tar") == 0
        run = job.latest_run(before / "var").id
        for number in range(-1, times(KILLS)):
            folder = Path(shutil.copytree(before, tmp_path / "killed", symlinks=True))
            upkeep = Upkeep(runner, folder, tmp_path, run, published(before))
            upkeep.made_ready(command)
            if number < 0:
                begun = time.monotonic()
                assert runner.give(command, folder, *upkeep.more(command)) == 0
                lasts = time.monotonic() - begun
            else:
                moment = chance.uniform(0, lasts)
                interrupted += runner.kill(moment, command, folder, *upkeep.more(command)) != 0
                upkeep.is_whole(command)
                assert runner.give(command, folder, *upkeep.more(command)) == 0, f"killed at {moment:.3f} s"
            upkeep.is_done(command)
            assert ledger_verifies(folder, tmp_path / f"export{number}")
            shutil.rmtree(folder)
    figures(f"job-4-kills-of-{command}", {"kills": times(KILLS), "interrupted": interrupted})
    assert interrupted >= times(KILLS) // 2
