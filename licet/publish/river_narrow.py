"""The river on a phone: each source flows down the page; at the foot, all of them together."""

from itertools import accumulate, pairwise

from markupsafe import Markup

from licet.publish import svg
from licet.publish.language import Language
from licet.publish.river_joints import (
    NODE,
    Joint,
    aside,
    dashed,
    ending,
    joint_words,
    joints,
    left_out,
    long_of,
    node,
    shut,
    widest,
)
from licet.publish.streams import River, Stream
from licet.publish.words import title

WIDEST, LETTER, FALL = 190, 7.6, 28
"""How wide the widest stream is at most, a letter beside it, and how far joints are apart, in pixels."""


def drawn_narrow(language: Language, course: River, label: str, told: str) -> Markup:
    """Each source flows down the page; at the foot, all of them together."""
    end, streams = ending(course), course.streams
    most = max([*map(widest, streams), *(width for _, _, width in end), 1])
    every = [joint for stream in streams for joint in joints(stream)] + end
    longest = max(len(joint_words(language, joint)) for joint in every)
    scale = min(WIDEST, svg.NARROW - 8 - LETTER * longest) / most
    blocks = [*(_column(language, stream, scale) for stream in streams), _foot(language, end, scale)]
    tops = list(accumulate((tall for _, tall in blocks), initial=4.0))
    parts = [svg.group([body], 0, top) for (body, _), top in zip(blocks, tops, strict=False)]
    return svg.picture("river-narrow", label, told, svg.NARROW, tops[-1], "".join(parts))


def _column(language: Language, stream: Stream, scale: float) -> tuple[str, float]:
    """One source, and the height it takes."""
    names = svg.fold(title(language, stream.name), svg.NARROW, 15)
    head, y = svg.folded(0, 14, names, size=15, bold=True), 24 + 18.75 * (len(names) - 1)
    if stream.is_hidden:
        box = dashed(1, y, 240, 30) + svg.words(12, y + 20, shut(language, stream), size=13)
        return head + box, y + 52
    body, low = _falls(language, joints(stream), scale, y)
    lines = [*aside(language, stream), *left_out(language, stream)]
    notes = [
        svg.path(f"M3,{low + 16 * k:g}v8h8", stroke=svg.SECOND, stroke_width=2, fill="none")
        + svg.words(16, low + 12 + 16 * k, each, size=13)
        for k, each in enumerate(lines)
    ]
    return head + body + "".join(notes), low + 16 * len(lines) + 26


def _foot(language: Language, end: list[Joint], scale: float) -> tuple[str, float]:
    head = svg.words(0, 14, language.text("All sources together"), size=15, bold=True)
    body, y = _falls(language, end, scale, 24)
    return head + body, y + 8


def _falls(language: Language, falling: list[Joint], scale: float, y: float) -> tuple[str, float]:
    """Bars below one another, joined by the stream between them; the height they end at."""
    longs = [long_of(joint, scale) for joint in falling]
    flows = [
        svg.path(f"M0,{y + FALL * k + NODE:g}H{a:.2f}L{b:.2f},{y + FALL * (k + 1):g}H0Z", fill=svg.TINT)
        for k, (a, b) in enumerate(pairwise(longs))
    ]
    bars = [
        node(joint, 0, y + FALL * k, long, NODE)
        + svg.words(_clear(longs, k) + 8, y + FALL * k + 9, joint_words(language, joint))
        for k, (joint, long) in enumerate(zip(falling, longs, strict=True))
    ]
    return "".join([*flows, *bars]), y + FALL * len(falling) - 12


def _clear(longs: list[float], place: int) -> float:
    """Where words beside a bar are clear of the stream, which may widen below them by the next bar."""
    here, below = longs[place], longs[min(place + 1, len(longs) - 1)]
    return max(here, here + (below - here) / 3)
