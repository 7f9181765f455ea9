"""The manual of error rates: outcomes and groups in, a table of rates with intervals out."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.errors import ScienceError
from licet.fairness import RATES, Confusions, Rate, confusions_of, rates
from licet.fairness.rates import wilson

OUTCOMES = pa.table(
    {
        "area": ["north"] * 6 + ["south"] * 4,
        "true": [1, 1, 1, 0, 0, 0, 1, 0, 0, 0],
        "said": [1, 1, 0, 1, 0, 0, 1, 1, 0, 0],
    }
)


def rows(table: pa.Table) -> dict[tuple[str, str], dict]:
    return {(row["level"], row["measure"]): row for row in table.to_pylist()}


def test_seven_rates_of_a_small_town():
    """North: 2 true positives, 1 missed, 1 false alarm, 2 true negatives. South: 1, 0, 1, 2."""
    found = rates(confusions_of(OUTCOMES, "area", "true", "said"), minimum=1)
    assert found.schema == RATES
    estimates = {key: (row["estimate"], row["n"]) for key, row in rows(found).items()}
    assert estimates == {
        ("north", "prevalence"): (3 / 6, 6),
        ("south", "prevalence"): (1 / 4, 4),
        ("north", "tpr"): (2 / 3, 3),
        ("south", "tpr"): (1.0, 1),
        ("north", "fpr"): (1 / 3, 3),
        ("south", "fpr"): (1 / 3, 3),
        ("north", "fnr"): (1 / 3, 3),
        ("south", "fnr"): (0.0, 1),
        ("north", "ppv"): (2 / 3, 3),
        ("south", "ppv"): (1 / 2, 2),
        ("north", "fdr"): (1 / 3, 3),
        ("south", "fdr"): (1 / 2, 2),
        ("north", "for"): (1 / 3, 3),
        ("south", "for"): (0.0, 2),
    }


def test_too_few_are_kept_and_say_nothing():
    """Below the minimum a level stays in the table, marked, without an estimate."""
    row = rows(rates(confusions_of(OUTCOMES, "area", "true", "said"), minimum=2))["south", "tpr"]
    assert row == {
        **{"group": "area", "level": "south", "measure": "tpr", "n": 1},
        **{"estimate": None, "ci_low": None, "ci_high": None},
        **{"reference": False, "too_few": True},
    }


def test_a_rate_among_nobody_is_no_number():
    """With a minimum of 0 a level that has nobody to count still has no estimate."""
    nobody = Confusions("area", ("north",), np.array([[0, 0, 3, 4]]))
    row = rows(rates(nobody, minimum=0))["north", "fpr"]
    assert (row["n"], row["estimate"], row["too_few"]) == (0, None, False)


def test_the_reference_is_marked():
    """And it has to exist."""
    counted = confusions_of(OUTCOMES, "area", "true", "said")
    assert [
        row["level"] for row in rates(counted, minimum=1, reference="south").to_pylist() if row["reference"]
    ] == ["south"] * len(Rate)
    with pytest.raises(ScienceError, match=r"'east' is not a level of 'area'. The levels are: north, south."):
        rates(counted, minimum=1, reference="east")


def test_wilson_at_the_edges():
    """0 of 10 and 10 of 10 at 95 %: bounds of z² / (n + z²), never of width zero."""
    z2 = 1.959963984540054**2
    low, high = wilson(np.array([0.0, 1.0]), np.array([10.0, 10.0]), 0.95)
    assert (low[0], high[0]) == pytest.approx((0, z2 / (10 + z2)))
    assert (low[1], high[1]) == pytest.approx((10 / (10 + z2), 1))


@given(st.integers(0, 500), st.integers(1, 500), st.floats(0.01, 0.999))
def test_wilson_holds_its_rate(counted, among, confidence):
    """Inside 0 and 1, for every count and confidence."""
    rate = min(counted, among) / among
    low, high = wilson(np.array([rate]), np.array([float(among)]), confidence)
    assert 0 <= low[0] <= rate + 1e-12
    assert rate - 1e-12 <= high[0] <= 1


@given(st.permutations(range(10)))
def test_the_order_of_people_changes_nothing(order):
    """Same people, any order: the same table."""
    counted = confusions_of(OUTCOMES.take(pa.array(order)), "area", "true", "said")
    assert rates(counted, minimum=1).equals(rates(confusions_of(OUTCOMES, "area", "true", "said"), minimum=1))


REFUSALS = {
    "absent": (OUTCOMES.drop_columns("said"), "no column 'said'"),
    "nobody": (OUTCOMES.slice(0, 0), "There are no outcomes"),
    "a null group": (
        OUTCOMES.set_column(0, "area", pa.array([None] * 10, pa.string())),
        "'area' is empty in 10 rows",
    ),
    "a third answer": (OUTCOMES.set_column(1, "true", pa.array([2] * 10)), "says yes or no"),
    "text": (OUTCOMES.set_column(2, "said", pa.array(["y"] * 10)), "Column 'said' holds string"),
    "infinite": (OUTCOMES.set_column(2, "said", pa.array([np.inf] * 10)), "not finite"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refused(case: str):
    """What cannot be counted is refused, with the column and what to do."""
    outcomes, said = REFUSALS[case]
    with pytest.raises(ScienceError, match=said):
        confusions_of(outcomes, "area", "true", "said")


def test_a_confidence_is_a_share():
    """95 is not .95."""
    with pytest.raises(ScienceError, match="between 0 and 1"):
        rates(confusions_of(OUTCOMES, "area", "true", "said"), minimum=1, confidence=95)
