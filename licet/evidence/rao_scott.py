"""Tests of independence in a two-way table under a survey design.

Sources: Rao and Scott 1984, Annals of Statistics 12(1), for the corrections; Koch, Freeman and Freeman 1975,
International Statistical Review 43, and Thomas and Rao 1987, JASA 82(398), for the Wald tests; Kuonen 1999,
Biometrika 86(4), for the saddlepoint.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import chi2, f, norm

from licet.errors import ScienceError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CellTotals:
    """Estimated people per cell (r × c), covariance of the cells row by row (rc × rc), answers, design df."""

    totals: FloatArray
    covariance: FloatArray
    n: int
    df: int

    @cached_property
    def shares(self) -> FloatArray:
        """The cells as shares of everyone in the table."""
        return np.asarray(self.totals / self.totals.sum())

    @cached_property
    def share_covariance(self) -> FloatArray:
        """The covariance of the shares, by linearisation of a ratio."""
        cells = self.totals.size
        change = (np.eye(cells) - np.outer(self.shares.ravel(), np.ones(cells))) / self.totals.sum()
        return np.asarray(change @ self.covariance @ change.T)


@dataclass(frozen=True)
class TestResult:
    """A test of independence: the statistic, the degrees of freedom of its reference, and the p-value."""

    __test__ = False  # pytest would take the name for a test

    statistic: float
    df: tuple[float, ...]
    p_value: float


def rao_scott_f(cells: CellTotals) -> TestResult:
    """Pearson's statistic with the second-order correction, against F (the one to use by default)."""
    effects = design_effects(cells)
    df = effects.sum() ** 2 / (effects**2).sum()
    statistic = pearson(cells) / effects.sum()
    return TestResult(statistic, (df, df * cells.df), float(f.sf(statistic, df, df * cells.df)))


def rao_scott_chi_square(cells: CellTotals) -> TestResult:
    """Pearson's statistic, judged after the first-order correction by the mean design effect."""
    effects = design_effects(cells)
    statistic = pearson(cells)
    return TestResult(statistic, (effects.size,), float(chi2.sf(statistic / effects.mean(), effects.size)))


def wald(cells: CellTotals) -> TestResult:
    """Observed less expected counts against their own covariance, as F; wants many clusters."""
    df = degrees(cells)
    statistic = wald_statistic(cells) / df
    return TestResult(statistic, (df, cells.df), float(f.sf(statistic, df, cells.df)))


def adjusted_wald(cells: CellTotals) -> TestResult:
    """The Wald test with the correction for few clusters."""
    df, left = degrees(cells), cells.df - degrees(cells) + 1
    if left < 1:
        raise ScienceError(
            f"A Wald test of {df} degrees of freedom needs a design with at least as many; this one has "
            f"{cells.df}. Use rao_scott_f, or join levels of the table."
        )
    statistic = wald_statistic(cells) / df * left / cells.df
    return TestResult(statistic, (df, left), float(f.sf(statistic, df, left)))


def saddlepoint(cells: CellTotals) -> TestResult:
    """Pearson's statistic against its own limiting law: chi-squares weighted by the design effects."""
    effects = design_effects(cells)
    statistic = pearson(cells)
    df = rao_scott_f(cells).df[1]
    p_value = quadratic_tail(np.append(effects, -statistic / df), np.append(np.ones(effects.size), df))
    return TestResult(statistic, (df,), p_value)


def degrees(cells: CellTotals) -> int:
    """(rows − 1)(columns − 1); raises ScienceError for a table of one row or one column."""
    rows, columns = cells.totals.shape
    if rows < 2 or columns < 2:
        raise ScienceError("Independence needs a table of at least two rows and two columns.")
    return int((rows - 1) * (columns - 1))


def expected(table: FloatArray) -> FloatArray:
    """What independence would put in each cell, given the margins."""
    return np.asarray(np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum())


def pearson(cells: CellTotals) -> float:
    """Pearson's statistic of the shares, as if the answers were a simple random sample."""
    fair = expected(cells.shares)
    return float(cells.n * ((cells.shares - fair) ** 2 / fair).sum())


def design_effects(cells: CellTotals) -> FloatArray:
    """The generalised design effects: how much wider each contrast of the table is than a simple sample's."""
    degrees(cells)
    contrasts = interaction_contrasts(*cells.totals.shape)
    shares = cells.shares.ravel()
    inverse = np.divide(1, shares, out=np.zeros_like(shares), where=shares > 0)
    scaled = contrasts * inverse[:, None]
    simple = contrasts.T @ scaled / cells.n
    found = np.linalg.eigvals(np.linalg.solve(simple, scaled.T @ cells.share_covariance @ scaled))
    return np.sort(found.real)


def interaction_contrasts(rows: int, columns: int) -> FloatArray:
    """The part of each interaction that main effects cannot explain: rc × (r − 1)(c − 1)."""
    row, column = np.repeat(np.eye(rows)[:, 1:], columns, axis=0), np.tile(np.eye(columns)[:, 1:], (rows, 1))
    main = np.column_stack([np.ones(rows * columns), row, column])
    both = (row[:, :, None] * column[:, None, :]).reshape(rows * columns, -1)
    return np.asarray(both - main @ np.linalg.lstsq(main, both, rcond=None)[0])


def wald_statistic(cells: CellTotals) -> float:
    """y' V⁻¹ y of y = observed − expected people in all but the last row and column."""
    table = cells.totals
    rows, columns = table.shape
    across, down, people = table.sum(axis=1), table.sum(axis=0), table.sum()
    change = (
        np.eye(rows * columns).reshape(rows, columns, rows, columns)
        - np.einsum("ik,j->ijk", np.eye(rows), down)[:, :, :, None] / people
        - np.einsum("jl,i->ijl", np.eye(columns), across)[:, :, None, :] / people
        + (np.outer(across, down) / people**2)[:, :, None, None]
    )[:-1, :-1].reshape(degrees(cells), rows * columns)
    gap = (table - expected(table))[:-1, :-1].ravel()
    return float(gap @ np.linalg.solve(change @ cells.covariance @ change.T, gap))


def quadratic_tail(weights: FloatArray, dfs: FloatArray) -> float:
    """P(Σ weight × chi-square with df > 0), by the saddlepoint of its cumulant function.

    weights: of both signs; dfs: positive, need not be whole.
    """

    def slope(t: float) -> float:
        return float((dfs * weights / (1 - 2 * t * weights)).sum())

    at = saddle(slope, weights)
    cumulant = -0.5 * float((dfs * np.log(1 - 2 * at * weights)).sum())
    curvature = 2 * float((dfs * (weights / (1 - 2 * at * weights)) ** 2).sum())
    w = np.sign(at) * np.sqrt(-2 * cumulant)
    v = at * np.sqrt(curvature)
    return float(norm.sf(w + np.log(v / w) / w))


def saddle(slope: Callable[[float], float], weights: FloatArray) -> float:
    """Where the cumulant function is flat, inside the interval in which it exists."""
    inside = 1 - 1e-9
    return float(brentq(slope, inside / (2 * weights.min()), inside / (2 * weights.max()), xtol=1e-15))
