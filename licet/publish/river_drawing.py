"""The river as a drawing: from left to right on a page, downwards on a phone."""

from itertools import accumulate, pairwise

from markupsafe import Markup

from licet.publish import svg
from licet.publish.sheet import Shown
from licet.publish.streams import River, Stream
from licet.publish.words import count_words

TALLEST = 230
"""How tall all streams are together, in pixels, on the wide drawing."""

WIDEST = 190
"""How wide the widest stream is, in pixels, on the narrow drawing."""

ROWS_AT, MENTIONS_AT, LINKED_AT, ALL_AT, PEOPLE_AT, FAMILIES_AT = 150, 270, 390, 520, 610, 700
NODE = 7

Joint = tuple[str, Shown, int]
"""A unit, how many as it is shown, and how many it is drawn as."""


def drawn_wide(course: River, label: str, told: str) -> Markup:
    """Streams from left to right, joining in people and families."""
    together = sum(_widest(s) for s in course.streams)
    scale = TALLEST / max(together, *(width for _, _, width in _ending(course)), 1)
    pitches = [_pitch(stream, scale) for stream in course.streams]
    tops = [44.0, *accumulate(pitches, initial=44.0)][1:]
    height = tops[-1] + 8
    lanes = [_lane(s, top, scale) for s, top in zip(course.streams, tops[:-1], strict=True)]
    heads = ((ROWS_AT, "rows"), (MENTIONS_AT, "mentions"), (LINKED_AT, "linked"))
    names = [svg.words(x, 14, head, size=13, fill=svg.QUIET) for x, head in heads]
    body = "".join([_mouth(course, tops, scale, height), *names, *lanes])
    return svg.picture("river-wide", label, told, svg.WIDE, height, body)


def _ending(course: River) -> list[Joint]:
    """What all streams come to."""
    counts = (("mentions", course.linked), ("people", course.persons), ("families", course.families))
    return [(unit, count, count or 0) for unit, count in counts]


def _widest(stream: Stream) -> int:
    return max(stream.rows or 0, stream.mentions or 0, stream.linked or 0)


def _pitch(stream: Stream, scale: float) -> float:
    if not stream.opened:
        return 64
    return max(_widest(stream) * scale, 4) + 36 + 16 * max(len(stream.left_out), 1)


def _joints(stream: Stream) -> list[Joint]:
    """A stream's three joints; where its mentions are hidden it is drawn as wide as what goes on."""
    mentions = stream.linked if stream.mentions is None else stream.mentions
    return [
        ("rows", stream.rows, stream.rows or 0),
        ("mentions", stream.mentions, mentions or 0),
        ("linked", stream.linked, stream.linked or 0),
    ]


def _lane(stream: Stream, top: float, scale: float) -> str:
    """One source: its name, its rows, the mentions in them, those linked, and what leaves on the way."""
    name = svg.fold(stream.name, 140)[:2]
    head = svg.folded(0, top + 2, name, bold=True)
    if not stream.opened:
        return head + _shut(top - 8)
    low = top + max(_widest(stream) * scale, 4)
    steps = list(zip((ROWS_AT, MENTIONS_AT, LINKED_AT), _joints(stream), strict=True))
    feet = [top + _tall(width, scale) for _, (_, _, width) in steps]
    flows = [
        svg.path(svg.ribbon(x0 + NODE, top, foot0, x1, top, foot1), fill=svg.TINT)
        for ((x0, _), foot0), ((x1, _), foot1) in pairwise(zip(steps, feet, strict=True))
    ]
    nodes = [
        svg.rectangle(x, top, NODE, foot - top, fill=svg.ACCENT) + svg.words(x, top - 5, count_words(n))
        for (x, (_, n, _)), foot in zip(steps, feet, strict=True)
    ]
    leaves = [_leaf(ROWS_AT, feet[0], low, 0, "set aside", stream.set_aside)]
    leaves += [_leaf(MENTIONS_AT, feet[1], low, k, cause, n) for k, (cause, n) in enumerate(stream.left_out)]
    return head + "".join([*flows, *nodes, *leaves])


def _tall(count: int, scale: float) -> float:
    return max(count * scale, 1.5)


def _leaf(x: float, foot: float, low: float, place: int, cause: str, count: Shown) -> str:
    """A side stream, led off below the main one."""
    y = low + 13 + 16 * place
    hook = svg.path(f"M{x + 3.5},{foot:g}V{y - 4:g}h8", stroke=svg.SECOND, stroke_width=2, fill="none")
    return hook + svg.words(x + 15, y, f"{cause}: {count_words(count)}", size=12)


