"""Picture 4, first half: one link explained, on people made up for this page."""

from typing import Any

import altair as alt

from licet.programme import said
from licet.publish import charts, svg
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.language import Language
from licet.publish.made_up_pairs import Explained, Step, explained_pairs, threshold_bits
from licet.publish.story import LinkageStory, Story
from licet.publish.words import inside, percent, percent_words

NAME = "one-link"


def one_link(language: Language, story: Story, linkage: LinkageStory) -> Figure | None:
    """The waterfall of a made-up pair, and of the nearest alternative; None where too few were linked."""
    both = explained_pairs(story, linkage)
    if both is None:
        return None
    pair, other = both
    needed = threshold_bits(linkage.threshold)
    label, told = _title(language, pair, other, needed), _told(language, pair, other, needed)
    wide, narrow = (_chart(language, both, needed, width) for width in (svg.WIDE, svg.NARROW))
    return Figure(
        id=NAME,
        name=language.text("One link, explained"),
        title=label,
        description=told,
        wide=charts.drawn(f"{NAME}-wide", label, told, wide, svg.WIDE),
        narrow=charts.drawn(f"{NAME}-narrow", label, told, narrow, svg.NARROW),
        table=_table(language, both),
        note=language.text(
            "These people are made up; the points are the model's own. Each point doubles the odds. "
            "A link needs {points} points: a chance of {percent} or more.",
            points=language.number(needed, "0.0"),
            percent=percent_words(language, percent(linkage.threshold)),
        ),
    )


def _title(language: Language, pair: Explained, other: Explained, needed: float) -> str:
    if pair.weight >= needed > other.weight:
        return language.text(
            "One letter wrong does not break a link; a sister in the same home is not linked"
        )
    if pair.weight < needed:
        return language.text("Under this model one letter wrong is enough to lose a link")
    return language.text("On these fields alone the model cannot tell two sisters in one home apart")


def _told(language: Language, pair: Explained, other: Explained, needed: float) -> str:
    against = min(other.steps[1:], key=lambda step: step.weight)
    line = language.text("A link needs {points} points.", points=language.number(needed, "0.0"))
    speaks = language.text(
        "What speaks most against her is: {field} ({points}).",
        field=inside(language.of(against.field)),
        points=_points(language, against.weight),
    )
    reached = [
        language.text(
            "{pair}: {points} points. {verdict}.",
            pair=each.name,
            points=language.number(each.weight, "0.0"),
            verdict=_verdict(each, needed),
        )
        for each in (pair, other)
    ]
    return " ".join([line, *reached, speaks])


def _verdict(explained: Explained, needed: float) -> str:
    return said("Linked") if explained.weight >= needed else said("Not linked")


def _table(language: Language, both: tuple[Explained, ...]) -> Table:
    rows = tuple(
        (
            each.name,
            step.field,
            language.theirs(step.here),
            language.theirs(step.there),
            _points(language, step.weight),
            _points(language, step.after),
        )
        for each in both
        for step in each.steps
    )
    columns = (
        Column(said("Which pair")),
        Column(said("What is compared")),
        Column(said("One record")),
        Column(said("The other")),
        Column(said("Points")),
        Column(said("Sum so far")),
    )
    return Table(NAME, language.text("The points of two made-up pairs"), columns, rows)


def _points(language: Language, weight: float) -> str:
    return language.number(weight, "+0.0;-0.0")


NUMBERS = 52
"""Room for the points beside the bars, in pixels: no line runs through them there."""


def _chart(language: Language, both: tuple[Explained, ...], needed: float, width: int) -> Any:
    """Two waterfalls on one scale, the threshold drawn through both."""
    sums = [value for each in both for step in each.steps for value in (step.before, step.after)]
    most, least = max(*sums, needed), min(sums)
    scale = alt.Scale(domain=[least - 0.03 * (most - least), most], nice=False, zero=False)
    parts = [_waterfall(language, each, needed, scale, width) for each in both]
    return alt.vconcat(*parts, spacing=18)


def _waterfall(language: Language, each: Explained, needed: float, scale: Any, width: int) -> Any:
    names = 286 if width == svg.WIDE else 112
    across = width - names - NUMBERS
    rows = [
        _bar(language, _step_words(language, step, width), step.before, step.after) for step in each.steps
    ]
    rows.append(_bar(language, language.text("Sum"), 0.0, each.weight))
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
    heading = language.text(
        "{pair}: {verdict}", pair=each.name, verdict=inside(language.of(_verdict(each, needed)))
    )
    title = alt.Title(heading, frame="group", dx=-names)
    return (bars + line + points).properties(width=across, height=24 * len(rows), title=title)


def _bar(language: Language, words: str, start: float, end: float) -> dict[str, Any]:
    colour = svg.SECOND if end < start else svg.ACCENT
    return {
        "field": words,
        "from": start,
        "to": end,
        "points": _points(language, end - start),
        "colour": colour,
    }


def _step_words(language: Language, step: Step, width: int) -> str:
    if width == svg.NARROW or not step.here:
        return language.of(step.field)
    both = dict.fromkeys((step.here, step.there))
    values = " / ".join(map(language.theirs, both))
    return language.text("{field}: {values}", field=step.field, values=values)
