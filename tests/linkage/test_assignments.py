"""Who of one group is who of another: against counting every way by hand."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.linkage.assignments import assigned

ODDS = st.just(0.0) | st.floats(1e-60, 1e60)
"""As far as family evidence lets odds go, either way; smaller numbers are not exact."""


def every_way(odds: np.ndarray, absent: np.ndarray) -> tuple[np.ndarray, float]:
    """The weights by listing all ways: each member is nobody, or one of the others, and no two the same."""
    joint, whole = np.zeros(odds.shape), 0.0
    for way in product(range(-1, odds.shape[1]), repeat=odds.shape[0]):
        taken = [other for other in way if other >= 0]
        if len(set(taken)) < len(taken):
            continue
        weight = np.prod([absent[i] if j < 0 else odds[i, j] for i, j in enumerate(way)])
        whole += weight
        for i, j in enumerate(way):
            if j >= 0:
                joint[i, j] += weight
    return joint, whole


@settings(deadline=None)
@given(st.data(), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))
def test_all_ways_are_summed(data: st.DataObject, rows: int, columns: int, meetings: int):
    """For any odds, and any pairs that are not possible, as listing all ways gives."""
    shape = st.lists(ODDS, min_size=rows * columns, max_size=rows * columns)
    tables = [np.array(data.draw(shape)).reshape(rows, columns) for _ in range(meetings)]
    absent = [np.array(data.draw(st.lists(ODDS, min_size=rows, max_size=rows))) for _ in range(meetings)]
    row, column = (part.ravel() for part in np.indices((rows, columns)))
    joint, whole = assigned(
        np.arange(meetings + 1) * rows * columns,
        np.full(meetings, rows, np.int32),
        np.full(meetings, columns, np.int32),
        np.tile(row, meetings).astype(np.int32),
        np.tile(column, meetings).astype(np.int32),
        np.concatenate([table.ravel() for table in tables]),
        np.concatenate([one[row] for one in absent]),
    )
    for k in range(meetings):
        pairs, total = every_way(tables[k], absent[k])
        part = joint[k * rows * columns : (k + 1) * rows * columns]
        np.testing.assert_allclose(part, pairs.ravel(), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(whole[k], total, rtol=1e-9)


def test_a_pair_that_cannot_be_has_no_weight():
    """A pair that is left out is no way: the other child has to be the one."""
    one = np.zeros(1, np.int32)
    joint, whole = assigned(
        np.array([0, 1]), one + 1, one + 2, one, one + 1, np.array([3.0]), np.array([0.5])
    )
    assert joint.tolist() == [3.0]
    assert whole.tolist() == [3.5]
