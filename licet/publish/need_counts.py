"""Picture 5, second half: families that meet each need, by outcome and area, as small multiples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from licet.publish import charts, svg
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.sheet import Name, Sheet, Shown
from licet.publish.story import FamilyStory
from licet.publish.words import HIDDEN, OUTCOME_WORDS, about, count_words, sentence

NAME = "needs"
UNKNOWN, ALL = "Area not known", "All areas"
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


def need_counts(story: FamilyStory, shown: Mapping[Name, Shown]) -> Figure | None:
    """Needs by outcome and area; None where there is no need whose count may be shown."""
    found = _shown(story, shown)
    if all(need.total is None for need in found.needs):
        return None
    label = _title(found.needs)
    told = "; ".join(f"{need.words}: {count_words(need.total)}" for need in found.needs)
    return Figure(
        id=NAME,
        name="Needs by outcome and area",
        title=label,
        description=f"Families that meet each need. {told}.",
        wide=charts.drawn(f"{NAME}-wide", label, told, _chart(found, svg.WIDE, 2), svg.WIDE),
        narrow=charts.drawn(f"{NAME}-narrow", label, told, _chart(found, svg.NARROW, 1), svg.NARROW),
        table=_table(found),
        note="Under each need, in grey, stands its outcome. A family may meet several needs. "
        "All bars are on one scale.",
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


def _shown(story: FamilyStory, shown: Mapping[Name, Shown]) -> Needs:
    needs, areas, _ = _read(story)
    several = len(areas) > 1
    told = []
    for need, (outcome, words) in needs.items():
        families = tuple(shown[_cell(need, area)] for area in areas)
        total = shown["all areas", need] if several else families[0]
        told.append(Need(sentence(words), OUTCOME_WORDS[outcome], families, total))
    return Needs(
        areas=tuple(_area_words(area, several=several) for area in areas),
        needs=tuple(told),
        met=tuple(shown[_area(area)] if several else shown[ALL_NEEDS] for area in areas),
        all_met=shown.get(ALL_NEEDS),
    )


def _area_words(area: Area, *, several: bool) -> str:
    if area is not None:
        return sentence(area)
    return UNKNOWN if several else ALL


def _title(needs: Sequence[Need]) -> str:
    most = max(needs, key=lambda need: need.total or 0)
    words = most.words[:1].lower() + most.words[1:]
    return f"The need met most often: {words} ({about(most.total, 'families')})"


def _table(found: Needs) -> Table:
    several = len(found.areas) > 1
    rows = [(n.words, n.outcome, *n.families, *([n.total] if several else [])) for n in found.needs]
    last = (
        "All needs, a family counted once for each",
        "",
        *found.met,
        *([found.all_met] if several else []),
    )
    columns = (
        Column("Need"),
        Column("Outcome"),
        *(Column(area, "count") for area in found.areas),
        *([Column(ALL, "count")] if several else []),
    )
    return Table(NAME, "Families that meet each need, by area", columns, (*rows, last), total=True)


def _chart(found: Needs, width: int, across: int) -> Any:
    """One small chart for each need, all on one scale."""
    names = 112
    each = width // across - names - 46
    most = max((n or 0 for need in found.needs for n in need.families), default=0) or 10
    scale = alt.Scale(domain=[0, most], nice=False)
    panels = [_panel(found.areas, need, scale, each, names) for need in found.needs]
    return alt.concat(*panels, columns=across, spacing={"row": 16, "column": 26})


def _panel(areas: Sequence[str], need: Need, scale: Any, width: int, names: int) -> Any:
    rows = [
        {"area": area, "families": n or 0, "words": HIDDEN if n is None else f"{n:,}"}
        for area, n in zip(areas, need.families, strict=True)
    ]
    axis = alt.Axis(minExtent=names, maxExtent=names, labelLimit=names - 6, domain=False, ticks=False)
    base = alt.Chart(charts.data(rows)).encode(
        y=alt.Y("area:N", sort=list(areas), title=None, axis=axis),
        x=alt.X("families:Q", scale=scale, axis=None),
    )
    hidden = alt.datum.words == HIDDEN
    words = base.mark_text(align="left", dx=4).encode(
        text="words:N", color=alt.condition(hidden, alt.value(svg.QUIET), alt.value(svg.INK))
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
