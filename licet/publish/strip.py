"""Picture 1: each source with its categories, and what was granted, conditional or withheld."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from licet.licence import Decision, Status
from licet.programme import Category, Operation, listed
from licet.programme.words import CATEGORY_WORDS
from licet.publish import svg
from licet.publish.answer import is_synthetic, linking, proposal
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.story import SourceStory, Story
from licet.publish.words import sentence, title

NAME = "proposal"


class Mark(StrEnum):
    """What became of linking a category, as a word; each has its own fill."""

    GRANTED = "granted"
    CONDITIONAL = "with conditions"
    WITHHELD = "withheld"
    INVENTED = "invented people"
    NOT_ASKED = "not asked for"


_BY_STATUS = {
    Status.GRANTED: Mark.GRANTED,
    Status.CONDITIONAL: Mark.CONDITIONAL,
    Status.WITHHELD: Mark.WITHHELD,
}


@dataclass(frozen=True)
class Block:
    """One category of one source."""

    source: SourceStory
    category: Category
    mark: Mark


def strip(story: Story, hypothetical: bool) -> Figure:
    """The strip of sources."""
    blocks = _blocks(story)
    label = _title(story)
    told = "; ".join(f"{title(b.source.name)}, {CATEGORY_WORDS[b.category]}: {b.mark}" for b in blocks)
    return Figure(
        id=NAME,
        name="The proposal and what became of it",
        title=label,
        description=f"{proposal(story.programme)} {told}.",
        wide=_wide(blocks, label, told),
        narrow=_narrow(blocks, label, told),
        table=_table(blocks, hypothetical),
        hypothetical=hypothetical,
        note=_legend(story),
    )


def _legend(story: Story) -> str:
    if is_synthetic(story):
        return "Solid: opened, because the people in it are invented."
    return "Solid: granted. Hatched: granted with conditions. Outline: withheld or not asked for."


def _blocks(story: Story) -> list[Block]:
    marks = _marks(story)
    return [
        Block(source, category, marks.get(category, Mark.NOT_ASKED))
        for source in story.sources
        for category in source.categories
    ]


def _marks(story: Story) -> Mapping[Category, Mark]:
    """The best that any actor was granted for linking each category."""
    if is_synthetic(story):
        return dict.fromkeys(linking(story.programme), Mark.INVENTED)
    best: dict[Category, Decision] = {}
    for decision in story.decisions:
        known = best.get(decision.use.category)
        if decision.use.operation is Operation.LINK and (
            known is None or decision.status.rank > known.status.rank
        ):
            best[decision.use.category] = decision
    return {category: _BY_STATUS[decision.status] for category, decision in best.items()}


def _title(story: Story) -> str:
    marks = _marks(story)
    shut = [CATEGORY_WORDS[c] for c, mark in marks.items() if mark is Mark.WITHHELD]
    if not marks or is_synthetic(story):
        return "Every file of invented people was opened" if marks else "Nobody asked to link anything"
    if not shut:
        return "Parents accept that every kind of record is linked"
    if len(shut) == len(marks):
        return "Linking is withheld for every kind of record"
    return sentence(f"{listed(shut)} stay shut; the others may be linked")


def _table(blocks: list[Block], hypothetical: bool) -> Table:
    rows = tuple(
        (title(b.source.name), b.source.holder, sentence(CATEGORY_WORDS[b.category]), sentence(b.mark))
        for b in blocks
    )
    columns = (Column("Source"), Column("Held by"), Column("Records"), Column("Linking them"))
    return Table(NAME, "Sources, and what became of linking them", columns, rows, hypothetical)


def _wide(blocks: list[Block], label: str, told: str) -> Markup:
    """Blocks side by side, at most eight in a row."""
    across = min(len(blocks), 8) or 1
    width = svg.WIDE / across
    pitch = 150
    body = "".join(
        svg.group(_upright(block, width - 8), (k % across) * width, (k // across) * pitch)
        for k, block in enumerate(blocks)
    )
    height = pitch * ((len(blocks) + across - 1) // across)
    return svg.picture(f"{NAME}-wide", label, told, svg.WIDE, height, _hatches("wide") + body)


def _upright(block: Block, width: float) -> list[str]:
    name = svg.fold(title(block.source.name), width, 14)[:3]
    below = 64 + 17.5 * len(name)
    records = svg.fold(CATEGORY_WORDS[block.category], width, 12)[:3]
    return [
        _filled(block.mark, "wide", width, 40),
        svg.folded(0, 58, [sentence(block.mark)], size=12, fill=svg.QUIET),
        svg.folded(0, 78, name, bold=True),
        svg.folded(0, below + 12, records, size=12, fill=svg.QUIET),
    ]


def _narrow(blocks: list[Block], label: str, told: str) -> Markup:
    """Blocks below one another, words beside them."""
    pitch = 64
    body = "".join(svg.group(_lying(block), 0, k * pitch) for k, block in enumerate(blocks))
    height = pitch * len(blocks)
    return svg.picture(f"{NAME}-narrow", label, told, svg.NARROW, height, _hatches("narrow") + body)


def _lying(block: Block) -> list[str]:
    return [
        _filled(block.mark, "narrow", 44, 54),
        svg.words(56, 16, title(block.source.name), size=15, bold=True),
        svg.words(56, 34, sentence(CATEGORY_WORDS[block.category]), size=13, fill=svg.QUIET),
        svg.words(56, 51, sentence(block.mark), size=13),
    ]


def _filled(mark: Mark, layout: str, width: float, height: float) -> str:
    fill = {
        Mark.GRANTED: svg.ACCENT,
        Mark.INVENTED: svg.ACCENT,
        Mark.CONDITIONAL: f"url(#{NAME}-hatch-{layout})",
    }
    outline = mark in (Mark.WITHHELD, Mark.NOT_ASKED)
    return svg.rectangle(
        1, 1, width - 2, height - 2,
        fill=fill.get(mark, svg.PAPER), stroke=svg.QUIET if outline else svg.ACCENT, stroke_width=2,
        stroke_dasharray="5 4" if outline else None,
    )  # fmt: skip


def _hatches(layout: str) -> str:
    return svg.element("defs", svg.hatch(f"{NAME}-hatch-{layout}"))
