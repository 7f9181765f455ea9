"""Picture 5, second half: families that meet each need, by outcome and area, as small multiples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from licet.programme import said
from licet.publish import charts, svg
from licet.publish.exhibits import Cell, Column, Figure, Table
from licet.publish.language import Language
from licet.publish.sheet import Name, Sheet, Shown
from licet.publish.story import FamilyStory
from licet.publish.words import OUTCOME_WORDS, about_families, count_words, inside, sentence

NAME = "needs"
UNKNOWN, ALL = said("Area not known"), said("All areas")
ALL_NEEDS = ("needs",)

Area = str | None


@dataclass(frozen=True)
class Need:
    """One need: its words, its outcome, and families by area with the total of all areas."""

    words: str
    outcome: str
    families: tuple[Shown, ...]
    total: Shown


@dataclass(frozen=True)
class Needs:
    """Every need by area; `met`: how often any is met, by area and in all, a family counted each time."""

    areas: tuple[str, ...]
    needs: tuple[Need, ...]
    met: tuple[Shown, ...]
    all_met: Shown


def counted(story: FamilyStory) -> Sheet:
    """Families by need and area, and the totals of both."""
    needs, areas, cells = _read(story)
    by_need: dict[Name, tuple[Name, ...]] = {
        ("all areas", need): tuple(_cell(need, area) for area in areas) for need in needs
    }
    by_area: dict[Name, tuple[Name, ...]] = {
        _area(area): tuple(_cell(need, area) for need in needs) for area in areas
    }
    # Of one area alone the totals by need are its cells.
    margins = by_need | by_area if len(areas) > 1 else {}
    return Sheet(cells, {**margins, ALL_NEEDS: tuple(cells)})


def need_counts(language: Language, story: FamilyStory, shown: Mapping[Name, Shown]) -> Figure | None:
    """Needs by outcome and area; None where there is no need whose count may be shown."""
    found = _shown(language, story, shown)
    if all(need.total is None for need in found.needs):
        return None
    label = _title(language, found.needs)
    told = "; ".join(
        language.text("{need}: {count}", need=need.words, count=count_words(language, need.total))
        for need in found.needs
    )
    wide, narrow = _chart(language, found, svg.WIDE, 2), _chart(language, found, svg.NARROW, 1)
    return Figure(
        id=NAME,
        name=language.text("Needs by outcome and area"),
        title=label,
        description=f"{language.text('Families that meet each need.')} {told}.",
        wide=charts.drawn(f"{NAME}-wide", label, told, wide, svg.WIDE),
        narrow=charts.drawn(f"{NAME}-narrow", label, told, narrow, svg.NARROW),
        table=_table(language, found),
        note=language.text(
            "Under each need, in grey, stands its outcome. A family may meet several needs. "
            "All bars are on one scale."
        ),
    )


def _read(story: FamilyStory) -> tuple[dict[str, tuple[int, str]], list[Area], dict[Name, int]]:
    """Needs in the order of their outcomes, areas with the unknown one last, and a count for every two."""
    rows: list[dict[str, Any]] = story.needs.to_pylist()
    areas = sorted({row["area"] for row in rows}, key=lambda area: (area is None, area or ""))
    needs = {row["need"]: (row["outcome"], row["words"]) for row in rows}
    needs = dict(sorted(needs.items(), key=lambda need: (need[1], need[0])))
    known = {(row["need"], row["area"]): row["families"] for row in rows}
    cells = {_cell(need, area): known.get((need, area), 0) for need in needs for area in areas}
    return needs, areas, cells


def _cell(need: str, area: Area) -> Name:
    return ("need", need, *_area(area)[1:])


def _area(area: Area) -> Name:
    return ("area",) if area is None else ("area", area)


def _shown(language: Language, story: FamilyStory, shown: Mapping[Name, Shown]) -> Needs:
    needs, areas, _ = _read(story)
    several = len(areas) > 1
    told = []
    for need, (outcome, words) in needs.items():
        families = tuple(shown[_cell(need, area)] for area in areas)
        total = shown["all areas", need] if several else families[0]
        need_words = sentence(language.own(words))
        told.append(Need(need_words, language.of(OUTCOME_WORDS[outcome]), families, total))
    return Needs(
        areas=tuple(_area_words(language, area, several=several) for area in areas),
        needs=tuple(told),
        met=tuple(shown[_area(area)] if several else shown[ALL_NEEDS] for area in areas),
        all_met=shown.get(ALL_NEEDS),
    )


def _area_words(language: Language, area: Area, *, several: bool) -> str:
    if area is not None:
        return sentence(language.own(area))
    return language.of(UNKNOWN if several else ALL)


def _title(language: Language, needs: Sequence[Need]) -> str:
    """The need met most often; where most counts are hidden, only of those shown."""
    most = max(needs, key=lambda need: need.total or 0)
    if 2 * sum(need.total is None for need in needs) > len(needs):
        return language.text(
            "Most needs are too few to say; of those shown, most often: {need} ({families})",
            need=inside(most.words),
            families=about_families(language, most.total),
        )
    return language.text(
        "The need met most often: {need} ({families})",
        need=inside(most.words),
        families=about_families(language, most.total),
    )


def _table(language: Language, found: Needs) -> Table:
    several = len(found.areas) > 1
    rows: list[tuple[Cell, ...]] = [
        (n.words, n.outcome, *n.families, *([n.total] if several else [])) for n in found.needs
    ]
    last = (
        said("All needs, a family counted once for each"),
        "",
        *found.met,
        *([found.all_met] if several else []),
    )
    caption = language.text("Families that meet each need, by area")
    columns = (
        Column(said("Need")),
        Column(said("Outcome")),
        *(Column(area, "count") for area in found.areas),
        *([Column(ALL, "count")] if several else []),
    )
    return Table(NAME, caption, columns, (*rows, last), total=True)


def _chart(language: Language, found: Needs, width: int, across: int) -> Any:
    """One small chart for each need, all on one scale."""
    names = 112
    each = width // across - names - 46
    most = max((n or 0 for need in found.needs for n in need.families), default=0) or 10
    scale = alt.Scale(domain=[0, most], nice=False)
    panels = [_panel(language, found.areas, need, scale, each, names) for need in found.needs]
    return alt.concat(*panels, columns=across, spacing={"row": 16, "column": 26})


def _panel(language: Language, areas: Sequence[str], need: Need, scale: Any, width: int, names: int) -> Any:
    rows = [
        {"area": area, "families": n or 0, "words": count_words(language, n), "hidden": n is None}
        for area, n in zip(areas, need.families, strict=True)
    ]
    axis = alt.Axis(minExtent=names, maxExtent=names, labelLimit=names - 6, domain=False, ticks=False)
    base = alt.Chart(charts.data(rows)).encode(
        y=alt.Y("area:N", sort=list(areas), title=None, axis=axis),
        x=alt.X("families:Q", scale=scale, axis=None),
    )
    words = base.mark_text(align="left", dx=4).encode(
        text="words:N", color=alt.condition(alt.datum.hidden, alt.value(svg.QUIET), alt.value(svg.INK))
    )
    title = alt.Title(
        svg.fold(need.words, width + names + 20),
        subtitle=need.outcome,
        subtitleColor=svg.QUIET,
        subtitleFontSize=13,
        frame="group",
        dx=-names,
    )
    return (base.mark_bar(height=13) + words).properties(width=width, height=19 * len(rows), title=title)
