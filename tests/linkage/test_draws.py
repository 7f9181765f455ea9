"""Plausible linkages: how often pieces are joined, and what no draw may do."""

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
from hypothesis import given, settings

from licet.linkage.constraints import Exclusive
from licet.linkage.draws import drawn, linkage_of_draw, whole
from licet.linkage.pieces import Pieces, between, certain_pieces, pieces_of
from licet.linkage.stacked import in_each, of_draw, side_by_side, told_apart
from tests.linkage.tables import table


def marks(count: int, by_record: dict[int, int] | None = None) -> Exclusive:
    """by_record: mentions with the record that names each."""
    record = -np.ones(count, dtype=np.int32)
    for mention, mark in (by_record or {}).items():
        record[mention] = mark
    return Exclusive(record, -np.ones(count, dtype=np.int32))


def pieces(count: int, pairs: list[tuple[int, int, float]]) -> Pieces:
    """Each mention a piece of its own."""
    left, right, weight = (np.array(part) for part in zip(*sorted(pairs), strict=True))
    return Pieces(np.arange(count, dtype=np.int32), left.astype(np.int32), right.astype(np.int32), weight)


def draws_of(given: Pieces, excluding: Exclusive | None = None, draws: int = 4000) -> np.ndarray:
    alone = np.arange(len(given.of), dtype=np.int32)
    return drawn(given, alone, excluding or marks(len(given.of)), absent=-13.3, draws=draws, seed=1)


def test_two_pieces_are_joined_as_often_as_their_weight_says():
    """Each draw joins them with odds of 2 to the weight against its own odds of being whole."""
    given = pieces(40, [(0, 1, 1.0)])
    low, high = whole(given)
    bits = low + (high - low) * (np.arange(4000) + 0.5) / 4000
    expected = (1 / (1 + 2.0 ** (bits - 1.0))).mean()
    found = draws_of(given)
    assert abs((found[:, 0] == found[:, 1]).mean() - expected) < 0.02
    assert (found[:, 2:] == np.arange(2, 40)).all()


def test_a_person_of_two_pieces_is_joined_once():
    """2 may be the person that 0 and 1 all but certainly are: one way, though two pieces speak for it."""
    given = pieces(40, [(0, 1, 50.0), (0, 2, 0.0), (1, 2, 0.0)])
    low, high = whole(given)
    bits = low + (high - low) * (np.arange(4000) + 0.5) / 4000
    found = draws_of(given)
    assert (found[:, 0] == found[:, 1]).mean() > 0.99
    assert abs((found[:, 0] == found[:, 2]).mean() - (1 / (1 + 2.0**bits)).mean()) < 0.03


def test_one_who_may_be_either_of_two_is_each_half_of_the_time_and_never_both():
    """Twins of one record: 0 is 1 or 2, who exclude one another."""
    found = draws_of(pieces(3, [(0, 1, 6.0), (0, 2, 6.0)]), marks(3, {1: 7, 2: 7}))
    first, second = found[:, 0] == found[:, 1], found[:, 0] == found[:, 2]
    assert not (first & second).any()
    assert abs(first.mean() - second.mean()) < 0.05
    assert first.mean() + second.mean() > 0.9


def test_a_chain_is_not_joined_by_its_middle_alone():
    """0 and 2 have no link: the mean over a person's pieces says against all three being one."""
    found = draws_of(pieces(3, [(0, 1, 3.0), (1, 2, 3.0)]))
    assert ((found[:, 0] == found[:, 1]) & (found[:, 1] == found[:, 2])).mean() < 0.1
    assert (found[:, 0] == found[:, 1]).mean() > 0.4


