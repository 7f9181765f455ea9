"""Linking again under a frozen model: the same answer, and no trace of who has left."""

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings

from licet.errors import ScienceError
from licet.linkage import Constraints, Linkage, SourceConstraint, link, relink, standard_model
from tests.linkage.town import CONSTRAINTS, both, homes

TOWN = homes(90, 5)
EVERYBODY = both(TOWN[:80], TOWN[10:])
MODEL = standard_model(EVERYBODY)
NOBODY_EXCLUDED = Constraints({name: SourceConstraint(once_per_record=False) for name in ("form", "list")})


def some_of(people: pa.Table, share: float, seed: int) -> pa.Table:
    """The people of so many of the records."""
    records = pc.unique(people["record_id"]).to_pylist()
    kept = np.random.default_rng(seed).random(len(records)) < share
    chosen = [record for record, keep in zip(records, kept, strict=True) if keep]
    return people.filter(pc.is_in(people["record_id"], pa.array(chosen)))


def renamed(people: pa.Table, share: float, seed: int) -> pa.Table:
    """The same people, of whom some have another surname."""
    changed = pa.array(np.random.default_rng(seed).random(len(people)) < share)
    names = pc.if_else(changed, "zorvan", people["surname"])
    return people.set_column(people.column_names.index("surname"), "surname", names)


def same(one: Linkage, other: Linkage) -> bool:
    return one.links.equals(other.links) and one.persons.equals(other.persons)


def linked(people: pa.Table, frozen=None, constraints: Constraints = CONSTRAINTS) -> Linkage:
    return link(people, MODEL, constraints, frozen=frozen)


def test_a_frozen_model_gives_its_own_mentions_the_same_answer():
    first = linked(EVERYBODY)
    assert same(linked(EVERYBODY, first.learnt), first)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.8, 0.99), st.floats(0.8, 0.99), st.floats(0, 0.1))
def test_linking_what_changed_is_linking_everything_again(seed: int, had: float, has: float, changed: float):
    """Records come, go and change: what is found equals a full run under the frozen model to the byte."""
    before, after = some_of(EVERYBODY, had, seed), renamed(some_of(EVERYBODY, has, seed + 1), changed, seed)
    first = linked(before)
    again = relink(first, before, after, MODEL, CONSTRAINTS)
    assert same(again, linked(after, first.learnt))


def blurred(people: pa.Table, seed: int) -> pa.Table:
    """The same people with every third field blank, so that many could be several."""
    chance = np.random.default_rng(seed)
    for name in ("forename", "middle", "age", "street_number", "street_name", "address_key"):
        blank = pa.array(chance.random(len(people)) < 0.4)
        place = people.column_names.index(name)
        people = people.set_column(place, name, pc.if_else(blank, None, people[name]))
    return people


@pytest.mark.parametrize("seed", range(6))
def test_so_it_is_where_many_could_be_several(seed: int):
    """Records go from a town of whom little is known: whoever they competed with is looked at again."""
    before = blurred(EVERYBODY, seed)
    after = some_of(before, 0.95, seed)
    first = linked(before)
    assert same(relink(first, before, after, MODEL, CONSTRAINTS), linked(after, first.learnt))


@pytest.mark.parametrize("share", [0.9, 0.99])
def test_so_it_is_where_nobody_excludes_anybody(share: float):
    before = some_of(EVERYBODY, share, 3)
    first = linked(before, constraints=NOBODY_EXCLUDED)
    again = relink(first, before, EVERYBODY, MODEL, NOBODY_EXCLUDED)
    assert same(again, linked(EVERYBODY, first.learnt, NOBODY_EXCLUDED))
    assert again.links.num_rows > first.links.num_rows


def test_one_more_record_changes_nobody_else():
    """Whoever does not live with, look like or compete with the new ones stays as they were."""
    last = EVERYBODY["record_id"].to_pylist()[-1]
    before = EVERYBODY.filter(pc.not_equal(EVERYBODY["record_id"], last))
    first = linked(before)
    again = relink(first, before, EVERYBODY, MODEL, CONSTRAINTS)
    ids = set(first.persons["mention_id"].to_pylist())
    new = set(again.persons["mention_id"].to_pylist()) - ids
    stayed = [row for row in again.links.to_pylist() if not {row["mention_id_l"], row["mention_id_r"]} & new]
    shared = sum(row in first.links.to_pylist() for row in stayed)
    assert 0 < len(new) <= 5
    assert shared > 0.95 * first.links.num_rows


