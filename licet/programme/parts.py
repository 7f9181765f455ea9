"""A file that people write, and the files that it extends: read as one, each place still known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, ScalarNode
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError

from licet.errors import Place, ProgrammeError, told_by_kind

EXTENDS = "extends"
LARGEST_FILE = 4 * 1024 * 1024


class DaysAsWritten(RoundTripConstructor):
    """Days stay text until a model reads them: one that is in no calendar then gets a place and advice."""

    def as_written(self, node: ScalarNode) -> str:
        """What stands in the file."""
        return str(node.value)


DaysAsWritten.add_constructor("tag:yaml.org,2002:timestamp", DaysAsWritten.as_written)


@dataclass(frozen=True)
class Part:
    """One of the files that are read as one: where it is, what messages call it, what is written in it."""

    path: Path
    name: str
    tree: Any


def alone(path: Path, name: str) -> tuple[Part, ...]:
    """A file of a kind that extends no other. Raises ProgrammeError."""
    return (Part(path, name, _parsed(path, name)),)


def with_bases(path: Path, name: str) -> tuple[Part, ...]:
    """A file, the one that it extends, the one that that one extends, and so on. Raises ProgrammeError."""
    parts = alone(path, name)
    while (base := _base_of(parts)) is not None:
        parts += alone(*base)
    return parts


def merged(parts: Sequence[Part]) -> Any:
    """What the files say together: mappings merge key by key, null takes a key out, all else is replaced."""
    tree = parts[-1].tree
    for part in reversed(parts[:-1]):
        tree = _over(tree, part.tree)
    return tree


def place_in(parts: Sequence[Part], path: Sequence[int | str], *, on_key: bool = False) -> Place:
    """Where what stands at a path was written: the deepest part of it that the newest such file has."""
    best, furthest = Place(parts[0].name, 1, 1), -1
    for part in parts:
        place, depth, settled = _reached(part, path, on_key=on_key)
        if depth > furthest:
            best, furthest = place, depth
        if settled:
            break
    return best


def _base_of(parts: Sequence[Part]) -> tuple[Path, str] | None:
    newest = parts[-1]
    if not isinstance(newest.tree, Mapping) or newest.tree.get(EXTENDS) is None:
        return None
    base, where = newest.tree[EXTENDS], place_in([newest], [EXTENDS])
    if not isinstance(base, str) or Path(base).name != base:
        raise ProgrammeError(f"{where}  '{EXTENDS}': expected the name of a file beside this one.")
    path = newest.path.with_name(base)
    if any(part.path == path for part in parts):
        raise ProgrammeError(f"{where}  '{EXTENDS}': {base} extends this file in turn. Take one of them out.")
    folder = newest.name.rpartition("/")[0]
    return path, f"{folder}/{base}" if folder else base


def _over(base: Any, newer: Any) -> Any:
    if not isinstance(base, Mapping) or not isinstance(newer, Mapping):
        return newer
    kept = {key: value for key, value in base.items() if newer.get(key, value) is not None}
    given = {key: _over(base.get(key), value) for key, value in newer.items() if value is not None}
    return kept | given


def _reached(part: Part, path: Sequence[int | str], *, on_key: bool) -> tuple[Place, int, bool]:
    """The place, how many steps of the path lead to it, and whether older files have no say in it.

    Older files have none where this one has the whole path, or something else than a mapping on the way.
    """
    line, column, depth, node = 0, 0, 0, part.tree
    for step in path:
        marks = getattr(node, "lc", None)
        try:
            if isinstance(node, Mapping):
                last = depth == len(path) - 1
                line, column = marks.key(step) if last and on_key else marks.value(step)  # type: ignore[union-attr]
            else:
                line, column = marks.item(step)  # type: ignore[union-attr]
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
        depth += 1
    settled = depth == len(path) or not isinstance(node, Mapping)
    return Place(part.name, line + 1, column + 1), depth, settled


def _parsed(path: Path, name: str) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ProgrammeError(
                f"{name}  is larger than 4 MiB. A file that people read and sign is smaller."
            )
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProgrammeError(f"{name}  does not exist. Create it, or mend the path that names it.") from None
    except UnicodeDecodeError:
        raise ProgrammeError(f"{name}  is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as failed:
        raise ProgrammeError(f"{name}  cannot be read: {failed.strerror}.") from None
    reader = YAML(typ="rt")
    reader.Constructor = DaysAsWritten
    with told_by_kind(
        lambda kind: ProgrammeError(
            f"{name}  is not YAML that can be read ({kind}). Check indentation and quotes; a key is a word."
        )
    ):
        try:
            return reader.load(text)
        except MarkedYAMLError as broken:
            mark = broken.problem_mark or broken.context_mark
            place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
            problem = (broken.problem or "not YAML").splitlines()[0]
            raise ProgrammeError(
                f"{place}  {problem}. Expected YAML: check indentation and quotes."
            ) from None
