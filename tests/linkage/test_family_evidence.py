"""Who is mentioned with somebody tells who that is: what single pairs cannot say, the others do."""

from copy import deepcopy

import numpy as np
import pytest

from licet.linkage import Linkage, link, standard_model
from tests.linkage.town import CONSTRAINTS, Home, both, homes, linked, same_person

HOMES = 400


@pytest.fixture(scope="module")
def town() -> list[Home]:
    """Homes as they are."""
    return homes(HOMES, seed=4)


def written(town: list[Home]) -> list[Home]:
    """The forms of the town, for a test to change."""
    return deepcopy(town)


def weight(found: Linkage, one: str, other: str, part: str = "match_weight") -> float:
    """A weight of a link that was kept."""
    for row in found.links.to_pylist():
        if {row["mention_id_l"], row["mention_id_r"]} == {one, other}:
            return row[part]
    raise AssertionError(f"no link of {one} and {other} was kept")


def test_a_garbled_child_is_found_by_the_others(town: list[Home]):
    """Another forename, no middle name: where parents and sisters are in place it is the child."""
    here = written(town)
    for home in range(0, HOMES, 8):
        here[home][2] |= {"forename": "xqwyt", "middle": None}
    found = linked(town, here)
    missed = [home for home in range(0, HOMES, 8) if not same_person(found, f"f{home}-2", f"l{home}-2")]
    assert len(missed) <= 3
    assert weight(found, "f0-2", "l0-2", "w_forename") < 0


def test_a_family_that_moved_is_found_whole(town: list[Home]):
    """At a new address the names of all together say what one name could not."""
    here = written(town)
    for home in range(0, HOMES, 8):
        for person in here[home]:
            person |= {
                "address_key": f"{home} newstreet",
                "street_number": str(home),
                "street_name": "newstreet",
            }
    found = linked(town, here)
    moved = [(f"f{home}-{p}", f"l{home}-{p}") for home in range(0, HOMES, 8) for p in range(len(here[home]))]
    assert sum(same_person(found, *pair) for pair in moved) >= 0.97 * len(moved)
    assert weight(found, "f0-2", "l0-2", "w_address") < 0 < weight(found, "f0-2", "l0-2", "w_family")


def test_twins_of_one_name_stay_apart_and_are_said_to_be_ambiguous(town: list[Home]):
    """Half and half: no tie-break decides who is who."""
    there = written(town)
    twin = dict(there[1][2])
    there[1] = [*there[1][:3], dict(twin, role="child-2")]
    found = linked(there, deepcopy(there))
    ambiguous = {row["mention_id"] for row in found.persons.to_pylist() if row["ambiguous"]}
    assert {"l1-2", "l1-3", "f1-2", "f1-3"} <= ambiguous
    assert not any(same_person(found, f"f1-{a}", f"l1-{b}") for a in (2, 3) for b in (2, 3))
    assert same_person(found, "f1-0", "l1-0")


def test_a_father_and_a_son_of_one_name_are_told_apart_by_role(town: list[Home]):
    """The form gives no age: that heads are grown up and children are not was learnt from all the others."""
    there = written(town)
    there[2][2] |= {name: there[2][0][name] for name in ("forename", "middle")}
    there[2][0]["age"], there[2][2]["age"] = "44", "9"
    found = linked(there, deepcopy(there))
    assert same_person(found, "f2-0", "l2-0")
    assert same_person(found, "f2-2", "l2-2")


def test_siblings_whose_names_changed_places_go_by_their_names(town: list[Home]):
    """The order of children on a form says nothing."""
    place = next(h for h, home in enumerate(town) if len(home) > 3)
    here = written(town)
    one, other = here[place][2], here[place][3]
    for name in ("forename", "middle"):
        one[name], other[name] = other[name], one[name]
    found = linked(town, here)
    assert same_person(found, f"f{place}-2", f"l{place}-3")
    assert same_person(found, f"f{place}-3", f"l{place}-2")


def test_who_is_not_listed_is_nobody(town: list[Home]):
    """A child that the list does not have is not its sister, however well the family fits."""
    gone = [home for home in range(0, HOMES, 8) if len(town[home]) > 3]
    there = written(town)
    for home in gone:
        there[home] = there[home][:3]
    found = linked(there, town)
    assert not any(same_person(found, f"f{home}-3", f"l{home}-{p}") for home in gone for p in range(3))
    assert all(same_person(found, f"f{home}-2", f"l{home}-2") for home in gone)


def test_a_child_who_moved_out_alone_is_found_elsewhere(town: list[Home]):
    """The home that everybody else is in does not swallow who lives somewhere else by now."""
    there = written(town)
    left = range(0, HOMES, 8)
    for home in left:
        there[home][2] |= {"address_key": f"{home} farstreet", "street_number": str(home)}
        there[home][2]["street_name"] = "farstreet"
    found = linked(there, town)
    assert sum(same_person(found, f"f{home}-2", f"l{home}-2") for home in left) >= 0.9 * len(left)


def test_the_order_of_rows_changes_no_byte(town: list[Home]):
    """Groups, meetings and what is learnt of them are the same, wherever a row stood."""
    table = both(town, written(town))
    shuffled = table.take(np.random.default_rng(5).permutation(len(table)))
    one, other = (link(rows, standard_model(rows), CONSTRAINTS) for rows in (table, shuffled))
    assert one.links.equals(other.links)
    assert one.persons.equals(other.persons)
