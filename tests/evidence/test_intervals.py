"""The intervals at the points where they are known."""

import pytest

from licet.errors import ScienceError
from licet.evidence.intervals import exact_interval, kish_size, korn_graubard, logit_interval
from licet.evidence.shares import tidy


def test_the_exact_interval_is_the_binomial_one():
    """29 of 29: the lower bound is the 29th root of .05; 0 of 10: the upper is 1 − the tenth root."""
    assert exact_interval(1.0, 29, 0.95).low == pytest.approx(0.05 ** (1 / 29))
    assert exact_interval(1.0, 29, 0.95).high == 1.0
    assert exact_interval(0.0, 10, 0.95).high == pytest.approx(1 - 0.05 ** (1 / 10))


def test_a_simple_random_sample_keeps_its_size():
    """Without strata, clusters and weights the effective size is n, and the interval the exact one."""
    n, share = 100, 0.3
    error = (share * (1 - share) / (n - 1)) ** 0.5
    found = korn_graubard(share, error, n, n - 1, 0.95)
    assert found.n_effective == pytest.approx(n - 1)
    assert found.low == pytest.approx(exact_interval(share, n - 1, 0.95).low)


def test_few_clusters_make_a_wide_interval():
    """The same error with fewer degrees of freedom is worth less."""
    many, few = (korn_graubard(0.5, 0.05, 200, df, 0.95) for df in (100, 4))
    assert few.n_effective < many.n_effective <= 100
    assert few.low < many.low < many.high < few.high


def test_clustered_answers_are_worth_fewer():
    """An error of twice the simple one is a quarter of the answers."""
    assert korn_graubard(0.5, 0.1, 1000, 10**6, 0.95).n_effective == pytest.approx(25, rel=1e-2)


def test_a_share_of_one_has_no_logit():
    """The logit interval says which interval to use instead."""
    with pytest.raises(ScienceError, match="Use korn_graubard"):
        logit_interval(1.0, 0.0, 10, 0.95)


def test_kish():
    """Equal weights count in full, one dominant weight counts as one."""
    assert kish_size(4.0, 4.0) == 4
    assert kish_size(1e6 + 3, 1e12 + 3) == pytest.approx(1, rel=1e-5)


def test_rounding_is_removed_at_0_and_1_only():
    """A sum of weights over itself is 1, whatever floating point makes of it."""
    assert (tidy(1 + 2e-16), tidy(-1e-17), tidy(0.999)) == (1.0, 0.0, 0.999)
