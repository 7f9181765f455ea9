"""Picture 4, second half: how sure the linkage is of its pairs, with the threshold drawn."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from licet.publish import charts, svg
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.made_up_pairs import threshold_bits
from licet.publish.sheet import Name, Sheet, Shown
from licet.publish.story import LinkageStory
from licet.publish.words import about, sentence

NAME = "match-weights"
PAIRS = ("pairs",)
NEAR = 4
"""So many points from the line a pair is still near it: the odds are sixteen times better, or worse."""

Bin = tuple[float, float, Shown]


def counted(linkage: LinkageStory) -> Sheet:
    """Pairs in every bin of the histogram."""
    pairs = linkage.weights.column("pairs").to_pylist()
    cells: dict[Name, int] = {("pairs", str(place)): count for place, count in enumerate(pairs)}
    return Sheet(cells, {PAIRS: tuple(cells)})


def weights(linkage: LinkageStory, shown: Mapping[Name, Shown]) -> Figure | None:
    """The histogram of match weights; None where too few pairs were weighed to show any."""
    rows = linkage.weights.to_pylist()
    everything = [(row["low"], row["high"], shown["pairs", str(k)]) for k, row in enumerate(rows)]
    bins = _trimmed(everything)
    if not bins:
        return None
    everyone, needed = shown[PAIRS], threshold_bits(linkage.threshold)
    label, told = _title(bins, needed), _told(bins, everyone, needed)
    return Figure(
        id=NAME,
        name="How sure the links are",
        title=label,
        description=told,
        wide=charts.drawn(f"{NAME}-wide", label, told, _chart(bins, needed, svg.WIDE), svg.WIDE),
        narrow=charts.drawn(f"{NAME}-narrow", label, told, _chart(bins, needed, svg.NARROW), svg.NARROW),
        table=_table(everything, everyone),
        note=_note(bins, needed),
    )


def _trimmed(bins: list[Bin]) -> list[Bin]:
    """Without the hidden ends, where there is nothing to see."""
    seen = [k for k, (_, _, pairs) in enumerate(bins) if pairs is not None]
    return bins[seen[0] : seen[-1] + 1] if seen else []


def _near(bins: list[Bin], needed: float) -> list[Bin]:
    return [each for each in bins if each[0] < needed + NEAR and each[1] > needed - NEAR]


def _title(bins: list[Bin], needed: float) -> str:
    near = round(100 * _pairs(_near(bins, needed)) / _pairs(bins))
    return f"{100 - near} in 100 pairs are clearly one person or clearly two; {near} are less clear"


def _note(bins: list[Bin], needed: float) -> str:
    """What the line is, and what the title calls clear."""
    line = f"Pairs that reach {needed:.1f} points are linked, unless another pair speaks against them. "
    near = _near(bins, needed)
    if near:
        low, high = near[0][0], near[-1][1]
        line += (
            f"Less clear means from {_signed(low)} to {_signed(high)} points: a chance of {_chance(low)} to "
            f"{_chance(high)} in 100 that both records are one person. "
        )
    hidden = any(pairs is None for *_, pairs in bins)
    return line + ("A circle on the axis marks a count that is hidden." if hidden else "")


def _chance(points: float) -> str:
    return f"{100 / (1 + 2.0**-points):.3g}"


def _told(bins: list[Bin], everyone: Shown, needed: float) -> str:
    above = _pairs([each for each in bins if each[0] >= needed])
    return (
        f"{sentence(about(everyone, 'pairs'))} were weighed. Of those shown, {above:,} lie wholly above "
        f"the line at {needed:.1f} points."
    )


def _pairs(bins: list[Bin]) -> int:
    """How many pairs are shown in these bins."""
    return sum(pairs or 0 for *_, pairs in bins)


def _table(bins: list[Bin], everyone: Shown) -> Table:
    rows = tuple((_signed(low), _signed(high), pairs) for low, high, pairs in bins)
    columns = (Column("From, points"), Column("To, points"), Column("Pairs", "count"))
    last = ("All pairs", "", everyone)
    return Table(NAME, "Pairs by match weight", columns, (*rows, last), total=True)


def _signed(weight: float) -> str:
    return f"{weight:g}".replace("-", "\N{MINUS SIGN}")


def _chart(bins: list[Bin], needed: float, width: int) -> Any:
    shown = [{"low": low, "high": high, "pairs": n} for low, high, n in bins if n is not None]
    hidden = [{"middle": (low + high) / 2, "pairs": 0} for low, high, n in bins if n is None]
    axis = alt.Axis(tickCount=8 if width == svg.WIDE else 5, grid=False)
    x = alt.X("low:Q", title="points of evidence that two records are one person", axis=axis)
    if width == svg.NARROW:
        x = x.title("points of evidence")
    y = alt.Y(
        "pairs:Q",
        title=None,
        axis=alt.Axis(minExtent=52, maxExtent=52, domain=False, ticks=False, tickCount=4),
    )
    bars = (
        alt.Chart(charts.data(shown))
        .mark_bar(binSpacing=0, stroke=svg.PAPER, strokeWidth=1)
        .encode(x=x, x2="high:Q", y=y, y2=alt.datum(0))
    )
    rings = (
        alt.Chart(charts.data(hidden)).mark_point(size=26, color=svg.QUIET).encode(x="middle:Q", y="pairs:Q")
    )
    mark = alt.Chart(charts.data([{"at": needed, "words": "linked from here"}]))
    rule = mark.mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=svg.INK).encode(x="at:Q")
    # Above the plot, where no bar can be.
    words = mark.mark_text(align="left", dx=-4, y=-9).encode(x="at:Q", text="words:N")
    return (bars + rings + rule + words).properties(
        width=width - 62, height=220 if width == svg.WIDE else 180
    )
