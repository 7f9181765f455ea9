"""Charts declared in Altair and drawn to SVG without a browser or a network."""

import re
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from licet.publish import svg

FONT = "Arial, Helvetica, sans-serif"
SIZE = 14

_STYLE: dict[str, Any] = {
    "font": FONT,
    "aria": False,
    "padding": {"left": 0, "right": 8, "top": 4, "bottom": 0},
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": SIZE, "titleFontSize": SIZE, "titleFontWeight": "normal", "labelColor": svg.QUIET,
        "titleColor": svg.INK, "domainColor": svg.FAINT, "tickColor": svg.FAINT, "gridColor": "#e6e9ea",
        "labelLimit": 0,
    },
    "text": {"fontSize": SIZE, "color": svg.INK, "font": FONT},
    "title": {"fontSize": SIZE, "anchor": "start", "color": svg.INK, "fontWeight": 600, "offset": 6},
    "bar": {"fill": svg.ACCENT},
}  # fmt: skip


def data(rows: list[dict[str, Any]]) -> Any:
    """Rows inside the chart itself."""
    return alt.InlineData(values=rows)


def drawn(name: str, label: str, description: str, chart: Any, width: int) -> Markup:
    """A chart as a picture, at least so wide; the same chart gives the same bytes."""
    # Validating against the schema takes as long as drawing, and what is wrong shows when it is drawn.
    spec = chart.configure(**_STYLE).to_dict(validate=False)
    whole = vl_convert.vegalite_to_svg(spec)
    opening = re.match(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"', whole)
    if opening is None:
        raise ValueError("expected the chart library to give an <svg> with a width and a height")
    body = whole[whole.index(">") + 1 : whole.rindex("</svg>")]
    height = float(opening[2])
    return svg.picture(name, label, description, max(width, float(opening[1])), height, _quiet(body))


def _quiet(body: str) -> str:
    """Without roles and labels of parts: the picture is described as a whole."""
    return re.sub(r' (?:role|class|aria-[a-z]+|pointer-events)="[^"]*"', "", body)
