"""Do one-sided 95 % bounds hold the truth 95 times in 100? Samples of invented people, shares known."""

import math

import numpy as np
import pyarrow as pa
import pytest

from licet.evidence import Codebook, findings_of
from tests.evidence.surveys import codebook

REPLICATES = 200
LEVEL = 0.95
NOISE = 3 * math.sqrt(LEVEL * (1 - LEVEL) / REPLICATES)
SHARES = (0.02, 0.5, 0.97)

STRATA = np.array([5000, 3000, 2000])
DRAWN = np.array([80, 80, 80])


def book(design: str) -> Codebook:
    """One item per share; what is asked is nobody's matter here."""
    items = [
        f"- {{column: q{k}, question: q, measure: knows, actor: a{k}, yes: [1], no: [0]}}"
        for k in range(len(SHARES))
    ]
    return codebook(f"design: {design}\nitems:\n" + "\n".join(items))


def stratified_sample(rng: np.random.Generator) -> tuple[pa.Table, np.ndarray]:
    """80 answers from each of three strata of unequal size whose shares differ; the truth by item."""
    stratum = np.repeat(np.arange(3), DRAWN)
    tilt = np.array([0.5, 1.0, 1.5])
    columns = {"stratum": stratum, "weight": (STRATA / DRAWN)[stratum]}
    truths = []
    for k, share in enumerate(SHARES):
        by_stratum = np.minimum(share * tilt, 1) if share <= 0.5 else 1 - (1 - share) * tilt
        columns[f"q{k}"] = (rng.random(stratum.size) < by_stratum[stratum]).astype(int)
        truths.append(np.average(by_stratum, weights=STRATA))
    return pa.table(columns), np.array(truths)


def clustered_sample(rng: np.random.Generator) -> tuple[pa.Table, np.ndarray]:
    """Twenty clusters of ten who think alike: each cluster has a share of its own, drawn around the truth."""
    cluster = np.repeat(np.arange(20), 10)
    columns = {"cluster": cluster, "weight": np.ones(cluster.size)}
    for k, share in enumerate(SHARES):
        own = rng.beta(share * 15, (1 - share) * 15, 20)
        columns[f"q{k}"] = (rng.random(cluster.size) < own[cluster]).astype(int)
    return pa.table(columns), np.array(SHARES)


@pytest.mark.parametrize(
    ("design", "draw"),
    [
        ("{weight: weight, stratum: stratum}", stratified_sample),
        ("{weight: weight, clusters: [cluster]}", clustered_sample),
    ],
)
def test_bounds_cover_at_their_level(design: str, draw):
    """Each bound, at each share, misses no more often than its level allows, but for simulation noise."""
    rng = np.random.default_rng(20260301)
    declared = book(design)
    held = np.zeros((len(SHARES), 2))
    for _ in range(REPLICATES):
        answers, truth = draw(rng)
        found = findings_of(answers, declared, LEVEL)
        low, high = found["ci_low"].to_numpy(), found["ci_high"].to_numpy()
        held += np.column_stack([low <= truth, truth <= high])
    assert (held / REPLICATES >= LEVEL - NOISE).all(), held / REPLICATES
