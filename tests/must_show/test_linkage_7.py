"""The audit finds whom the linkage gets wrong, and raises no alarm about whom it does not."""

import pytest

from bench import audit
from tests.conftest import times

SEEDS = times(20)


@pytest.mark.long
def test_linkage_7_signs_are_found_and_alarms_are_rare():
    """Truth, labels and model: the sign in nine of ten seeds, declared by the truth; few false alarms."""
    found = audit.run(SEEDS)
    for name in audit.BASES.values():
        for group, row in found[name]["groups"].items():
            assert row["seeds_apart"] >= 0.9 * SEEDS, (name, group)
            assert row["sign_found"] >= 0.9 * row["seeds_apart"], (name, group)
        assert found[name]["seeds_with_false_alarm"] <= max(1, 3 * SEEDS // 20), name
    assert all(row["sign_declared"] == row["seeds_apart"] for row in found["truth"]["groups"].values())
