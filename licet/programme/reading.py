"""Reading the YAML that people write: every complaint names file, line and column."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.alias_generators import to_snake
from pydantic_core import ErrorDetails, PydanticCustomError

from licet.errors import ProgrammeError
from licet.programme.parts import EXTENDS, Part, alone, merged, place_in, with_bases

Model = TypeVar("Model", bound=BaseModel)


def hyphenated(name: str) -> str:
    """The key that people write for a field of the code: n_min is n-min."""
    return to_snake(name).replace("_", "-")


class Written(BaseModel):
    """A part of a file that people write: keys hyphenated, unknown keys refused, never changed once read."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=hyphenated,
        populate_by_name=True,
        strict=False,
        use_attribute_docstrings=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _suggest_for_unknown_keys(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in given:
            if key not in known and key not in cls.model_fields:
                near = difflib.get_close_matches(str(key), known, n=1)
                hint = f"Did you mean '{near[0]}'?" if near else f"Expected one of: {', '.join(known)}."
                raise PydanticCustomError(
                    "unknown_key", "unknown key '{key}'. {hint}", {"key": str(key), "hint": hint}
                )
        return given


def read_yaml(path: Path, model: type[Model], shown_as: str | None = None) -> Model:
    """Read one YAML file into a model, over the files that it extends where its kind may extend others.

    shown_as: the name that messages use for the file, by default its path as given.
    Raises ProgrammeError with one line per problem: file:line:column, what was expected, a suggestion.
    """
    name = shown_as or str(path)
    parts = with_bases(path, name) if EXTENDS in model.model_fields else alone(path, name)
    try:
        return model.model_validate(merged(parts))
    except ValidationError as wrong:
        lines = [_complaint(parts, detail) for detail in _causes(wrong.errors())]
        raise ProgrammeError("\n".join(dict.fromkeys(lines))) from None


def _causes(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Without the lists that are too short only because something inside them is wrong."""
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(
            other["loc"][: len(detail["loc"])] == detail["loc"] and other is not detail for other in details
        )
    ]


def _complaint(parts: Sequence[Part], detail: ErrorDetails) -> str:
    path = [part for part in detail["loc"] if not _is_union_tag(part)]
    context = detail.get("ctx", {})
    if detail["type"] == "unknown_key":
        path = [*path, context["key"]]
        place = place_in(parts, path, on_key=True)
        return f"{place}  unknown key '{context['key']}'{_under(path)}. {context['hint']}"
    if detail["type"] == "extra_forbidden":
        return f"{place_in(parts, path, on_key=True)}  unknown key '{path[-1]}'{_under(path)}."
    if detail["type"] == "missing":
        return f"{place_in(parts, path[:-1], on_key=True)}  missing key '{path[-1]}'{_under(path)}."
    return f"{place_in(parts, path)}  {_expectation(path, detail)}"


def _expectation(path: Sequence[int | str], detail: ErrorDetails) -> str:
    key = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    if detail["type"] in ("enum", "literal_error"):
        expected = str(detail["ctx"]["expected"])
        words = [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]
        near = difflib.get_close_matches(str(detail["input"]), words, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return f"'{key}' has a word that is not in the vocabulary: expected {expected}.{hint}"
    if detail["type"].startswith("date_"):
        return f"'{key}': expected a day as YYYY-MM-DD, such as 2026-03-31."
    message = detail["msg"].removeprefix("Value error, ")
    return f"'{key}': {message[0].lower()}{message[1:].rstrip('.')}."


def _under(path: Sequence[int | str]) -> str:
    parents = [part for part in path[:-1] if isinstance(part, str)]
    return f" under {parents[-1]}" if parents else ""


def _is_union_tag(part: int | str) -> bool:
    return isinstance(part, str) and (part.startswith(("function-", "lax-or-strict")) or part == "[key]")
