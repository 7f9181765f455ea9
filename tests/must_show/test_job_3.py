"""Ten minutes of fuzzing for each parser: nothing comes out but Licet's own errors."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import times

PARSERS = (
    "programme", "layout", "paper", "codebook", "answers", "spss", "stata", "csv", "parquet", "xlsx", "ods",
    "sqlite", "people-list", "fields", "needs-sql", "origin", "backup", "ledger",
)  # fmt: skip
AT_ONCE = 2


def fuzzed(parser: str) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.fuzz", parser, "--seconds", str(times(600) // AT_ONCE * AT_ONCE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not told:
        return {"parser": parser, "found": (done.stdout + done.stderr)[-3000:]}
    return json.loads(told[-1])


@pytest.mark.long
def test_job_3_fuzzing(figures):
    """Every parser of what comes from outside, two at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(fuzzed, PARSERS))
    figures("job-3", {"parsers": found, "cases_found": sum("found" in each for each in found)})
    assert [each for each in found if "found" in each] == []


def test_every_parser_is_fuzzed():
    from tests.fuzz.targets import TARGETS

    assert set(TARGETS) == set(PARSERS)
