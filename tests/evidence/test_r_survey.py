"""Every figure that R's survey package printed for the Californian schools, or the reason why it is not here.

Estimates to a relative 1e-8, errors and what is made of them to 1e-7, or half the last digit if larger.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from licet.evidence.calibration import LINEAR, RAKING, Distance, logistic, truncated
from licet.evidence.estimates import (
    Estimate,
    Survey,
    calibrated,
    cell_totals,
    jackknifed,
    means,
    poststratified,
    proportions,
    quantiles,
    raked,
    ratios,
    survey_of,
    totals,
)
from licet.evidence.intervals import df_penalty, effective_size, exact_interval, logit_interval, t_interval
from licet.evidence.rao_scott import (
    TestResult,
    adjusted_wald,
    design_effects,
    pearson,
    quadratic_tail,
    rao_scott_chi_square,
    rao_scott_f,
    saddlepoint,
    wald,
)
from licet.evidence.sample_design import SurveyDesign
from tests.evidence.r_numbers import near, needs_shared, printed, schools

pytestmark = needs_shared

LATER = "belongs to a later issue"
NOT_REPRODUCED = {
    "ciprop li": "R interpolates the profile of the likelihood; the equation has the roots .000675006 and "
    ".107778513. Findings use Korn-Graubard",
    "ciprop as": "R's lower bound is sin² of a negative angle, above the 0 that it stands for. "
    "Findings use Korn-Graubard",
    "svychisq lincom stat par p": "R falls back on its saddlepoint, see the next row",
    "svychisq saddlepoint stat par p": "R repeats the denominator a whole number of times and so loses .92 "
    "of its 20.92 degrees of freedom; ours keeps them (test below)",
    **{
        f"quantile hf7 #{k}" if k > 1 else "quantile hf7": "svy has R's default rule, not hf7"
        for k in (1, 2, 3)
    },
    "ttest": f"two-sample tests: {LATER}",
    **{
        f"rank {name}": f"rank tests: {LATER}"
        for name in ("wilcoxon", "vanderWaerden", "median", "KruskalWallis")
    },
    **{
        f"svyolr {term}".strip(): f"ordinal regression: {LATER}"
        for term in (
            *("avg.ed", "mobility", "stypeH", "stypeM", "", "#2", "probit |"),
            *("(0,25]|(25,50]", "(25,50]|(50,75]", "(50,75]|(75,100]"),
        )
    },
    **{
        f"svyglm {family} {term}": f"regression under a design: {LATER}"
        for family in ("gaussian", "binomial")
        for term in ("(Intercept)", "ell", "meals", "mobility")
    },
    "cronbach": f"reliability of scales: {LATER}",
    "kappa kappa": f"agreement of raters: {LATER}",
}

DESIGNS = {
    "dsrs": ("apisrs", SurveyDesign("pw", population_sizes=("fpc",))),
    "dstrat": ("apistrat", SurveyDesign("pw", "stype", population_sizes=("fpc",))),
    "dclus1": ("apiclus1", SurveyDesign("pw", clusters=("dnum",), population_sizes=("fpc",))),
    "dclus2": ("apiclus2", SurveyDesign("pw", clusters=("dnum", "snum"), population_sizes=("fpc1", "fpc2"))),
    "dstrat0": ("apistrat", SurveyDesign("pw", "stype")),
    "dclus10": ("apiclus1", SurveyDesign("pw", clusters=("dnum",))),
}

SCHOOLS = {"E": 4421, "H": 755, "M": 1018}
WIDE = {"Yes": 5122, "No": 1072}
BY_TYPE = {"stype": SCHOOLS}
BY_TYPE_AND_SCORE = {"stype": SCHOOLS, "api99": 3914069}


@cache
def survey(name: str) -> Survey:
    """One of the designs of R's help pages, with three columns more."""
    data, design = DESIGNS[name]
    table = schools(data)
    improved = pc.and_(pc.equal(table["sch.wide"], "Yes"), pc.equal(table["comp.imp"], "Yes"))
    no_learners = pc.equal(table["ell"], 0).cast(pa.int8()).cast(pa.float64())
    return survey_of(table.append_column("improved", improved).append_column("ell0", no_learners), design)


def figures(estimate: Estimate) -> tuple[float, float]:
    return estimate.value, estimate.error


def mean_api00(survey: Survey) -> tuple[float, ...]:
    return figures(means(survey, "api00")[0])


def total_enroll(survey: Survey) -> tuple[float, ...]:
    return figures(totals(survey, "enroll")[0])


def level(estimates: tuple[Estimate, ...], name: str) -> Estimate:
    return next(estimate for estimate in estimates if estimate.level == name)


def domain_row(name: str) -> tuple[float, ...]:
    """The row with normal bounds (infinite degrees of freedom) and the design effect."""
    e = level(means(survey("dclus1"), "api99", by="stype", effect="without-replacement"), name)
    return (*figures(e), *t_interval(e.value, e.error, 10**12, 0.975), e.design_effect or 0)


