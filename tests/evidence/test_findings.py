"""The manual of `findings_of`: what a survey says becomes a table of findings."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from licet.errors import ScienceError
from licet.evidence import FINDINGS, findings_of, left_out_of
from licet.evidence.estimates import means, survey_of
from licet.evidence.intervals import df_penalty, korn_graubard
from licet.evidence.sample_design import SurveyDesign
from tests.evidence.surveys import ACCEPTABILITY, MODEL_BASED, ONE_ITEM, codebook, stratified, table

FOUR = table("""
    stratum | weight | lone | q1
    a       | 1      | 1    | 5
    a       | 1      | 2    | 1
    b       | 3      | 2    | 4
    b       | 3      | 7    | 3
""")


def rows(answers: pa.Table, book=ONE_ITEM, level: float = 0.95) -> dict[tuple[str, str], dict]:
    found = findings_of(answers, book, level).to_pylist()
    return {(row["group"], row["measure"]): row for row in found}


def test_a_finding_says_where_it_comes_from():
    """Pattern, group, measure, figures and origin, in the stated columns; safeguards sorted into one text."""
    found = findings_of(FOUR, ONE_ITEM)
    assert found.schema == FINDINGS
    row = found.to_pylist()[0]
    figures = {"estimate", "ci_low", "ci_high", "n_effective"}
    assert {key: value for key, value in row.items() if key not in figures} == {
        "category": "education",
        "operation": "link",
        "purpose": "",
        "actor": "",
        "choice": "",
        "safeguards": "human-review no-sale",
        "group": "everyone",
        "measure": "accept",
        "level": 0.95,
        "method": "Korn-Graubard, linearised design error",
        "n": 4,
        "basis": "design-based",
        "population": "parents of dependent children",
        "area": "Nowhere",
        "wave": 1,
        "question": "q1",
        "hypothetical": True,
        "on_date": date(2026, 3, 1),
    }


def test_an_acceptability_item_gives_accept_and_oppose():
    """Weighted shares; the undecided are neither, so the two do not add to one."""
    found = rows(FOUR)
    assert found["everyone", "accept"]["estimate"] == (1 + 3) / 8
    assert found["everyone", "oppose"]["estimate"] == 1 / 8


def test_every_declared_level_is_a_group_and_refusals_are_none():
    """Refused is no level, and a level that nobody has gives no row: the gate then says *not asked*."""
    assert {group for group, _ in rows(FOUR)} == {"everyone", "lone-parent=yes", "lone-parent=no"}
    nobody_lone = FOUR.set_column(2, "lone", pa.array([2, 2, 2, 7]))
    assert {group for group, _ in rows(nobody_lone)} == {"everyone", "lone-parent=no"}


def test_who_is_in_no_level_is_reported():
    """Not-levels and missing group answers are counted beside the findings."""
    answers = FOUR.set_column(2, "lone", pa.array([1, -9, 2, 7]))
    assert left_out_of(answers, ONE_ITEM).to_pylist() == [
        {"variable": "lone-parent", "answer": "refused", "n": 1, "share": 3 / 8},
        {"variable": "lone-parent", "answer": "missing", "n": 1, "share": 1 / 8},
    ]


def test_a_missing_answer_leaves_the_share_but_not_the_design():
    """Null and declared missing codes are no answer; undecided is one."""
    answers = FOUR.set_column(3, "q1", pa.array([5, -9, None, 3]))
    found = rows(answers)["everyone", "accept"]
    assert (found["n"], found["estimate"]) == (2, 1 / 4)


def test_an_item_that_nobody_answered_gives_no_row():
    """Nothing is estimated from nothing."""
    assert findings_of(FOUR.set_column(3, "q1", pa.array([-9] * 4)), ONE_ITEM).num_rows == 0


def test_a_group_is_a_domain_of_the_whole_design():
    """The error of a level is that of the domain in the full sample, not in the sample cut down to it."""
    answers = stratified(seed=5)
    lone = np.isin(answers["lone"].to_numpy(), [1])
    answered = answers["q1"].to_numpy() != -9
    said = np.where(answered, np.isin(answers["q1"].to_numpy(), [4, 5]), np.nan)
    bound = survey_of(
        answers.append_column("said", pa.array(said, from_pandas=True)).append_column("in", pa.array(lone)),
        SurveyDesign("weight", "stratum"),
    )
    domain = means(bound, "said", where="in")[0]
    row = rows(answers)["lone-parent=yes", "accept"]
    assert row["estimate"] == pytest.approx(domain.value, rel=1e-14)
    expected = korn_graubard(domain.value, domain.error, domain.n, domain.df, 0.95)
    assert (row["ci_low"], row["ci_high"], row["n_effective"]) == pytest.approx(
        (expected.low, expected.high, expected.n_effective), rel=1e-9
    )


def test_the_level_is_that_of_each_bound():
    """A higher level moves both bounds out and says so in the row."""
    wide, narrow = rows(stratified(3), level=0.99), rows(stratified(3), level=0.9)
    key = ("everyone", "accept")
    assert wide[key]["ci_low"] < narrow[key]["ci_low"] < narrow[key]["ci_high"] < wide[key]["ci_high"]
    assert wide[key]["level"] == 0.99


@pytest.mark.parametrize(("code", "share"), [(5, 1.0), (1, 0.0)])
def test_unanimity_is_not_certainty(code: int, share: float):
    """At a share of 0 or 1 the design shows no error; the interval is that of the answers' Kish size."""
    answers = stratified(1).set_column(3, "q1", pa.array([code] * 105))
    row = rows(answers)["everyone", "accept"]
    assert row["estimate"] == share
    assert 0.02 < row["ci_high"] - row["ci_low"] < 0.05
    weights = answers["weight"].to_numpy()
    kish = weights.sum() ** 2 / (weights**2).sum()
    assert row["n_effective"] == pytest.approx(kish * df_penalty(105, 102, 0.95), rel=1e-12)


