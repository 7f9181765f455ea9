"""Picture 1: each source with its categories, and what was granted, conditional or withheld."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from markupsafe import Markup

from licet.licence import Decision, Status
from licet.programme import Category, Operation, said
from licet.programme.words import CATEGORY_WORDS
from licet.publish import svg
from licet.publish.answer import is_synthetic, linking, proposal
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.language import Language
from licet.publish.story import SourceStory, Story
from licet.publish.words import STATUS_WORDS, sentence, title

NAME = "proposal"


class Mark(Enum):
    """What became of linking a category; each has its own fill."""

    GRANTED = auto()
    CONDITIONAL = auto()
    WITHHELD = auto()
    INVENTED = auto()
    NOT_ASKED = auto()


MARK_WORDS = {
    Mark.GRANTED: STATUS_WORDS[Status.GRANTED],
    Mark.CONDITIONAL: STATUS_WORDS[Status.CONDITIONAL],
    Mark.WITHHELD: STATUS_WORDS[Status.WITHHELD],
    Mark.INVENTED: said("invented people"),
    Mark.NOT_ASKED: said("not asked for"),
}


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


def strip(language: Language, story: Story, hypothetical: bool) -> Figure:
    """The strip of sources."""
    blocks = _blocks(story)
    label = _title(language, story)
    told = "; ".join(_block_words(language, block) for block in blocks)
    return Figure(
        id=NAME,
        name=language.text("The proposal and what became of it"),
        title=label,
        description=f"{proposal(language, story.programme)} {told}.",
        wide=_wide(language, blocks, label, told),
        narrow=_narrow(language, blocks, label, told),
        table=_table(language, blocks, hypothetical),
        hypothetical=hypothetical,
        note=_legend(language, story),
    )


def _legend(language: Language, story: Story) -> str:
    if is_synthetic(story):
        return language.text("Solid: opened, because the people in it are invented.")
    return language.text(
        "Solid: granted. Hatched: granted with conditions. Outline: withheld or not asked for."
    )


def _block_words(language: Language, block: Block) -> str:
    return language.text(
        "{source}, {records}: {decision}",
        source=title(language, block.source.name),
        records=CATEGORY_WORDS[block.category],
        decision=MARK_WORDS[block.mark],
    )


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


def _title(language: Language, story: Story) -> str:
    marks = _marks(story)
    shut = tuple(CATEGORY_WORDS[c] for c, mark in marks.items() if mark is Mark.WITHHELD)
    if not marks:
        return language.text("Nobody asked to link anything")
    if is_synthetic(story):
        return language.text("Every file of invented people was opened")
    if not shut:
        return language.text("Parents accept that every kind of record is linked")
    if len(shut) == len(marks):
        return language.text("Linking is withheld for every kind of record")
    return sentence(language.text("{records} stay shut; the others may be linked", records=shut))


def _table(language: Language, blocks: list[Block], hypothetical: bool) -> Table:
    rows = tuple(
        (
            title(language, b.source.name),
            language.own(b.source.holder),
            _records(language, b),
            _became(language, b),
        )
        for b in blocks
    )
    columns = (
        Column(said("Source")),
        Column(said("Held by")),
        Column(said("Records")),
        Column(said("Linking them")),
    )
    caption = language.text("Sources, and what became of linking them")
    return Table(NAME, caption, columns, rows, hypothetical)


def _records(language: Language, block: Block) -> str:
    return sentence(language.of(CATEGORY_WORDS[block.category]))


def _became(language: Language, block: Block) -> str:
    return sentence(language.of(MARK_WORDS[block.mark]))


def _wide(language: Language, blocks: list[Block], label: str, told: str) -> Markup:
    """Blocks side by side, at most eight in a row, as tall as the longest words need."""
    across = min(len(blocks), 8) or 1
    width = svg.WIDE / across
    drawn = [_upright(language, block, width - 8) for block in blocks]
    pitch = max((low for _, low in drawn), default=0) + 24
    body = "".join(
        svg.group([block], (k % across) * width, (k // across) * pitch) for k, (block, _) in enumerate(drawn)
    )
    height = pitch * ((len(blocks) + across - 1) // across)
    return svg.picture(f"{NAME}-wide", label, told, svg.WIDE, height, _hatches("wide") + body)


def _upright(language: Language, block: Block, width: float) -> tuple[str, float]:
    """One block, and the baseline of its last words."""
    name = svg.fold(title(language, block.source.name), width, 14)
    records = svg.fold(language.of(CATEGORY_WORDS[block.category]), width, 12)
    below = 76 + 17.5 * len(name)
    parts = [
        _filled(block.mark, "wide", width, 40),
        svg.folded(0, 58, [_became(language, block)], size=12, fill=svg.QUIET),
        svg.folded(0, 78, name, bold=True),
        svg.folded(0, below, records, size=12, fill=svg.QUIET),
    ]
    return "".join(parts), below + 15 * (len(records) - 1)


def _narrow(language: Language, blocks: list[Block], label: str, told: str) -> Markup:
    """Blocks below one another, words beside them."""
    pitch = 64
    body = "".join(svg.group(_lying(language, block), 0, k * pitch) for k, block in enumerate(blocks))
    height = pitch * len(blocks)
    return svg.picture(f"{NAME}-narrow", label, told, svg.NARROW, height, _hatches("narrow") + body)


def _lying(language: Language, block: Block) -> list[str]:
    return [
        _filled(block.mark, "narrow", 44, 54),
        svg.words(56, 16, title(language, block.source.name), size=15, bold=True),
        svg.words(56, 34, _records(language, block), size=13, fill=svg.QUIET),
        svg.words(56, 51, _became(language, block), size=13),
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