def share_row(interval: Callable[[Estimate], tuple[float, float]]) -> tuple[float, ...]:
    e = means(survey("dclus1"), "ell0")[0]
    return (e.value, *interval(e))


def beta_interval(e: Estimate) -> tuple[float, float]:
    """R's Korn-Graubard: not truncated at n."""
    size = effective_size(e.value, e.error, e.n) * df_penalty(e.n, e.df, 0.975)
    found = exact_interval(e.value, size, 0.975)
    return found.low, found.high


def association(test: Callable[..., TestResult], name: str, rows: str, columns: str) -> tuple[float, ...]:
    found = test(cell_totals(survey(name), rows, columns))
    return (found.statistic, *found.df, found.p_value)


def calibrated_to(totals: dict[str, object], distance: Distance = LINEAR) -> Survey:
    return calibrated(survey("dclus1"), totals, distance)  # type: ignore[arg-type]


def weight_range(distance: Distance) -> tuple[float, float]:
    g = calibrated_to(BY_TYPE_AND_SCORE, distance).weights / survey("dclus1").weights
    return float(g.min()), float(g.max())


def raked_schools() -> Survey:
    return raked(survey("dclus1"), {"stype": SCHOOLS, "sch.wide": WIDE}, tolerance=1e-12)


def cell_weight(row: int) -> tuple[float, float]:
    return float(row), float(raked_schools().weights[row - 1])


def quantile_row(place: int) -> tuple[float, ...]:
    q = quantiles(survey("dclus1"), "api00", (0.25, 0.5, 0.75), level=0.975)[place]
    return q.probability, q.value, q.ci_low, q.ci_high, q.error


def rows() -> dict[str, Callable[[], tuple[float, ...]]]:
    """How each printed row is found here."""
    found: dict[str, Callable[[], tuple[float, ...]]] = {}
    for name in DESIGNS:
        found[f"{name} mean api00 api00"] = lambda n=name: mean_api00(survey(n))
        found[f"{name} total enroll narm enroll"] = lambda n=name: total_enroll(survey(n))
    found["dstrat mean api00+stype api00"] = lambda: mean_api00(survey("dstrat"))
    for place, name in enumerate(SCHOOLS, start=1):
        found[f"dstrat mean api00+stype stype{name}"] = lambda n=name: figures(
            level(proportions(survey("dstrat"), "stype"), n)
        )
        found[f"svymean stype dclus1 factor(stype){name}"] = lambda n=name: figures(
            level(proportions(survey("dclus1"), "stype"), n)
        )
        found[f"api99 by stype {name} {name}"] = lambda n=name: domain_row(n)[:2]
        found["api99 by stype" + (f" #{place}" if place > 1 else "")] = lambda n=name: domain_row(n)[:2]
        found[f"api99 by stype with ci {name} {name}"] = lambda n=name: domain_row(n)
    found |= {
        "deff dstrat": lambda: (
            means(survey("dstrat"), "api00", effect="without-replacement")[0].design_effect,
        ),
        "deff dclus1": lambda: (
            means(survey("dclus1"), "api00", effect="without-replacement")[0].design_effect,
        ),
        "deff(replace) dclus1": lambda: (
            means(survey("dclus1"), "api00", effect="with-replacement")[0].design_effect,
        ),
        "degf dclus1 dstrat": lambda: (
            means(survey("dclus1"), "api00")[0].df,
            means(survey("dstrat"), "api00")[0].df,
        ),
        "ratio dclus1 api.stu/enroll": lambda: figures(ratios(survey("dclus1"), "api.stu", "enroll")[0]),
        "mean enroll | sch.wide==Yes & comp.imp==Yes enroll": lambda: figures(
            means(survey("dclus1"), "enroll", where="improved")[0]
        ),
        "ciprop lo": lambda: share_row(lambda e: logit_interval(e.value, e.error, e.df, 0.975)),
        "ciprop be": lambda: share_row(beta_interval),
        "ciprop me": lambda: share_row(lambda e: t_interval(e.value, e.error, e.df, 0.975)),
        "svychisq F stat par p": lambda: association(rao_scott_f, "dclus1", "sch.wide", "stype"),
        "svychisq Chisq stat par p": lambda: association(rao_scott_chi_square, "dclus1", "sch.wide", "stype"),
        "svychisq Wald stat par p": lambda: association(wald, "dclus1", "sch.wide", "stype"),
        "svychisq adjWald stat par p": lambda: association(adjusted_wald, "dclus1", "sch.wide", "stype"),
        "svychisq F dstrat": lambda: association(rao_scott_f, "dstrat", "sch.wide", "stype"),
        "svychisq F sch.wide+comp.imp dclus1": lambda: association(
            rao_scott_f, "dclus1", "sch.wide", "comp.imp"
        ),
        "cal stype api00 api00": lambda: mean_api00(calibrated_to(BY_TYPE)),
        "cal stype enroll enroll": lambda: total_enroll(calibrated_to(BY_TYPE)),
        "cal stype+api99 api00 api00": lambda: mean_api00(calibrated_to(BY_TYPE_AND_SCORE)),
        "cal enroll enroll": lambda: total_enroll(calibrated_to(BY_TYPE_AND_SCORE)),
        "cal enroll grange": lambda: weight_range(LINEAR),
        "cal bounded(.6,1.6) api00": lambda: mean_api00(
            calibrated_to(BY_TYPE_AND_SCORE, truncated(0.6, 1.6))
        ),
        "cal bounded(.6,1.6) grange": lambda: weight_range(truncated(0.6, 1.6)),
        "cal raking api00": lambda: mean_api00(calibrated_to(BY_TYPE_AND_SCORE, RAKING)),
        "cal raking grange": lambda: weight_range(RAKING),
        "cal logit api00": lambda: mean_api00(calibrated_to(BY_TYPE_AND_SCORE, logistic(0.5, 2.5))),
        "cal logit grange": lambda: weight_range(logistic(0.5, 2.5)),
        "rake api00 api00": lambda: mean_api00(raked_schools()),
        "rake enroll enroll": lambda: total_enroll(raked_schools()),
        "rake weight H Yes": lambda: cell_weight(1),
        "rake weight E Yes": lambda: cell_weight(2),
        "rake weight M Yes": lambda: cell_weight(10),
        "rake weight M No": lambda: cell_weight(16),
        "rake weight E No": lambda: cell_weight(29),
        "rake weight H No": lambda: cell_weight(33),
        "ps api00 api00": lambda: mean_api00(poststratified(survey("dclus1"), "stype", SCHOOLS)),
        "ps enroll enroll": lambda: total_enroll(poststratified(survey("dclus1"), "stype", SCHOOLS)),
        "JK1 api00 api00": lambda: mean_api00(jackknifed(survey("dclus1"))),
        "JKn api00 api00": lambda: mean_api00(jackknifed(survey("dstrat"))),
    }
    for alias, same in {"ciprop xl": "lo", "ciprop lo df": "lo", "ciprop me df": "me"}.items():
        found[alias] = found[f"ciprop {same}"]
    for rule in ("math", "school", "hf1"):
        for place in range(3):
            key = f"quantile {rule}" + (f" #{place + 1}" if place else "")
            found[key] = lambda p=place: quantile_row(p)
    return found


