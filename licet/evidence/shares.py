"""A share with its interval, per group: by the design of a probability sample, or by a model of a quota."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from licet.evidence.estimates import Survey, means
from licet.evidence.intervals import ShareInterval, exact_interval, kish_size, korn_graubard

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

DESIGN_METHOD = "Korn-Graubard, linearised design error"
MODEL_METHOD = "exact binomial, Kish effective size, as if drawn at random"


@dataclass(frozen=True)
class Share:
    """What share of the group at a position says yes; n counts the answers with a weight above zero."""

    group: int
    value: float
    n: int
    interval: ShareInterval


@dataclass(frozen=True)
class GroupSums:
    """Per group position: answers, and the sums of their weights, squared weights and weights of yes."""

    n: FloatArray
    weight: FloatArray
    square: FloatArray
    yes: FloatArray


def design_based(survey: Survey, answers: pa.Table, yes: str, group: str, level: float) -> tuple[Share, ...]:
    """The share of yes in each group, as domains of the whole design.

    answers: the table that the survey was bound from. yes: a column of 0, 1 and null; group: a column of
    positions 0, 1, 2 ... and null. level: one-sided, per bound. A group without answers gives no share.
    """
    sums = group_sums(answers, survey.design.weight, yes, group)
    found = []
    for domain in means(survey, yes, by=group):
        place = int(domain.level or 0)
        value = tidy(domain.value)
        # At 0 and 1 the design's error is zero by force; unequal weights are then all that is known of it.
        flat = kish_size(sums.weight[place], sums.square[place])
        interval = korn_graubard(value, domain.error, domain.n, domain.df, level, n_flat=flat)
        found.append(Share(place, value, domain.n, interval))
    return tuple(found)


def model_based(answers: pa.Table, weight: str, yes: str, group: str, level: float) -> tuple[Share, ...]:
    """The same shares of a sample that nobody drew: binomial answers, worth as many as their weights allow.

    The interval holds only if, given the weights, those who answered are like those who did not.
    """
    sums = group_sums(answers, weight, yes, group)
    found = []
    for place in np.flatnonzero(sums.n):
        value = tidy(sums.yes[place] / sums.weight[place])
        interval = exact_interval(value, kish_size(sums.weight[place], sums.square[place]), level)
        found.append(Share(int(place), value, int(sums.n[place]), interval))
    return tuple(found)


def group_sums(answers: pa.Table, weight: str, yes: str, group: str) -> GroupSums:
    """Add up the answers of each group; nulls and weights of zero are left out."""
    said = answers[yes].to_numpy()
    place = answers[group].fill_null(-1).to_numpy()
    w = answers[weight].to_numpy().astype(np.float64)
    used = (place >= 0) & ~np.isnan(said) & (w > 0)
    place, w, said = place[used], w[used], said[used]
    return GroupSums(
        n=added(place, np.ones_like(w)),
        weight=added(place, w),
        square=added(place, w**2),
        yes=added(place, w * said),
    )


def added(place: IntArray, amounts: FloatArray) -> FloatArray:
    """The sum of the amounts at each place."""
    return np.bincount(place, amounts).astype(np.float64)


def tidy(share: float) -> float:
    """A share with the rounding of its sums removed at 0 and 1."""
    nearest = round(share)
    return float(nearest) if abs(share - nearest) < 1e-12 else float(share)
