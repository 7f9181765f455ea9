"""EM finds, without labels, what simulated pairs were made with."""

import numpy as np
import pytest

from licet.linkage import expectation
from licet.linkage.comparisons import Gamma
from licet.linkage.encoding import Floats
from licet.linkage.expectation import at_levels, bits, learn, posterior, probability
from licet.linkage.report import doubts
from licet.linkage.training import Trained, TrainingPass

M = [np.array([0.85, 0.1, 0.05]), np.array([0.7, 0.2, 0.1]), np.array([0.95, 0.05]), np.array([0.6, 0.4])]
U = [np.array([0.01, 0.02, 0.97]), np.array([0.05, 0.1, 0.85]), np.array([0.5, 0.5]), np.array([0.02, 0.98])]
START = [np.array([0.9, 0.09, 0.01]), np.array([0.9, 0.09, 0.01]), np.array([0.9, 0.1]), np.array([0.9, 0.1])]


def exact_counts(share: float, pairs: float) -> tuple[Gamma, Floats]:
    """Every pattern, and how many of so many pairs have it, to the last decimal: no sampling noise."""
    sizes = [len(one) for one in M]
    levels = (
        np.stack(np.meshgrid(*map(np.arange, sizes), indexing="ij"), -1).reshape(-1, len(M)).astype(np.int8)
    )
    matched = np.prod([m[levels[:, c]] for c, m in enumerate(M)], axis=0)
    unmatched = np.prod([u[levels[:, c]] for c, u in enumerate(U)], axis=0)
    return levels, pairs * (share * matched + (1 - share) * unmatched)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_em_recovers_m_and_the_share_of_matches(share: float):
    """From counts alone, with u known."""
    learnt = learn(*exact_counts(share, 1e6), U, START)
    assert learnt.converged
    assert learnt.matches == pytest.approx(share, abs=0.005)
    for expected, m in zip(learnt.expected, M, strict=True):
        assert expected / expected.sum() == pytest.approx(m, abs=0.01)


def test_a_missing_value_is_no_evidence():
    """Patterns with a null teach about the other comparisons, and nothing about the null one."""
    levels, counts = exact_counts(0.3, 1e6)
    hidden = levels.copy()
    hidden[:, 1] = -1
    learnt = learn(np.concatenate([levels, hidden]), np.concatenate([counts, counts]), U, START)
    assert learnt.expected[1].sum() == pytest.approx(learnt.expected[0].sum() / 2, rel=0.02)
    assert learnt.expected[1] / learnt.expected[1].sum() == pytest.approx(M[1], abs=0.01)


def test_the_posterior_is_bayes_rule():
    """By hand: one comparison, two levels, and a null that leaves the prior."""
    levels = np.array([[0], [1], [-1]], np.int8)
    found = posterior(levels, [np.array([0.9, 0.1])], [np.array([0.2, 0.8])], 0.25)
    by_hand = [0.25 * 0.9 / (0.25 * 0.9 + 0.75 * 0.2), 0.25 * 0.1 / (0.25 * 0.1 + 0.75 * 0.8), 0.25]
    assert found == pytest.approx(by_hand)


def test_em_that_has_not_settled_says_so(monkeypatch: pytest.MonkeyPatch):
    """Two rounds are too few, and the reader is told."""
    monkeypatch.setattr(expectation, "ROUNDS", 2)
    learnt = learn(*exact_counts(0.3, 1e6), U, START)
    assert (learnt.converged, learnt.rounds) == (False, 2)
    rough = TrainingPass("surname", 10, learnt.matches, learnt.rounds, learnt.converged)
    assert doubts([], Trained((), (), ()), [rough], []) == (
        "Training on 'surname' had not settled after 2 rounds: its weights are rough. "
        "Leave that rule out of the training, or learn from more records.",
    )


def test_bits_and_probability_are_inverse():
    """A match weight is log2 odds."""
    assert bits(0.5) == 0
    assert bits(8 / 9) == pytest.approx(3)
    assert probability(np.array([bits(0.001), 3.0, 5000.0, -5000.0])) == pytest.approx([0.001, 8 / 9, 1, 0])


def test_matches_are_added_by_level():
    """Level by level, nulls left out."""
    assert at_levels(np.array([0, 1, 1, -1], np.int8), np.array([1.0, 2.0, 3.0, 9.0]), 3).tolist() == [
        1,
        5,
        0,
    ]
