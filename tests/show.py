"""Run one line of an issue's "must show" at full size: python -m tests.show spine-7.

Figures go to docs/figures/LINE.json (tests write their own) or LINE.txt (what a program printed).
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-s", "-m", ""]

LINES: dict[str, list[list[str]]] = {
    "spine-1": [[*PYTEST, "tests/publish", "-k", "browser"]],
    "spine-2": [[*PYTEST, "tests/evidence/test_r_survey.py"]],
    "spine-3": [
        [sys.executable, "-m", "bench.tax_census", "--json"],
        [sys.executable, "-m", "bench.febrl", "--json"],
    ],
    "spine-4": [[*PYTEST, "tests/run/test_gate_in_a_run.py"]],
    "spine-5": [[*PYTEST, "tests/analysis/test_sandbox.py"]],
    "spine-6": [
        [
            *PYTEST,
            "tests/run/test_run.py",
            "tests/must_show/test_spine_6.py",
            "-k",
            "occur_nowhere or spine_6",
        ]
    ],
    "spine-7": [[*PYTEST, "tests/must_show/test_spine_7.py", "tests/register/test_ledger_export.py"]],
    "spine-8": [[sys.executable, "-m", "bench.run_200k", "--json"]],
    "job-1": [[*PYTEST, "tests/docs/test_tutorial.py"]],
    "job-2": [[*PYTEST, "tests/run/test_bad_input.py"]],
    "job-3": [[*PYTEST, "tests/must_show/test_job_3.py", "tests/fuzz"]],
    "job-4": [[*PYTEST, "tests/must_show/test_job_4.py", "tests/must_show/test_job_4_upkeep.py"]],
    "job-5": [[*PYTEST, "tests/publish/test_differencing.py"]],
    "job-6": [[*PYTEST, "tests/publish/test_in_browser.py"]],
    "job-7": [[sys.executable, "-m", "bench.run_million", "--json"]],
    "linkage-1": [
        [sys.executable, "-m", "bench.linkage", "--records", records, "--against", against, "--json"]
        for records, against in (("1000000", "splink"), ("10000000", "nobody"))
    ],
    "linkage-2": [[*PYTEST, "tests/linkage/test_splink_settings.py"]],
    "linkage-3": [[sys.executable, "-m", "bench.febrl", "--json"]],
    "linkage-4": [[sys.executable, "-m", "bench.tax_census", "--against", "splink", "--json"]],
    "linkage-5": [[sys.executable, "-m", "bench.censuses", "--json"]],
    "linkage-7": [[sys.executable, "-m", "bench.audit", "--seeds", "20", "--json"]],
    "linkage-6": [
        [sys.executable, "-m", "bench.calibrated", "--json"],
        [sys.executable, "-m", "bench.draws", "--json"],
    ],
    "linkage-8": [
        [*PYTEST, "tests/linkage", "-k", "order_of_rows or equivalence or names_of_mentions or relink"]
    ],
    "linkage-9": [[*PYTEST, "tests/linkage/test_bad_input.py"]],
}


def main() -> int:
    """Run the line's commands in order; the first failure ends it."""
    if len(sys.argv) != 2 or sys.argv[1] not in LINES:
        print(f"Expected WHAT to be one of: {', '.join(LINES)}")
        return 2
    line = sys.argv[1]
    printed = []
    for command in LINES[line]:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"LICET_FULL": "1"},
            text=True,
            check=False,
            stdout=subprocess.PIPE,
        )
        sys.stdout.write(done.stdout)
        printed.append(done.stdout)
        if done.returncode:
            return done.returncode
    kept = ROOT / "docs" / "figures" / f"{line}.json"
    if not kept.exists():
        (ROOT / "docs" / "figures" / f"{line}.txt").write_text("".join(printed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
