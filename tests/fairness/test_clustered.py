"""Rates where errors come in families or records: clusters are resampled, not rows."""

import numpy as np
import pyarrow as pa
import pytest

from licet.errors import ScienceError
from licet.fairness import TESTED, clustered_rates, wilson

NAMES = {"cluster": "family", "group": "area", "counted": "found", "among": "exist", "measure": "recall"}


def families(seed: int = 3, each: int = 300, alike: float = 5.0) -> pa.Table:
    """Two areas of families with four links each; a family's links are found or missed together."""
    rng = np.random.default_rng(seed)
    area = np.repeat([0, 1], each)
    share = rng.beta(alike * np.array([0.9, 0.8])[area], alike * np.array([0.1, 0.2])[area])
    return pa.table(
        {
            "family": np.arange(2 * each),
            "area": np.array(["inner", "outer"])[area],
            "found": rng.binomial(4, share),
            "exist": np.full(2 * each, 4),
        }
    )


def recall(outcomes: pa.Table, **changed) -> dict[tuple[str, str], dict]:
    table = clustered_rates(outcomes, **NAMES | {"reference": "inner", "minimum": 10, "seed": 1} | changed)
    assert table.schema == TESTED
    return {(row["level"], row["measure"]): row for row in table.to_pylist()}


def test_a_rate_a_difference_and_a_ratio():
    """Recall in each area, and how far the outer area's is from the inner's."""
    outcomes = families()
    found = {
        area: sum(row["found"] for row in outcomes.to_pylist() if row["area"] == area) / 1200
        for area in ("inner", "outer")
    }
    ours = recall(outcomes)
    assert ours["outer", "recall"]["estimate"] == pytest.approx(found["outer"])
    assert ours["outer", "recall"]["n"] == 1200
    assert ours["outer", "recall difference"]["estimate"] == pytest.approx(found["outer"] - found["inner"])
    assert ours["outer", "recall ratio"]["estimate"] == pytest.approx(found["outer"] / found["inner"])
    assert ours["inner", "recall"]["reference"]


def test_the_interval_has_the_width_of_theory():
    """The bootstrap spreads as the linearised ratio of cluster totals does: wider than independent links."""
    outcomes = families(each=1000)
    row = recall(outcomes, draws=20_000)["outer", "recall"]
    held = np.array([r["found"] for r in outcomes.to_pylist() if r["area"] == "outer"])
    error = np.sqrt(((held - 4 * row["estimate"]) ** 2).sum()) / 4000
    assert (row["ci_high"] - row["ci_low"]) / (2 * 1.96 * error) == pytest.approx(1, abs=0.03)
    low, high = wilson(np.array([row["estimate"]]), np.array([4000.0]), 0.95)
    assert row["ci_high"] - row["ci_low"] > 1.2 * (high - low)[0]


def test_rows_of_a_family_are_added_up():
    """Four rows of one link each are one family of four links: the same table, in any order."""
    outcomes = families(each=50)
    single = pa.table(
        {
            "family": np.repeat(outcomes["family"].to_numpy(), 4),
            "area": np.repeat(np.array(outcomes["area"].to_pylist()), 4),
            "found": np.concatenate([np.arange(4) < k for k in outcomes["found"].to_numpy()]),
            "exist": np.full(400, True),
        }
    )
    shuffled = single.take(np.random.default_rng(0).permutation(400))
    assert recall(shuffled) == recall(single) == recall(outcomes)


def test_a_family_may_count_in_two_levels():
    """Its parts move together: the difference between its levels does not vary where they never differ."""
    family = np.arange(100)
    kept = (family % 3 > 0).astype(int)
    outcomes = pa.table(
        {
            "family": np.tile(family, 2),
            "area": ["inner"] * 100 + ["outer"] * 100,
            "found": np.tile(kept, 2),
            "exist": np.ones(200),
        }
    )
    row = recall(outcomes)["outer", "recall difference"]
    assert (row["estimate"], row["ci_low"], row["ci_high"]) == (0, 0, 0)
    assert recall(outcomes)["outer", "recall"]["ci_low"] < recall(outcomes)["outer", "recall"]["ci_high"]


def test_all_found_is_not_certainty():
    """A rate of one gets Wilson's interval with each family as one answer, however many links they have."""
    outcomes = families(each=40)
    perfect = outcomes.set_column(2, "found", outcomes["exist"])
    row = recall(perfect)["outer", "recall"]
    assert (row["estimate"], row["ci_high"]) == (1, 1)
    assert row["ci_low"] == pytest.approx(wilson(np.array([1.0]), np.array([40.0]), 0.95)[0][0])


def test_too_few_families_are_shown_and_say_nothing():
    """Five families with many links are five, not many."""
    outcomes = families(each=50).slice(0, 55)
    found = recall(outcomes)
    assert found["outer", "recall"]["n"] == 20
    for measure in ("recall", "recall difference", "recall ratio"):
        assert (found["outer", measure]["too_few"], found["outer", measure]["estimate"]) == (True, None)
    assert not found["inner", "recall"]["too_few"]


REFUSALS = {
    "more found than there is": ("exist", [0] * 600, "'found' counts some of what 'exist' counts"),
    "half a link": ("exist", [4.5] * 600, "'exist' holds values that are no counts"),
    "less than none": ("found", [-1] * 600, "'found' holds values that are no counts"),
    "no family": ("family", [None] * 600, "'family' is empty in 600 rows"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refused(case: str):
    """What cannot be counted is refused, with the column and what to do."""
    name, values, said = REFUSALS[case]
    outcomes = families()
    place = outcomes.column_names.index(name)
    with pytest.raises(ScienceError, match=said):
        recall(outcomes.set_column(place, name, pa.array(values)))


def test_many_kinds_of_family_are_drawn_in_blocks():
    """Where most families differ from each other the draws come in blocks; row order changes nothing."""
    rng = np.random.default_rng(5)
    exist = rng.integers(1, 10_000, 9000)
    outcomes = pa.table(
        {
            "family": np.arange(9000),
            "area": np.array(["inner", "outer"])[rng.integers(0, 2, 9000)],
            "found": rng.integers(0, exist),
            "exist": exist,
        }
    )
    assert recall(outcomes) == recall(outcomes.take(rng.permutation(9000)))
