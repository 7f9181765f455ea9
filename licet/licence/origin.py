"""origin.json: what invented or shipped data says of itself, and whether it is still true."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from licet.errors import ProgrammeError
from licet.programme import PROGRAMME_FILE, Folder, digest_of_file, said

ORIGIN_FILE = "origin.json"


@dataclass(frozen=True)
class Origin:
    """Where invented people come from.

    digests: SHA-256 by path inside the folder. charter: whether it was made with one.
    today: the invented world's own day, so that its evidence and papers never age.
    """

    made_by: str
    charter: bool
    today: date
    digests: dict[str, str]


def read_origin(root: Path) -> Origin | None:
    """The folder's origin, or None where it has none and so holds real people."""
    path = root / ORIGIN_FILE
    if not path.exists():
        return None
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        return Origin(
            str(written["made-by"]),
            bool(written["charter"]),
            date.fromisoformat(written["today"]),
            {str(name): str(digest) for name, digest in written["digests"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ProgrammeError(
            f"{ORIGIN_FILE}  cannot be read: expected made-by, charter, today and digests. "
            "Make the borough again, or remove the file if these are real people."
        ) from None


def write_origin(root: Path, origin: Origin) -> None:
    """Write origin.json."""
    body = {
        "made-by": origin.made_by,
        "charter": origin.charter,
        "today": origin.today.isoformat(),
        "digests": dict(sorted(origin.digests.items())),
    }
    (root / ORIGIN_FILE).write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")


def source_files(folder: Folder) -> list[str]:
    """The source files that the programme names, by path inside the folder."""
    return sorted({source.place for source in folder.programme.sources.values()})


def digests_of(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """SHA-256 of each file."""
    return {path: digest_of_file(root / path) for path in paths}


def vouches_for(origin: Origin | None, folder: Folder) -> str | None:
    """Why this origin does not vouch for the folder's data as invented; None if it does.

    Looks at programme.yaml and at the list of sources. No source is opened: a run compares the digest
    of each file that it opens with the one listed here.
    """
    if origin is None:
        return said("there is no {file}, so these are treated as real people", file=ORIGIN_FILE)
    missing = [path for path in source_files(folder) if path not in origin.digests]
    if missing:
        return said("{file} does not list {files}", file=ORIGIN_FILE, files=", ".join(missing))
    if origin.digests.get(PROGRAMME_FILE) != digest_of_file(folder.root / PROGRAMME_FILE):
        return said("{file} is not the one that {origin} lists", file=PROGRAMME_FILE, origin=ORIGIN_FILE)
    return None
