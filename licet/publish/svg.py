"""Drawing SVG by hand: escaped elements, hatches, text in lines, one picture at two widths."""

import textwrap
from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from licet.publish.kept import in_drawing, kept, plain

WIDE, NARROW = 736, 320
"""Widths in which each picture is drawn, in pixels: for a page, and for a phone."""

INK, QUIET, FAINT, PAPER = "#1c2226", "#565e64", "#c9ced1", "#ffffff"
ACCENT, TINT, SECOND = "#10606f", "#b9d6da", "#a8480b"

Attribute = str | float | None


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """One element; attribute names are written with _ for -, and those that are None are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def group(children: Iterable[str], x: float = 0, y: float = 0) -> str:
    """Elements moved together."""
    return element("g", *children, transform=f"translate({_plain(x)} {_plain(y)})")


def rectangle(x: float, y: float, width: float, height: float, **attributes: Attribute) -> str:
    """A rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def path(d: str, **attributes: Attribute) -> str:
    """A path."""
    return element("path", d=d, **attributes)


def words(
    x: float,
    y: float,
    text: str,
    *,
    size: float = 14,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
) -> str:
    """One line of text, y at its baseline."""
    weight = "600" if bold else None
    return element(
        "text", escape(text), x=x, y=y, font_size=size, text_anchor=anchor, fill=fill, font_weight=weight
    )


def folded(
    x: float,
    y: float,
    lines: Iterable[str],
    *,
    size: float = 14,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
) -> str:
    """Several lines of text below one another."""
    return "".join(
        words(x, y + k * size * 1.25, each, size=size, anchor=anchor, fill=fill, bold=bold)
        for k, each in enumerate(lines)
    )


def fold(text: str, width: float, size: float = 14) -> list[str]:
    """Text in lines that fit a width, letters taken at just over half their height."""
    lines = textwrap.wrap(plain(text), max(int(width / (size * 0.54)), 6), break_long_words=False)
    return [kept(line) for line in lines] if text == kept(plain(text)) else lines


def ribbon(x0: float, top0: float, bottom0: float, x1: float, top1: float, bottom1: float) -> str:
    """The path of a stream that flows from one upright edge to another."""
    middle = (x0 + x1) / 2
    return (
        f"M{_plain(x0)},{_plain(top0)}C{_plain(middle)},{_plain(top0)} {_plain(middle)},{_plain(top1)} "
        f"{_plain(x1)},{_plain(top1)}V{_plain(bottom1)}C{_plain(middle)},{_plain(bottom1)} "
        f"{_plain(middle)},{_plain(bottom0)} {_plain(x0)},{_plain(bottom0)}Z"
    )


def hatch(name: str) -> str:
    """A hatched fill, to be used as `url(#name)`."""
    stripe = element("path", d="M0,0V7", stroke=ACCENT, stroke_width=5)
    paper = rectangle(0, 0, 7, 7, fill=PAPER)
    return element(
        "pattern", paper, stripe, id=name, width=7, height=7, patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip


def picture(name: str, label: str, description: str, width: float, height: float, body: str) -> Markup:
    """A whole picture, named and described for those who do not see it, fluid in width."""
    # Every part of the body is made by `element`, which escapes, or by the chart library.
    return Markup(
        element(
            "svg",
            element("desc", escape(plain(description)), id=f"{name}-words"),
            in_drawing(body),
            role="img",
            aria_label=plain(label),
            aria_describedby=f"{name}-words",
            viewBox=f"0 0 {_plain(width)} {_plain(height)}",
            xmlns="http://www.w3.org/2000/svg",
        )
    )


def _plain(value: Attribute) -> str:
    return str(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
