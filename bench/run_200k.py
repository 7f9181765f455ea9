"""A whole run of an invented borough with about 200,000 mentions: seconds and peak memory per stage.

python -m bench.run_200k --json [--families 11500]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from licet.borough import make_borough
from licet.run import latest_run


def measure(families: int, folder: Path) -> dict[str, object]:
    """Make a borough, run it in a process of its own, and read what each stage took."""
    make_borough(folder, families, seed=1)
    subprocess.run(
        [sys.executable, "-m", "licet.cli", "run", str(folder)], check=True, stdout=subprocess.DEVNULL
    )
    store = latest_run(folder / "var")
    stages = json.loads((store.root / "timings.json").read_text())
    return {
        "bench": "run_200k",
        "families": families,
        "mentions": store.table("mentions").num_rows,
        "persons": store.note("linkage")["persons"],
        "candidate_pairs": store.note("linkage")["candidates"],
        "stages": stages,
        "seconds": round(sum(stage["seconds"] for stage in stages.values()), 1),
        "peak_mib": max(stage["peak_mib"] for stage in stages.values()),
    }


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=11_500)
    parser.add_argument("--json", action="store_true", help="one JSON line (the only form there is)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(given.families, Path(folder) / "borough"), sort_keys=True))


if __name__ == "__main__":
    main()
