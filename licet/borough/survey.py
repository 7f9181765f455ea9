"""A hypothetical survey of an invented borough: groups differ as research says in words, by made-up amounts.

A stratified sample by ethnic group, smaller groups oversampled, weighted to the borough's parents. Each
answer is drawn from a logistic model: BASE for each question, plus EFFECTS for the groups of who answers.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[Any]

STRATA = {1: (900, 18_600), 2: (560, 5_100), 3: (560, 3_900), 4: (460, 2_400)}
"""Ethnic group code: how many answered, how many there are."""

BASE = {
    "q_education": 1.45, "q_early_years": 1.4, "q_health": 1.2, "q_housing": 1.25, "q_police": -0.45,
    "q_benefits_told": 0.25, "q_benefits_object": 1.2, "q_tax_told": 0.1, "q_tax_object": 1.1,
}  # fmt: skip
EFFECTS = {
    "ethnic_group": (0.0, -0.15, -0.4, -0.15),
    "lone_parent": (-0.35, 0.05),
    "parent_age": (-0.3, 0.0, 0.1),
    "children": (0.05, 0.0, -0.2),
    "income": (-0.3, 0.0, 0.25),
}
SHARES = {
    "lone_parent": (0.24, 0.76), "parent_age": (0.2, 0.42, 0.38), "children": (0.42, 0.4, 0.18),
    "income": (0.3, 0.42, 0.28),
}  # fmt: skip
YES = {"q_security": 0.52, "q_mistakes": 0.47, "q_stigma": 0.24, "q_trust": 0.62, "q_stay_away": 0.11}
OPPOSED = 0.6
"""Of those who do not accept, the share that opposes; the others are undecided."""


def survey(seed: int) -> pa.Table:
    """The answers, one row per parent, as codes that the codebook explains."""
    rng = np.random.default_rng([seed, 7])
    stratum = np.repeat(list(STRATA), [asked for asked, _ in STRATA.values()])
    weight = {code: of / asked for code, (asked, of) in STRATA.items()}
    columns: dict[str, Array] = {
        "respondent": np.arange(1, len(stratum) + 1),
        "stratum": stratum,
        "weight": np.array([weight[code] for code in stratum]).round(6),
        "ethnic_group": stratum.copy(),
    }
    for name, shares in SHARES.items():
        columns[name] = 1 + rng.choice(len(shares), size=len(stratum), p=shares)
    leaning = sum(np.array(effects)[columns[name] - 1] for name, effects in EFFECTS.items())
    person = rng.normal(0, 0.5, len(stratum))
    for name, base in BASE.items():
        columns[name] = _rated(rng, base + leaning + person)
    for name, share in YES.items():
        columns[name] = np.where(rng.random(len(stratum)) < share, 1, 2)
    columns["income"] = np.where(rng.random(len(stratum)) < 0.03, 8, columns["income"])
    return pa.table(columns)


def _rated(rng: np.random.Generator, leaning: Array) -> Array:
    """Ratings from 1 (not at all acceptable) to 5 (quite acceptable); a few leave the question out."""
    accepts = rng.random(len(leaning)) < 1 / (1 + np.exp(-leaning))
    opposes = ~accepts & (rng.random(len(leaning)) < OPPOSED)
    strong = rng.random(len(leaning)) < 0.4
    rating = np.select([accepts, opposes], [np.where(strong, 5, 4), np.where(strong, 1, 2)], 3)
    return np.where(rng.random(len(leaning)) < 0.02, -9, rating)