ROWS = rows()


def test_every_row_is_reproduced_or_says_why_not():
    """No printed figure is passed over in silence."""
    assert set(printed()) == set(ROWS) | set(NOT_REPRODUCED)
    assert not set(ROWS) & set(NOT_REPRODUCED)


@pytest.mark.parametrize("key", ROWS)
def test_row(key: str):
    """The first figure is an estimate or a statistic (1e-8), the others come from errors (1e-7)."""
    ours, theirs = ROWS[key](), printed()[key]
    assert len(ours) == len(theirs)
    relative = [1e-8] + [1e-7] * (len(theirs) - 1)
    assert all(near(*each) for each in zip(ours, theirs, relative, strict=True)), (ours, theirs)


def test_saddlepoint_differs_from_r_only_by_the_lost_degrees_of_freedom():
    """With R's 20 terms at −X/20.92 the tail is R's p-value; with all 20.92 degrees of freedom it is ours."""
    cells = cell_totals(survey("dclus1"), "sch.wide", "stype")
    effects, df = design_effects(cells), rao_scott_f(cells).df[1]
    weights = np.append(effects, -pearson(cells) / df)
    r_statistic, r_p = printed()["svychisq saddlepoint stat par p"]
    assert near(quadratic_tail(weights, np.array([1.0, 1.0, np.floor(df)])), r_p, 1e-7)
    ours = saddlepoint(cells)
    assert near(ours.statistic, r_statistic, 1e-8)
    assert ours.p_value == pytest.approx(0.0228899, abs=1e-7)


def test_rao_scott_is_what_svy_says():
    """Our tests rest on svy's covariance of the cells; svy's own Rao-Scott tests agree with them."""
    stats = survey("dclus1").sample.categorical.tabulate("sch.wide", "stype").stats
    f = rao_scott_f(cell_totals(survey("dclus1"), "sch.wide", "stype"))
    assert f.statistic == pytest.approx(stats.f.value, rel=1e-12)
    assert f.p_value == pytest.approx(stats.f.p_value, rel=1e-10)


def test_raking_meets_its_margins():
    """Each margin is met to the tolerance asked for."""
    weights, table = raked_schools().weights, schools("apiclus1")
    for column, margin in {"stype": SCHOOLS, "sch.wide": WIDE}.items():
        for name, people in margin.items():
            assert weights[pc.equal(table[column], name).to_numpy()].sum() == pytest.approx(people, rel=1e-12)
