"""Every text that the report may have to say in another language, found where it is written."""

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2.ext import babel_extract

ROOT = Path(__file__).parent.parent.parent / "licet"
TEMPLATES = ROOT / "publish" / "templates"

Message = str | tuple[str, str]
"""A text; or its singular and its plural."""

TEXTS = {"said": 1, "text": 1, "plural": 2}
"""What says a text, and how many of its arguments are texts."""


def used() -> dict[Message, str]:
    """Every message, with one place where it is used."""
    found: dict[Message, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        for message, line in in_python(path):
            found.setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    for path in sorted(TEMPLATES.glob("*.html")):
        for message, line in in_template(path):
            found.setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    return found


def in_python(path: Path) -> Iterator[tuple[Message, int]]:
    """What said(), language.text() and language.plural() are given."""
    for texts, line in _said(path):
        if all(isinstance(each, ast.Constant) for each in texts):
            yield _message(*(each.value for each in texts)), line


def unwritten(path: Path) -> Iterator[int]:
    """Lines where something is said that is not written there, so that no catalogue can be checked for it."""
    for texts, line in _said(path):
        if not all(isinstance(each, ast.Constant) for each in texts):
            yield line


def _said(path: Path) -> Iterator[tuple[list[ast.expr], int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (count := TEXTS.get(_called(node), 0)):
            yield node.args[:count], node.lineno


def in_template(path: Path) -> Iterator[tuple[Message, int]]:
    """What _() and ngettext() are given."""
    with path.open("rb") as text:
        for line, function, message, _ in babel_extract(text, ["_", "ngettext"], [], {}):
            texts = (message,) if isinstance(message, str) else message
            yield _message(*texts[: 2 if function == "ngettext" else 1]), line


def _called(node: ast.Call) -> str:
    """said, or text and plural of a language."""
    function = node.func
    if isinstance(function, ast.Name):
        return function.id if function.id == "said" else ""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "language" else ""
    return ""


def _message(*texts: str) -> Message:
    return texts[0] if len(texts) == 1 else (texts[0], texts[1])
