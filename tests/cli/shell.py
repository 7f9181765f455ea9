"""Running `licet` in this process, and a small borough that has been run once, copied for each test."""

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from licet.cli.main import app
from tests.run.boroughs import borough, run


def licet(*words: object) -> Result:
    """Run a command; nothing but Licet's own exits may come out of it."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done


def answer(done: Result) -> dict[str, Any]:
    """The one JSON object that a command printed on stdout, and nothing else."""
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@cache
def _run_once() -> Path:
    folder = borough(Path(mkdtemp(prefix="licet-cli-")) / "b")
    run(folder)
    return folder


def finished(to: Path) -> Path:
    """A fresh copy of a small borough that has been run to its end."""
    shutil.copytree(_run_once(), to, symlinks=True)
    return to
