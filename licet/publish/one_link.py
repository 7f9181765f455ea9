"""Picture 4, first half: one link explained, on people made up for this page."""

from typing import Any

import altair as alt

from licet.publish import charts, svg
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.made_up_pairs import PAIR, SIBLING, Explained, Step, explained_pairs, threshold_bits
from licet.publish.story import LinkageStory, Story

NAME = "one-link"


def one_link(story: Story, linkage: LinkageStory) -> Figure | None:
    """The waterfall of a made-up pair, and of the nearest alternative; None where too few were linked."""
    both = explained_pairs(story, linkage)
    if both is None:
        return None
    pair, other = both
    needed = threshold_bits(linkage.threshold)
    label, told = _title(pair, other, needed), _told(pair, other, needed)
    return Figure(
        id=NAME,
        name="One link, explained",
        title=label,
        description=told,
        wide=charts.drawn(f"{NAME}-wide", label, told, _chart(both, needed, svg.WIDE), svg.WIDE),
        narrow=charts.drawn(f"{NAME}-narrow", label, told, _chart(both, needed, svg.NARROW), svg.NARROW),
        table=_table(both),
        note=f"These people are made up; the points are the model's own. Each point doubles the odds. "
        f"A link needs {needed:.1f} points: a chance of {linkage.threshold:.0%} or more.",
    )


def _title(pair: Explained, other: Explained, needed: float) -> str:
    if pair.weight >= needed > other.weight:
        return "One letter wrong does not break a link; a sister in the same home is not linked"
    if pair.weight < needed:
        return "Under this model one letter wrong is enough to lose a link"
    return "On these fields alone the model cannot tell two sisters in one home apart"


def _told(pair: Explained, other: Explained, needed: float) -> str:
    against = min(other.steps[1:], key=lambda step: step.weight)
    return (
        f"{PAIR} reaches {pair.weight:.1f} points and {_verdict(pair, needed)}; a link needs {needed:.1f}. "
        f"{SIBLING} reaches {other.weight:.1f} points and {_verdict(other, needed)}. "
        f"What speaks most against her is: {against.field.lower()} ({against.weight:+.1f})."
    )


def _verdict(explained: Explained, needed: float) -> str:
    return "is linked" if explained.weight >= needed else "is not linked"


def _table(both: tuple[Explained, ...]) -> Table:
    rows = tuple(
        (each.name, step.field, step.here, step.there, _points(step.weight), _points(step.after))
        for each in both
        for step in each.steps
    )
    columns = (
        Column("Which pair"),
        Column("What is compared"),
        Column("One record"),
        Column("The other"),
        Column("Points"),
        Column("Sum so far"),
    )
    return Table(NAME, "The points of two made-up pairs", columns, rows)


def _points(weight: float) -> str:
    return f"{weight:+.1f}".replace("-", "\N{MINUS SIGN}")


NUMBERS = 52
"""Room for the points beside the bars, in pixels: no line runs through them there."""


def _chart(both: tuple[Explained, ...], needed: float, width: int) -> Any:
    """Two waterfalls on one scale, the threshold drawn through both."""
    sums = [value for each in both for step in each.steps for value in (step.before, step.after)]
    most, least = max(*sums, needed), min(sums)
    scale = alt.Scale(domain=[least - 0.03 * (most - least), most], nice=False, zero=False)
    parts = [_waterfall(each, needed, scale, width) for each in both]
    return alt.vconcat(*parts, spacing=18)


def _waterfall(each: Explained, needed: float, scale: Any, width: int) -> Any:
    names = 286 if width == svg.WIDE else 112
    across = width - names - NUMBERS
    rows = [_bar(_step_words(step, width), step.before, step.after) for step in each.steps]
    rows.append(_bar("Sum", 0.0, each.weight))
    rows[-1]["colour"] = svg.INK
    labels = alt.Axis(minExtent=names, maxExtent=names, domain=False, ticks=False, labelColor=svg.INK)
    y = alt.Y("field:N", sort=[str(row["field"]) for row in rows], title=None, axis=labels)
    along = {"scale": scale, "axis": None}
    base = alt.Chart(charts.data(rows)).encode(y=y)
    bars = base.mark_bar(height=15).encode(
        x=alt.X("from:Q", **along), x2="to:Q", color=alt.Color("colour:N", scale=None)
    )
    marks = alt.Chart(charts.data([{"at": needed}]))
    line = marks.mark_rule(strokeDash=[5, 4], color=svg.INK, strokeWidth=1.5).encode(x=alt.X("at:Q", **along))
    points = base.mark_text(align="right").encode(x=alt.value(across + NUMBERS), text="points:N")
    title = alt.Title(f"{each.name} {_verdict(each, needed)}", frame="group", dx=-names)
    return (bars + line + points).properties(width=across, height=24 * len(rows), title=title)


def _bar(words: str, start: float, end: float) -> dict[str, Any]:
    colour = svg.SECOND if end < start else svg.ACCENT
    return {"field": words, "from": start, "to": end, "points": _points(end - start), "colour": colour}


def _step_words(step: Step, width: int) -> str:
    if width == svg.NARROW or not step.here:
        return step.field
    return (
        f"{step.field}: {step.here} / {step.there}"
        if step.here != step.there
        else f"{step.field}: {step.here}"
    )
