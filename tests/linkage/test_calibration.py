"""What a probability promises, against what was so."""

import numpy as np
import pytest

from licet.linkage.calibration import calibration, expected_error


def test_a_promise_that_is_kept_has_no_error():
    """Of ten links at 0.9 nine are right."""
    probability, right = np.full(10, 0.9), np.array([1.0] * 9 + [0.0])
    bands = calibration(probability, right)
    assert bands["links"].to_pylist() == [0] * 8 + [10, 0]
    assert expected_error(bands) == pytest.approx(0)


def test_a_broken_promise_is_weighed_by_its_links():
    """By hand: 2 links at 0.99 of which one is right, and 8 at 0.6 of which all are."""
    probability, right = np.array([0.99] * 2 + [0.6] * 8), np.array([1.0, 0.0] + [1.0] * 8)
    assert expected_error(calibration(probability, right)) == pytest.approx(0.2 * 0.49 + 0.8 * 0.4)


def test_links_that_are_not_likely_are_left_out():
    """At one half and below nothing is promised; at 1 all is."""
    bands = calibration(np.array([0.2, 0.5, 1.0]), np.array([0.0, 0.0, 1.0]))
    assert bands["links"].to_pylist() == [0] * 9 + [1]
    assert bands["promised"].to_pylist()[0] is None
