"""What a record says of somebody, as a terminal tells it: masked unless asked otherwise."""

from typing import Any

from licet.cli.looking import View

SHOWN = ("forename", "surname", "birth_date")


def details(view: View, row: dict[str, Any], *, unmask: bool) -> str | None:
    """Who a mention speaks of; only fields whose own category may be shown, and none if there is none."""
    layout = view.layouts[row["source"]]
    columns = {name: getattr(layout.mentions[row["role"]], name) for name in SHOWN}
    shown = [name for name, col in columns.items() if col and layout.category_of(col) in view.granted]
    return " ".join(masked(row[name], unmask=unmask) for name in shown) if shown else None


def masked(value: str | None, *, unmask: bool) -> str:
    """A value's first letter alone, unless it may be read whole."""
    if value is None:
        return "–"
    return value if unmask else f"{value[:1]}…"
