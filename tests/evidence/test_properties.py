"""What holds for every survey: intervals hold their estimates, row order decides nothing, shares add up."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.evidence import findings_of
from licet.evidence.estimates import proportions, survey_of
from licet.evidence.intervals import exact_interval, korn_graubard
from licet.evidence.sample_design import SurveyDesign
from tests.evidence.surveys import MODEL_BASED, ONE_ITEM, stratified

seeds = st.integers(0, 2**32 - 1)
sizes = st.lists(st.integers(2, 40), min_size=1, max_size=5).map(tuple)


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, st.sampled_from([ONE_ITEM, MODEL_BASED]), st.floats(0.51, 0.999))
def test_an_interval_holds_its_estimate_inside_0_and_1(seed, sizes, book, level):
    """And it is never a point."""
    for row in findings_of(stratified(seed, sizes), book, level).to_pylist():
        assert 0 <= row["ci_low"] <= row["estimate"] <= row["ci_high"] <= 1
        assert row["ci_low"] < row["ci_high"]
        assert 0 <= row["n_effective"] <= row["n"] * (1 + 1e-12)


@settings(max_examples=25, deadline=None)
@given(seeds, sizes)
def test_the_order_of_answers_changes_no_byte(seed, sizes):
    """Same answers, any order: same table, to the last bit."""
    answers = stratified(seed, sizes)
    shuffled = answers.take(np.random.default_rng(seed).permutation(answers.num_rows))
    assert written(findings_of(shuffled, ONE_ITEM)) == written(findings_of(answers, ONE_ITEM))


def written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


@settings(max_examples=25, deadline=None)
@given(seeds, sizes)
def test_accept_oppose_and_undecided_make_a_whole(seed, sizes):
    """Accept and oppose as findings, undecided as what svy finds for the rest, add to one."""
    answers = stratified(seed, sizes)
    found = {
        row["measure"]: row["estimate"]
        for row in findings_of(answers, ONE_ITEM).to_pylist()
        if row["group"] == "everyone"
    }
    words = {1: "oppose", 2: "oppose", 3: "undecided", 4: "accept", 5: "accept"}
    said = pa.array([words.get(code) for code in answers["q1"].to_pylist()], pa.string())
    if said.null_count == len(said):
        return
    whole = proportions(
        survey_of(answers.append_column("said", said), SurveyDesign("weight", "stratum")), "said"
    )
    shares = {str(share.level): share.value for share in whole}
    assert found["accept"] + found["oppose"] + shares.get("undecided", 0) == pytest.approx(1, abs=1e-12)
    assert found["accept"] == pytest.approx(shares.get("accept", 0), abs=1e-12)


@given(st.floats(0, 1), st.floats(0.001, 1e6), st.floats(0.501, 0.9999))
def test_the_exact_interval_holds_its_share(share, size, level):
    """For any effective size, whole or not."""
    found = exact_interval(share, size, level)
    assert 0 <= found.low <= share <= found.high <= 1


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10**6), st.integers(0, 1000), st.floats(0.51, 0.999))
def test_korn_graubard_never_claims_more_than_its_answers(share, error, n, df, level):
    """The effective size is at most n, whatever the error; without degrees of freedom it is none."""
    found = korn_graubard(share, error, n, min(df, n - 1), level)
    assert 0 <= found.n_effective <= n
    assert found.low <= share <= found.high
    assert math.isfinite(found.low + found.high)
