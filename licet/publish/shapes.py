"""Picture 5, first half: families by shape, drawn as small genograms that know roles and no gender."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from licet.licence import YES_OR_NO
from licet.programme import said
from licet.publish import svg
from licet.publish.exhibits import Cell, Column, Figure, Table
from licet.publish.language import Language
from licet.publish.sheet import Name, Sheet, Shown
from licet.publish.story import FamilyStory
from licet.publish.words import about_families, count_words, sentence

NAME = "families"
FAMILIES = ("families",)
MOST_CHILDREN, MOST_CARERS = 4, 3
"""Shapes from here on are one: four children or more, three adults or more."""

_EXACTLY = (said("none"), said("one"), said("two"), said("three"))
_OR_MORE = {MOST_CARERS: said("three or more"), MOST_CHILDREN: said("four or more")}

_ADULTS = (said("no adult found"), said("one adult"), said("two adults"), said("three or more adults"))
_CHILDREN = (
    said("one child"),
    said("two children"),
    said("three children"),
    said("four or more children"),
)


@dataclass(frozen=True)
class Shape:
    """How many children and adults a family has, and whether a parent lives elsewhere."""

    children: int
    carers: int
    lives_elsewhere: bool


SHAPES = tuple(
    Shape(children, carers, elsewhere)
    for carers, children, elsewhere in product(
        range(MOST_CARERS + 1), range(1, MOST_CHILDREN + 1), (False, True)
    )
)
"""Every shape that a family with children may have."""


def counted(story: FamilyStory) -> Sheet:
    """Families of every shape that there may be: one left out of the list would be known to be nobody's."""
    cells = dict.fromkeys(map(_name, SHAPES), 0)
    for row in story.shapes.to_pylist():
        cells[_name(Shape(row["children"], row["carers"], row["lives_elsewhere"]))] = row["families"]
    return Sheet(cells, {FAMILIES: tuple(cells)})


def shapes(language: Language, shown: Mapping[Name, Shown]) -> Figure | None:
    """Families by shape, the most common first, hidden ones last; None where all are hidden."""
    told_of = sorted(
        ((shape, shown[_name(shape)]) for shape in SHAPES),
        key=lambda each: (-(each[1] or 0), each[0].carers, each[0].children, each[0].lives_elsewhere),
    )
    everyone = shown[FAMILIES]
    seen = [(shape, n) for shape, n in told_of if n is not None]
    if not seen:
        return None
    label = _title(language, seen, everyone)
    told = "; ".join(
        language.text("{shape}: {count}", shape=_words(language, shape), count=n) for shape, n in seen
    )
    return Figure(
        id=NAME,
        name=language.text("Families by shape"),
        title=label,
        description=sentence(f"{told}. {language.text('All other shapes are hidden.')}"),
        wide=_drawn(language, "wide", svg.WIDE, 4, seen, label, told),
        narrow=_drawn(language, "narrow", svg.NARROW, 2, seen, label, told),
        table=_table(language, told_of, everyone),
        note=language.text(
            "Large squares are adults who care for the children; small ones are children. "
            "A dashed square is a parent who lives elsewhere. Hidden shapes are in the table alone."
        ),
    )


def _title(language: Language, seen: Sequence[tuple[Shape, int]], everyone: Shown) -> str:
    """The most common shape; where a hidden one might be more common, only of those shown."""
    shape, count = seen[0]
    words = _words(language, shape)
    if everyone is not None:
        hidden = everyone - sum(n for _, n in seen)
        families = about_families(language, everyone)
        if hidden <= count:
            return language.text(
                "The most common shape is {shape}: {count} of {families}",
                shape=words,
                count=count,
                families=families,
            )
        if 2 * hidden > everyone:
            return language.text(
                "Most families are of shapes too few to say; of those shown, most common: "
                "{shape} ({count} of {families})",
                shape=words,
                count=count,
                families=families,
            )
    return language.text(
        "Of the shapes shown, the most common is {shape}: {families}",
        shape=words,
        families=about_families(language, count),
    )


def _name(shape: Shape) -> Name:
    where = "elsewhere" if shape.lives_elsewhere else "here"
    return ("shape", str(shape.carers), str(shape.children), where)


def _words(language: Language, shape: Shape) -> str:
    adults, children = _ADULTS[shape.carers], _CHILDREN[shape.children - 1]
    if shape.lives_elsewhere:
        return language.text("{adults}, {children}, a parent elsewhere", adults=adults, children=children)
    return language.text("{adults}, {children}", adults=adults, children=children)


