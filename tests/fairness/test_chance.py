"""Which differences are more than chance, one by one and all together."""

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import norm

from licet.errors import ScienceError
from licet.fairness import JUDGED, TESTED, clustered_rates, family_wise
from licet.fairness.chance import p_values
from licet.fairness.rates import Tally


def families(rng: np.random.Generator, levels: dict[str, tuple[int, float]], alike: float) -> pa.Table:
    """So many families of each level with one to twelve links each, whose chances of error are alike."""
    area = np.repeat(list(levels), [count for count, _ in levels.values()])
    rate = np.array([levels[each][1] for each in area.tolist()])
    exist = rng.integers(1, 13, len(area))
    wrong = rng.binomial(exist, rng.beta(rate * alike, (1 - rate) * alike))
    return pa.table({"family": np.arange(len(area)), "area": area, "wrong": wrong, "exist": exist})


def by_area(outcomes: pa.Table, **changed) -> pa.Table:
    names = {"cluster": "family", "group": "area", "counted": "wrong", "among": "exist"}
    given = {"measure": "error", "reference": "a", "minimum": 10, "seed": 1, "draws": 400}
    return clustered_rates(outcomes, **names | given | changed)


def p_of(found: pa.Table) -> list[float]:
    return [p for p in found["p_value"].to_pylist() if p is not None]


def test_only_differences_that_are_estimated_are_tested():
    """Not the rates, not the ratios, not the reference, and not a level with too few families."""
    rng = np.random.default_rng(1)
    outcomes = families(rng, {"a": (400, 0.1), "b": (300, 0.1), "c": (5, 0.1)}, 5)
    found = by_area(outcomes)
    assert found.schema == TESTED
    rows = [row for row in found.to_pylist() if row["p_value"] is not None]
    assert [(row["level"], row["measure"]) for row in rows] == [("b", "error difference")]


def test_a_difference_is_tested_as_theory_has_it():
    """Where errors are many and families alike in size, p is that of two clustered means."""
    rng = np.random.default_rng(2)
    each = 2000
    wrong = rng.binomial(6, rng.beta(3, 7, 2 * each))
    outcomes = pa.table(
        {
            "family": np.arange(2 * each),
            "area": np.repeat(["a", "b"], each),
            "wrong": wrong,
            "exist": np.full(2 * each, 6),
        }
    )
    rate = wrong.reshape(2, each) / 6
    z = abs(rate[0].mean() - rate[1].mean()) / np.sqrt(rate.var(axis=1).sum() / each)
    (p,) = p_of(by_area(outcomes, draws=4000))
    assert norm.isf(p / 2) == pytest.approx(z, rel=0.03)


@pytest.mark.parametrize("rate", [0.002, 0.02, 0.3])
def test_chance_alone_is_declared_no_oftener_than_it_says(rate):
    """300 audits without any difference, of a small level and a large one, errors rare or common."""
    rng = np.random.default_rng(3)
    p = [min(p_of(by_area(families(rng, {"a": (600, rate), "b": (130, rate)}, 3)))) for _ in range(300)]
    assert np.mean(np.array(p) < 0.05) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)
    assert np.mean(np.array(p) < 0.005) < 0.005 + 3 * np.sqrt(0.005 / 300)


def test_a_level_without_any_error_is_not_thereby_better():
    """130 families of which none has an error, beside 2 errors in 100 links elsewhere: chance does that."""
    rng = np.random.default_rng(4)
    outcomes = families(rng, {"a": (2000, 0.003), "b": (130, 0.003)}, 3)
    none = np.where(np.array(outcomes["area"].to_pylist()) == "b", 0, outcomes["wrong"].to_numpy())
    assert p_of(by_area(outcomes.set_column(2, "wrong", pa.array(none))))[0] > 0.01


def test_a_large_difference_is_found():
    rng = np.random.default_rng(5)
    assert p_of(by_area(families(rng, {"a": (600, 0.05), "b": (300, 0.15)}, 5)))[0] < 1e-4


