"""What the charter's clauses mean, by example."""

from dataclasses import replace

from licet.licence.clauses import n_to_show
from licet.licence.decision import Status, decide
from licet.licence.finding import Basis, Measure
from licet.programme import Actor, Category, Choice, Operation, Pattern, Purpose, Safeguard, Use
from tests.licence.strategies import SETTING, TODAY, charter, whole

LINK = Use(Category.POLICE, Operation.LINK, Purpose.OFFER_EARLY_HELP, Actor.COUNCIL, Choice.TOLD)
NEEDS = replace(LINK, operation=Operation.FIND_NEEDS)


def status(found, rule=None, uses=(LINK,), answers=None):
    return {d.use: d for d in decide(list(uses), found, rule or charter(), TODAY, SETTING, answers or {})}


def test_a_use_that_every_group_accepts_is_granted():
    assert status(whole(0.7, 0.2, Pattern()))[LINK].status is Status.GRANTED


def test_one_group_that_says_no_withholds_and_the_sentence_names_it():
    found = [
        replace(f, estimate=0.38, ci_low=0.31, ci_high=0.46)
        if f.group == "lone-parent=yes" and f.measure is Measure.ACCEPT
        else f
        for f in whole(0.7, 0.2, Pattern())
    ]
    decision = status(found)[LINK]
    assert decision.status is Status.WITHHELD
    assert decision.reason == (
        "among lone parents, 38 % (31 to 46) accept it; the charter asks for at least 50 %"
    )


def test_a_level_that_was_not_asked_is_never_true():
    found = [f for f in whole(0.9, 0.05, Pattern()) if f.group != "income=low"]
    decision = status(found)[LINK]
    assert decision.status is Status.WITHHELD
    assert decision.reason.startswith("not enough evidence: ")


def test_a_level_under_n_min_makes_both_group_clauses_not_shown():
    found = [
        replace(f, n=29) if f.group == "income=low" and f.measure is Measure.ACCEPT else f
        for f in whole(0.9, 0.05, Pattern())
    ]
    judged = status(found)[LINK].judgements
    short = {j.clause for j in judged if j.group == "income=low" and j.state == "not enough evidence"}
    assert short == {"every-group", "opposition"}


def test_many_opponents_withhold_even_where_a_majority_accepts():
    assert status(whole(0.6, 0.38, Pattern()))[LINK].status is Status.WITHHELD


def test_the_more_specific_finding_speaks():
    general, specific = whole(0.8, 0.1, Pattern()), whole(0.2, 0.7, Pattern(category=Category.POLICE))
    assert status(general + specific)[LINK].status is Status.WITHHELD
    school = replace(LINK, category=Category.EDUCATION)
    assert status(general + specific, uses=[school])[school].status is Status.GRANTED


def test_of_equally_specific_findings_the_latest_wave_speaks():
    earlier = whole(0.45, 0.3, Pattern())
    later = [replace(f, wave=2) for f in whole(0.8, 0.1, Pattern())]
    assert status(earlier + later)[LINK].status is Status.GRANTED


def test_a_contradicting_model_withholds_but_a_model_never_grants_unless_the_charter_says_so():
    survey = whole(0.8, 0.1, Pattern())
    model = [replace(f, basis=Basis.MODEL) for f in whole(0.2, 0.7, Pattern())]
    assert status(survey + model)[LINK].status is Status.WITHHELD
    kind_model = [replace(f, basis=Basis.MODEL) for f in survey]
    assert status(kind_model)[LINK].status is Status.WITHHELD
    assert status(kind_model, charter(**{"model-based-may-grant": True}))[LINK].status is Status.WITHHELD


def test_the_first_prefix_of_conditions_that_holds_decides():
    """Told is refused, asked is accepted: conditions are added in the charter's order until it holds."""
    found = whole(0.3, 0.6, Pattern()) + whole(0.8, 0.1, Pattern(choice=Choice.CONSENT_ASKED))
    rule = charter(conditions=["may-object", "consent-asked", "in-house"])
    decision = status(found, rule)[LINK]
    assert decision.status is Status.CONDITIONAL
    assert decision.conditions == ("may-object", "consent-asked")
    assert decision.granted_as == replace(LINK, choice=Choice.CONSENT_ASKED)


def test_a_condition_already_met_is_passed_over():
    use = replace(LINK, choice=Choice.CONSENT_ASKED, safeguards=frozenset({Safeguard.HUMAN_REVIEW}))
    found = whole(0.8, 0.1, Pattern(actor=Actor.COUNCIL))
    company = replace(use, actor=Actor.COMPANY)
    decision = status(found, uses=[company])[company]
    assert decision.conditions == ("in-house",)


def test_a_later_operation_is_withheld_where_linking_is():
    only_needs = whole(0.8, 0.1, Pattern(operation=Operation.FIND_NEEDS))
    decisions = status(only_needs, uses=[LINK, NEEDS])
    assert decisions[NEEDS].status is Status.WITHHELD
    assert "linking" in decisions[NEEDS].reason


def test_a_concern_that_many_raise_needs_a_published_answer():
    concern = replace(
        whole(0.5, 0.1, Pattern())[0], measure=Measure.CONCERN, question="security", basis=Basis.CODED
    )
    rule = charter(answered={"raised-by": 0.3})
    found = [*whole(0.8, 0.1, Pattern()), concern]
    assert status(found, rule)[LINK].status is Status.WITHHELD
    assert status(found, rule, answers={"security": "We keep it so."})[LINK].status is Status.GRANTED


def test_the_sentence_says_how_many_answers_would_show_it():
    finding = replace(
        whole(0.55, 0.1, Pattern())[0], estimate=0.55, ci_low=0.45, ci_high=0.65, n=100, n_effective=50.0
    )
    # 1.645² × .55 × .45 / .05² = 267.9 effective answers, two answers to each effective one.
    assert n_to_show(finding, 0.5) == 536
    assert n_to_show(finding, 0.55) is None


def test_a_better_answer_never_hands_the_word_to_a_finding_with_too_few():
    """Of equally specific and recent findings, too few answers are the least favourable."""
    accepting = [f for f in whole(0.7, 0.2, Pattern()) if f.measure is Measure.ACCEPT]
    asked = [replace(f, ci_low=0.55, estimate=0.6) for f in accepting]
    opposed = [f for f in whole(0.7, 0.2, Pattern()) if f.measure is Measure.OPPOSE]
    few = [replace(f, ci_low=0.6, estimate=0.65, n=10, question="q2") for f in asked]
    better = [replace(f, ci_low=0.65, estimate=0.7) for f in asked]
    before = status([*asked, *opposed, *few])[LINK].status
    after = status([*better, *opposed, *few])[LINK].status
    assert (before, after) == (Status.WITHHELD, Status.WITHHELD)
    assert status([*asked, *opposed])[LINK].status is Status.GRANTED
