"""Where a source is: a file inside the programme's folder, or a database that the environment names."""

import os
from dataclasses import dataclass
from pathlib import Path

from licet.errors import SourceError
from licet.programme import Folder, Source


@dataclass(frozen=True, repr=False)
class Database:
    """Where a database is. The URL holds a password, so it is never shown."""

    url: str


Place = Path | Database


def place_of(folder: Folder, source: Source) -> Place:
    """Where a source is. Raises SourceError where it leads out of the folder, or nothing leads to it."""
    if source.database is not None:
        url = os.environ.get(source.database)
        if url is None:
            raise SourceError(
                f"{source.place}  the environment has no {source.database}. Set it to the database's URL, "
                "postgresql://user:password@host/database, where this run is started."
            )
        return Database(url)
    path = folder.root / str(source.file)
    if not path.resolve().is_relative_to(folder.root.resolve()):
        raise SourceError(f"{source.file}  leads out of the programme's folder. Put the file itself there.")
    return path
