"""What both drawings of the river share: its joints, how wide each is drawn, and what leaves on the way."""

from collections.abc import Sequence

from licet.programme import said
from licet.publish import svg
from licet.publish.language import Language
from licet.publish.sheet import Shown
from licet.publish.streams import River, Stream
from licet.publish.words import HIDDEN, count_words

ROWS, MENTIONS, LINKED = said("rows"), said("mentions"), said("linked")
SET_ASIDE, NOT_OPENED = said("set aside"), said("not opened, not counted")
ALL_HIDDEN = said("all counts hidden")

NODE = 7
"""How thick a joint is, in pixels."""

THIN = 1.5
"""How wide the narrowest stream is drawn, in pixels."""

OUTLINE = 6
"""How wide a hidden joint is drawn at least: an outline needs an inside."""

Joint = tuple[str, Shown, int]
"""A unit, how many as it is shown, and how many it is drawn as."""


def joints(stream: Stream) -> list[Joint]:
    """A stream's three joints."""
    return _joined([(ROWS, stream.rows), (MENTIONS, stream.mentions), (LINKED, stream.linked)])


def ending(course: River) -> list[Joint]:
    """What all streams come to; a hidden total is drawn as wide as the streams that can be seen."""
    mentions, *others = [
        (MENTIONS, course.linked),
        (said("people"), course.persons),
        (said("families"), course.families),
    ]
    if course.linked is not None:
        return _joined([mentions, *others])
    return [(MENTIONS, None, sum(joints(each)[-1][2] for each in course.streams)), *_joined(others)]


def _joined(counts: Sequence[tuple[str, Shown]]) -> list[Joint]:
    """Joints in their order: a hidden one is drawn as the next that is shown, or else as the last.

    Whatever is drawn follows from what is shown, so that no width gives a hidden count away.
    """
    drawn: list[Joint] = []
    for place, (unit, count) in enumerate(counts):
        beside = [n for _, n in [*counts[place:], *reversed(counts[:place])] if n is not None]
        drawn.append((unit, count, beside[0] if beside else 0))
    return drawn


def widest(stream: Stream) -> int:
    """How many a stream is drawn as where it is widest."""
    return max(width for _, _, width in joints(stream))


def long_of(joint: Joint, scale: float) -> float:
    """How wide a joint is drawn, in pixels."""
    _, count, width = joint
    return max(width * scale, OUTLINE if count is None else THIN)


def node(joint: Joint, x: float, y: float, width: float, height: float) -> str:
    """A joint: filled, or a dashed outline where its count is hidden."""
    if joint[1] is not None:
        return svg.rectangle(x, y, width, height, fill=svg.ACCENT)
    return svg.rectangle(
        x + 0.5, y + 0.5, width - 1, height - 1, fill=svg.PAPER, stroke=svg.ACCENT, stroke_dasharray="3 2"
    )


def joint_words(language: Language, joint: Joint) -> str:
    """A joint on one line: '1,310 rows', or 'rows: hidden'."""
    unit, count, _ = joint
    if count is None:
        return language.text("{cause}: {count}", cause=unit, count=HIDDEN)
    return language.text("{count} {unit}", count=count, unit=unit)


def aside(language: Language, stream: Stream) -> list[str]:
    """Rows set aside, as far as they can be told."""
    return _told(language, ((SET_ASIDE, stream.set_aside),))


def left_out(language: Language, stream: Stream) -> list[str]:
    """Mentions left out by cause, as far as they can be told."""
    return _told(language, stream.left_out)


def _told(language: Language, losses: tuple[tuple[str, Shown], ...]) -> list[str]:
    return [
        language.text("{cause}: {count}", cause=language.theirs(cause), count=count_words(language, count))
        for cause, count in losses
        if count is not None
    ]


def shut(language: Language, stream: Stream) -> str:
    """Why a stream has no joints: its source was not opened, or all its counts are hidden."""
    return language.of(ALL_HIDDEN if stream.opened else NOT_OPENED)


def dashed(x: float, y: float, width: float, height: float) -> str:
    """The outline of a stream that has no joints."""
    return svg.rectangle(
        x, y, width, height, fill="none", stroke=svg.QUIET, stroke_width=1.5, stroke_dasharray="5 4"
    )
