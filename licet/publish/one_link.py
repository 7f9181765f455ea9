"""Picture 4, first half: one link explained, on people made up for this page.

A real pair would give itself away: a rare name weighs so much that its weight names it. So nobody here
exists; the weights are the trained model's own, averaged over all names.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt

from licet.publish import charts, svg
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.story import LinkageStory, Story
from licet.publish.words import title

NAME = "one-link"
ELSE = "anything else"
PAIR, SIBLING = "The likely pair", "The sister in the same home"


@dataclass(frozen=True)
class Field:
    """What the made-up records say in one field: here, there, and what the sister's record says."""

    words: str
    here: str
    there: str
    sister: str


FIELDS = {
    "forename": Field("First name", "Amina", "Amina", "Zora"),
    "surname": Field("Surname", "Okafor", "Okafer", "Okafor"),
    "middle": Field("Middle name", "Jane", "J", "Ruth"),
    "birth_date": Field("Date of birth", "4 May 2015", "4 May 2015", "19 Oct 2018"),
    "sex": Field("Sex", "F", "F", "F"),
    "address": Field("Address", "3 Mill Lane", "3 Mill Lane", "3 Mill Lane"),
    "postcode": Field("Postcode", "the same", "the same", "the same"),
    "street_name": Field("Street", "Mill Lane", "Mill Lane", "Mill Lane"),
    "street_number": Field("House number", "3", "3", "3"),
    "phone": Field("Telephone", "the same", "the same", "the same"),
    "email": Field("E-mail", "the same", "the same", "the same"),
}

AGREES, NEAR, INITIAL, DIFFERS = "the same", "edits at most 1", "initial", ELSE

_PAIR_LEVELS = {"surname": NEAR, "middle": INITIAL}
_SISTER_LEVELS = {"forename": DIFFERS, "middle": DIFFERS, "birth_date": DIFFERS}
"""Comparisons where the level is not the best one; another identifier of the sister's differs."""


@dataclass(frozen=True)
class Step:
    """One piece of evidence: its words, its weight in bits, and where the sum stands before and after."""

    field: str
    here: str
    there: str
    weight: float
    before: float

    @property
    def after(self) -> float:
        """The sum with this piece."""
        return self.before + self.weight


@dataclass(frozen=True)
class Explained:
    """One made-up comparison, from the start to the sum."""

    name: str
    steps: tuple[Step, ...]

    @property
    def weight(self) -> float:
        """What all evidence comes to, in bits."""
        return self.steps[-1].after


def threshold_bits(threshold: float) -> float:
    """A match probability as a match weight."""
    return math.log2(threshold / (1 - threshold))


def one_link(story: Story, linkage: LinkageStory) -> Figure:
    """The waterfall of a made-up pair, and of the nearest alternative."""
    start = _start(story, linkage)
    levels: list[dict[str, Any]] = linkage.levels.to_pylist()
    pair = _explained(PAIR, levels, start, _PAIR_LEVELS, sister=False)
    other = _explained(SIBLING, levels, start, _SISTER_LEVELS, sister=True)
    needed = threshold_bits(linkage.threshold)
    label, told = _title(pair, other, needed), _told(pair, other, needed)
    return Figure(
        id=NAME,
        name="One link, explained",
        title=label,
        description=told,
        wide=charts.drawn(f"{NAME}-wide", label, told, _chart((pair, other), needed, svg.WIDE), svg.WIDE),
        narrow=charts.drawn(
            f"{NAME}-narrow", label, told, _chart((pair, other), needed, svg.NARROW), svg.NARROW
        ),
        table=_table((pair, other)),
        note=f"These people are made up; the points are the model's own. Each point doubles the odds. "
        f"A link needs {needed:.1f} points: a chance of {linkage.threshold:.0%} or more.",
    )


def _start(story: Story, linkage: LinkageStory) -> float:
    """Where a pair stands before anything is compared, between the first two sources that were opened."""
    opened = [source.name for source in story.sources if source.opened]
    known = {frozenset((p["source_l"], p["source_r"])): p["weight"] for p in linkage.priors.to_pylist()}
    between = [known[frozenset(two)] for two in pairwise(opened) if frozenset(two) in known]
    return float([*between, *known.values(), 0.0][0])


def _explained(
    name: str, levels: list[dict[str, Any]], start: float, unusual: dict[str, str], *, sister: bool
) -> Explained:
    steps = [Step("Before comparing", "", "", start, 0.0)]
    for comparison in _learnt(levels):
        rows = [row for row in levels if row["comparison"] == comparison]
        field = FIELDS.get(comparison) or _identifier(comparison)
        differs = sister and comparison.startswith("id_")
        wanted = DIFFERS if differs else unusual.get(comparison, AGREES)
        row = next((r for r in rows if wanted in r["level"]), rows[0])
        there = field.sister if sister else (field.there if wanted in row["level"] else field.here)
        steps.append(Step(field.words, field.here, there, row["weight"], steps[-1].after))
    return Explained(name, tuple(steps))


def _learnt(levels: list[dict[str, Any]]) -> list[str]:
    """The comparisons that weigh anything."""
    return list(dict.fromkeys(row["comparison"] for row in levels if row["weight"]))


def _identifier(comparison: str) -> Field:
    name = comparison.removeprefix("id_")
    words = name.upper() if len(name) <= 4 else title(name.replace("_", "-"))
    return Field(f"{words} number", "the same", "the same", "another")


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


def _chart(both: tuple[Explained, ...], needed: float, width: int) -> Any:
    """Two waterfalls on one scale, the threshold drawn through both."""
    sums = [value for each in both for step in each.steps for value in (step.before, step.after)]
    pad = 0.16 * (max(sums) - min(sums)) * (svg.WIDE / width) ** 0.5
    scale = alt.Scale(domain=[min(sums) - pad, max(*sums, needed) + pad], nice=False, zero=False)
    parts = [_waterfall(each, needed, scale, width) for each in both]
    return alt.vconcat(*parts, spacing=18)


def _waterfall(each: Explained, needed: float, scale: Any, width: int) -> Any:
    names = 286 if width == svg.WIDE else 112
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
    end = {"x": alt.X("end:Q", **along), "text": "points:N"}
    halo = base.mark_text(align="left", dx=5, stroke=svg.PAPER, strokeWidth=5).encode(**end)
    points = base.mark_text(align="left", dx=5).encode(**end)
    title = alt.Title(f"{each.name} {_verdict(each, needed)}", frame="group", dx=-names)
    return (bars + line + halo + points).properties(
        width=width - names - 10, height=24 * len(rows), title=title
    )


def _bar(words: str, start: float, end: float) -> dict[str, Any]:
    colour = svg.SECOND if end < start else svg.ACCENT
    points = _points(end - start)
    return {
        "field": words,
        "from": start,
        "to": end,
        "points": points,
        "end": max(start, end),
        "colour": colour,
    }


def _step_words(step: Step, width: int) -> str:
    if width == svg.NARROW or not step.here:
        return step.field
    return (
        f"{step.field}: {step.here} / {step.there}"
        if step.here != step.there
        else f"{step.field}: {step.here}"
    )