def test_strata_that_agree_within_are_not_certainty():
    """All yes in one stratum and all no in another: the design's error is zero, the interval is not."""
    answers = stratified(1)
    split = np.where(np.array(answers["stratum"].to_pylist()) == "s0", 5, 1)
    row = rows(answers.set_column(3, "q1", pa.array(split)))["everyone", "accept"]
    assert row["ci_high"] - row["ci_low"] > 0.1
    assert row["n_effective"] <= 105


def test_a_group_in_one_cluster_is_known_to_nobody():
    """A level that a single cluster holds has no degrees of freedom: its interval is everything."""
    book = codebook(f"""
design: {{weight: weight, clusters: [school]}}
groups:
  lone-parent: {{column: lone, levels: {{yes: [1], no: [2]}}}}
items:{ACCEPTABILITY}""")
    answers = table("""
        school | weight | lone | q1
        x      | 1      | 1    | 5
        x      | 1      | 1    | 5
        x      | 1      | 2    | 1
        y      | 1      | 2    | 5
        z      | 1      | 2    | 1
    """)
    row = rows(answers, book)["lone-parent=yes", "accept"]
    assert (row["ci_low"], row["ci_high"], row["n_effective"]) == (0.0, 1.0, 0.0)


def test_a_model_based_survey_never_claims_a_design():
    """A quota sample has a binomial interval at its Kish size, and says that it rests on a model."""
    row = rows(FOUR, MODEL_BASED)["everyone", "accept"]
    assert row["basis"] == "model-based"
    assert row["method"] == "exact binomial, Kish effective size, as if drawn at random"
    assert row["estimate"] == 0.5
    assert row["n_effective"] == 8**2 / (1 + 1 + 9 + 9)


def test_other_measures_and_concerns():
    """An item may measure one thing, by yes and no; a concern is cited by its own key."""
    book = codebook("""
design: {weight: weight, stratum: stratum}
items:
  - {column: q2, question: Would you stay away, measure: would-stay-away, yes: [1], no: [2]}
  - {column: q3, question: Do errors worry you, measure: raises-concern, concern: error, yes: [1], no: [2]}
""")
    answers = FOUR.append_column("q2", pa.array([1, 2, 2, 2])).append_column("q3", pa.array([2, 2, 1, 2]))
    found = findings_of(answers, book).to_pylist()
    assert [(row["question"], row["measure"], row["estimate"]) for row in found] == [
        ("error", "raises-concern", 3 / 8),
        ("q2", "would-stay-away", 1 / 8),
    ]


