"""Draws in a run: how firm its counts and flags are, and that the best answer stays what it is."""

import pyarrow.compute as pc
import pytest

from tests.run.boroughs import borough, run, tables

DRAWS = 6


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return run(borough(tmp_path_factory.mktemp("drawn") / "b"), draws=DRAWS).store


def test_ranges_hold_families_and_flags(store):
    ranges = {row["figure"]: row for row in store.table("ranges").to_pylist()}
    assert ranges["families"]["best"] == len(pc.unique(store.table("families")["family_id"]))
    assert ranges["flagged families"]["best"] == store.table("flags").num_rows
    for row in ranges.values():
        assert row["low"] <= row["high"]
        assert row["draws"] == DRAWS
        assert abs(row["low"] - row["best"]) < 0.1 * row["best"] + 3


def test_a_flag_says_in_how_many_draws_it_holds(store):
    """Most families are sure, so most flags hold in every draw; none can hold in more."""
    held = {row["family_id"]: row["held"] for row in store.table("flag_draws").to_pylist()}
    flagged = store.table("flags")["family_id"].to_pylist()
    assert max(held.values()) == DRAWS
    assert set(flagged) <= set(held)
    assert sum(held[family] == DRAWS for family in flagged) >= 0.8 * len(flagged)
    assert set(held) <= set(store.table("families")["family_id"].to_pylist())


def test_only_open_mentions_are_drawn(store):
    """Each draw lists the same mentions, all of them kept ones."""
    draws, kept = store.table("draws"), set(store.table("persons")["mention_id"].to_pylist())
    by_draw = [
        draws.filter(pc.equal(draws["draw"], number))["mention_id"].to_pylist()
        for number in range(1, DRAWS + 1)
    ]
    assert all(mentions == by_draw[0] for mentions in by_draw)
    assert set(by_draw[0]) < kept


def test_draws_leave_the_best_answer_as_it_is(tmp_path, store):
    plain = run(borough(tmp_path / "plain")).store
    assert plain.id != store.id
    without = tables(plain)
    assert {"draws", "ranges", "flag_draws"}.isdisjoint(without)
    assert all(table.equals(store.table(name)) for name, table in without.items())
