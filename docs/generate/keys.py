"""A page for each kind of file that people write: every key, what it takes, whether it is needed."""

import types
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

BOUNDS = {Ge: ("at least", "ge"), Gt: ("above", "gt"), Le: ("at most", "le"), Lt: ("below", "lt")}
PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def page(title: str, lead: str, model: type[BaseModel]) -> str:
    """The keys of a file, and then of each part that it is made of."""
    lines = [f"# {title}", "", lead, ""]
    for part in parts(model):
        lines += (
            [] if part is model else [f"## {part.__name__}", "", " ".join((part.__doc__ or "").split()), ""]
        )
        lines += ["| key | takes | needed | meaning |", "|---|---|---|---|"]
        lines += [_row(name, field) for name, field in part.model_fields.items()]
        lines += [""]
    return "\n".join(lines)


def parts(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The model and every part that it is made of, each once, outer ones first."""
    found: dict[type[BaseModel], None] = {model: None}
    waiting = [model]
    while waiting:
        for field in waiting.pop(0).model_fields.values():
            for part in _models(field.annotation):
                if part not in found:
                    found[part] = None
                    waiting.append(part)
    return list(found)


def key_of(name: str, field: FieldInfo) -> str:
    """The key as it is written in the file."""
    return field.alias or name.replace("_", "-")


def _row(name: str, field: FieldInfo) -> str:
    takes = ", ".join([_takes(field.annotation), *_bounds(field.metadata)])
    return f"| `{key_of(name, field)}` | {takes} | {_needed(field)} | {_line(field.description)} |"


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.default
    if default is PydanticUndefined or default in (None, "", (), {}) or isinstance(default, BaseModel):
        return "no"
    return f"no: {str(default).lower() if isinstance(default, bool) else default}"


def _bounds(metadata: list[Any]) -> Iterator[str]:
    for each in metadata:
        if type(each) in BOUNDS:
            words, name = BOUNDS[type(each)]
            yield f"{words} {getattr(each, name)}"


def _takes(kind: Any) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return ", ".join([_takes(inner[0]), *_bounds(_metadata(inner[1:]))])
    if origin in (Union, types.UnionType):
        return " or ".join(_takes(each) for each in inner if each is not type(None))
    if origin is Literal:
        return " or ".join(f"`{each}`" for each in inner)
    if origin is tuple:
        return f"list of {_takes(inner[0])}"
    if origin is dict:
        return f"{_takes(inner[0])} → {_takes(inner[1])}"
    return _plain(kind)


def _plain(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(f"`{each.value}`" for each in kind)
    return PLAIN.get(kind, "day (YYYY-MM-DD)")


def _metadata(given: tuple[Any, ...]) -> list[Any]:
    return [one for each in given for one in (each.metadata if isinstance(each, FieldInfo) else [each])]


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for each in get_args(kind):
        yield from _models(each)
