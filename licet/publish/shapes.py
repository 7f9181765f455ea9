"""Picture 5, first half: families by shape, drawn as small genograms that know roles and no gender."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from licet.publish import svg
from licet.publish.exhibits import Column, Figure, Table
from licet.publish.sheet import Name, Sheet, Shown
from licet.publish.story import FamilyStory
from licet.publish.words import about, count_words, sentence

NAME = "families"
FAMILIES = ("families",)
MOST_CHILDREN, MOST_CARERS = 4, 3
"""Shapes from here on are one: four children or more, three adults or more."""

_NUMBERS = ("no", "one", "two", "three", "four")


@dataclass(frozen=True)
class Shape:
    """How many children and adults a family has, and whether a parent lives elsewhere."""

    children: int
    carers: int
    lives_elsewhere: bool

    def __str__(self) -> str:
        adults = _many(self.carers, MOST_CARERS, "adult", "adults") if self.carers else "no adult found"
        children = _many(self.children, MOST_CHILDREN, "child", "children")
        return f"{adults}, {children}" + (", a parent elsewhere" if self.lives_elsewhere else "")


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


def shapes(shown: Mapping[Name, Shown]) -> Figure | None:
    """Families by shape, the most common first, hidden ones last; None where all are hidden."""
    told_of = sorted(
        ((shape, shown[_name(shape)]) for shape in SHAPES),
        key=lambda each: (-(each[1] or 0), each[0].carers, each[0].children, each[0].lives_elsewhere),
    )
    everyone = shown[FAMILIES]
    seen = [(shape, n) for shape, n in told_of if n is not None]
    if not seen:
        return None
    shape, most = seen[0]
    label = f"The most common shape is {shape}: {count_words(most)} of {about(everyone, 'families')}"
    told = "; ".join(f"{shape}: {count_words(n)}" for shape, n in seen)
    return Figure(
        id=NAME,
        name="Families by shape",
        title=label,
        description=sentence(f"{told}. All other shapes are hidden."),
        wide=_drawn("wide", svg.WIDE, 4, seen, label, told),
        narrow=_drawn("narrow", svg.NARROW, 2, seen, label, told),
        table=_table(told_of, everyone),
        note="Large squares are adults who care for the children; small ones are children. "
        "A dashed square is a parent who lives elsewhere. Hidden shapes are in the table alone.",
    )


def _name(shape: Shape) -> Name:
    return ("shape", str(shape))


def _table(counted: Sequence[tuple[Shape, Shown]], everyone: Shown) -> Table:
    rows = [
        (
            _some(shape.carers, MOST_CARERS),
            _some(shape.children, MOST_CHILDREN),
            "yes" if shape.lives_elsewhere else "no",
            families,
        )
        for shape, families in counted
    ]
    columns = (
        Column("Adults who care"),
        Column("Children"),
        Column("A parent elsewhere"),
        Column("Families", "count"),
    )
    last = ("All families", "", "", everyone)
    return Table(NAME, "Families by shape", columns, (*rows, last), total=True)


def _drawn(
    layout: str, width: int, across: int, seen: Sequence[tuple[Shape, int]], label: str, told: str
) -> Markup:
    """Glyphs in rows, each with its count and a bar to compare by."""
    wide, tall = width / across, 176
    most = max((n for _, n in seen), default=1)
    cards = [
        svg.group(_card(shape, n, n / most, wide - 14), (k % across) * wide, (k // across) * tall)
        for k, (shape, n) in enumerate(seen)
    ]
    height = tall * max((len(seen) + across - 1) // across, 1)
    return svg.picture(f"{NAME}-{layout}", label, told, width, height, "".join(cards))


def _card(shape: Shape, families: int, share: float, width: float) -> list[str]:
    return [
        _glyph(shape),
        svg.words(0, 98, count_words(families), size=16, bold=True),
        svg.rectangle(0, 105, width, 5, fill="#e6e9ea"),
        svg.rectangle(0, 105, max(width * share, 1.5), 5, fill=svg.ACCENT),
        svg.folded(0, 126, svg.fold(sentence(str(shape)), width, 13)[:3], size=13, fill=svg.QUIET),
    ]


ADULT, CHILD = 24, 15


def _glyph(shape: Shape) -> str:
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
        parts.append(svg.words(children[-1] + CHILD + 5, 71, "or more", size=12, fill=svg.QUIET))
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


def _many(n: int, most: int, one: str, several: str) -> str:
    return f"{_some(n, most)} {one if n == 1 else several}"


def _some(n: int, most: int) -> str:
    word = _NUMBERS[n] if n < len(_NUMBERS) else str(n)
    return f"{word} or more" if n >= most else word