def test_what_is_certain_stays_and_what_is_not_kept_weighs_against():
    """Mentions 0 and 1 are all but certainly one, so 2 meets both: one link of 4 bits, one pair not kept."""
    left, right = np.array([0, 0], np.int32), np.array([1, 2], np.int32)
    weight = np.array([12.0, 4.0])
    piece = certain_pieces(np.array([0, 0, 2, 3]), left, right, weight)
    assert piece.tolist() == [0, 0, 1, 2]
    found = between(piece, left, right, weight)
    assert [(a, b) for a, b in zip(found.left, found.right, strict=True)] == [(0, 2), (1, 2)]
    assert np.isnan(found.weight).tolist() == [False, True]
    asked = pieces_of(piece, found, marks(4), np.array([4.0, -10.0]))
    assert (asked.left.tolist(), asked.right.tolist(), asked.weight.tolist()) == ([0], [1], [-3.0])


def test_pieces_that_exclude_one_another_are_not_open():
    left, right, weight = np.array([0], np.int32), np.array([1], np.int32), np.array([4.0])
    piece = certain_pieces(np.array([0, 1]), left, right, weight)
    found = between(piece, left, right, weight)
    assert not len(pieces_of(piece, found, marks(2, {0: 3, 1: 3}), weight).left)


def test_how_often_pieces_are_whole_lies_between_two_shares():
    """Of 100 mentions 10 are alone, and of these one may well be another: 9 of 100, or 9 of 10, are whole."""
    of = np.repeat(np.arange(20, dtype=np.int32), [9] * 10 + [1] * 10)
    low, high = whole(Pieces(of, np.array([0], np.int32), np.array([15], np.int32), np.array([20.0])))
    np.testing.assert_allclose(2.0 ** np.array([low, high]), [0.09, 0.9], rtol=1e-3)


PAIRS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(-20, 20)).filter(
        lambda pair: pair[0] < pair[1]
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda pair: pair[:2],
)


@settings(deadline=None, max_examples=60)
@given(PAIRS, st.lists(st.integers(-1, 2), min_size=8, max_size=8))
def test_draws_are_equivalences_under_what_excludes(pairs: list[tuple[int, int, float]], records: list[int]):
    """Every person is named by its first piece, and holds no two mentions that exclude one another."""
    excluding = marks(8, {mention: record for mention, record in enumerate(records) if record >= 0})
    allowed = [pair for pair in pairs if records[pair[0]] < 0 or records[pair[0]] != records[pair[1]]]
    found = draws_of(pieces(8, allowed or [(0, 1, -30.0)]), excluding, draws=5)
    assert (np.take_along_axis(found, found, axis=1) == found).all()
    assert (found <= np.arange(8)).all()
    for draw in found:
        for person in np.unique(draw):
            named = [records[m] for m in np.flatnonzero(draw == person) if records[m] >= 0]
            assert len(named) == len(set(named))


def test_a_draw_whole_takes_from_the_best_answer_what_is_not_open():
    persons = table("""
    mention_id | person_id
    a          | P1
    b          | P1
    c          | P2
    """)
    draws = pa.table(
        {
            "mention_id": ["b", "c", "b"],
            "person_id": ["P1-2", "P1", "P1"],
            "draw": pa.array([1, 1, 2], pa.int32()),
        }
    )
    assert linkage_of_draw(persons, draws, 1)["person_id"].to_pylist() == ["P1", "P1-2", "P1"]
    assert linkage_of_draw(persons, draws, 2)["person_id"].to_pylist() == ["P1", "P1", "P2"]


def test_draws_side_by_side_are_told_apart_again():
    ties = table("""
    from | to
    a    | b
    c    |
    """)
    twice = in_each(ties, [1, 2], ["from", "to"])
    assert twice["from"].to_pylist() == ["0001:a", "0001:c", "0002:a", "0002:c"]
    assert of_draw(twice, 2, "from")["from"].to_pylist() == ["0002:a", "0002:c"]
    back = told_apart(twice, ["from", "to"])
    assert back["draw"].to_pylist() == [1, 1, 2, 2]
    assert back["to"].to_pylist() == ["b", None, "b", None]
    assert side_by_side([ties, ties], [1, 2], ["from", "to"]).equals(twice)
