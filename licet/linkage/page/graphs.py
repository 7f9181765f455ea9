"""A person's mentions and links as a picture: mentions in a circle, links as lines, wider if surer."""

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.explaining import Linked, words

SIZE, RADIUS, DOT = 280.0, 112.0, 14.0
"""The picture's width and height, the circle's radius, and that of a mention: in units of the picture."""


@dataclass(frozen=True)
class Dot:
    """A mention: its number, and where it is."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A link between two dots: how wide, and whether it reaches the threshold."""

    one: Dot
    other: Dot
    width: float
    reaches: bool


@dataclass(frozen=True)
class Graph:
    """The picture of a person."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    told: str
    size: float = SIZE
    dot: float = DOT


def graph_of(linked: Linked, members: pa.Array) -> Graph:
    """The mentions of a person, numbered in their order, and all links that were kept between them."""
    many = len(members)
    dots = tuple(_dot(place, many) for place in range(many))
    inside = linked.links_within(members).sort_by("match_weight")
    ends = [pc.index_in(inside.column(name), members).to_numpy() for name in ("mention_id_l", "mention_id_r")]
    likely = inside.column("match_probability").to_numpy()
    lines = tuple(
        Line(dots[one], dots[other], round(1 + 4 * float(p), 2), bool(p >= linked.threshold))
        for one, other, p in zip(*ends, likely, strict=True)
    )
    weak = int(np.count_nonzero(likely < linked.threshold))
    return Graph(dots, lines, words.held_by(many, len(lines), weak))


def _dot(place: int, many: int) -> Dot:
    turn = 2 * math.pi * place / many - math.pi / 2
    middle, radius = SIZE / 2, RADIUS if many > 1 else 0.0
    return Dot(
        place + 1, round(middle + radius * math.cos(turn), 2), round(middle + radius * math.sin(turn), 2)
    )
