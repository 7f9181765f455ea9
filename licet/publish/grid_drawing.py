"""The use grid as a drawing: groups across on a page; on a phone, one block a use with its groups below."""

from collections.abc import Sequence
from html import escape
from itertools import accumulate, groupby

from markupsafe import Markup

from licet.licence import EVERYONE, State, Status
from licet.publish import svg
from licet.publish.acceptance import NOT_ASKED, Voice, Weighed
from licet.publish.exhibits import Cell, Estimate
from licet.publish.language import Language
from licet.publish.words import group_title, level_words, variable_title

NAMES, GAP, HEAD = 132, 8, 104
"""Room for a use's name, between the levels of two variables, and for the names of groups, in pixels."""

BAND = 5
"""So many uses share the names of the groups above them."""

TALL, ABOVE = 56, 18
"""How tall a bar of 100 in 100 is, and the room above it for its number."""

LINE = 22
"""How tall a cell is on a phone."""

BESIDE = 194
"""Room for a group's name on a phone."""


def drawn_wide(language: Language, told: Sequence[Weighed], label: str, words: Sequence[str]) -> Markup:
    """Uses down, groups across, in bands that fit a sheet of paper; words describe each use."""
    starts = range(0, len(told), BAND)
    bands = [
        _band(language, told[k : k + BAND], f"wide-{1 + k // BAND}", label, " ".join(words[k : k + BAND]))
        for k in starts
    ]
    return Markup("").join(bands)


def _band(language: Language, told: Sequence[Weighed], layout: str, label: str, words: str) -> Markup:
    groups = [voice.group for voice in told[0].voices]
    places, width = _columns(groups)
    bodies = [_row(language, use, places, width, layout) for use in told]
    tops = list(accumulate((tall for _, tall in bodies), initial=float(HEAD)))
    rows = [svg.group([body], 0, top) for (body, _), top in zip(bodies, tops, strict=False)]
    body = "".join([_hatches(layout), _heads(language, groups, places), *rows])
    return svg.picture(f"uses-{layout}", label, words, svg.WIDE, tops[-1], body)


def _columns(groups: Sequence[str]) -> tuple[list[float], float]:
    """Where each group's column begins, and how wide all are: a gap before every variable."""
    variables = [group.partition("=")[0] for group in groups]
    gaps = list(accumulate(a != b for a, b in zip(variables, variables[:1] + variables[:-1], strict=True)))
    pitch = (svg.WIDE - NAMES - GAP * gaps[-1]) / len(groups)
    return [NAMES + k * pitch + GAP * gap for k, gap in enumerate(gaps)], pitch - 4


def _heads(language: Language, groups: Sequence[str], places: Sequence[float]) -> str:
    """The levels, slanting; above them their variable."""
    slanted = [
        svg.element(
            "text", escape(_level(language, group)), x=0, y=0, font_size=12, fill=svg.INK,
            transform=f"translate({place + 12:.1f} {HEAD - 8}) rotate(-48)",
        )
        for group, place in zip(groups, places, strict=True)
    ]  # fmt: skip
    variables = []
    at = zip(groups, places, strict=True)
    for variable, its in groupby(at, key=lambda each: each[0].partition("=")[0]):
        several = list(its)
        if variable == EVERYONE:
            continue
        end = several[-1][1] + (places[1] - places[0] if len(places) > 1 else 0) - 4
        lines = svg.fold(variable_title(language, variable), end - several[0][1] + 14, 14)
        variables.append(svg.folded(several[0][1], 12, lines, size=12, bold=True))
    return "".join([*variables, *slanted])


def _level(language: Language, group: str) -> str:
    if group == EVERYONE:
        return language.text("all")
    return level_words(language, group.partition("=")[2])


def _row(
    language: Language, use: Weighed, places: Sequence[float], width: float, layout: str
) -> tuple[str, float]:
    """One use: its name, a cell for each group, and under them the decision; the height it takes."""
    name = svg.fold(use.records, NAMES - 22, 13)
    low = max(TALL + ABOVE, 16.25 * len(name) + 22)
    cells = [svg.group([_upright(language, v, width)], x, 0) for v, x in zip(use.voices, places, strict=True)]
    words = svg.fold(f"{use.operations}. {use.decision}", svg.WIDE * 1.15, 13)
    body = [
        svg.rectangle(0, -8, svg.WIDE, 1, fill=svg.FAINT),
        svg.group([_status(use.status, layout)], 0, 3),
        svg.folded(20, 14, name, size=13, bold=True),
        svg.folded(20, 14 + 16.25 * len(name), [use.actor], size=12, fill=svg.QUIET),
        *cells,
        svg.folded(0, low + 20, words, size=13, fill=svg.QUIET),
    ]
    return "".join(body), low + 16.25 * len(words) + 26