def test_clusters_in_two_stages_with_population_sizes():
    """Both stages of a design reach the interval; clusters inside clusters may repeat their codes."""
    book = codebook(f"""
design: {{weight: weight, clusters: [school, class], population-sizes: [schools, classes]}}
items:{ACCEPTABILITY}""")
    answers = table("""
        school | class | weight | schools | classes | q1
        x      | 1     | 1      | 9       | 4       | 5
        x      | 1     | 1      | 9       | 4       | 1
        x      | 2     | 1      | 9       | 4       | 5
        y      | 1     | 1      | 9       | 3       | 1
        y      | 2     | 1      | 9       | 3       | 5
        z      | 1     | 1      | 9       | 5       | 1
        z      | 2     | 1      | 9       | 5       | 2
    """)
    names = ("school", "class"), ("schools", "classes")
    said = np.isin(answers["q1"].to_numpy(), [4, 5]).astype(float)
    bound = survey_of(answers.append_column("said", pa.array(said)), SurveyDesign("weight", None, *names))
    whole = means(bound, "said")[0]
    expected = korn_graubard(whole.value, whole.error, whole.n, whole.df, 0.95)
    assert rows(answers, book)["everyone", "accept"]["ci_low"] == pytest.approx(expected.low, rel=1e-12)


CODES = "Column 'q1' holds codes that the codebook does not list, in 2 rows (first at row 2)"
REFUSALS = {
    "no answers": (lambda t: t.slice(0, 0), "The survey holds no answers"),
    "absent design": (lambda t: t.drop_columns("stratum"), "no column 'stratum'"),
    "absent item": (lambda t: t.drop_columns("q1"), "no column 'q1', which the codebook declares"),
    "absent group": (lambda t: t.drop_columns("lone"), "no column 'lone', which the codebook declares"),
    "null weight": (
        lambda t: t.set_column(1, "weight", pa.array([1, None, 3, 3])),
        "'weight' is empty in 1 rows",
    ),
    "null stratum": (
        lambda t: t.set_column(0, "stratum", pa.array(["a", None, "b", "b"])),
        "'stratum' is empty",
    ),
    "negative weight": (
        lambda t: t.set_column(1, "weight", pa.array([1, -1, 3, 3])),
        "1 weights that are negative",
    ),
    "infinite weight": (
        lambda t: t.set_column(1, "weight", pa.array([1, np.inf, 3, 3])),
        "1 weights that are negat",
    ),
    "zero weights": (
        lambda t: t.set_column(1, "weight", pa.array([0, 0, 0, 0])),
        "Every weight in column 'weight'",
    ),
    "text weight": (lambda t: t.set_column(1, "weight", pa.array(list("1133"))), "Weights must be numbers"),
    "single": (
        lambda t: t.set_column(0, "stratum", pa.array(list("abbb"))),
        "1 strata (column 'stratum') hold a sin",
    ),
    "unknown code": (lambda t: t.set_column(3, "q1", pa.array([5, 98, 98, 3])), CODES),
    "fractions": (lambda t: t.set_column(3, "q1", pa.array([5, 1.5, 4, 3])), "Column 'q1' holds fractions"),
    "dates": (lambda t: t.set_column(3, "q1", pa.array([date(2026, 3, 1)] * 4)), "Column 'q1' holds date32"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals_name_the_column_and_never_a_value(case: str):
    """What cannot be computed with is refused, with what was found and what to do."""
    spoil, said = REFUSALS[case]
    with pytest.raises(ScienceError) as refused:
        findings_of(spoil(FOUR), ONE_ITEM)
    assert said in str(refused.value)
    assert "98" not in str(refused.value)


def test_a_bound_has_a_level_above_one_half():
    """At a level of one half a lower bound would be the estimate."""
    with pytest.raises(ScienceError, match=r"between \.5 and 1"):
        findings_of(FOUR, ONE_ITEM, level=0.5)


@pytest.mark.parametrize(
    "write",
    [
        lambda codes: pa.array(codes, pa.float64()),
        lambda codes: pa.array([None if c is None else str(c) for c in codes]),
        lambda codes: pa.array([None if c is None else str(c) for c in codes]).dictionary_encode(),
        lambda codes: pa.array([None if c is None else str(c) for c in codes], pa.large_string()),
    ],
)
def test_codes_may_be_numbers_or_text(write):
    """1, 1.0 and "1" are one code, however a file stored them."""
    expected = findings_of(FOUR, ONE_ITEM)
    stored = FOUR.set_column(3, "q1", write(FOUR["q1"].to_pylist()))
    assert findings_of(stored, ONE_ITEM).equals(expected)
