"""The river on a page: from left to right, joining in people and families."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from markupsafe import Markup

from licet.publish import svg
from licet.publish.language import Language
from licet.publish.river_joints import (
    LINKED,
    MENTIONS,
    NODE,
    ROWS,
    THIN,
    Joint,
    aside,
    dashed,
    ending,
    joints,
    left_out,
    long_of,
    node,
    shut,
    widest,
)
from licet.publish.streams import River, Stream
from licet.publish.words import count_words, title

TALLEST, LINE, LEAST = 230, 16, 64
"""How tall all streams are together, a side stream's line, and a source without streams, in pixels."""

FIRST = 44
"""Where the first stream begins, under the heads of the joints."""

ROWS_AT, MENTIONS_AT, LINKED_AT, ALL_AT, PEOPLE_AT, FAMILIES_AT = 128, 250, 420, 520, 614, 729


def drawn_wide(language: Language, course: River, label: str, told: str) -> Markup:
    """Streams from left to right, joining in people and families."""
    end, streams = ending(course), course.streams
    together = sum(widest(stream) for stream in streams)
    scale = TALLEST / max(together, *(width for _, _, width in end), 1)
    leaves = [_leaves(language, stream) for stream in streams]
    pitches = [_pitch(s, scale, len(each)) for s, each in zip(streams, leaves, strict=True)]
    tops = list(accumulate(pitches, initial=float(FIRST)))
    tallest = max(long_of(joint, scale) for joint in end)
    mouth_top = max((tops[-1] - tallest) / 2, FIRST + 12)
    height = max(tops[-1], mouth_top + tallest) + 8
    lanes = [
        _lane(language, s, top, scale, each) for s, top, each in zip(streams, tops[:-1], leaves, strict=True)
    ]
    body = [*_inflow(course, tops, scale, mouth_top), *_mouth(language, end, scale, mouth_top), *lanes]
    return svg.picture("river-wide", label, told, svg.WIDE, height, "".join([_heads(language), *body]))


def _heads(language: Language) -> str:
    """The names of the joints above the first stream."""
    heads = ((ROWS_AT, ROWS, "start"), (MENTIONS_AT, MENTIONS, "start"), (LINKED_AT + NODE, LINKED, "end"))
    return "".join(
        svg.words(x, 14, language.of(head), size=13, fill=svg.QUIET, anchor=anchor)
        for x, head, anchor in heads
    )


def _leaves(language: Language, stream: Stream) -> list[tuple[int, str]]:
    """What leaves a stream, a line each: from mentions first, so that no hook runs through words."""
    if stream.is_hidden:
        return []
    told = [(MENTIONS_AT, words) for words in left_out(language, stream)]
    return [*told, *((ROWS_AT, words) for words in aside(language, stream))]


def _pitch(stream: Stream, scale: float, leaves: int) -> float:
    if stream.is_hidden:
        return LEAST
    return max(widest(stream) * scale + 36 + LINE * leaves, LEAST)


def _lane(
    language: Language, stream: Stream, top: float, scale: float, leaves: Sequence[tuple[int, str]]
) -> str:
    """One source: its name, its rows, the mentions in them, those linked, and what leaves on the way."""
    head = svg.folded(0, top + 2, svg.fold(title(language, stream.name), ROWS_AT - 8)[:3], bold=True)
    if stream.is_hidden:
        return head + _shut(language, stream, top - 8)
    spans = [(x, j, long_of(j, scale)) for x, j in zip(_PLACES, joints(stream), strict=True)]
    flows = [
        svg.path(svg.ribbon(x0 + NODE, top, top + a, x1, top, top + b), fill=svg.TINT)
        for (x0, _, a), (x1, _, b) in pairwise(spans)
    ]
    nodes = [node(joint, x, top, NODE, tall) + _number(language, x, top, joint) for x, joint, tall in spans]
    feet = {x: top + tall for x, _, tall in spans}
    low = max(feet.values())
    sides = [_leaf(x, feet[x], low + 13 + LINE * k, words) for k, (x, words) in enumerate(leaves)]
    return head + "".join([*flows, *nodes, *sides])


_PLACES = (ROWS_AT, MENTIONS_AT, LINKED_AT)


def _number(language: Language, x: float, top: float, joint: Joint) -> str:
    """A joint's count above it; the last one's ends there, where the next stream does not pass."""
    words = count_words(language, joint[1])
    if x == LINKED_AT:
        return svg.words(x + NODE, top - 5, words, anchor="end")
    return svg.words(x, top - 5, words)


def _leaf(x: float, foot: float, y: float, words: str) -> str:
    """A side stream, led off below the main one."""
    hook = svg.path(f"M{x + 3.5},{foot:g}V{y - 4:g}h8", stroke=svg.SECOND, stroke_width=2, fill="none")
    return hook + svg.words(x + 15, y, words, size=12)


def _shut(language: Language, stream: Stream, top: float) -> str:
    width = LINKED_AT + NODE - ROWS_AT
    words = svg.words(ROWS_AT + width / 2, top + 22, shut(language, stream), anchor="middle", size=13)
    return dashed(ROWS_AT, top, width, 34) + words


def _inflow(course: River, tops: Sequence[float], scale: float, mouth: float) -> list[str]:
    """Every stream that can be seen, from where it is linked to where all join."""
    seen = [(s, top) for s, top in zip(course.streams, tops[:-1], strict=True) if not s.is_hidden]
    talls = [max(joints(stream)[-1][2] * scale, THIN) for stream, _ in seen]
    ends = list(accumulate(talls, initial=mouth))
    return [
        svg.path(svg.ribbon(LINKED_AT + NODE, y, y + tall, ALL_AT, end, end + tall), fill=svg.TINT)
        for (_, y), tall, end in zip(seen, talls, ends, strict=False)
    ]


def _mouth(language: Language, end: Sequence[Joint], scale: float, top: float) -> list[str]:
    """Where the streams join: all kept mentions, the people they are, the families these form.

    All begin at one height, so that their numbers stand above every stream.
    """
    spans = [
        (x, joint, long_of(joint, scale))
        for x, joint in zip((ALL_AT, PEOPLE_AT, FAMILIES_AT), end, strict=True)
    ]
    flows = [
        svg.path(svg.ribbon(x0 + NODE, top, top + a, x1, top, top + b), fill=svg.TINT)
        for (x0, _, a), (x1, _, b) in pairwise(spans)
    ]
    return [*flows, *(_end(language, x, top, joint, tall) for x, joint, tall in spans)]


def _end(language: Language, x: float, top: float, joint: Joint, tall: float) -> str:
    unit, count, _ = joint
    at, anchor = (x + NODE, "end") if x == FAMILIES_AT else (x, "start")
    number = svg.words(at, top - 22, count_words(language, count), anchor=anchor, bold=True, size=15)
    name = svg.words(at, top - 7, language.of(unit), anchor=anchor, size=13, fill=svg.QUIET)
    return node(joint, x, top, NODE, tall) + number + name
