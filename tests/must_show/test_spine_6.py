"""How many objectors slip through: boroughs with known truth, run as they are."""

import numpy as np
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

from licet.fairness import wilson
from tests.conftest import times
from tests.run.boroughs import borough, run


def slipped_through(folder) -> tuple[int, int]:
    """Objectors of a borough, and how many of them still have a mention after the run."""
    store = run(folder, until="link").store
    objectors = set(pv.read_csv(folder / "truth" / "objectors.csv").column("person").to_pylist())
    truth = pq.read_table(folder / "truth" / "truth.parquet").to_pylist()
    left = set(store.table("mentions").column("mention_id").to_pylist())
    named = {r["person"] for r in truth if r["person"] in objectors and r["source"] != "police"}
    still = {
        r["person"]
        for r in truth
        if r["person"] in objectors and f"{r['source']}/{r['record_id']}/{r['role']}" in left
    }
    return len(named), len(still)


@pytest.mark.long
def test_spine_6_miss_rate_of_objections(tmp_path, figures):
    """20 boroughs of 1,500 families; the share of objectors with any mention left, with its interval."""
    counts = [slipped_through(borough(tmp_path / f"b{seed}", 1500, seed)) for seed in range(1, times(20) + 1)]
    objectors, missed = (sum(column) for column in zip(*counts, strict=True))
    low, high = wilson(np.array([missed / objectors]), np.array([float(objectors)]), 0.95)
    figures(
        "spine-6",
        {
            "boroughs": len(counts),
            "objectors": objectors,
            "slipped_through": missed,
            "miss_rate": round(missed / objectors, 4),
            "ci_low": round(float(low[0]), 4),
            "ci_high": round(float(high[0]), 4),
        },
    )
    # Not a target: a rate above this would mean that the matching itself is broken.
    assert missed / objectors < 0.1
