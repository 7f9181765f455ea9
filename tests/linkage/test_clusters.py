"""Clusters: equivalence, constraints, order, ambiguity."""

from collections.abc import Sequence

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings

from licet.linkage.clusters import Clusters, cluster
from licet.linkage.competition import alone, compete
from licet.linkage.constraints import Exclusive

Link = tuple[int, int, float]


def marks(by_record: Sequence[int], by_file: Sequence[int]) -> Exclusive:
    return Exclusive(np.array(by_record, np.int32), np.array(by_file, np.int32))


def clusters(
    links: Sequence[Link], by_record: Sequence[int], by_file: Sequence[int], margin: float = 1.0
) -> Clusters:
    """Links of at least 3 bits propose; a pair without a link counts -7."""
    links = sorted(links)
    left = np.array([link[0] for link in links], np.int32)
    right = np.array([link[1] for link in links], np.int32)
    weight = np.array([link[2] for link in links], np.float64)
    return cluster(marks(by_record, by_file), left, right, weight, least=3.0, margin=margin, missing=-7.0)


def test_linked_mentions_are_one_person():
    """Nothing stands against it: three mentions, each linked with the others."""
    found = clusters([(0, 1, 9.0), (1, 2, 8.0), (0, 2, 7.0)], [-1] * 4, [-1] * 4)
    assert found.label.tolist() == [0, 0, 0, 3]


def test_a_chain_does_not_join_what_its_ends_refuse():
    """0 and 2 were not kept: -7 outweighs the weaker link, so a bare component is not a person."""
    found = clusters([(0, 1, 9.0), (1, 2, 4.0)], [-1] * 3, [-1] * 3)
    assert found.label.tolist() == [0, 0, 2]
    assert found.outweighed == 1


def test_a_strong_link_overrules_one_pair_that_was_not_kept():
    """The balance decides, not a veto."""
    assert clusters([(0, 1, 12.0), (1, 2, 9.0)], [-1] * 3, [-1] * 3).label.tolist() == [0, 0, 0]


def test_nobody_is_twice_in_a_record():
    """1 and 2 stand in one record: the stronger link takes 0."""
    found = clusters([(0, 1, 9.0), (0, 2, 6.0)], [-1, 7, 7], [-1] * 3)
    assert found.label.tolist() == [0, 0, 2]
    assert found.excluded == 1
    assert not found.ambiguous.any()


def test_constraints_hold_between_groups():
    """3 joins 0, so 1 of the same file as 3 cannot follow, though 1 and 0 exclude nothing themselves."""
    found = clusters([(0, 3, 12.0), (0, 1, 9.0), (1, 2, 8.0)], [-1] * 4, [-1, 5, -1, 5])
    assert found.label.tolist() == [0, 1, 1, 0]


def test_same_named_twins_are_left_ambiguous():
    """Two children alike in everything, named twice: all four links tie, and none is taken by a tie-break."""
    links = [(0, 2, 20.0), (0, 3, 20.0), (1, 2, 20.0), (1, 3, 20.0)]
    found = clusters(links, [1, 1, 2, 2], [-1, -1, 3, 3])
    assert found.label.tolist() == [0, 1, 2, 3]
    assert found.ambiguous.all()


def test_one_mention_of_either_twin_is_ambiguous():
    """A single record that fits both twins of the other file belongs to neither; each has the same claim."""
    found = clusters([(0, 1, 20.0), (0, 2, 19.5)], [-1] * 3, [-1, 3, 3])
    assert found.label.tolist() == [0, 1, 2]
    assert found.ambiguous.tolist() == [True, False, False]


def test_twins_told_apart_by_a_margin_are_linked():
    """A middle initial is worth more than the margin."""
    links = [(0, 2, 23.0), (0, 3, 12.0), (1, 2, 12.0), (1, 3, 23.0)]
    assert clusters(links, [1, 1, 2, 2], [-1, -1, 3, 3]).label.tolist() == [0, 1, 0, 1]


def test_a_rival_with_a_better_partner_is_no_rival():
    """Father and son of one name: 1 fits 2 almost as well as 0 does, but 1 has 3 and 0 has nobody else.

    Weighed whole: (0,2) and (1,3) make 40 bits; (0,3), which is no link, and (1,2) make 19.5.
    """
    links = [(0, 2, 20.0), (1, 2, 19.5), (1, 3, 20.0)]
    found = clusters(links, [1, 1, -1, -1], [-1, -1, 3, 3])
    assert found.label.tolist() == [0, 1, 0, 1]
    assert not found.ambiguous.any()


