"""Picture 6: each group's rate as a dot with its interval, the named reference as a line."""

from itertools import groupby
from typing import Any

import altair as alt

from licet.publish import charts, svg
from licet.publish.exhibits import Cell, Column, Estimate, Figure, Table
from licet.publish.group_rates import Level, Measured
from licet.publish.words import TOO_FEW, percent_words, sentence

STEP, NUMBERS = 24, 104
"""How tall a group's line is, and the room beside it for its numbers, in pixels."""


def rate_figure(measured: Measured) -> Figure:
    """One measure in every group."""
    name = f"rates-{measured.name.replace(' ', '-')}"
    label, told = _title(measured), _told(measured)
    return Figure(
        id=name,
        name=measured.words,
        title=label,
        description=told,
        wide=charts.drawn(f"{name}-wide", label, told, _chart(measured, svg.WIDE), svg.WIDE),
        narrow=charts.drawn(f"{name}-narrow", label, told, _chart(measured, svg.NARROW), svg.NARROW),
        table=_table(name, measured),
        note="A dot is the rate, its line the interval. The dashed line is the reference, the largest group, "
        "whose dot is a square.",
    )


def _title(measured: Measured) -> str:
    clear = [level for level in measured.levels if level.apart is not None and level.apart.is_clear]
    if not clear:
        return f"{measured.words}: no group is clearly apart from its reference"
    most = max(clear, key=lambda level: abs(level.apart.points) if level.apart else 0)
    assert most.apart is not None
    direction = "more" if most.apart.points > 0 else "less"
    reference = next(x for x in measured.levels if x.is_reference and x.variable == most.variable)
    points = abs(most.apart.points)
    return (
        f"{measured.words}: {most.words[:1].lower()}{most.words[1:]} {points} points {direction} often "
        f"than {reference.short}"
    )


def _told(measured: Measured) -> str:
    return sentence("; ".join(f"{level.words}: {_rate_words(level)}" for level in measured.levels)) + "."


def _rate_words(level: Level) -> str:
    rate = level.rate
    if rate is None:
        return TOO_FEW
    reference = ", the reference" if level.is_reference else ""
    return f"{percent_words(rate.percent)} ({rate.low} to {rate.high}){reference}"


def _table(name: str, measured: Measured) -> Table:
    columns = (
        Column("Who"),
        Column("Rate", "estimate"),
        Column("Among", "count"),
        Column("Apart from the named reference, points", "estimate"),
    )
    return Table(name, measured.words, columns, tuple(map(_row, measured.levels)))


def _row(level: Level) -> tuple[Cell, ...]:
    rate = level.rate
    if rate is None:
        return level.words, TOO_FEW, TOO_FEW, TOO_FEW
    return level.words, Estimate(rate.percent, rate.low, rate.high), rate.n, _apart_cell(level)


def _apart_cell(level: Level) -> Cell:
    if level.is_reference:
        return "reference"
    if level.apart is None:
        return TOO_FEW
    return Estimate(level.apart.points, level.apart.low, level.apart.high, unit="")


def _chart(measured: Measured, width: int) -> Any:
    """One panel for each group variable, all on one scale."""
    most = max(level.rate.high for level in measured.levels if level.rate is not None)
    names = 150 if width == svg.WIDE else 112
    scale = alt.Scale(domain=[0, max(most * 1.02, 1)], nice=False)
    panels = [list(levels) for _, levels in groupby(measured.levels, key=lambda level: level.variable)]
    drawn = [_panel(p, scale, names, width, last=p is panels[-1]) for p in panels]
    return alt.vconcat(*drawn, spacing=10)


def _panel(levels: list[Level], scale: Any, names: int, width: int, *, last: bool) -> Any:
    order = [sentence(level.short) for level in levels]
    axis = alt.Axis(minExtent=names, maxExtent=names, labelLimit=names - 6, domain=False, ticks=False)
    y = alt.Y("who:N", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order))
    title = "in 100"
    below = alt.Axis(
        grid=False,
        tickCount=6 if width == svg.WIDE else 3,
        title=title if last else None,
        labels=last,
        ticks=last,
    )
    x = alt.X("rate:Q", scale=scale, axis=below)
    told = alt.Chart(charts.data([_dot(level) for level in levels if level.rate is not None]))
    few = alt.Chart(charts.data([{"who": sentence(x.short), "words": TOO_FEW} for x in levels if not x.rate]))
    across = width - names - NUMBERS
    layers = [
        told.mark_rule(color=svg.ACCENT, strokeWidth=2).encode(
            y=y, x=alt.X("low:Q", scale=scale), x2="high:Q"
        ),
        told.mark_point(color=svg.ACCENT, fill=svg.ACCENT, opacity=1, size=64).encode(
            y=y, x=x, shape=alt.Shape("shape:N", scale=None)
        ),
        told.mark_text(align="left", dx=8).encode(y=y, x=alt.value(across), text="words:N"),
        few.mark_text(align="left", dx=8, color=svg.QUIET, fontStyle="italic").encode(
            y=y, x=alt.value(across), text="words:N"
        ),
    ]
    for level in levels:
        if level.is_reference and level.rate is not None:
            mark = alt.Chart(charts.data([{"rate": level.rate.percent}]))
            layers.insert(0, mark.mark_rule(strokeDash=[4, 4], color=svg.QUIET).encode(x=x))
    heading = alt.Title(levels[0].variable, frame="group", dx=-names)
    return alt.layer(*layers).properties(width=across, height=STEP * len(levels), title=heading)


def _dot(level: Level) -> dict[str, Any]:
    rate = level.rate
    assert rate is not None
    return {
        "who": sentence(level.short),
        "rate": rate.percent,
        "low": rate.low,
        "high": rate.high,
        "words": f"{rate.percent} ({rate.low}\N{EN DASH}{rate.high})",
        "shape": "square" if level.is_reference else "circle",
    }
