"""Plausible linkages: samples of who is who, so that any figure can say how often it holds.

1. Pieces stay whole (see `pieces`); what is open is which of them are one person.
2. A piece is one of those that it may join, with odds of 2 to the mean weight between them, or none, with
   odds of `whole`: how often a person is mentioned no more. Pieces are asked in turn, the others as they
   are (Gibbs sampling), from the best answer on, and the last state is the draw.
3. How often a piece is whole cannot be told from the weights: it is at least the share among all mentions of
   those that are whole, and at most that among those that are alone. Draws go evenly from the one to the
   other, on a scale of bits: what is not known of the model widens what they say.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.competition import adjacency
from licet.linkage.compiled import compiled
from licet.linkage.constraints import Exclusive, excludes
from licet.linkage.encoding import Codes, Counts, Floats
from licet.linkage.pieces import Pieces

SWEEPS = 12
"""How often every piece is asked: most have one or two others to join."""

MOST = 60.0
"""Bits beyond which a mean weight is certainty either way."""

ROUNDS = 200


class _State(NamedTuple):
    """Persons as rings of pieces: the next and the previous of each, and a piece that its ring goes by.

    size: mentions of each ring, at that piece.
    """

    following: Codes
    previous: Codes
    ring: Codes
    size: Counts


class _Graph(NamedTuple):
    """The pieces that each may join with their odds in bits, their members, and who excludes whom."""

    start: Codes
    neighbour: Codes
    weight: Floats
    size: Counts
    members: Codes
    member_start: Counts
    by_record: Codes
    by_file: Codes
    absent: float


def drawn(pieces: Pieces, label: Codes, marks: Exclusive, *, absent: float, draws: int, seed: int) -> Codes:
    """Plausible linkages. Returns draws × pieces: the first piece of the person that each belongs to.

    label: per mention, its person in the best answer. absent: bits taken for each pair of mentions between
    pieces that no link joins.
    """
    count = int(pieces.of.max(initial=-1)) + 1
    start, neighbour, link = adjacency(count, pieces.left, pieces.right)
    members = np.argsort(pieces.of, kind="stable").astype(np.int32)
    weight = np.clip(pieces.weight, -MOST, MOST)
    graph = _Graph(
        start=start,
        neighbour=neighbour,
        weight=weight[link],
        size=pieces.size,
        members=members,
        member_start=np.concatenate([[0], np.cumsum(pieces.size)]).astype(np.int64),
        by_record=marks.by_record,
        by_file=marks.by_file,
        absent=absent,
    )
    open_ones = np.flatnonzero(np.diff(start)).astype(np.int32)
    person = label[members[graph.member_start[:-1]]]
    low, high = whole(pieces)
    found = np.empty((draws, count), dtype=np.int32)
    for k in range(draws):
        chance = np.random.default_rng([seed, k])
        bits = low + (high - low) * (k + 0.5) / draws
        state = _rings(person, pieces.size)
        for _ in range(SWEEPS):
            _sweep(graph, state, chance.permutation(open_ones), chance.random(len(open_ones)), bits)
        _first_of_ring(state, found[k])
    return found


def whole(pieces: Pieces) -> tuple[float, float]:
    """Log2 of how often a piece is a whole person, at least and at most: the fixed points of EM."""
    odds = np.zeros(len(pieces.size))
    for ends in (pieces.left, pieces.right):
        odds += np.bincount(ends, np.exp2(np.clip(pieces.weight, -MOST, MOST)), minlength=len(odds))
    odds = odds[pieces.size == 1]
    return _share(odds, len(pieces.of)), _share(odds, len(odds))


def _share(odds: Floats, among: int) -> float:
    """Log2 of the share of mentions that are whole persons. odds: of each lone mention, that it is not."""
    if not len(odds):
        return 0.0
    share = len(odds) / among
    for _ in range(ROUNDS):
        share = max(float((share / (share + odds)).sum()), 0.5) / among
    return float(np.log2(share))


def _rings(person: Codes, size: Counts) -> _State:
    """Each person of the best answer as a ring of pieces."""
    order = np.argsort(person, kind="stable").astype(np.int32)
    ring = person[order]
    first = np.flatnonzero(np.concatenate([[True], ring[1:] != ring[:-1]]))
    last = np.concatenate([first[1:], [len(ring)]]) - 1
    following = np.empty(len(person), dtype=np.int32)
    following[order[:-1]] = order[1:]
    following[order[last]] = order[first]
    previous = np.empty_like(following)
    previous[following] = np.arange(len(person), dtype=np.int32)
    of = np.empty_like(following)
    of[order] = np.repeat(order[first], last - first + 1)
    return _State(following, previous, of, np.bincount(of, size, minlength=len(of)).astype(np.int64))


@compiled
def _sweep(graph: _Graph, state: _State, asked: Codes, chance: Floats, alone: float) -> None:
    """Ask pieces in turn whom they join, the others as they are. alone: bits for joining nobody."""
    pieces = len(state.ring)
    seen, place = np.full(pieces, -1, np.int32), np.empty(pieces, np.int32)
    rings, odds = np.empty(pieces, np.int32), np.empty(pieces)
    linked, weight = np.empty(pieces, np.int64), np.empty(pieces)
    for turn in range(len(asked)):
        x = asked[turn]
        _leave(graph, state, x)
        count = 0
        for e in range(graph.start[x], graph.start[x + 1]):
            y = graph.neighbour[e]
            ring = state.ring[y]
            if seen[ring] != turn:
                seen[ring], place[ring], rings[count] = turn, count, ring
                linked[count], weight[count] = 0, 0.0
                count += 1
            linked[place[ring]] += graph.size[y]
            weight[place[ring]] += graph.size[y] * graph.weight[e]
        total = 2.0**alone
        for k in range(count):
            odds[k] = 0.0
            if not _excluded(graph, state, x, rings[k]):
                mentions = state.size[rings[k]]
                odds[k] = 2.0 ** ((weight[k] + (mentions - linked[k]) * graph.absent) / mentions)
            total += odds[k]
        left = chance[turn] * total - 2.0**alone
        for k in range(count):
            if left < 0:
                break
            left -= odds[k]
            if left < 0:
                _join(graph, state, x, rings[k])


@compiled
def _excluded(graph: _Graph, state: _State, x: int, ring: int) -> bool:
    """Whether any mention of a piece excludes any of a ring."""
    z = ring
    while True:
        for i in range(graph.member_start[x], graph.member_start[x + 1]):
            for j in range(graph.member_start[z], graph.member_start[z + 1]):
                if excludes(graph.members[i], graph.members[j], graph.by_record, graph.by_file):
                    return True
        z = state.following[z]
        if z == ring:
            return False


@compiled
def _leave(graph: _Graph, state: _State, x: int) -> None:
    before, after, ring = state.previous[x], state.following[x], state.ring[x]
    state.following[before], state.previous[after] = after, before
    state.following[x] = state.previous[x] = x
    rest = state.size[ring] - graph.size[x]
    if ring == x and after != x:
        # A ring goes by one of its own pieces.
        z = after
        while state.ring[z] == x:
            state.ring[z] = after
            z = state.following[z]
        ring = after
    if rest > 0:
        state.size[ring] = rest
    state.ring[x], state.size[x] = x, graph.size[x]


@compiled
def _join(graph: _Graph, state: _State, x: int, ring: int) -> None:
    after = state.following[ring]
    state.following[ring], state.previous[x] = x, ring
    state.following[x], state.previous[after] = after, x
    state.ring[x] = ring
    state.size[ring] += graph.size[x]


@compiled
def _first_of_ring(state: _State, first: Codes) -> None:
    first[:] = -1
    for x in range(len(first)):
        if first[x] >= 0:
            continue
        first[x], y = x, state.following[x]
        while y != x:
            first[y] = x
            y = state.following[y]


def draws_table(pieces: Pieces, found: Codes, persons: pa.Table) -> pa.Table:
    """Where the mentions of pieces that are open belong, draw by draw (see `Linkage`).

    found: draws × pieces. persons: of the best answer, in order of mentions. A person keeps the number of the
    best answer for the piece that it begins with; a later piece on its own has a number behind a dash.
    """
    is_open = np.zeros(len(pieces.size), dtype=bool)
    is_open[pieces.left] = is_open[pieces.right] = True
    mentions = np.flatnonzero(is_open[pieces.of])
    names = _names(pieces, persons["person_id"].combine_chunks())
    draws = len(found)
    return pa.table(
        {
            "mention_id": persons["mention_id"].combine_chunks().take(pa.array(np.tile(mentions, draws))),
            "person_id": names.take(pa.array(found[:, pieces.of[mentions]].ravel())),
            "draw": pa.array(np.repeat(np.arange(1, draws + 1, dtype=np.int32), len(mentions))),
        }
    )


def linkage_of_draw(persons: pa.Table, draws: pa.Table, draw: int) -> pa.Table:
    """One plausible linkage whole: mention_id, person_id, support (1: in this one it is so), in order.

    persons, draws: of a `Linkage`. draw: from 1 on.
    """
    mine = draws.filter(pc.equal(draws["draw"], draw))
    place = pc.index_in(persons["mention_id"].combine_chunks(), mine["mention_id"].combine_chunks())
    drawn_id = mine["person_id"].combine_chunks().take(place)
    return pa.table(
        {
            "mention_id": persons["mention_id"],
            "person_id": pc.coalesce(drawn_id, persons["person_id"].combine_chunks()),
            "support": np.ones(len(persons)),
        }
    )


def _names(pieces: Pieces, person_id: pa.Array) -> pa.Array:
    """The name of the person that begins with each piece."""
    first = np.unique(pieces.of, return_index=True)[1]
    person = person_id.take(pa.array(first))
    codes = np.asarray(person.dictionary_encode().indices)
    order = np.argsort(codes, kind="stable")
    begins = np.searchsorted(codes[order], codes)
    rank = np.empty(len(codes), dtype=np.int64)
    rank[order] = np.arange(len(codes))
    later = rank - begins
    dashed = pc.binary_join_element_wise(person, pa.array(later + 1).cast(pa.string()), "-")
    return pc.if_else(pa.array(later > 0), dashed, person)
