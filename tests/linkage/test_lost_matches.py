"""What blocking loses, told before anything is linked, against a town whose people are known."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

import numpy as np
import pyarrow as pa
import pytest

from licet.linkage import BlockingRule, LinkageModel, lost_matches, standard_model
from licet.linkage.blocking import Blocked
from licet.linkage.encoding import encode
from licet.linkage.keys import Same
from licet.linkage.names import folded
from tests.linkage.town import CONSTRAINTS, Home, both, homes

MODULE = import_module("licet.linkage.lost_matches")


@pytest.fixture(scope="module")
def town() -> tuple[pa.Table, list[Home]]:
    """Forms on which one address in ten is missing, and a forename or a surname is often wrong."""
    there, chance = homes(1500, seed=3), np.random.default_rng(1)
    here = [[_misheard(person, chance.random(3)) for person in home] for home in there]
    return both(there, here), there


def _misheard(person, by_chance):
    person = dict(person)
    if by_chance[0] < 0.1:
        person |= dict.fromkeys(("address_key", "street_name", "street_number"))
    if by_chance[1] < 0.15:
        person["forename"] = person["forename"][:-1] + "x"
    if by_chance[2] < 0.1:
        person["surname"] = person["surname"][1:]
    return person


def truth(model: LinkageModel, table: pa.Table, everybody: Sequence[Home]) -> tuple[np.ndarray, float]:
    """By rule, the share of joined true matches that it alone joins; and the share of all that none joins."""
    encoded = encode(folded(table), model.columns)
    place = {mention: at for at, mention in enumerate(encoded.ids.to_pylist())}
    pairs = [
        sorted((place[f"l{h}-{p}"], place[f"f{h}-{p}"]))
        for h, home in enumerate(everybody)
        for p in range(len(home))
    ]
    within = Blocked.by(encoded, model.blocking).within(*np.array(pairs, dtype=np.int32).T)
    joins = within.sum(axis=1)
    return within[joins == 1].sum(axis=0) / (joins > 0).sum(), float((joins == 0).mean())


RULES = (
    BlockingRule((Same("address_key"),)),
    BlockingRule((Same("forename"), Same("surname"))),
    BlockingRule((Same("surname"), Same("middle"))),
)


def test_the_share_of_each_rule_is_near_the_true_one(town):
    """Without the address many matches are lost; without surname and middle name, few."""
    table, everybody = town
    model = replace(standard_model(table), blocking=RULES)
    found, (shares, _) = lost_matches(table, model, CONSTRAINTS), truth(model, table, everybody)
    assert shares[0] > 0.05
    assert [rule for rule, _ in found.without] == [str(rule) for rule in RULES]
    np.testing.assert_allclose([share for _, share in found.without], shares, atol=0.02)


def test_a_sample_says_about_the_same_as_all(town, monkeypatch):
    """Memory and time are bounded: past a number of pairs mentions are drawn."""
    table, _ = town
    model = replace(standard_model(table), blocking=RULES)
    whole = lost_matches(table, model, CONSTRAINTS)
    monkeypatch.setattr(MODULE, "PAIRS", 10_000)
    some = lost_matches(table, model, CONSTRAINTS)
    assert some != whole
    assert some.matches == pytest.approx(whole.matches, rel=0.1)
    for (_, one), (_, other) in zip(some.without, whole.without, strict=True):
        assert one == pytest.approx(other, abs=0.03)


def test_the_same_seed_draws_the_same_and_rows_may_come_in_any_order(town, monkeypatch):
    table, _ = town
    model = replace(standard_model(table), blocking=RULES)
    monkeypatch.setattr(MODULE, "PAIRS", 10_000)
    shuffled = table.take(np.random.default_rng(5).permutation(len(table)))
    assert lost_matches(table, model, CONSTRAINTS, seed=2) == lost_matches(
        shuffled, model, CONSTRAINTS, seed=2
    )
    assert lost_matches(table, model, CONSTRAINTS, seed=2) != lost_matches(table, model, CONSTRAINTS, seed=3)


def test_what_all_rules_miss_is_of_the_right_order_where_rules_are_independent(town):
    """The address is missing, the forename is wrong: the one knows nothing of the other."""
    table, everybody = town
    independent = (
        BlockingRule((Same("address_key"),)),
        BlockingRule((Same("forename"), Same("middle"))),
    )
    model = replace(standard_model(table), blocking=independent)
    found, (_, missed) = lost_matches(table, model, CONSTRAINTS), truth(model, table, everybody)
    assert 0.01 < missed < 0.02
    assert missed / 4 < found.missed < missed * 4


def test_one_rule_alone_finds_everything_that_is_found(town):
    """Nothing recaptures what it misses, so of that nothing is said."""
    table, _ = town
    found = lost_matches(table, replace(standard_model(table), blocking=RULES[:1]), CONSTRAINTS)
    assert found.without[0][1] == pytest.approx(1)
    assert found.missed is None


def test_a_rule_that_would_be_refused_is_still_told_of(town):
    """A plan is there to see that it would explode."""
    table, _ = town
    model = replace(standard_model(table), blocking=RULES, most_pairs=10)
    assert lost_matches(table, model, CONSTRAINTS).matches > 1000
