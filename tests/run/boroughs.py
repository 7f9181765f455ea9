"""A small invented borough, made once per test session and copied for each test."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow.parquet as pq

from licet import register as records
from licet.borough import make_borough
from licet.licence import approve, grants_of
from licet.programme import digest_of_file, open_folder
from licet.run import Outcome, Progress, run_programme, weigh
from licet.run.store import RunStore

FAMILIES = 150
QUIET = Progress(begin=lambda _: None, say=lambda _: None, end=lambda _: None)


@cache
def _made(families: int, seed: int) -> Path:
    folder = Path(mkdtemp(prefix="licet-borough-")) / "borough"
    make_borough(folder, families, seed)
    return folder


def borough(to: Path, families: int = FAMILIES, seed: int = 1) -> Path:
    """A fresh copy of a small borough."""
    shutil.copytree(_made(families, seed), to)
    return to


def run(folder: Path, until: str | None = None, draws: int = 0) -> Outcome:
    """Run a programme in this process."""
    opened = open_folder(folder)
    return run_programme(records.open_register(opened.var), opened, QUIET, until, draws=draws)


def vouch_again(folder: Path) -> None:
    """Write origin.json's digests anew, as somebody would who invents another borough by hand."""
    path = folder / "origin.json"
    origin = json.loads(path.read_text())
    origin["digests"] = {
        name: digest_of_file(folder / name) for name in origin["digests"] if (folder / name).is_file()
    } | {name: d for name, d in origin["digests"].items() if not (folder / name).is_file()}
    path.write_text(json.dumps(origin))


def tables(store: RunStore) -> dict[str, Any]:
    """Every published table of a run, as rows."""
    return {path.stem: pq.read_table(path) for path in sorted(store.root.glob("*/*.parquet"))}


def edit(folder: Path, old: str, new: str) -> None:
    """Change programme.yaml, which must say the old text."""
    path = folder / "programme.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def real(folder: Path) -> Path:
    """The borough as a council's own: without origin.json, and with evidence and papers of this year."""
    (folder / "origin.json").unlink()
    year = datetime.now(UTC).year
    for path in [
        *(folder / "paperwork").iterdir(),
        folder / "evidence" / "codebook.yaml",
        folder / "programme.yaml",
    ]:
        text = path.read_text()
        for stated in (2028, 2027, 2026, 2025):
            text = text.replace(f"{stated}-", f"{year + stated - 2026}-")
        path.write_text(text.replace(f"on-date: {year}-05-15", f"on-date: {year - 1}-12-15"))
    return folder


def approved(folder: Path, by: str = "P. Governor") -> None:
    """Have a governor approve the programme with the evidence that it has now."""
    opened = open_folder(folder)
    register = records.open_register(opened.var)
    weighed = weigh(register, opened)
    approve(register, opened, weighed.evidence_digest, grants_of(weighed.decisions), by)


def downgraded(folder: Path) -> Path:
    """The folder as the first version of Licet would have left it."""
    with closing(sqlite3.connect(folder / "var" / "register.sqlite3")) as database:
        database.execute("DROP TABLE register_holderagreement")
        database.execute("DELETE FROM django_migrations WHERE app = 'register' AND name <> '0001_first'")
        database.commit()
    return folder
