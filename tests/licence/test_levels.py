"""How far each group's licence goes: not shown, acceptance, approval; never identification."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from licet.licence import Basis, Level, Measure, levels_of_licence
from licet.programme import Actor, Category, Choice, Operation, Pattern, Purpose, Use
from tests.licence.strategies import LEVELS, SETTING, TODAY, charter, whole

LINK = Use(Category.POLICE, Operation.LINK, Purpose.OFFER_EARLY_HELP, Actor.COUNCIL, Choice.TOLD)
RULE = charter(approval={"accept": 0.65, "trust": 0.5})


def trust(share, actor=Actor.COUNCIL):
    """Everybody's trust in an actor, plus or minus five points."""
    asked = [f for f in whole(share, 0.1, Pattern(actor=actor)) if f.measure is Measure.ACCEPT]
    return [replace(f, measure=Measure.TRUSTS, question="trust") for f in asked]


def levels(found, rule=RULE, use=LINK, on=TODAY):
    return {each.group: each for each in levels_of_licence(use, found, rule, on, SETTING)}


@pytest.mark.parametrize(
    ("accept", "trusting", "level"),
    [
        (0.54, 0.9, Level.NOT_SHOWN),
        (0.55, 0.9, Level.ACCEPTANCE),
        (0.69, 0.9, Level.ACCEPTANCE),
        (0.71, 0.54, Level.ACCEPTANCE),
        (0.71, 0.56, Level.APPROVAL),
    ],
)
def test_levels_are_read_off_lower_bounds(accept, trusting, level):
    """Acceptance from a lower bound of .5; approval from .65, where trust in the actor has one of .5."""
    found = levels(whole(accept, 0.1, Pattern()) + trust(trusting))
    assert list(found) == LEVELS
    assert {each.level for each in found.values()} == {level}


def test_each_group_has_its_own_level_and_says_why_it_goes_no_further():
    found = whole(0.8, 0.1, Pattern()) + trust(0.8)
    lone = [
        replace(f, estimate=0.4, ci_low=0.35, ci_high=0.45) for f in found if f.group == "lone-parent=yes"
    ]
    trusted = [f for f in lone if f.measure is Measure.TRUSTS]
    others = [
        f for f in found if f not in trusted and (f.group, f.measure) != ("lone-parent=yes", Measure.TRUSTS)
    ]
    told = levels(others + trusted)
    assert told["lone-parent=yes"].level is Level.ACCEPTANCE
    assert told["lone-parent=yes"].sentence == (
        "among lone parents, 40 % (35 to 45) trust whoever would do it; the charter asks for at least 50 %"
    )
    assert told["income=low"].level is Level.APPROVAL


def test_trust_counts_only_in_the_actor_who_would_do_it():
    found = levels(whole(0.9, 0.05, Pattern()) + trust(0.9, Actor.COMPANY))
    assert {each.level for each in found.values()} == {Level.ACCEPTANCE}


def test_a_model_that_finds_distrust_stops_approval_though_a_survey_finds_trust():
    """The whole interval of a second finding lies on the wrong side: below the threshold, not above it."""
    found = whole(0.9, 0.05, Pattern()) + trust(0.8)
    model = [replace(f, basis=Basis.MODEL) for f in trust(0.3)]
    assert {each.level for each in levels(found + model).values()} == {Level.ACCEPTANCE}
    happy = [replace(f, basis=Basis.MODEL) for f in trust(0.95)]
    assert {each.level for each in levels(found + happy).values()} == {Level.APPROVAL}


def test_a_charter_that_does_not_define_approval_goes_as_far_as_acceptance():
    found = levels(whole(0.9, 0.05, Pattern()) + trust(0.9), charter())
    assert {(each.level, each.sentence) for each in found.values()} == {
        (Level.ACCEPTANCE, "the charter does not say what approval takes")
    }


def test_nothing_is_shown_without_evidence_or_by_stale_evidence_or_by_too_few():
    found = whole(0.9, 0.05, Pattern()) + trust(0.9)
    for evidence, on in (([], TODAY), (found, date(2029, 1, 1)), ([replace(f, n=9) for f in found], TODAY)):
        assert {each.level for each in levels(evidence, on=on).values()} == {Level.NOT_SHOWN}


def test_order_of_findings_does_not_matter_and_every_figure_is_cited():
    found = whole(0.71, 0.1, Pattern()) + trust(0.56)
    shuffled = list(found)
    Random(1).shuffle(shuffled)
    assert levels(found) == levels(shuffled)
    one = levels(found)["income=low"]
    mine = {
        f.key() for f in found if f.group == "income=low" and f.measure in (Measure.ACCEPT, Measure.TRUSTS)
    }
    assert mine <= one.cited
