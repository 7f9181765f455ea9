"""A programme on disk: the proposal with its papers, and where its parts are."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import RootModel

from licet.errors import ProgrammeError
from licet.programme.digest import digest_of, digest_of_file
from licet.programme.paperwork import Paper
from licet.programme.parts import alone, place_in, with_bases
from licet.programme.proposal import Programme
from licet.programme.reading import read_yaml

PROGRAMME_FILE = "programme.yaml"


class PublishedAnswers(RootModel[dict[str, str]]):
    """Published answers to concerns, by the concern's key."""


@dataclass(frozen=True)
class Folder:
    """A programme's folder, read and checked; no source has been looked at."""

    root: Path
    programme: Programme
    papers: tuple[Paper, ...]
    answers: dict[str, str]

    @property
    def var(self) -> Path:
        """Where everything that Licet writes for this programme goes; private to its owner."""
        return self.root / "var"

    def digest(self) -> str:
        """What a permit binds to: the proposal, and the layouts that say which column is about what.

        Raises ProgrammeError where a layout, or a file that one extends, cannot be read.
        """
        layouts = {source.layout for source in self.programme.sources.values()}
        files = {
            part.name: part.path for layout in layouts for part in with_bases(self.root / layout, layout)
        }
        return digest_of(
            {
                "programme": self.programme,
                "layouts": {name: digest_of_file(path) for name, path in files.items()},
            }
        )

    def charter_digest(self) -> str | None:
        """The charter's own digest, entered in the ledger before evidence is read."""
        return None if self.programme.charter is None else digest_of(self.programme.charter)


def open_folder(root: Path) -> Folder:
    """Read programme.yaml, its papers and its published answers.

    Raises ProgrammeError with a line per problem. Layouts and codebooks may still have to be written.
    """
    programme = read_yaml(root / PROGRAMME_FILE, Programme, PROGRAMME_FILE)
    check_there(root, programme, "paperwork", "answers")
    papers = tuple(read_yaml(root / path, Paper, path) for path in programme.paperwork)
    answers = (
        read_yaml(root / programme.answers, PublishedAnswers, programme.answers).root
        if programme.answers
        else {}
    )
    return Folder(root, programme, papers, answers)


def check_there(root: Path, programme: Programme, *fields: str) -> None:
    """Refuse to go on where a file that these fields name is not there: each is told where it is named.

    fields: paperwork, answers, sources (their layouts), evidence (its codebooks). Raises ProgrammeError.
    """
    missing = {
        keys: path for keys, path in _named_in(programme) if keys[0] in fields and _is_missing(root / path)
    }
    if missing:
        parts = alone(root / PROGRAMME_FILE, PROGRAMME_FILE)
        lines = (
            f"{place_in(parts, keys)}  '{keys[0]}' names {path}, which does not exist. Create it, or mend "
            "the path."
            for keys, path in missing.items()
        )
        raise ProgrammeError("\n".join(lines))


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False  # It cannot be looked at: who reads it says why.


def _named_in(programme: Programme) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for number, path in enumerate(programme.paperwork):
        yield ("paperwork", number), path
    if programme.answers is not None:
        yield ("answers",), programme.answers
    for name, source in programme.sources.items():
        yield ("sources", name, "layout"), source.layout
    for number, survey in enumerate(programme.evidence):
        yield ("evidence", number, "codebook"), survey.codebook


def schema() -> dict[str, Any]:
    """The JSON Schema of programme.yaml, for editors and for the reference."""
    return Programme.model_json_schema(by_alias=True)