def test_who_has_left_leaves_no_trace():
    """Neither a link, nor a person, nor a name in the model remains of somebody who objects."""
    named = renamed(EVERYBODY.slice(0, 1), 1.1, 0)
    everybody = pa.concat_tables([named, EVERYBODY.slice(1)])
    gone = named["mention_id"][0].as_py()
    first = linked(everybody)
    assert "zorvan" in first.learnt.values.to_pylist()
    left = everybody.filter(pc.not_equal(everybody["mention_id"], gone))
    again = relink(first, everybody, left, MODEL, CONSTRAINTS)
    assert "zorvan" not in again.learnt.values.to_pylist()
    assert gone not in again.persons["mention_id"].to_pylist()
    assert gone not in again.links["mention_id_l"].to_pylist() + again.links["mention_id_r"].to_pylist()


def test_a_source_that_the_model_does_not_know_is_refused():
    first = linked(EVERYBODY)
    other = EVERYBODY.set_column(
        EVERYBODY.column_names.index("source"), "source", pa.array(["third"] * len(EVERYBODY))
    )
    with pytest.raises(ScienceError, match="knows no source called third"):
        relink(first, EVERYBODY, other, MODEL, CONSTRAINTS)


def test_the_earlier_mentions_must_be_those_that_were_linked():
    first = linked(EVERYBODY)
    with pytest.raises(ScienceError, match="earlier"):
        relink(first, EVERYBODY.slice(1), EVERYBODY, MODEL, CONSTRAINTS)


def namesake(**said: str | None) -> dict[str, str | None]:
    """Somebody of one and the same name, at one address unless told otherwise."""
    home = {"address_key": "1 elm", "street_number": "1", "street_name": "elm"}
    return {"mention_id": said["record_id"], "forename": "zenovia", "surname": "abernathy", **home, **said}


def test_who_was_undecided_is_decided_by_a_rival_two_meetings_away():
    """A head is either of two namesakes of one home, until another head is clearly one of them."""
    schema, nowhere = EVERYBODY.schema, {"address_key": None, "street_number": None, "street_name": None}
    two = [
        namesake(source="list", record_id=f"l-{middle}", role="resident", age="41", middle=middle)
        for middle in ("q", None)
    ]
    head = namesake(source="form", record_id="f-head", role="head")
    rival = namesake(source="form", record_id="f-rival", role="head", middle="q", **nowhere)
    before = pa.concat_tables([EVERYBODY, pa.Table.from_pylist([*two, head], schema=schema)])
    after = pa.concat_tables([before, pa.Table.from_pylist([rival], schema=schema)])
    first = link(before, MODEL, CONSTRAINTS, threshold=0.8)
    again = relink(first, before, after, MODEL, CONSTRAINTS, threshold=0.8)
    full = link(after, MODEL, CONSTRAINTS, threshold=0.8, frozen=first.learnt)
    assert same(again, full)
    assert np.array_equal(again.weighed.undecided, full.weighed.undecided)

    def undecided(found: Linkage) -> bool:
        return bool(found.weighed.undecided[found.persons["mention_id"].to_pylist().index("f-head")])

    assert undecided(first)
    assert not undecided(full)
    # The rival leaves again: whoever was decided by them no longer is.
    back = relink(again, after, before, MODEL, CONSTRAINTS, threshold=0.8)
    assert same(back, link(before, MODEL, CONSTRAINTS, threshold=0.8, frozen=again.learnt))
    assert undecided(back)


def test_new_records_alone_are_refused():
    """Whoever is not among the mentions of now is taken as gone: nearly everybody is a mistake."""
    before = EVERYBODY.slice(0, len(EVERYBODY) - 10)
    first = linked(before)
    with pytest.raises(ScienceError, match="Give all mentions"):
        relink(first, before, EVERYBODY.slice(len(EVERYBODY) - 10), MODEL, CONSTRAINTS)
