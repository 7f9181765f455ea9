"""COMPAS, as Aequitas publishes it: the error rates by race and the disparities that must come out."""

from functools import cache
from pathlib import Path

import pyarrow.csv
import pytest

from licet.fairness import Confusions, confusions_of, differences, rates

DATA = Path(__file__).parent / "data" / "compas.csv"

# group: FPR, FNR, FDR
PUBLISHED = {
    "African-American": (0.448468, 0.279853, 0.370285),
    "Caucasian": (0.234543, 0.477226, 0.408665),
    "Hispanic": (0.214815, 0.556034, 0.457895),
}
TO_HISPANIC = {"fpr": 2.087696, "fnr": 0.503301, "for": 1.211197}


@cache
def compas() -> Confusions:
    return confusions_of(pyarrow.csv.read_csv(DATA), "race", "label_value", "score")


@cache
def found(kind) -> dict[tuple[str, str], dict]:
    table = kind(compas(), reference="Hispanic", minimum=30, **({"seed": 7} if kind is differences else {}))
    return {(row["level"], row["measure"]): row for row in table.to_pylist()}


@pytest.mark.parametrize("group", PUBLISHED)
def test_error_rates(group: str):
    """To the six published digits."""
    ours = tuple(found(rates)[group, measure]["estimate"] for measure in ("fpr", "fnr", "fdr"))
    assert ours == pytest.approx(PUBLISHED[group], abs=5e-7)


@pytest.mark.parametrize("measure", TO_HISPANIC)
def test_disparities(measure: str):
    """African-American to Hispanic, to the six published digits, inside the interval."""
    row = found(differences)["African-American", f"{measure} ratio"]
    assert row["estimate"] == pytest.approx(TO_HISPANIC[measure], abs=5e-7)
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_everybody_is_counted():
    """7,214 people; the eighteen Native Americans are shown as too few to say, not dropped."""
    assert compas().cells.sum() == 7214
    row = found(rates)["Native American", "prevalence"]
    assert (row["n"], row["too_few"], row["estimate"]) == (18, True, None)