def test_a_difference_of_nothing_is_chance():
    """Two levels that are right throughout do not differ."""
    outcomes = families(np.random.default_rng(6), {"a": (60, 0.0001), "b": (60, 0.0001)}, 1000)
    right = outcomes.set_column(2, "wrong", pa.array(np.zeros(120)))
    assert p_of(by_area(right)) == [1.0]


CASES = {
    # rate and worth of the level, beside .03 of 2,000; the spread of its draws; the distance that speaks
    "the draws, where they spread widest": (0.05, 130, 0.04, 0.02 / 0.04),
    "the pooled rate, where there is no error": (
        0.0,
        130,
        0.004,
        0.03 / (0.02817 * 0.97183 * (1 / 130 + 1 / 2000)) ** 0.5,
    ),
    "the angles, where there are many": (0.2, 20, 0.03, 2 * (0.46365 - 0.17408) / (1 / 20 + 1 / 2000) ** 0.5),
}


@pytest.mark.parametrize("case", CASES)
def test_the_smallest_of_three_distances_speaks(case):
    """In standard errors, worked out by hand."""
    rate, worth, spread, distance = CASES[case]
    rates, sizes = np.array([[0.03], [rate]]), np.array([2000.0, worth])
    draws = np.zeros((2, 2, 1))
    draws[:, 1, 0] = [spread, -spread]
    found = Tally(rates * sizes[:, None], sizes[:, None])
    assert norm.isf(p_values(found, sizes, draws, 0)[1] / 2) == pytest.approx(distance, rel=1e-3)


def rows(*p: float | None) -> pa.Table:
    blank = {field.name: None for field in TESTED} | {"group": "g", "level": "l", "measure": "m", "n": 1}
    return pa.Table.from_pylist(
        [blank | {"reference": False, "too_few": False, "p_value": each} for each in p], schema=TESTED
    )


def test_all_tests_of_an_audit_share_one_level():
    """Holm's steps by hand: 4 × .01, 3 × .015, then .04 no less than before, then 1 × .5."""
    found = family_wise(rows(0.5, 0.015, None, 0.01, 0.02))
    assert found.schema == JUDGED
    assert found["p_adjusted"].to_pylist() == pytest.approx([0.5, 0.045, None, 0.04, 0.045])
    assert found["apart"].to_pylist() == [False, True, None, True, True]
    assert family_wise(rows(0.5, 0.015, 0.01), level=0.03)["apart"].to_pylist() == [False, True, True]


def test_nothing_tested_is_nothing_declared():
    assert family_wise(rows(None, None))["apart"].to_pylist() == [None, None]
    assert family_wise(rows()).num_rows == 0


def test_a_level_is_a_share_of_audits():
    with pytest.raises(ScienceError, match="between 0 and 1"):
        family_wise(rows(0.5), level=5)


def test_weights_need_not_be_whole():
    """Half of everything is the same rate, difference and interval."""
    outcomes = families(np.random.default_rng(7), {"a": (200, 0.1), "b": (200, 0.2)}, 5)
    halves = outcomes
    for name in ("wrong", "exist"):
        half = pa.array(outcomes[name].to_numpy() / 2)
        halves = halves.set_column(halves.column_names.index(name), name, half)
    with pytest.raises(ScienceError, match="no counts"):
        by_area(halves)
    whole, half = by_area(outcomes), by_area(halves, weighted=True)
    for name in ("estimate", "ci_low", "ci_high", "p_value"):
        assert half[name].to_pylist() == pytest.approx(whole[name].to_pylist())


def test_a_weight_is_not_below_nothing():
    outcomes = families(np.random.default_rng(8), {"a": (20, 0.1), "b": (20, 0.2)}, 5)
    with pytest.raises(ScienceError, match="below zero"):
        by_area(outcomes.set_column(2, "wrong", pa.array(np.full(40, -0.5))), weighted=True)
