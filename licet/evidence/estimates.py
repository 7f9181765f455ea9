"""Design-based estimates: a thin wrapper over svy, the only file that imports it.

A survey is bound to its design once; every estimate then keeps the whole design. A domain (`by`, `where`) is
estimated inside it, never by throwing rows away, and a null leaves the estimate but not the design.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import svy

from licet.errors import ScienceError
from licet.evidence.calibration import LINEAR, Distance, auxiliary_matrix, calibrated_weights
from licet.evidence.rao_scott import CellTotals
from licet.evidence.sample_design import SurveyDesign, check_sample

FloatArray = npt.NDArray[np.float64]
Level = str | int | float | bool
Reference = Literal["without-replacement", "with-replacement"]

# svy.Sample: its types are unions over what may be asked, and narrowing each would hide the statistics.
Sample = Any

# One per answer: its total is the number of people, in a cell or in all.
ONE = "licet one"


@dataclass(frozen=True)
class Survey:
    """Answers bound to the design they were drawn by: made by `survey_of`, reweighted by the others."""

    design: SurveyDesign
    sample: Sample
    replicated: bool = False

    @property
    def weights(self) -> FloatArray:
        """The weights in use, one per answer."""
        return np.asarray(self.sample.data[self.sample.design.wgt].to_numpy(), dtype=np.float64)


@dataclass(frozen=True)
class Estimate:
    """An estimate with its standard error.

    level: the domain, or the level of a proportion; None for everyone. n: answers it rests on. df: degrees of
    freedom, from the clusters and strata that the domain occurs in. design_effect: only where asked for.
    """

    level: Level | None
    value: float
    error: float
    n: int
    df: int
    design_effect: float | None = None


@dataclass(frozen=True)
class Quantile:
    """A quantile with the Woodruff interval at a one-sided level per bound."""

    probability: float
    value: float
    error: float
    ci_low: float
    ci_high: float


def survey_of(answers: pa.Table, design: SurveyDesign) -> Survey:
    """Bind answers to the design they were drawn by.

    answers: one row per respondent. Raises ScienceError if they cannot carry the design (`check_sample`).
    """
    check_sample(answers, design)
    frame = pl.DataFrame(answers).with_columns(pl.lit(1.0).alias(ONE))
    with refusals():
        return Survey(design, svy.Sample(frame, declared(design)))


def declared(design: SurveyDesign) -> svy.Design:
    """The design in svy's words."""
    sizes: str | svy.PopSize | None = None
    if design.population_sizes:
        sizes = design.population_sizes[0]
    if len(design.population_sizes) == 2:
        sizes = svy.PopSize(*design.population_sizes)
    return svy.Design(
        wgt=design.weight,
        stratum=design.stratum,
        psu=design.clusters[0] if design.clusters else None,
        ssu=design.clusters[1] if len(design.clusters) == 2 else None,
        pop_size=sizes,
    )


@contextmanager
def refusals() -> Iterator[None]:
    """Say svy's refusals in our words: its title, never the values that it found."""
    try:
        yield
    except svy.SvyError as error:
        raise ScienceError(f"The survey cannot be estimated: {error.title}. Check its columns.") from None


def means(
    survey: Survey,
    column: str,
    *,
    by: str | None = None,
    where: str | None = None,
    effect: Reference | None = None,
) -> tuple[Estimate, ...]:
    """The mean of a column of numbers; of a column of 0 and 1, a share.

    by: a column of domains, one estimate each. where: a boolean column; only its true rows count. effect: the
    simple random sample that the design effect is measured against.
    """
    return estimates(survey, "mean", column, by=by, where=where, deff=effect)


def totals(
    survey: Survey, column: str, *, by: str | None = None, where: str | None = None
) -> tuple[Estimate, ...]:
    """The population total of a column of numbers."""
    return estimates(survey, "total", column, by=by, where=where)


def ratios(
    survey: Survey, numerator: str, denominator: str, *, by: str | None = None, where: str | None = None
) -> tuple[Estimate, ...]:
    """The ratio of two totals."""
    return estimates(survey, "ratio", numerator, denominator, by=by, where=where)


def proportions(survey: Survey, column: str, *, where: str | None = None) -> tuple[Estimate, ...]:
    """The share of each level of a column, in the sorted order of its levels."""
    return estimates(survey, "prop", column, where=where)


def estimates(
    survey: Survey, kind: str, *columns: str, where: str | None, **options: Any
) -> tuple[Estimate, ...]:
    """Ask svy for one kind of estimate."""
    with refusals():
        ask = getattr(survey.sample.estimation, kind)
        found = ask(*columns, where=domain(where), method=method(survey), drop_nulls=True, **options)
    return tuple(
        Estimate(
            level=row.by_level[0] if row.by_level else row.y_level,
            value=float(row.est),
            error=float(row.se),
            n=int(row.n),
            df=int(row.df),
            design_effect=row.deff,
        )
        for row in found.estimates
    )


def quantiles(
    survey: Survey, column: str, probabilities: Sequence[float], *, level: float = 0.95
) -> tuple[Quantile, ...]:
    """The smallest values that these shares of people do not exceed; intervals by Woodruff 1952."""
    with refusals():
        found = survey.sample.estimation.quantile(
            column, p=list(probabilities), alpha=2 * (1 - level), drop_nulls=True, method=method(survey)
        )
    rows = found.to_polars().select("prob", "est", "se", "lci", "uci").rows()
    return tuple(Quantile(*map(float, row)) for row in rows)


