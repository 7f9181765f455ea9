"""The river as a drawing: from left to right on a page, downwards on a phone."""

from itertools import accumulate, pairwise

from markupsafe import Markup

from licet.programme import said
from licet.publish import svg
from licet.publish.language import Language
from licet.publish.sheet import Shown
from licet.publish.streams import River, Stream
from licet.publish.words import count_words, title

TALLEST = 230
"""How tall all streams are together, in pixels, on the wide drawing."""

WIDEST, LETTER = 190, 7.6
"""How wide the widest stream is at most on the narrow drawing, and a letter beside it, in pixels."""

ROWS_AT, MENTIONS_AT, LINKED_AT, ALL_AT, PEOPLE_AT, FAMILIES_AT = 150, 270, 390, 520, 610, 700
NODE = 7

ROWS, MENTIONS, LINKED = said("rows"), said("mentions"), said("linked")
SET_ASIDE, NOT_OPENED = said("set aside"), said("not opened, not counted")

Joint = tuple[str, Shown, int]
"""A unit, how many as it is shown, and how many it is drawn as."""


def drawn_wide(language: Language, course: River, label: str, told: str) -> Markup:
    """Streams from left to right, joining in people and families."""
    together = sum(_widest(s) for s in course.streams)
    scale = TALLEST / max(together, *(width for _, _, width in _ending(course)), 1)
    pitches = [_pitch(stream, scale) for stream in course.streams]
    tops = [44.0, *accumulate(pitches, initial=44.0)][1:]
    height = tops[-1] + 8
    lanes = [_lane(language, s, top, scale) for s, top in zip(course.streams, tops[:-1], strict=True)]
    heads = ((ROWS_AT, ROWS), (MENTIONS_AT, MENTIONS), (LINKED_AT, LINKED))
    names = [svg.words(x, 14, language.of(head), size=13, fill=svg.QUIET) for x, head in heads]
    body = "".join([_mouth(language, course, tops, scale, height), *names, *lanes])
    return svg.picture("river-wide", label, told, svg.WIDE, height, body)


def _ending(course: River) -> list[Joint]:
    """What all streams come to."""
    counts = (
        (MENTIONS, course.linked),
        (said("people"), course.persons),
        (said("families"), course.families),
    )
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
        (ROWS, stream.rows, stream.rows or 0),
        (MENTIONS, stream.mentions, mentions or 0),
        (LINKED, stream.linked, stream.linked or 0),
    ]


def _lane(language: Language, stream: Stream, top: float, scale: float) -> str:
    """One source: its name, its rows, the mentions in them, those linked, and what leaves on the way."""
    name = svg.fold(title(language, stream.name), 140)[:2]
    head = svg.folded(0, top + 2, name, bold=True)
    if not stream.opened:
        return head + _shut(language, top - 8)
    low = top + max(_widest(stream) * scale, 4)
    steps = list(zip((ROWS_AT, MENTIONS_AT, LINKED_AT), _joints(stream), strict=True))
    feet = [top + _tall(width, scale) for _, (_, _, width) in steps]
    flows = [
        svg.path(svg.ribbon(x0 + NODE, top, foot0, x1, top, foot1), fill=svg.TINT)
        for ((x0, _), foot0), ((x1, _), foot1) in pairwise(zip(steps, feet, strict=True))
    ]
    nodes = [
        svg.rectangle(x, top, NODE, foot - top, fill=svg.ACCENT)
        + svg.words(x, top - 5, count_words(language, n))
        for (x, (_, n, _)), foot in zip(steps, feet, strict=True)
    ]
    aside, *left_out = _losses(language, stream)
    leaves = [_leaf(ROWS_AT, feet[0], low, 0, aside)]
    leaves += [_leaf(MENTIONS_AT, feet[1], low, k, words) for k, words in enumerate(left_out)]
    return head + "".join([*flows, *nodes, *leaves])


def _losses(language: Language, stream: Stream) -> list[str]:
    """What leaves a stream on the way: rows set aside, then mentions by cause."""
    return [
        language.text("{cause}: {count}", cause=language.theirs(cause), count=count_words(language, count))
        for cause, count in ((SET_ASIDE, stream.set_aside), *stream.left_out)
    ]


def _tall(count: int, scale: float) -> float:
    return max(count * scale, 1.5)


