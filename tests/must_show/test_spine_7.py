"""A run killed at any moment is resumed to the same tables, and the ledger still verifies."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from licet import register as records
from licet.programme import open_folder
from tests.conftest import times
from tests.run.boroughs import borough


def start(folder) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "licet.cli", "run", str(folder)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ.copy()
    )


def finished_tables(folder) -> dict[str, str]:
    manifest = json.loads((folder / "var" / "runs" / "latest" / "manifest.json").read_text())
    return manifest["published"]


@pytest.mark.long
def test_spine_7_kill_and_resume(tmp_path, figures):
    """kill -9 at twenty random moments of a run, each followed by a resume: the same table digests."""
    whole = borough(tmp_path / "whole")
    begun = time.monotonic()
    assert start(whole).wait() == 0
    lasts = time.monotonic() - begun
    expected = finished_tables(whole)
    chance, moments, interrupted = random.Random(7), [], 0
    for number in range(times(20)):
        folder = borough(tmp_path / f"killed{number}")
        moments.append(round(chance.uniform(0.05, 1.0) * lasts, 2))
        running = start(folder)
        time.sleep(moments[-1])
        running.send_signal(signal.SIGKILL)
        interrupted += running.wait() == -signal.SIGKILL
        assert start(folder).wait() == 0, f"not resumed after a kill at {moments[-1]} s"
        assert finished_tables(folder) == expected, f"other tables after a kill at {moments[-1]} s"
        assert ledger_verifies(folder, tmp_path / f"export{number}")
    figures(
        "spine-7",
        {
            "kills": len(moments),
            "interrupted": interrupted,
            "run_seconds": round(lasts, 1),
            "moments": moments,
            "tables": len(expected),
            "same_digests": True,
            "ledgers_verified": len(moments),
        },
    )
    assert interrupted >= len(moments) // 2


def ledger_verifies(folder, export) -> bool:
    """Whether the stand-alone verifier accepts the ledger of a run that was killed and resumed."""
    records.export(records.open_register(open_folder(folder).var), export, "killed")
    records.close_register()
    done = subprocess.run(
        [sys.executable, "-I", str(export / records.VERIFIER_FILE), str(export / records.EXPORT_FILE)],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0
