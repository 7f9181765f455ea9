"""Picture 5, second half: families that meet each need, by area, as small multiples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from licet.publish import charts, svg
from licet.publish.disclosure import Shown, line
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.story import FamilyStory
from licet.publish.words import HIDDEN, about, count_words, sentence

NAME = "needs"
UNKNOWN = "area not known"


@dataclass(frozen=True)
class Need:
    """One need: its words, its outcome, and families by area with the total of those shown."""

    words: str
    outcome: int
    families: tuple[Shown, ...]
    total: Shown


def need_counts(story: FamilyStory) -> Figure | None:
    """Needs by outcome and area; None where there is no need whose count may be shown."""
    areas, needs = _counted(story)
    if all(need.total is None for need in needs):
        return None
    label = _title(needs)
    told = "; ".join(f"{need.words}: {count_words(need.total)}" for need in needs)
    return Figure(
        id=NAME,
        name="Needs by outcome and area",
        title=label,
        description=f"Families that meet each need. {told}.",
        wide=charts.drawn(f"{NAME}-wide", label, told, _chart(areas, needs, svg.WIDE, 2), svg.WIDE),
        narrow=charts.drawn(f"{NAME}-narrow", label, told, _chart(areas, needs, svg.NARROW, 1), svg.NARROW),
        table=_table(areas, needs),
        note="A family may meet several needs. All bars are on one scale.",
    )


def _counted(story: FamilyStory) -> tuple[list[str], list[Need]]:
    """Needs in the order of their outcomes, with families by area; areas in order, the unknown one last."""
    rows: list[dict[str, Any]] = story.needs.to_pylist()
    areas = sorted({row["area"] for row in rows}, key=lambda area: (area is None, area or ""))
    by_need = {row["need"]: (row["outcome"], row["words"]) for row in rows}
    names = sorted(by_need, key=lambda name: (by_need[name], name))
    known = {(row["need"], row["area"]): row["families"] for row in rows}
    if not names:
        return [], []
    shown = [line([known.get((name, area), 0) for area in areas]) for name in names]
    needs = [
        Need(sentence(by_need[name][1]), by_need[name][0], each.parts, each.total)
        for name, each in zip(names, shown, strict=True)
    ]
    return [_area_words(area, areas) for area in areas], needs


def _area_words(area: str | None, areas: Sequence[str | None]) -> str:
    if area is not None:
        return area
    return UNKNOWN if len(areas) > 1 else "all areas"


def _title(needs: Sequence[Need]) -> str:
    most = max(needs, key=lambda need: need.total or 0)
    words = most.words[:1].lower() + most.words[1:]
    return f"The need met most often: {words} ({about(most.total, 'families')})"


def _table(areas: Sequence[str], needs: Sequence[Need]) -> Table:
    rows = tuple((need.words, str(need.outcome), *need.families, need.total) for need in needs)
    columns = (
        Column("Need"),
        Column("Outcome"),
        *(Column(sentence(area), "count") for area in areas),
        Column("All areas", "count"),
    )
    return Table(NAME, "Families that meet each need, by area", columns, rows)


def _chart(areas: Sequence[str], needs: Sequence[Need], width: int, across: int) -> Any:
    """One small chart for each need, all on one scale."""
    names = 112
    each = width // across - names - 46
    most = max((n or 0 for need in needs for n in need.families), default=0) or 10
    scale = alt.Scale(domain=[0, most], nice=False)
    panels = [_panel(areas, need, scale, each, names) for need in needs]
    return alt.concat(*panels, columns=across, spacing={"row": 14, "column": 26})


def _panel(areas: Sequence[str], need: Need, scale: Any, width: int, names: int) -> Any:
    rows = [
        {"area": sentence(area), "families": n or 0, "words": HIDDEN if n is None else f"{n:,}"}
        for area, n in zip(areas, need.families, strict=True)
    ]
    order = [sentence(area) for area in areas]
    axis = alt.Axis(minExtent=names, maxExtent=names, labelLimit=names - 6, domain=False, ticks=False)
    base = alt.Chart(charts.data(rows)).encode(
        y=alt.Y("area:N", sort=order, title=None, axis=axis), x=alt.X("families:Q", scale=scale, axis=None)
    )
    shown = alt.datum.words == HIDDEN
    words = base.mark_text(align="left", dx=4).encode(
        text="words:N", color=alt.condition(shown, alt.value(svg.QUIET), alt.value(svg.INK))
    )
    heading = [*svg.fold(need.words, width + names + 20), f"outcome {need.outcome}"]
    title = alt.Title(
        heading[:-1], subtitle=heading[-1], subtitleColor=svg.QUIET, subtitleFontSize=13, frame="bounds"
    )
    return (base.mark_bar(height=13) + words).properties(width=width, height=19 * len(rows), title=title)