def _leaf(x: float, foot: float, low: float, place: int, words: str) -> str:
    """A side stream, led off below the main one."""
    y = low + 13 + 16 * place
    hook = svg.path(f"M{x + 3.5},{foot:g}V{y - 4:g}h8", stroke=svg.SECOND, stroke_width=2, fill="none")
    return hook + svg.words(x + 15, y, words, size=12)


def _shut(language: Language, top: float) -> str:
    width = LINKED_AT + NODE - ROWS_AT
    outline = svg.rectangle(
        ROWS_AT, top, width, 34, fill="none", stroke=svg.QUIET, stroke_width=1.5, stroke_dasharray="5 4"
    )
    return outline + svg.words(
        ROWS_AT + width / 2, top + 22, language.of(NOT_OPENED), anchor="middle", size=13
    )


def _mouth(language: Language, course: River, tops: list[float], scale: float, height: float) -> str:
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
        flows.append(
            svg.words(x + NODE, start - 22, count_words(language, count), anchor="middle", bold=True, size=15)
        )
        flows.append(
            svg.words(x + NODE, start - 7, language.of(unit), anchor="middle", size=13, fill=svg.QUIET)
        )
    return "".join(flows)


def drawn_narrow(language: Language, course: River, label: str, told: str) -> Markup:
    """Each source flows down the page; at the foot, all of them together."""
    most = max([*map(_widest, course.streams), *(width for _, _, width in _ending(course)), 1])
    joints = [joint for stream in course.streams for joint in _joints(stream)] + _ending(course)
    longest = max(len(_joint_words(language, joint)) for joint in joints)
    scale = min(WIDEST, svg.NARROW - 8 - LETTER * longest) / most
    blocks = [_column(language, stream, scale) for stream in course.streams]
    end = _foot(language, course, scale)
    tops = list(accumulate([tall for _, tall in blocks], initial=4.0))
    parts = [svg.group([body], 0, top) for (body, _), top in zip(blocks, tops, strict=False)]
    parts.append(svg.group([end[0]], 0, tops[-1]))
    return svg.picture("river-narrow", label, told, svg.NARROW, tops[-1] + end[1], "".join(parts))


def _column(language: Language, stream: Stream, scale: float) -> tuple[str, float]:
    head = svg.words(0, 14, title(language, stream.name), size=15, bold=True)
    if not stream.opened:
        box = svg.rectangle(
            1, 24, 240, 30, fill="none", stroke=svg.QUIET, stroke_width=1.5, stroke_dasharray="5 4"
        )
        return head + box + svg.words(12, 44, language.of(NOT_OPENED), size=13), 76
    body, y = _falls(language, _joints(stream), scale, 24)
    lines = _losses(language, stream)
    notes = [
        svg.path(f"M3,{y + 16 * k:g}v8h8", stroke=svg.SECOND, stroke_width=2, fill="none")
        + svg.words(16, y + 12 + 16 * k, each, size=13)
        for k, each in enumerate(lines)
    ]
    return head + body + "".join(notes), y + 16 * len(lines) + 26


def _foot(language: Language, course: River, scale: float) -> tuple[str, float]:
    head = svg.words(0, 14, language.text("All sources together"), size=15, bold=True)
    body, y = _falls(language, _ending(course), scale, 24)
    return head + body, y + 8


def _falls(language: Language, joints: list[Joint], scale: float, y: float) -> tuple[str, float]:
    """Bars below one another, joined by the stream between them; the height they end at."""
    parts = []
    for place, ((_, _, above), (_, _, below)) in enumerate(pairwise(joints)):
        top, a, b = y + 28 * place, _tall(above, scale), _tall(below, scale)
        parts.append(svg.path(f"M0,{top + NODE:g}H{a:.2f}L{b:.2f},{top + 28:g}H0Z", fill=svg.TINT))
    for place, joint in enumerate(joints):
        top, long = y + 28 * place, _tall(joint[2], scale)
        parts.append(svg.rectangle(0, top, long, NODE, fill=svg.ACCENT))
        parts.append(svg.words(long + 8, top + 9, _joint_words(language, joint)))
    return "".join(parts), y + 28 * len(joints) - 12


def _joint_words(language: Language, joint: Joint) -> str:
    unit, count, _ = joint
    return language.text("{count} {unit}", count=count_words(language, count), unit=unit)