def _shut(top: float) -> str:
    width = LINKED_AT + NODE - ROWS_AT
    outline = svg.rectangle(
        ROWS_AT, top, width, 34, fill="none", stroke=svg.QUIET, stroke_width=1.5, stroke_dasharray="5 4"
    )
    return outline + svg.words(
        ROWS_AT + width / 2, top + 22, "not opened, not counted", anchor="middle", size=13
    )


def _mouth(course: River, tops: list[float], scale: float, height: float) -> str:
    """Where the streams join: all kept mentions, the people they are, the families these form."""
    opened = [(s, top) for s, top in zip(course.streams, tops[:-1], strict=True) if s.opened]
    joined = (course.linked or 0) * scale
    top = max((height - joined) / 2, 60)
    ends = list(accumulate([_tall(s.linked or 0, scale) for s, _ in opened], initial=top))
    flows = [
        svg.path(
            svg.ribbon(
                LINKED_AT + NODE,
                y,
                y + _tall(s.linked or 0, scale),
                ALL_AT,
                end,
                end + _tall(s.linked or 0, scale),
            ),
            fill=svg.TINT,
        )
        for (s, y), end in zip(opened, ends, strict=False)
    ]
    middle = top + joined / 2
    joints = list(zip((ALL_AT, PEOPLE_AT, FAMILIES_AT), _ending(course), strict=True))
    halves = [_tall(width, scale) / 2 for _, (_, _, width) in joints]
    spans = [(x, middle - half, middle + half) for (x, _), half in zip(joints, halves, strict=True)]
    flows += [
        svg.path(svg.ribbon(a + NODE, b, c, d, e, f), fill=svg.TINT)
        for (a, b, c), (d, e, f) in pairwise(spans)
    ]
    for (x, start, end), (_, (unit, count, _)) in zip(spans, joints, strict=True):
        flows.append(svg.rectangle(x, start, NODE, end - start, fill=svg.ACCENT))
        flows.append(svg.words(x + NODE, start - 22, count_words(count), anchor="middle", bold=True, size=15))
        flows.append(svg.words(x + NODE, start - 7, unit, anchor="middle", size=13, fill=svg.QUIET))
    return "".join(flows)


def drawn_narrow(course: River, label: str, told: str) -> Markup:
    """Each source flows down the page; at the foot, all of them together."""
    most = max([*map(_widest, course.streams), *(width for _, _, width in _ending(course)), 1])
    scale = WIDEST / most
    blocks = [_column(stream, scale) for stream in course.streams]
    end = _foot(course, scale)
    tops = list(accumulate([tall for _, tall in blocks], initial=4.0))
    parts = [svg.group([body], 0, top) for (body, _), top in zip(blocks, tops, strict=False)]
    parts.append(svg.group([end[0]], 0, tops[-1]))
    return svg.picture("river-narrow", label, told, svg.NARROW, tops[-1] + end[1], "".join(parts))


def _column(stream: Stream, scale: float) -> tuple[str, float]:
    head = svg.words(0, 14, stream.name, size=15, bold=True)
    if not stream.opened:
        box = svg.rectangle(
            1, 24, 240, 30, fill="none", stroke=svg.QUIET, stroke_width=1.5, stroke_dasharray="5 4"
        )
        return head + box + svg.words(12, 44, "not opened, not counted", size=13), 76
    losses = [("set aside", stream.set_aside), *stream.left_out]
    body, y = _falls(_joints(stream), scale, 24)
    lines = [f"{cause}: {count_words(n)}" for cause, n in losses]
    notes = [
        svg.path(f"M3,{y + 16 * k:g}v8h8", stroke=svg.SECOND, stroke_width=2, fill="none")
        + svg.words(16, y + 12 + 16 * k, each, size=13)
        for k, each in enumerate(lines)
    ]
    return head + body + "".join(notes), y + 16 * len(lines) + 26


def _foot(course: River, scale: float) -> tuple[str, float]:
    head = svg.words(0, 14, "All sources together", size=15, bold=True)
    body, y = _falls(_ending(course), scale, 24)
    return head + body, y + 8


def _falls(joints: list[Joint], scale: float, y: float) -> tuple[str, float]:
    """Bars below one another, joined by the stream between them; the height they end at."""
    parts = []
    for place, ((_, _, above), (_, _, below)) in enumerate(pairwise(joints)):
        top, a, b = y + 28 * place, _tall(above, scale), _tall(below, scale)
        parts.append(svg.path(f"M0,{top + NODE:g}H{a:.2f}L{b:.2f},{top + 28:g}H0Z", fill=svg.TINT))
    for place, (unit, count, width) in enumerate(joints):
        top, long = y + 28 * place, _tall(width, scale)
        parts.append(svg.rectangle(0, top, long, NODE, fill=svg.ACCENT))
        parts.append(svg.words(long + 8, top + 9, f"{count_words(count)} {unit}"))
    return "".join(parts), y + 28 * len(joints) - 12
