"""Picture 6: each group's rate as a dot with its interval, the named reference as a line."""

from itertools import groupby
from typing import Any

import altair as alt

from licet.licence import YES_OR_NO
from licet.programme import said
from licet.publish import charts, svg
from licet.publish.exhibits import Cell, Column, Estimate, Figure, Table, cell_words
from licet.publish.group_rates import Level, Measured
from licet.publish.language import Language
from licet.publish.words import (
    TOO_FEW,
    group_title,
    inside,
    level_words,
    sentence,
    variable_title,
)

STEP, NUMBERS = 24, 104
"""How tall a group's line is, and the room beside it for its numbers, in pixels."""


def rate_figure(language: Language, measured: Measured) -> Figure:
    """One measure in every group."""
    name = f"rates-{measured.name.replace(' ', '-')}"
    label, told = _title(language, measured), _told(language, measured)
    wide, narrow = (_chart(language, measured, width) for width in (svg.WIDE, svg.NARROW))
    return Figure(
        id=name,
        name=language.of(measured.words),
        title=label,
        description=told,
        wide=charts.drawn(f"{name}-wide", label, told, wide, svg.WIDE),
        narrow=charts.drawn(f"{name}-narrow", label, told, narrow, svg.NARROW),
        table=_table(language, name, measured),
        note=language.text(
            "A dot is the rate, its line the interval. The dashed line is the reference, the largest group, "
            "whose dot is a square."
        ),
    )


def _title(language: Language, measured: Measured) -> str:
    """The clearest difference; and where most groups are too few, that they are."""
    few = sum(level.rate is None for level in measured.levels)
    if 2 * few <= len(measured.levels):
        return _difference(language, measured)
    if any(level.apart is not None for level in measured.levels if not level.is_reference):
        difference = _difference(language, measured)
        return language.text("{finding}; most groups are too few to say", finding=difference)
    return language.text("{measure}: most groups are too few to say", measure=measured.words)


def _difference(language: Language, measured: Measured) -> str:
    clear = [level for level in measured.levels if level.apart is not None and level.apart.is_clear]
    if not clear:
        return language.text(
            "{measure}: no group is clearly apart from its reference", measure=measured.words
        )
    most = max(clear, key=lambda level: abs(level.apart.points) if level.apart else 0)
    assert most.apart is not None
    reference = next(x for x in measured.levels if x.is_reference and x.variable == most.variable)
    given = {
        "measure": measured.words,
        "group": inside(group_title(language, most.group)),
        "points": language.plural("{count} point", "{count} points", abs(most.apart.points)),
        "reference": _reference_words(language, reference),
    }
    if most.apart.points > 0:
        return language.text("{measure}: {group} {points} more often than {reference}", **given)
    return language.text("{measure}: {group} {points} less often than {reference}", **given)


def _reference_words(language: Language, reference: Level) -> str:
    """The reference without its variable, where that was just said and a level says enough."""
    if reference.name in YES_OR_NO:
        return inside(group_title(language, reference.group))
    return level_words(language, reference.name)


def _told(language: Language, measured: Measured) -> str:
    each = (
        language.text(
            "{group}: {rate}", group=group_title(language, level.group), rate=_rate_words(language, level)
        )
        for level in measured.levels
    )
    return sentence("; ".join(each)) + "."


def _rate_words(language: Language, level: Level) -> str:
    rate = level.rate
    if rate is None:
        return language.of(TOO_FEW)
    words = cell_words(language, Estimate(rate.percent, rate.low, rate.high))
    return language.text("{rate}, the reference", rate=words) if level.is_reference else words


def _table(language: Language, name: str, measured: Measured) -> Table:
    columns = (
        Column(said("Who")),
        Column(said("Rate"), "estimate"),
        Column(said("Among"), "count"),
        Column(said("Apart from the named reference, points"), "estimate"),
    )
    rows = tuple(_row(language, level) for level in measured.levels)
    return Table(name, language.of(measured.words), columns, rows)


def _row(language: Language, level: Level) -> tuple[Cell, ...]:
    words, rate = group_title(language, level.group), level.rate
    if rate is None:
        return words, TOO_FEW, TOO_FEW, TOO_FEW
    return words, Estimate(rate.percent, rate.low, rate.high), rate.n, _apart_cell(level)


def _apart_cell(level: Level) -> Cell:
    if level.is_reference:
        return said("reference")
    if level.apart is None:
        return TOO_FEW
    return Estimate(level.apart.points, level.apart.low, level.apart.high, is_difference=True)


def _chart(language: Language, measured: Measured, width: int) -> Any:
    """One panel for each group variable, all on one scale."""
    most = max(level.rate.high for level in measured.levels if level.rate is not None)
    names = 150 if width == svg.WIDE else 112
    scale = alt.Scale(domain=[0, max(most * 1.02, 1)], nice=False)
    panels = [list(levels) for _, levels in groupby(measured.levels, key=lambda level: level.variable)]
    drawn = [_panel(language, p, scale, names, width, last=p is panels[-1]) for p in panels]
    return alt.vconcat(*drawn, spacing=10)


def _panel(language: Language, levels: list[Level], scale: Any, names: int, width: int, *, last: bool) -> Any:
    order = [_short(language, level) for level in levels]
    axis = alt.Axis(minExtent=names, maxExtent=names, labelLimit=names - 6, domain=False, ticks=False)
    y = alt.Y("who:N", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order))
    title = language.text("in 100")
    below = alt.Axis(
        grid=False,
        tickCount=6 if width == svg.WIDE else 3,
        title=title if last else None,
        labels=last,
        ticks=last,
    )
    x = alt.X("rate:Q", scale=scale, axis=below)
    told = alt.Chart(charts.data([_dot(language, level) for level in levels if level.rate is not None]))
    too_few = language.of(TOO_FEW)
    few = alt.Chart(
        charts.data([{"who": _short(language, x), "words": too_few} for x in levels if not x.rate])
    )
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
    heading = alt.Title(variable_title(language, levels[0].variable), frame="group", dx=-names)
    return alt.layer(*layers).properties(width=across, height=STEP * len(levels), title=heading)


def _short(language: Language, level: Level) -> str:
    return sentence(level_words(language, level.name))


def _dot(language: Language, level: Level) -> dict[str, Any]:
    rate = level.rate
    assert rate is not None
    return {
        "who": _short(language, level),
        "rate": rate.percent,
        "low": rate.low,
        "high": rate.high,
        "words": f"{rate.percent} ({rate.low}\N{EN DASH}{rate.high})",
        "shape": "square" if level.is_reference else "circle",
    }
