"""Layouts of well-known files, to start from: mapped from published descriptions, never a specification."""

import difflib
from importlib import resources
from importlib.resources.abc import Traversable

from licet.errors import ProgrammeError


def template_names() -> list[str]:
    """The names of the templates, in alphabetical order."""
    return sorted(each.name.removesuffix(".yaml") for each in _folder().iterdir())


def template(name: str) -> str:
    """The text of a template. Raises ProgrammeError where there is none of this name."""
    known = template_names()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"Expected one of: {', '.join(known)}."
        raise ProgrammeError(f"There is no template '{name}'. {hint}")
    return (_folder() / f"{name}.yaml").read_text(encoding="utf-8")


def about(name: str) -> str:
    """What a template is for, in a sentence: the line under its heading."""
    return template(name).splitlines()[1].removeprefix("# ")


def _folder() -> Traversable:
    return resources.files("licet.sources") / "templates"
