"""A programme on disk: the proposal with its papers, and where its parts are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import RootModel

from licet.programme.digest import digest_of, digest_of_file
from licet.programme.paperwork import Paper
from licet.programme.parts import with_bases
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

    Raises ProgrammeError with a line per problem.
    """
    programme = read_yaml(root / PROGRAMME_FILE, Programme, PROGRAMME_FILE)
    papers = tuple(read_yaml(root / path, Paper, path) for path in programme.paperwork)
    answers = (
        read_yaml(root / programme.answers, PublishedAnswers, programme.answers).root
        if programme.answers
        else {}
    )
    return Folder(root, programme, papers, answers)


def schema() -> dict[str, Any]:
    """The JSON Schema of programme.yaml, for editors and for the reference."""
    return Programme.model_json_schema(by_alias=True)
