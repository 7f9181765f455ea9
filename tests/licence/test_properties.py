"""The four properties of a decision, as LICENCE.md in the design states them."""

import random
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from licet.licence.decision import Decision, Status, decide
from licet.licence.finding import Finding, Measure
from licet.programme import Actor, Category, Charter, Choice, Operation, Pattern, Purpose, Use
from tests.licence.strategies import LEVELS, SETTING, TODAY, charter, charters, evidence, uses, whole

many_uses = st.lists(uses, min_size=1, max_size=5)


def decided(asked: list[Use], found: list[Finding], rule: Charter | None) -> dict[Use, Decision]:
    answers = {"q1": "We answered this."}
    return {d.use: d for d in decide(asked, found, rule, TODAY, SETTING, answers)}


def never_higher(after: dict[Use, Decision], before: dict[Use, Decision]) -> bool:
    return all(after[use].status.rank <= before[use].status.rank for use in before)


@given(many_uses, evidence())
def test_without_a_charter_everything_is_withheld(asked, found):
    assert {d.status for d in decided(asked, found, None).values()} == {Status.WITHHELD}


@given(many_uses, charters)
def test_without_findings_everything_is_withheld(asked, rule):
    assert {d.status for d in decided(asked, [], rule).values()} == {Status.WITHHELD}


@given(many_uses, evidence(), charters)
def test_with_expired_findings_everything_is_withheld(asked, found, rule):
    old = [replace(finding, on_date=date(2019, 1, 1)) for finding in found]
    assert {d.status for d in decided(asked, old, rule).values()} == {Status.WITHHELD}


@given(many_uses, evidence(), charters)
def test_evidence_about_other_people_grants_nothing_unless_signed_for(asked, found, rule):
    elsewhere = [replace(finding, area="Farborough") for finding in found]
    assert {d.status for d in decided(asked, elsewhere, rule).values()} == {Status.WITHHELD}


@settings(max_examples=400)
@given(many_uses, evidence(), charters, st.data())
def test_better_evidence_never_lowers_a_decision(asked, found, rule, data):
    shares = [f for f in found if f.measure in (Measure.ACCEPT, Measure.OPPOSE)]
    if not shares:
        return
    chosen = data.draw(st.sampled_from(shares))
    step = data.draw(st.sampled_from([0.05, 0.2, 1.0]))
    if chosen.measure is Measure.ACCEPT:
        bounds = [min(x + step, 1.0) for x in (chosen.ci_low, chosen.estimate, chosen.ci_high)]
    else:
        bounds = [max(x - step, 0.0) for x in (chosen.ci_low, chosen.estimate, chosen.ci_high)]
    better = replace(chosen, ci_low=bounds[0], estimate=bounds[1], ci_high=bounds[2])
    improved = [better if finding is chosen else finding for finding in found]
    assert never_higher(decided(asked, found, rule), decided(asked, improved, rule))


@settings(max_examples=400)
@given(many_uses, evidence(), charters, st.sampled_from(["majority", "every_group", "opposition", "n_min"]))
def test_a_stricter_charter_never_raises_a_decision(asked, found, rule, part):
    stricter = {
        "majority": {"at-least": 0.75},
        "every_group": {"at-least": 0.75},
        "opposition": {"at-most": 0.1},
        "n_min": 80,
    }[part]
    written = rule.model_dump(by_alias=True, exclude_none=True) | {part.replace("_", "-"): stricter}
    assert never_higher(decided(asked, found, Charter.model_validate(written)), decided(asked, found, rule))


@given(many_uses, evidence(), charters)
def test_listing_one_more_group_never_raises_a_decision(asked, found, rule):
    written = rule.model_dump(by_alias=True, exclude_none=True)
    written["groups"] = {**written["groups"], "tenure": ("rents",)}
    assert never_higher(decided(asked, found, Charter.model_validate(written)), decided(asked, found, rule))


@given(many_uses, evidence(), charters, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_equal_inputs_give_equal_decisions(asked, found, rule, rng: random.Random):
    shuffled_uses, shuffled = list(asked), list(found)
    rng.shuffle(shuffled_uses)
    rng.shuffle(shuffled)
    assert decided(asked, found, rule) == decided(shuffled_uses, shuffled, rule)


@settings(max_examples=200)
@given(many_uses, evidence(), charters)
def test_removing_any_uncited_finding_changes_nothing(asked, found, rule):
    before = decided(asked, found, rule)
    cited = {key for decision in before.values() for key in decision.cited}
    assert decided(asked, [finding for finding in found if finding.key() in cited], rule) == before


def test_the_random_evidence_reaches_every_status():
    """The properties would be empty if the strategies only ever withheld."""
    use = Use(Category.EDUCATION, Operation.LINK, Purpose.OFFER_EARLY_HELP, Actor.COUNCIL, Choice.TOLD)
    anything = whole(0.8, 0.1, Pattern())
    assert decided([use], anything, charter())[use].status is Status.GRANTED
    refused = whole(0.2, 0.7, Pattern())
    assert decided([use], refused, charter())[use].status is Status.WITHHELD
    told_is_refused = whole(0.2, 0.7, Pattern(choice=Choice.TOLD)) + whole(0.8, 0.1, Pattern())
    assert decided([use], told_is_refused, charter())[use].conditions == ("may-object",)
    assert len(LEVELS) == 6
