"""Intervals, honest for shares at 0 and at 1.

`level` is the level of each bound alone: .95 makes two one-sided 95 % bounds, which together hold 90 %.
"""

import math
from dataclasses import dataclass

from scipy.special import betaincinv, expit, logit, stdtrit

from licet.errors import ScienceError

# Below this a share's spread, or its error, is what floating point left of zero.
ROUNDING = 1e-12


@dataclass(frozen=True)
class ShareInterval:
    """A lower and an upper bound, and the number of independent answers that they rest on."""

    low: float
    high: float
    n_effective: float


def check_level(level: float) -> None:
    """Refuse a level at which a lower bound would lie above the estimate."""
    if not 0.5 < level < 1:
        raise ScienceError(f"The level of a bound lies between .5 and 1, for example .95; {level} was given.")


def exact_interval(share: float, n_effective: float, level: float) -> ShareInterval:
    """The exact binomial interval at a number of answers that need not be whole.

    share in [0, 1]; nothing is known from n_effective = 0, so the interval is then [0, 1].
    Source: Clopper and Pearson 1934, in its beta form.
    """
    if n_effective <= 0:
        return ShareInterval(0.0, 1.0, 0.0)
    yes, no = n_effective * share, n_effective * (1 - share)
    low = float(betaincinv(yes, no + 1, 1 - level)) if yes > 0 else 0.0
    high = float(betaincinv(yes + 1, no, level)) if no > 0 else 1.0
    # The inverse is good to about 1e-12: at a share that small a bound may come out on the wrong side of it.
    return ShareInterval(min(low, share), max(high, share), n_effective)


def korn_graubard(
    share: float, error: float, n: int, df: int, level: float, *, n_flat: float | None = None
) -> ShareInterval:
    """The exact interval at the effective size that the design's error and degrees of freedom imply.

    error: the design-based standard error. n: answers. df: degrees of freedom of the design; at 0 nothing is
    known. n_flat: the size to use at a share of 0 or 1, where the error says nothing (default n). The size is
    never above n.
    Source: Korn and Graubard 1998, Survey Methodology 24(2), eqs 2.1 and 2.2; truncation at n as in Parker
    et al. 2017, Vital and Health Statistics 2(175).
    """
    if n <= 1 or df <= 0:
        return exact_interval(share, 0.0, level)
    size = effective_size(share, error, n if n_flat is None else n_flat)
    return exact_interval(share, min(float(n), size * df_penalty(n, df, level)), level)


def t_interval(value: float, error: float, df: int, level: float) -> tuple[float, float]:
    """Bounds for a mean, total or ratio: value ± t × error."""
    reach = float(stdtrit(df, level)) * error
    return value - reach, value + reach


def logit_interval(share: float, error: float, df: int, level: float) -> tuple[float, float]:
    """Bounds for a share strictly between 0 and 1: a t interval on the scale of log(share / (1 − share))."""
    if not 0 < share < 1:
        raise ScienceError("A share of 0 or 1 has no logit. Use korn_graubard, which has an interval there.")
    low, high = t_interval(float(logit(share)), error / (share * (1 - share)), df, level)
    return float(expit(low)), float(expit(high))


def effective_size(share: float, error: float, n_flat: float) -> float:
    """How many independent answers have the same error: share × (1 − share) / error²."""
    spread = share * (1 - share)
    if spread < ROUNDING:
        return n_flat
    return spread / error**2 if error > ROUNDING else math.inf


def df_penalty(n: int, df: int, level: float) -> float:
    """(t with n − 1 degrees of freedom / t with the design's)², at most about one."""
    return float((stdtrit(n - 1, level) / stdtrit(df, level)) ** 2)


def kish_size(sum_of_weights: float, sum_of_squares: float) -> float:
    """How many equally weighted answers are worth as much as these: (Σw)² / Σw² (Kish 1965)."""
    return sum_of_weights**2 / sum_of_squares if sum_of_squares > 0 else 0.0
