"""One run on disk: immutable Parquet in two halves, published by rename, stage by stage."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from licet import register as records
from licet.errors import RunFailed
from licet.programme import digest_of_file
from licet.register import Register, make_private

IDENTITY = frozenset({"mentions", "addresses", "ties", "quarantine", "links", "persons"})
LATEST = "latest"
COMPRESSION = "zstd"


@dataclass(frozen=True)
class RunStore:
    """A run's folder. What is in it appears whole, or not at all."""

    root: Path
    id: str

    def path_of(self, table: str) -> Path:
        """Where a table is: people's details in one half, what follows from them in the other."""
        half = "identity" if table in IDENTITY else "payload"
        return self.root / half / f"{table}.parquet"

    def table(self, name: str) -> pa.Table:
        """A published table."""
        try:
            return pq.read_table(self.path_of(name))
        except FileNotFoundError:
            raise RunFailed(f"The run has no table '{name}'. Run the programme again to resume it.") from None

    def has(self, name: str) -> bool:
        """Whether a table was published."""
        return self.path_of(name).exists()

    def note(self, name: str) -> Any:
        """A published JSON note."""
        return json.loads((self.root / f"{name}.json").read_text(encoding="utf-8"))


def open_run(var: Path, run: str) -> RunStore:
    """Create or reopen a run's folder; whatever an interrupted stage left behind is removed."""
    for folder in (var, var / "runs", root := var / "runs" / run, root / "identity", root / "payload"):
        make_private(folder)
    make_private(root / "stages")
    shutil.rmtree(root / ".new", ignore_errors=True)
    return RunStore(root, run)


def latest_run(var: Path) -> RunStore:
    """The last whole run. Raises RunFailed where there is none."""
    link = var / "runs" / LATEST
    if not link.exists():
        raise RunFailed("There is no whole run yet. Start one with: licet run DIR.")
    return RunStore(link.resolve(), link.resolve().name)


def is_complete(store: RunStore, stage: str) -> bool:
    """Whether a stage was published whole, and is still what was published."""
    marker = store.root / "stages" / f"{stage}.json"
    if not marker.exists():
        return False
    written: Mapping[str, str] = json.loads(marker.read_text(encoding="utf-8"))
    return all(
        (store.root / name).is_file() and digest_of_file(store.root / name) == digest
        for name, digest in written.items()
    )


def publish(
    register: Register,
    store: RunStore,
    stage: str,
    tables: Mapping[str, pa.Table],
    notes: Mapping[str, Any],
    permit: str,
    texts: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Publish a stage: every file by rename, then its marker, then its entry in the ledger.

    tables: Parquet by name. notes: JSON by name. texts: files by path inside the run.
    Returns the digest of each file. Killed anywhere in between, the stage counts as not done and is done
    again.
    """
    fresh = store.root / ".new"
    make_private(fresh)
    moves: list[tuple[Path, Path]] = []
    for name, table in tables.items():
        moves.append((fresh / f"{name}.parquet", store.path_of(name)))
        pq.write_table(table.combine_chunks(), moves[-1][0], compression=COMPRESSION)
    written = {f"{name}.json": json.dumps(n, indent=1, sort_keys=True) + "\n" for name, n in notes.items()}
    for name, text in {**written, **(texts or {})}.items():
        moves.append((fresh / name.replace("/", "--"), store.root / name))
        moves[-1][0].write_text(text, encoding="utf-8")
    digests = {str(final.relative_to(store.root)): digest_of_file(new) for new, final in moves}
    for new, final in moves:
        final.parent.mkdir(parents=True, exist_ok=True)
        _sync(new)
        new.rename(final)
    write_by_rename(store.root / "stages" / f"{stage}.json", json.dumps(digests, indent=1, sort_keys=True))
    shutil.rmtree(fresh, ignore_errors=True)
    records.complete_stage(register, store.id, stage, digests, permit)
    return digests


def digests_of_stages(store: RunStore) -> dict[str, str]:
    """The digest of everything that the run has published, by path."""
    found: dict[str, str] = {}
    for marker in sorted((store.root / "stages").glob("*.json")):
        found |= json.loads(marker.read_text(encoding="utf-8"))
    return dict(sorted(found.items()))


def name_latest(var: Path, run: str) -> None:
    """Make `latest` name this run, in one step."""
    fresh = var / "runs" / f".{LATEST}-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(run, target_is_directory=True)
    fresh.rename(var / "runs" / LATEST)


def write_by_rename(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    _sync(fresh)
    fresh.rename(path)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
