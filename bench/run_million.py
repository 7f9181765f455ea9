"""A million people from read to report, beside a hundred thousand: seconds, share and growth of each stage.

python -m bench.run_million --json [--families 220000 --times 3]

A borough of 22,000 families has about 100,000 people and 380,000 mentions; 220,000 families have ten times as
many. Each is run `times` times, in turn; the median of each stage counts.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.run_200k import measure

TENTH, MOST_TIMES = 10, 15


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=220_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON line (the only form there is)")
    given = parser.parse_args()
    small, large = [], []
    for _ in range(given.times):
        small.append(_measured(given.families // TENTH))
        large.append(_measured(given.families))
    found = compared(small, large)
    print(json.dumps(found, sort_keys=True))
    if any(stage["times"] > MOST_TIMES for stage in found["stages"].values()):
        sys.exit(
            f"{found['grows_most']} takes more than {MOST_TIMES} times as long for ten times the people."
        )


def compared(small: list[dict[str, Any]], large: list[dict[str, Any]]) -> dict[str, Any]:
    """Each stage's median seconds at both sizes, its growth, and its share of the whole at the large one."""
    before, after = _medians(small), _medians(large)
    whole = sum(after.values())
    stages = {
        name: {
            "seconds_at_a_tenth": before[name],
            "seconds": after[name],
            "times": round(after[name] / max(before[name], 0.05), 1),
            "share": round(after[name] / whole, 3),
            "peak_mib": max(run["stages"][name]["peak_mib"] for run in large),
        }
        for name in after
    }
    return {
        "bench": "run_million",
        "mentions": large[0]["mentions"],
        "persons": large[0]["persons"],
        "candidate_pairs": large[0]["candidate_pairs"],
        "runs": len(large),
        "seconds": round(whole, 1),
        "peak_mib": max(run["peak_mib"] for run in large),
        "stages": stages,
        "grows_most": max(stages, key=lambda name: stages[name]["times"]),
    }


def _medians(runs: list[dict[str, Any]]) -> dict[str, float]:
    return {
        name: round(median(run["stages"][name]["seconds"] for run in runs), 2) for name in runs[0]["stages"]
    }


def _measured(families: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return measure(families, Path(folder) / "borough")


if __name__ == "__main__":
    main()