def cell_totals(survey: Survey, rows: str, columns: str) -> CellTotals:
    """The estimated number of people in each cell of a two-way table, with the covariance of the cells.

    A combination that nobody in the sample has is a cell of zero. Null in either column: not in the table.
    """
    with refusals():
        ask = survey.sample.estimation.total
        found = ask(ONE, by=(rows, columns), drop_nulls=True, method=method(survey))
    levels = [row.by_level for row in found.estimates]
    across, down = (sorted({level[side] for level in levels}) for side in (0, 1))
    place = [across.index(r) * len(down) + down.index(c) for r, c in levels]
    size = len(across) * len(down)
    total, covariance = np.zeros(size), np.zeros((size, size))
    total[place] = [row.est for row in found.estimates]
    covariance[np.ix_(place, place)] = found.covariance
    return CellTotals(
        totals=total.reshape(len(across), len(down)),
        covariance=covariance,
        n=sum(row.n for row in found.estimates),
        df=int(found.design_df),
    )


def raked(
    survey: Survey,
    margins: Mapping[str, Mapping[Any, float]],
    *,
    tolerance: float = 1e-12,
    rounds: int = 1000,
) -> Survey:
    """Weights that meet several margins at once, by iterative proportional fitting.

    margins: column → level → people in the population; the margins add to one population. tolerance: the
    largest relative misfit of any margin. Errors take account of the fit.
    """
    with refusals():
        sample = survey.sample.weighting.rake(
            controls={column: dict(levels) for column, levels in margins.items()},
            tol=tolerance,
            max_iter=rounds,
            wgt_name=f"{survey.sample.design.wgt} raked",
        )
    return replace(survey, sample=sample)


def poststratified(survey: Survey, column: str, people: Mapping[Any, float]) -> Survey:
    """Weights that give each level of one column its known number of people."""
    with refusals():
        sample = survey.sample.weighting.poststratify(
            dict(people), cells=column, wgt_name=f"{survey.sample.design.wgt} post-stratified"
        )
    return replace(survey, sample=sample)


def calibrated(
    survey: Survey, totals: Mapping[str, float | Mapping[Any, float]], distance: Distance = LINEAR
) -> Survey:
    """Weights that meet known totals, as close to the design's weights as `distance` measures.

    totals: column → its population total, or level → people. Errors are those of the regression estimator.
    Raises ScienceError if no weights within the distance's bounds meet the totals.
    """
    matrix, wanted = auxiliary_matrix(survey.sample.data.to_arrow(), totals)
    before = survey.sample.design.wgt
    after = f"{before} calibrated"
    names = tuple(f"{after} {place}" for place in range(len(wanted)))
    weights = calibrated_weights(survey.weights, matrix, wanted, distance)
    frame = survey.sample.data.with_columns(
        pl.Series(after, weights), *(pl.Series(name, matrix[:, place]) for place, name in enumerate(names))
    )
    adjustment = svy.WgtAdjustment(kind="calibration", prev_wgt=before, new_wgt=after, aux=names)
    with refusals():
        design = survey.sample.design.update(wgt=after, wgt_adjustment=adjustment)
        return replace(survey, sample=svy.Sample(frame, design))


def jackknifed(survey: Survey) -> Survey:
    """The same survey with errors by leaving out one cluster at a time, instead of linearisation.

    Coefficients are (n_h − 1) / n_h × (1 − n_h / N_h) in stratum h; N_h where population sizes are declared.
    """
    unit = "licet unit"
    design = survey.design
    frame = survey.sample.data.with_row_index(unit)
    stage = declared(replace(design, clusters=design.clusters[:1] or (unit,), population_sizes=()))
    with refusals():
        sample = svy.Sample(frame, stage).weighting.create_jk_wgts(rep_prefix="licet replicate ")
        if design.population_sizes:
            sample = with_corrections(sample, design.population_sizes[0])
    return replace(survey, sample=sample, replicated=True)


def with_corrections(sample: Sample, population_size: str) -> Sample:
    """Jackknife coefficients times each stratum's finite population correction."""
    made = sample.design.rep_wgts
    size = sample.data[population_size].to_numpy().astype(np.float64)
    replicates = sample.data.select(made.columns).to_numpy()
    base = sample.data[sample.design.wgt].to_numpy()
    # A replicate's stratum is that of the rows it sets to zero; there 1 − n/N is constant.
    left_out = (replicates == 0) & (base > 0)[:, None]
    coefficients = np.array(list(sample.rep_coefs.values()))
    drawn = 1 / (1 - coefficients)
    correction = 1 - drawn / size[left_out.argmax(axis=0)]
    weights = svy.JackknifeWgts(
        prefix=made.prefix,
        n_reps=made.n_reps,
        df=made.df,
        wgt=made.wgt,
        kind=made.kind,
        rep_coefs=tuple(coefficients * correction),
    )
    return sample.update_design(rep_wgts=weights)


def domain(where: str | None) -> Any:
    """A boolean column as svy's domain."""
    return None if where is None else svy.col(where)


def method(survey: Survey) -> Literal["taylor", "replication"]:
    """How errors are found."""
    return "replication" if survey.replicated else "taylor"
