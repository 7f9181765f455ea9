"""Differences and ratios to a reference level, by a bootstrap of counts."""

import time

import numpy as np
import pyarrow as pa
import pytest

from licet.fairness import Confusions, differences, largest_gaps

#                        TN   FP  FN  TP
CELLS = np.array([
    [800, 100, 40, 60],
    [350, 100, 20, 30],
    [3, 2, 1, 0],
])  # fmt: skip
TOWN = Confusions("area", ("a", "b", "c"), CELLS)


def compared(**changed) -> dict[tuple[str, str], dict]:
    return {(row["level"], row["measure"]): row for row in table(**changed).to_pylist()}


def table(**changed) -> pa.Table:
    return differences(**{"confusions": TOWN, "reference": "a", "minimum": 20, "seed": 1} | changed)


def test_difference_and_ratio():
    """False alarms: 100 of 450 in b, 100 of 900 in a: twice as many."""
    row, ratio = compared()["b", "fpr difference"], compared()["b", "fpr ratio"]
    assert row["estimate"] == pytest.approx(100 / 450 - 100 / 900)
    assert ratio["estimate"] == pytest.approx(2)
    assert row["n"] == ratio["n"] == 450
    assert 0 < row["ci_low"] < row["estimate"] < row["ci_high"]
    assert 1 < ratio["ci_low"] < ratio["estimate"] < ratio["ci_high"]


def test_the_interval_has_the_width_of_theory():
    """Percentiles of 20,000 draws lie where the normal interval of a difference of two shares does."""
    row = compared(draws=20_000)["b", "fpr difference"]
    p, q = 100 / 900, 100 / 450
    error = (p * (1 - p) / 900 + q * (1 - q) / 450) ** 0.5
    assert row["ci_low"] == pytest.approx(q - p - 1.96 * error, abs=0.05 * error)
    assert row["ci_high"] == pytest.approx(q - p + 1.96 * error, abs=0.05 * error)


def test_the_reference_differs_from_itself_by_nothing():
    """Its rows are there, marked."""
    row = compared()["a", "tpr difference"]
    assert (row["estimate"], row["ci_low"], row["ci_high"], row["reference"]) == (0, 0, 0, True)


def test_too_few_are_shown_and_never_the_largest_gap():
    """Level c has five true negatives and false alarms: its gap would be the largest, and is not said."""
    row = compared()["c", "fpr difference"]
    assert (row["n"], row["too_few"], row["estimate"]) == (5, True, None)
    gaps = {row["measure"]: row["level"] for row in largest_gaps(table()).to_pylist()}
    assert gaps["fpr difference"] == "b"
    assert set(gaps.values()) == {"b"}
    assert {row["level"] for row in largest_gaps(table(minimum=0)).to_pylist()} == {"c"}


def test_a_reference_of_too_few_compares_nobody():
    """Nothing is said of the others either, and there is no gap."""
    assert all(
        row["estimate"] is None for row in compared(reference="c").values() if row["measure"][:3] == "fpr"
    )
    assert largest_gaps(table(reference="c", minimum=1000)).num_rows == 0


def test_a_ratio_to_a_rate_of_zero_is_no_number():
    """Where the reference has no errors a ratio cannot be stated; the difference can."""
    none = Confusions("area", ("a", "b"), np.array([[900, 0, 40, 60], [350, 100, 20, 30]]))
    found = compared(confusions=none)
    assert found["b", "fpr ratio"]["estimate"] is None
    assert found["b", "fpr difference"]["estimate"] == pytest.approx(100 / 450)


def test_equal_seeds_give_equal_tables():
    """And another seed another interval."""
    assert table().equals(table())
    assert not table().equals(table(seed=2))


def test_a_thousand_draws_take_milliseconds():
    """7,000 people or seven million: the counts are what is drawn from."""
    many = Confusions("area", TOWN.levels, CELLS * 10_000)
    started = time.perf_counter()
    table(confusions=many)
    assert time.perf_counter() - started < 0.5
