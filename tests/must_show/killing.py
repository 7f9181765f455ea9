"""What is asked before and after a command was killed: a process to kill, tables, a ledger that verifies."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from licet import register as records
from licet import run as job
from licet.programme import open_folder


class Runner:
    """Gives commands one after another, each in a process of its own that can be killed."""

    def __enter__(self):
        command = [sys.executable, "-m", "tests.must_show.runner"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self.process.communicate()

    def start(self, command: str, folder: Path, *more: str | Path) -> int:
        """Give `licet COMMAND FOLDER`; the number of its process."""
        self.process.stdin.write(json.dumps([command, str(folder), *map(str, more)]) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> int:
        """The exit code of what was started."""
        return int(self.process.stdout.readline())

    def give(self, command: str, folder: Path, *more: str | Path) -> int:
        """Give a command and wait for it to end."""
        self.start(command, folder, *more)
        return self.end()

    def kill(self, moment: float, command: str, folder: Path, *more: str | Path) -> int:
        """Give a command and kill it after so many seconds, if it has not ended by then."""
        child = self.start(command, folder, *more)
        time.sleep(moment)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        return self.end()


def published(folder: Path, latest: str = "latest") -> dict[str, str]:
    return json.loads((folder / "var" / "runs" / latest / "manifest.json").read_text())["published"]


def intact(folder: Path, first: dict[str, str]) -> bool:
    """Whether the run before is still the last whole one, every file as it was published."""
    store = job.latest_run(folder / "var")
    stages = ("decide", "read", "link", "families", "needs", "fairness", "publish")
    return published(folder) == first and all(job.is_complete(store, stage) for stage in stages)


def ledger_verifies(folder: Path, export: Path) -> bool:
    records.export(records.open_register(open_folder(folder).var), export, "killed")
    records.close_register()
    program, ledger = export / records.VERIFIER_FILE, export / records.EXPORT_FILE
    return (
        subprocess.run([sys.executable, "-I", program, ledger], capture_output=True, check=False).returncode
        == 0
    )