def test_a_partner_whom_a_rival_could_keep_anyway_clears_nothing():
    """2 may join 3 and 0 both, so that it has 3 does not make it less of a rival to 1."""
    found = clusters([(0, 1, 20.0), (0, 2, 19.5), (2, 3, 20.0)], [-1] * 4, [-1, 5, 5, -1])
    assert found.label.tolist() == [0, 1, 2, 2]
    assert found.ambiguous.tolist() == [True, False, False, False]


def test_the_better_of_two_ways_to_pair_wins_over_the_single_best_link():
    """(0,2) is the strongest link by half a bit, but taking it would leave 1 with nobody."""
    links = [(0, 2, 20.0), (1, 2, 19.5), (0, 3, 15.0)]
    found = clusters(links, [1, 1, -1, -1], [-1, -1, 3, 3])
    assert found.label.tolist() == [0, 1, 1, 0]


def test_a_tie_that_excludes_nothing_is_no_tie():
    """Two records of one person in other files may both be joined."""
    assert clusters([(0, 1, 9.0), (0, 2, 9.0), (1, 2, 9.0)], [-1] * 3, [-1, 3, 4]).label.tolist() == [0, 0, 0]


COUNT = 9
MARK = st.lists(st.integers(-1, 3), min_size=COUNT, max_size=COUNT)
LINKS = st.dictionaries(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([-5.0, 2.0, 3.0, 3.5, 4.0, 8.0, 8.5, 15.0, 20.0]),
    max_size=24,
)


def exclude(i: int, j: int, *both: Sequence[int]) -> bool:
    return any(mark[i] == mark[j] >= 0 for mark in both)


@settings(max_examples=300, deadline=None)
@given(LINKS, MARK, MARK)
def test_clusters_are_an_equivalence_and_never_break_a_constraint(
    links: dict[tuple[int, int], float], by_record: list[int], by_file: list[int]
):
    """Labels are the smallest member of each class; no class holds two that exclude one another."""
    found = clusters([(i, j, w) for (i, j), w in links.items()], by_record, by_file)
    label = found.label.tolist()
    for x, name in enumerate(label):
        assert name == min(y for y in range(COUNT) if label[y] == name)
        assert name <= x
    for i in range(COUNT):
        for j in range(i + 1, COUNT):
            assert label[i] != label[j] or not exclude(i, j, by_record, by_file)
            if label[i] == label[j]:
                assert reached(i, label, links) >= {j}


def reached(start: int, label: list[int], links: dict[tuple[int, int], float]) -> set[int]:
    """Whom links of 3 bits or more reach from a mention within its cluster."""
    seen, todo = {start}, [start]
    while todo:
        x = todo.pop()
        near = {j if i == x else i for (i, j), w in links.items() if w >= 3 and x in (i, j)}
        new = {y for y in near if label[y] == label[start]} - seen
        seen |= new
        todo += new
    return seen


@settings(max_examples=150, deadline=None)
@given(
    LINKS.map(lambda links: {pair: w + (pair[0] * COUNT + pair[1]) / 7 for pair, w in links.items()}),
    MARK,
    MARK,
    st.permutations(range(COUNT)),
)
def test_names_of_mentions_change_nothing(
    links: dict[tuple[int, int], float], by_record: list[int], by_file: list[int], order: list[int]
):
    """Without equal weights, mentions in another order fall into the same classes, ambiguity included."""
    found = clusters([(i, j, w) for (i, j), w in links.items()], by_record, by_file)
    renamed = [(min(order[i], order[j]), max(order[i], order[j]), w) for (i, j), w in links.items()]
    old = np.argsort(order)
    again = clusters(renamed, [by_record[x] for x in old], [by_file[x] for x in old])
    classes = {frozenset(np.flatnonzero(found.label == name).tolist()) for name in found.label.tolist()}
    others = {frozenset(old[np.flatnonzero(again.label == name)].tolist()) for name in again.label.tolist()}
    assert classes == others
    assert found.ambiguous.tolist() == [bool(again.ambiguous[order[x]]) for x in range(COUNT)]


def test_rivals_share_the_probability():
    """Two candidates of one file at even odds: a third each, for it may be neither."""
    left, right = np.array([0, 0, 0], np.int32), np.array([1, 2, 3], np.int32)
    found = compete(marks([-1] * 4, [-1, 5, 5, 6]), left, right, alone(np.array([0.0, 0.0, 3.0]), 4))
    # 3 is of another file: it competes with nobody.
    assert np.allclose(found, [1 / 3, 1 / 3, 8 / 9])