def _status(status: Status, layout: str) -> str:
    """Solid, hatched or outlined, as in the strip."""
    inner = {Status.GRANTED: svg.ACCENT, Status.CONDITIONAL: f"url(#uses-hatch-{layout})"}
    shut = status is Status.WITHHELD
    return svg.rectangle(
        1, 1, 12, 12, fill=inner.get(status, svg.PAPER), stroke=svg.QUIET if shut else svg.ACCENT,
        stroke_width=2, stroke_dasharray="3 2" if shut else None,
    )  # fmt: skip


def _hatches(layout: str) -> str:
    return svg.element("defs", svg.hatch(f"uses-hatch-{layout}"))


def _upright(language: Language, voice: Voice, width: float) -> str:
    """A bar that stands, its number above it, and the charter's line running through all of a row."""
    said, foot, middle = voice.accepts, TALL + ABOVE, width / 2
    line = foot - TALL * voice.at_least / 100
    across = svg.rectangle(-4, line - 0.75, width + 8, 1.5, fill=svg.INK)
    if not isinstance(said, Estimate):
        return across + svg.words(
            middle, foot - 4, _absent(language, said), size=12, anchor="middle", fill=svg.QUIET
        )
    top, low, high = (foot - TALL * share / 100 for share in (said.value, said.low, said.high))
    left, wide = (8, width - 16) if width > 24 else (4, width - 8)
    return "".join(
        [
            svg.rectangle(left, top, wide, foot - top, fill=svg.TINT),
            across,
            svg.rectangle(middle - 2.5, high, 5, max(low - high, 2), fill=svg.ACCENT),
            svg.rectangle(left, top - 0.75, wide, 1.5, fill=svg.ACCENT),
            svg.words(middle, 12, str(said.value), size=12, anchor="middle"),
            _outline(voice.state, -1, 0, width + 2, foot + 2),
        ]
    )


def _absent(language: Language, said: Cell) -> str:
    return "\N{EN DASH}" if said == NOT_ASKED else language.text("few")


def _lying(language: Language, voice: Voice, width: float) -> str:
    """A bar that lies, its number at its end, against the charter's line."""
    said, middle, inside = voice.accepts, LINE / 2, width - 26
    if not isinstance(said, Estimate):
        return svg.words(4, middle + 4, _absent(language, said), size=12, fill=svg.QUIET)
    end, low, high, line = (
        inside * share / 100 for share in (said.value, said.low, said.high, voice.at_least)
    )
    return "".join(
        [
            svg.rectangle(0, middle - 6, end, 12, fill=svg.TINT),
            svg.rectangle(line - 0.75, 0, 1.5, LINE + 2, fill=svg.INK),
            svg.rectangle(low, middle - 1.5, max(high - low, 2), 3, fill=svg.ACCENT),
            svg.rectangle(end - 0.75, middle - 6, 1.5, 12, fill=svg.ACCENT),
            svg.words(width - 2, middle + 4, str(said.value), size=12, anchor="end"),
            _outline(voice.state, -3, 1, width + 6, LINE),
        ]
    )


def _outline(state: State | None, x: float, y: float, width: float, height: float) -> str:
    if state not in (State.AGAINST, State.NOT_ENOUGH):
        return ""
    return svg.rectangle(
        x, y, width, height, fill="none", stroke=svg.SECOND, stroke_width=2,
        stroke_dasharray="4 3" if state is State.NOT_ENOUGH else None,
    )  # fmt: skip


def drawn_narrow(language: Language, told: Sequence[Weighed], label: str, words: Sequence[str]) -> Markup:
    """One block a use, its groups below one another."""
    blocks = [_block(language, use) for use in told]
    tops = list(accumulate((tall for _, tall in blocks), initial=8.0))
    parts = [svg.group([block], 0, top) for (block, _), top in zip(blocks, tops, strict=False)]
    body = "".join([_hatches("narrow"), *parts])
    return svg.picture("uses-narrow", label, " ".join(words), svg.NARROW, tops[-1], body)


def _block(language: Language, use: Weighed) -> tuple[str, float]:
    name = svg.fold(f"{use.records}, {use.actor}", svg.NARROW - 22, 15)
    said = svg.fold(f"{use.operations}. {use.decision}", svg.NARROW, 13)
    top, width = 19 * len(name) + 14, svg.NARROW - BESIDE - 4
    lines = [
        svg.group(
            [
                svg.words(0, 15, group_title(language, v.group), size=12),
                svg.group([_lying(language, v, width)], BESIDE, 0),
            ],
            0, top + k * (LINE + 2),
        )
        for k, v in enumerate(use.voices)
    ]  # fmt: skip
    low = top + len(lines) * (LINE + 2) + 18
    body = [
        svg.rectangle(0, -8, svg.NARROW, 1, fill=svg.FAINT),
        svg.group([_status(use.status, "narrow")], 0, 5),
        svg.folded(22, 16, name, size=15, bold=True),
        *lines,
        svg.folded(0, low, said, size=13, fill=svg.QUIET),
    ]
    return "".join(body), low + 16.25 * len(said) + 16
