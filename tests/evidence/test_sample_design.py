"""Designs that cannot be, samples that cannot carry their design, and totals that no weights meet."""

import numpy as np
import pyarrow as pa
import pytest

from licet.errors import ScienceError
from licet.evidence.calibration import logistic, truncated
from licet.evidence.estimates import calibrated, cell_totals, means, poststratified, raked, survey_of
from licet.evidence.rao_scott import adjusted_wald, rao_scott_f
from licet.evidence.sample_design import SurveyDesign, check_sample
from tests.evidence.surveys import table

SCHOOLS = table("""
    ward | school | class | weight | schools | classes | yes | sex
    a    | 1      | 1     | 2      | 4       | 2       | 1   | f
    a    | 1      | 2     | 2      | 4       | 2       | 0   | m
    a    | 2      | 1     | 2      | 4       | 3       | 1   | f
    b    | 1      | 1     | 3      | 6       | 3       | 1   | m
    b    | 1      | 2     | 3      | 6       | 3       | 0   | f
    b    | 2      | 1     | 3      | 6       | 1       | 0   | m
""")
DESIGN = SurveyDesign("weight", "ward", ("school", "class"), ("schools", "classes"))


def test_cluster_codes_may_repeat_from_stratum_to_stratum():
    """School 1 of ward a is not school 1 of ward b: four schools, and two degrees of freedom."""
    check_sample(SCHOOLS, DESIGN)
    assert means(survey_of(SCHOOLS, DESIGN), "yes")[0].df == 2


def test_a_stratum_with_one_cluster_is_refused():
    """However many answers the cluster gave."""
    alone = SCHOOLS.set_column(1, "school", pa.array([1, 1, 1, 1, 1, 2]))
    with pytest.raises(
        ScienceError, match=r"1 strata \(column 'ward'\) hold a single cluster \(column 'school'\)"
    ):
        check_sample(alone, DESIGN)


def test_a_survey_in_one_cluster_is_refused():
    """Without strata the whole survey is the stratum."""
    with pytest.raises(ScienceError, match=r"The whole survey is a single cluster \(column 'ward'\)"):
        check_sample(SCHOOLS.slice(0, 3), SurveyDesign("weight", clusters=("ward",)))


def test_a_cluster_of_no_weight_was_not_drawn():
    """A weight of zero stands for nobody: the stratum is left with one cluster."""
    none = SCHOOLS.set_column(3, "weight", pa.array([2, 2, 0, 3, 3, 3]))
    with pytest.raises(ScienceError, match="1 strata"):
        check_sample(none, DESIGN)


SIZES = {
    "varying": ("schools", [4, 4, 5, 6, 6, 6], "'schools' vary within one stratum or cluster"),
    "too small": ("schools", [1, 1, 1, 6, 6, 6], "'schools' gives 1 population sizes below"),
    "fractions": ("schools", [0.5, 0.5, 0.5, 0.25, 0.25, 0.25], "not sampling fractions"),
    "varying inside": ("classes", [2, 3, 3, 3, 3, 1], "'classes' vary within one stratum or cluster"),
    "too small inside": ("classes", [1, 1, 3, 3, 3, 1], "'classes' gives 1 population sizes below"),
}


@pytest.mark.parametrize("case", SIZES)
def test_population_sizes_count_what_was_there_to_draw(case: str):
    """One number per stratum, then per cluster, not below the number drawn."""
    name, values, said = SIZES[case]
    place = SCHOOLS.column_names.index(name)
    with pytest.raises(ScienceError, match=said):
        check_sample(SCHOOLS.set_column(place, name, pa.array(values)), DESIGN)


def test_a_design_has_two_stages_at_most():
    """And a population size for each at most."""
    with pytest.raises(ScienceError, match="at most two stages"):
        SurveyDesign("weight", clusters=("a", "b", "c"))
    with pytest.raises(ScienceError, match="2 are named for 1"):
        SurveyDesign("weight", population_sizes=("a", "b"))


def test_totals_that_no_weights_meet_are_refused():
    """Bounds too narrow for the totals, a column that is not there, one with gaps, bounds above 1."""
    survey = survey_of(SCHOOLS, DESIGN)
    with pytest.raises(ScienceError, match="No weights that meet these totals"):
        calibrated(survey, {"sex": {"f": 70, "m": 80}}, truncated(0.9, 1.1))
    with pytest.raises(ScienceError, match="no column 'age'"):
        calibrated(survey, {"age": 100})
    gaps = survey_of(SCHOOLS.append_column("age", pa.array([1.0, None, 2, 2, 2, 2])), DESIGN)
    with pytest.raises(ScienceError, match="empty in some rows"):
        calibrated(gaps, {"age": 100})
    with pytest.raises(ScienceError, match="either side of 1"):
        logistic(1.1, 2)


def test_what_svy_refuses_is_said_in_our_words():
    """Margins that disagree, and a level without a total, without the values that svy would print."""
    survey = survey_of(SCHOOLS, DESIGN)
    with pytest.raises(ScienceError, match=r"^The survey cannot be estimated: .*\. Check its columns\.$"):
        raked(survey, {"ward": {"a": 10, "b": 10}, "sex": {"f": 9, "m": 9}})
    with pytest.raises(ScienceError, match="cannot be estimated"):
        poststratified(survey, "sex", {"f": 9})


def test_a_table_needs_two_rows_two_columns_and_enough_clusters():
    """One row is no table; four degrees of freedom cannot be tested with two."""
    survey = survey_of(SCHOOLS.append_column("one", pa.array(["x"] * 6)), DESIGN)
    with pytest.raises(ScienceError, match="two rows and two columns"):
        rao_scott_f(cell_totals(survey, "one", "sex"))
    three = SCHOOLS.append_column("r", pa.array(list("xyzxyz"))).append_column("c", pa.array(list("uvwvwu")))
    with pytest.raises(ScienceError, match="needs a design with at least as many; this one has 2"):
        adjusted_wald(cell_totals(survey_of(three, DESIGN), "r", "c"))


def test_a_combination_that_nobody_has_is_a_cell_of_zero():
    """The table keeps its shape, and its tests their degrees of freedom."""
    survey = survey_of(SCHOOLS.append_column("r", pa.array(list("xxyyyy"))), DESIGN)
    cells = cell_totals(survey, "r", "ward")
    assert cells.totals.tolist() == [[4, 0], [2, 9]]
    assert cells.n == 6
    assert np.isfinite(rao_scott_f(cells).p_value)
