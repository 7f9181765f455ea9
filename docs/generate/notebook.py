"""Notebooks as pages of the site: their text, code and printed results as Markdown."""

import json
from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx to read notebooks so."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(app: Sphinx, page: str, source: list[str]) -> None:
    if str(app.env.doc2path(page)).endswith(".ipynb"):
        source[0] = "\n\n".join(_cell(cell) for cell in json.loads(source[0])["cells"])


def _cell(cell: dict[str, Any]) -> str:
    text = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return text
    shown = "".join(_printed(output) for output in cell["outputs"])
    return f"```python\n{text}\n```" + (f"\n\n```text\n{shown.rstrip()}\n```" if shown else "")


def _printed(output: dict[str, Any]) -> str:
    told = output.get("text") or output.get("data", {}).get("text/plain", "")
    return "".join(told)
