"""The pictures of how sure a linkage is: the histogram, the threshold tool, precision and recall."""

import math
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from licet.linkage.explaining import words
from licet.linkage.page.bars import Bar, Scale
from licet.linkage.page.thresholds import LEAST, MOST, histogram

TRUE = {"precision": "Right among the links", "recall": "Found of all true pairs"}


@dataclass(frozen=True)
class Bin:
    """A bin of the histogram: from where to where, its pairs, its place across, and its height of 100."""

    low: float
    high: float
    pairs: int
    across: Bar
    height: float


@dataclass(frozen=True)
class Histogram:
    """Pairs by match weight.

    ticks: the weights that the axis names, and where. lines: so many pairs, and how high.
    """

    bins: tuple[Bin, ...]
    across: Scale
    ticks: tuple[tuple[int, float], ...]
    lines: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class TrueLines:
    """Precision and recall by threshold. lines: what each is called, its name in the style, its points.

    lowest: the share at the bottom.
    """

    lines: tuple[tuple[str, str, str], ...]
    across: Scale
    lowest: float


def histogram_of(links: pa.Table) -> Histogram:
    """The histogram of kept pairs; every threshold that can be tried is on its axis."""
    rows = histogram(links).to_pylist()
    edges = [row[edge] for row in rows for edge in ("low", "high")]
    across = Scale(min([LEAST, *edges]), max([MOST, *edges]))
    most = max((row["pairs"] for row in rows), default=1)
    tall = Scale(0.0, _tenfold(most))
    bins = tuple(
        Bin(**row, across=across.bar(row["low"], row["high"]), height=tall.at(_tenfold(row["pairs"])))
        for row in rows
    )
    tens = [10**power for power in range(1, len(str(most)))]
    lines = tuple((many, tall.at(_tenfold(many))) for many in tens)
    return Histogram(bins, across, tuple(_ticks(across)), lines)


def _tenfold(pairs: int) -> float:
    """A count on a scale on which ten times as many are one step, so that few are seen beside many."""
    return math.log10(1 + pairs)


def _ticks(across: Scale) -> list[tuple[int, float]]:
    step = 10 if across.high - across.low > 25 else 5
    first = math.ceil(across.low / step) * step
    return [(value, across.at(value)) for value in range(first, int(across.high) + 1, step)]


def tool_of(curve: pa.Table, needed: float, across: Scale) -> dict[str, Any]:
    """What the threshold tool knows: every threshold in words and on the histogram, and which was used."""
    rows = [
        {
            **row,
            "chance": words.chance(row["probability"]),
            "points": words.points(row["weight"]),
            "at": across.at(row["weight"]),
        }
        for row in curve.to_pylist()
    ]
    return {"rows": rows, "used": curve.column("weight").to_pylist().index(needed)}


def true_lines_of(curve: pa.Table, needed: float) -> TrueLines:
    """Precision and recall as lines. curve: as `true_thresholds` gives it."""
    rows = curve.to_pylist()
    shares = [row[name] for row in rows for name in TRUE if row[name] is not None]
    lowest = math.floor(10 * min(shares)) / 10
    across, high = Scale(LEAST, max(MOST, needed)), Scale(lowest, 1.0)
    lines = tuple((told, name, _points(rows, name, across, high)) for name, told in TRUE.items())
    return TrueLines(lines, across, lowest)


def _points(rows: list[dict[str, Any]], name: str, across: Scale, high: Scale) -> str:
    return " ".join(
        f"{across.at(row['weight'])},{round(100 - high.at(row[name]), 2)}"
        for row in rows
        if row[name] is not None
    )