def _table(language: Language, counted: Sequence[tuple[Shape, Shown]], everyone: Shown) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            _some(shape.carers, MOST_CARERS),
            _some(shape.children, MOST_CHILDREN),
            YES_OR_NO["yes" if shape.lives_elsewhere else "no"],
            families,
        )
        for shape, families in counted
    ]
    columns = (
        Column(said("Adults who care")),
        Column(said("Children")),
        Column(said("A parent elsewhere")),
        Column(said("Families"), "count"),
    )
    last = (said("All families"), "", "", everyone)
    return Table(NAME, language.text("Families by shape"), columns, (*rows, last), total=True)


def _drawn(
    language: Language,
    layout: str,
    width: int,
    across: int,
    seen: Sequence[tuple[Shape, int]],
    label: str,
    told: str,
) -> Markup:
    """Glyphs in rows, each with its count and a bar to compare by."""
    wide, tall = width / across, 176
    most = max((n for _, n in seen), default=1)
    cards = [
        svg.group(_card(language, shape, n, n / most, wide - 14), (k % across) * wide, (k // across) * tall)
        for k, (shape, n) in enumerate(seen)
    ]
    height = tall * max((len(seen) + across - 1) // across, 1)
    return svg.picture(f"{NAME}-{layout}", label, told, width, height, "".join(cards))


def _card(language: Language, shape: Shape, families: int, share: float, width: float) -> list[str]:
    return [
        _glyph(language, shape),
        svg.words(0, 98, count_words(language, families), size=16, bold=True),
        svg.rectangle(0, 105, width, 5, fill="#e6e9ea"),
        svg.rectangle(0, 105, max(width * share, 1.5), 5, fill=svg.ACCENT),
        svg.folded(
            0, 126, svg.fold(sentence(_words(language, shape)), width, 13)[:3], size=13, fill=svg.QUIET
        ),
    ]


ADULT, CHILD = 24, 15


def _glyph(language: Language, shape: Shape) -> str:
    """Adults above, joined by a line; children below on a rail; a parent elsewhere dashed, to the right."""
    adults = [2 + k * (ADULT + 12) for k in range(shape.carers)]
    rail = shape.children * (CHILD + 8) - 8
    middle = (adults[-1] + ADULT + 2) / 2 if adults else 2 + rail / 2
    children = [max(middle - rail / 2, 2) + k * (CHILD + 8) for k in range(shape.children)]
    parts = [_line(adults[0], 14, adults[-1] + ADULT, 14)] if len(adults) > 1 else []
    if children and adults:
        parts.append(_line(middle, 14, middle, 48))
    if len(children) > 1:
        parts.append(_line(children[0] + CHILD / 2, 48, children[-1] + CHILD / 2, 48))
    parts += [_line(x + CHILD / 2, 48, x + CHILD / 2, 58) for x in children if adults or len(children) > 1]
    parts += [_square(x, 2, ADULT, svg.ACCENT) for x in adults]
    parts += [_square(x, 58, CHILD, svg.TINT) for x in children]
    if shape.lives_elsewhere:
        parts.append(_elsewhere(max([2, *(x + ADULT + 12 for x in adults[-1:])]), middle, bool(adults)))
    if shape.children >= MOST_CHILDREN:
        parts.append(
            svg.words(children[-1] + CHILD + 5, 71, language.text("or more"), size=12, fill=svg.QUIET)
        )
    return "".join(parts)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return svg.element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=svg.QUIET, stroke_width=1.5)


def _square(x: float, y: float, side: float, fill: str) -> str:
    return svg.rectangle(x, y, side, side, rx=side / 5, fill=fill, stroke=svg.ACCENT, stroke_width=1.5)


def _elsewhere(x: float, middle: float, joined: bool) -> str:
    """The home of a parent who lives elsewhere, tied to the children by a dashed line."""
    dash = "4 3"
    tie = svg.path(
        f"M{x + ADULT / 2:g},{2 + ADULT}V38H{middle:g}", stroke=svg.QUIET, stroke_width=1.5, fill="none",
        stroke_dasharray=dash,
    )  # fmt: skip
    box = svg.rectangle(
        x,
        2,
        ADULT,
        ADULT,
        rx=ADULT / 5,
        fill=svg.PAPER,
        stroke=svg.QUIET,
        stroke_width=1.5,
        stroke_dasharray=dash,
    )
    return (tie if joined else "") + box


def _some(n: int, most: int) -> Cell:
    return _OR_MORE[most] if n >= most else _EXACTLY[n]
