"""Picture 4, second half: how sure the linkage is of its pairs, with the threshold drawn."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from licet.programme import said
from licet.publish import charts, svg
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.language import Language
from licet.publish.made_up_pairs import threshold_bits
from licet.publish.sheet import Name, Sheet, Shown
from licet.publish.story import LinkageStory

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


def weights(language: Language, linkage: LinkageStory, shown: Mapping[Name, Shown]) -> Figure | None:
    """The histogram of match weights; None where too few pairs were weighed to show any."""
    rows = linkage.weights.to_pylist()
    everything = [(row["low"], row["high"], shown["pairs", str(k)]) for k, row in enumerate(rows)]
    bins = _trimmed(everything)
    if not bins:
        return None
    everyone, needed = shown[PAIRS], threshold_bits(linkage.threshold)
    label, told = _title(language, bins, needed), _told(language, bins, everyone, needed)
    wide, narrow = (_chart(language, bins, needed, width) for width in (svg.WIDE, svg.NARROW))
    return Figure(
        id=NAME,
        name=language.text("How sure the links are"),
        title=label,
        description=told,
        wide=charts.drawn(f"{NAME}-wide", label, told, wide, svg.WIDE),
        narrow=charts.drawn(f"{NAME}-narrow", label, told, narrow, svg.NARROW),
        table=_table(language, everything, everyone),
        note=_note(language, bins, needed),
    )


def _trimmed(bins: list[Bin]) -> list[Bin]:
    """Without the hidden ends, where there is nothing to see."""
    seen = [k for k, (_, _, pairs) in enumerate(bins) if pairs is not None]
    return bins[seen[0] : seen[-1] + 1] if seen else []


def _near(bins: list[Bin], needed: float) -> list[Bin]:
    return [each for each in bins if each[0] < needed + NEAR and each[1] > needed - NEAR]


def _title(language: Language, bins: list[Bin], needed: float) -> str:
    near = round(100 * _pairs(_near(bins, needed)) / _pairs(bins))
    if 2 * sum(pairs is None for *_, pairs in bins) > len(bins):
        return language.text("How sure the links are: most counts are too few to say")
    return language.text(
        "{clear} in 100 pairs are clearly one person or clearly two; {near} are less clear",
        clear=100 - near,
        near=near,
    )


def _note(language: Language, bins: list[Bin], needed: float) -> str:
    """What the line is, and what the title calls clear."""
    told = [
        language.text(
            "Pairs that reach {points} points are linked, unless another pair speaks against them.",
            points=language.number(needed, "0.0"),
        )
    ]
    near = _near(bins, needed)
    if near:
        low, high = near[0][0], near[-1][1]
        told.append(
            language.text(
                "Less clear means from {low} to {high} points: a chance of {least} to {most} in 100 that "
                "both records are one person.",
                low=_signed(language, low),
                high=_signed(language, high),
                least=_chance(language, low),
                most=_chance(language, high),
            )
        )
    if any(pairs is None for *_, pairs in bins):
        told.append(language.text("A circle on the axis marks a count that is hidden."))
    return " ".join(told)


def _chance(language: Language, points: float) -> str:
    """A chance in 100, to three figures."""
    return language.number(float(f"{100 / (1 + 2.0**-points):.3g}"), "0.######")


def _told(language: Language, bins: list[Bin], everyone: Shown, needed: float) -> str:
    if everyone is None:
        weighed = language.text("A hidden number of pairs were weighed.")
    else:
        weighed = language.text("About {pairs} pairs were weighed.", pairs=everyone)
    above = language.text(
        "Of those shown, {pairs} lie wholly above the line at {points} points.",
        pairs=_pairs([each for each in bins if each[0] >= needed]),
        points=language.number(needed, "0.0"),
    )
    return f"{weighed} {above}"


def _pairs(bins: list[Bin]) -> int:
    """How many pairs are shown in these bins."""
    return sum(pairs or 0 for *_, pairs in bins)


def _table(language: Language, bins: list[Bin], everyone: Shown) -> Table:
    rows = tuple((_signed(language, low), _signed(language, high), pairs) for low, high, pairs in bins)
    columns = (Column(said("From, points")), Column(said("To, points")), Column(said("Pairs"), "count"))
    last = (said("All pairs"), "", everyone)
    return Table(NAME, language.text("Pairs by match weight"), columns, (*rows, last), total=True)


def _signed(language: Language, weight: float) -> str:
    return language.number(weight, "0.###")


def _chart(language: Language, bins: list[Bin], needed: float, width: int) -> Any:
    shown = [{"low": low, "high": high, "pairs": n} for low, high, n in bins if n is not None]
    hidden = [{"middle": (low + high) / 2, "pairs": 0} for low, high, n in bins if n is None]
    axis = alt.Axis(tickCount=8 if width == svg.WIDE else 5, grid=False)
    long = language.text("points of evidence that two records are one person")
    x = alt.X("low:Q", title=long if width == svg.WIDE else language.text("points of evidence"), axis=axis)
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
    mark = alt.Chart(charts.data([{"at": needed, "words": language.text("linked from here")}]))
    rule = mark.mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=svg.INK).encode(x="at:Q")
    # Above the plot, where no bar can be.
    words = mark.mark_text(align="left", dx=-4, y=-9).encode(x="at:Q", text="words:N")
    return (bars + rings + rule + words).properties(
        width=width - 62, height=220 if width == svg.WIDE else 180
    )
