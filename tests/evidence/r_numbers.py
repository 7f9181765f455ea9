"""The figures that R printed, by a key of their own: where they stand, and what they are called there."""

import os
import re
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

SHARED = Path(os.environ.get("LICET_SHARED", Path(__file__).parents[3] / "shared"))
NUMBERS = SHARED / "reference" / "numbers" / "survey_api_R4.2.2_survey4.1.txt"
DATA = SHARED / "data" / "survey"

NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)(e-?\d+)?")

# What R says besides, with no figures of its own.
SPEECH = ("Warning message:", "In pFsum", "  Package", "Call:", "svyolr(", "Coefficients:", "(26 obs", "[1]")

# Rows that stand alone: they do not belong to the head above them.
ALONE = ("deff", "degf", "ciprop", "svychisq", "ttest", "rank")

# The heads of tables, by their columns (spaces run together), and what the table is.
HEADS = {
    "stype api99 se": "api99 by stype",
    "stype api99 se ci_l ci_u DEff.api99": "api99 by stype with ci",
    "stype sch.wide w": "rake weight",
    "Value Std. Error t value": "svyolr",
    "Intercepts:": "svyolr",
    "*alpha*": "cronbach",
}
GLM = "Estimate Std. Error t value Pr(>|t|)"
SAME_TABLE = ("quantile ci.2.5 ci.97.5 se", "first weights by cell")


@cache
def printed() -> dict[str, tuple[str, ...]]:
    """Every row of figures, by head and label. They stay text: the last printed digit says how near is near.

    A key that comes again gets a number: `api99 by stype #2`.
    """
    rows: dict[str, tuple[str, ...]] = {}
    head = ""
    for line in NUMBERS.read_text().splitlines():
        if (named := head_of(line, rows)) is not None:
            head = named or head
        elif line.strip() and not line.startswith(SPEECH):
            label, figures = split(line)
            key = label if label.startswith(ALONE) else f"{head} {label}".strip()
            times = sum(known.partition(" #")[0] == key for known in rows)
            rows[key if not times else f"{key} #{times + 1}"] = figures
    return rows


def head_of(line: str, rows: dict[str, tuple[str, ...]]) -> str | None:
    """What the rows below are called, "" if that does not change, None if the line is no head."""
    words = " ".join(line.split())
    if words in SAME_TABLE:
        return ""
    if words.startswith("## ") or re.match(r"quantile [a-z]", words):
        return words.removeprefix("## ")
    if words == GLM:
        return "svyglm binomial" if "svyglm gaussian ell" in rows else "svyglm gaussian"
    return HEADS.get(words)


def split(line: str) -> tuple[str, tuple[str, ...]]:
    """A row's words, and its figures."""
    words = line.replace("\t", " ").split()
    figures = tuple(word for word in words if NUMBER.fullmatch(word))
    return " ".join(word for word in words if not NUMBER.fullmatch(word)), figures


def near(ours: float, theirs: str, relative: float) -> bool:
    """Within a relative tolerance, or half the last printed digit if larger; a printed 0 means zero."""
    value = float(theirs)
    if value == 0:  # the root of a rounding
        return abs(ours) < 1e-8
    mantissa, _, exponent = theirs.partition("e")
    decimals = len(mantissa.partition(".")[2])
    half_digit = 0.5 * 10.0 ** (int(exponent or 0) - decimals)
    return abs(ours - value) <= max(relative * abs(value), half_digit * (1 + 1e-6))


@cache
def schools(name: str) -> pa.Table:
    """One of the Californian schools samples."""
    options = pyarrow.csv.ConvertOptions(null_values=["NA"], strings_can_be_null=True)
    return pyarrow.csv.read_csv(DATA / f"{name}.csv", convert_options=options)


needs_shared = pytest.mark.skipif(
    not NUMBERS.exists(), reason=f"R's figures are not at {NUMBERS}: set LICET_SHARED to the shared folder"
)
