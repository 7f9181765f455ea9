"""One run on disk: immutable Parquet in two halves, published by rename, stage by stage.

People's details (identity) and what follows from them (payload) may be kept elsewhere, each in a folder that
only its own role can open: LICET_IDENTITY and LICET_PAYLOAD name those folders. Each run makes a folder of
its own inside. Give each programme folders of its own, and the same ones whenever it is run.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from licet import register as records
from licet.errors import RunFailed
from licet.programme import digest_of_file
from licet.register import PRIVATE, Register, make_private

IDENTITY = frozenset({"mentions", "addresses", "ties", "quarantine", "links", "persons", "draws"})
HALVES = {"identity": "LICET_IDENTITY", "payload": "LICET_PAYLOAD"}
"""The halves of a run, each with the environment variable that may put it elsewhere."""

LATEST, FRESH, MANIFEST = "latest", ".new", "manifest.json"
MARKERS, ELSEWHERE = "stages", "halves.json"
COMPRESSION = "zstd"


@dataclass(frozen=True)
class RunStore:
    """A run's folder. What is in it appears whole, or not at all.

    halves: where its identity and payload tables are, inside the folder or elsewhere.
    """

    root: Path
    id: str
    halves: Mapping[str, Path]

    def path_of(self, table: str) -> Path:
        """Where a table is: people's details in one half, what follows from them in the other."""
        return self.path_named(_name_of(table))

    def path_named(self, name: str) -> Path:
        """Where a published file is, by its name inside the run, such as identity/mentions.parquet."""
        base, rest = self._split(name)
        return base / rest

    def staged(self, name: str) -> Path:
        """Where a file is written before its rename, which stays within one filesystem."""
        base, rest = self._split(name)
        return base / FRESH / rest.replace("/", "--")

    def _split(self, name: str) -> tuple[Path, str]:
        half, _, rest = name.partition("/")
        return (self.halves[half], rest) if half in self.halves else (self.root, name)

    def table(self, name: str) -> pa.Table:
        """A published table."""
        try:
            return pq.read_table(self.path_of(name))
        except FileNotFoundError:
            raise RunFailed(
                f"The run has no table '{name}'. Run the programme again to resume it. If the halves are "
                f"kept elsewhere, set {' and '.join(HALVES.values())} as they were when it ran."
            ) from None

    def has(self, name: str) -> bool:
        """Whether a table was published."""
        return self.path_of(name).exists()

    def note(self, name: str) -> Any:
        """A published JSON note."""
        return json.loads((self.root / f"{name}.json").read_text(encoding="utf-8"))


def open_run(var: Path, run: str) -> RunStore:
    """Create or reopen a run's folder; whatever an interrupted stage left behind is removed."""
    root = var / "runs" / run
    store = RunStore(root, run, _halves(root))
    for folder in (var, var / "runs", root, root / MARKERS):
        make_private(folder)
    for half, variable in HALVES.items():
        _make_half(store.halves[half], variable)
    _note_halves(store)
    _remove_staged(store)
    return store


def check_halves(store: RunStore) -> None:
    """Refuse to take stock of a run whose halves the environment does not name as when it ran.

    Raises RunFailed: what is not found can be neither backed up nor taken away.
    """
    path = store.root / ELSEWHERE
    noted = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    if noted is not None and noted != _named(store):
        raise RunFailed(
            f"Run {store.id} keeps its halves elsewhere than the environment says now. Set "
            f"{' and '.join(HALVES.values())} as they were when it ran."
        )


def _note_halves(store: RunStore) -> None:
    """Note in the run where its halves are, if it is not inside: backups and purges ask."""
    if all(path.is_relative_to(store.root) for path in store.halves.values()):
        (store.root / ELSEWHERE).unlink(missing_ok=True)
    else:
        write_by_rename(store.root / ELSEWHERE, json.dumps(_named(store), sort_keys=True))


def _named(store: RunStore) -> dict[str, str]:
    return {half: str(path) for half, path in store.halves.items()}


def latest_run(var: Path) -> RunStore:
    """The last whole run. Raises RunFailed where there is none."""
    link = var / "runs" / LATEST
    if not link.exists():
        raise RunFailed("There is no whole run yet. Start one with: licet run DIR.")
    root = link.resolve()
    return RunStore(root, root.name, _halves(root))


def runs_of(var: Path) -> list[RunStore]:
    """Every run in a programme's folder, whole or not, by name."""
    runs = var / "runs"
    found = sorted(path for path in runs.iterdir() if path.is_dir()) if runs.is_dir() else []
    return [RunStore(root, root.name, _halves(root)) for root in found if not root.is_symlink()]


def files_of(store: RunStore) -> Iterator[tuple[str, Path]]:
    """Every file of a run by its name inside, wherever its halves are; what is half written is left out."""
    bases = {"": store.root} | {f"{half}/": path for half, path in store.halves.items()}
    for prefix, base in bases.items():
        for path in sorted(base.rglob("*")):
            name = prefix + path.relative_to(base).as_posix()
            twice = prefix == "" and name.partition("/")[0] in store.halves
            if path.is_file() and FRESH not in path.parts and not twice:
                yield name, path


def is_complete(store: RunStore, stage: str) -> bool:
    """Whether a stage was published whole, and is still what was published."""
    marker = store.root / MARKERS / f"{stage}.json"
    if not marker.exists():
        return False
    written: Mapping[str, str] = json.loads(marker.read_text(encoding="utf-8"))
    return all(
        store.path_named(name).is_file() and digest_of_file(store.path_named(name)) == digest
        for name, digest in written.items()
    )


def stages_of(store: RunStore) -> list[str]:
    """The stages that a run has published, whole or not any more."""
    return sorted(path.stem for path in (store.root / MARKERS).glob("*.json"))


def forget(store: RunStore, stages: Iterable[str]) -> None:
    """Count stages as not done, so that they are done again; what they published stays until then."""
    for stage in stages:
        (store.root / MARKERS / f"{stage}.json").unlink(missing_ok=True)


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
    for base in (store.root, *store.halves.values()):
        make_private(base / FRESH)
    for table, rows in tables.items():
        pq.write_table(rows.combine_chunks(), store.staged(_name_of(table)), compression=COMPRESSION)
    written = {f"{name}.json": json.dumps(n, indent=1, sort_keys=True) + "\n" for name, n in notes.items()}
    written |= texts or {}
    for name, text in written.items():
        store.staged(name).write_text(text, encoding="utf-8")
    names = [*map(_name_of, tables), *written]
    digests = {name: digest_of_file(store.staged(name)) for name in names}
    for name in names:
        final = store.path_named(name)
        final.parent.mkdir(parents=True, exist_ok=True)
        sync(store.staged(name))
        store.staged(name).rename(final)
    write_by_rename(store.root / MARKERS / f"{stage}.json", json.dumps(digests, indent=1, sort_keys=True))
    _remove_staged(store)
    records.complete_stage(register, store.id, stage, digests, permit)
    return digests


def digests_of_stages(store: RunStore) -> dict[str, str]:
    """The digest of everything that the run has published, by path."""
    found: dict[str, str] = {}
    for marker in sorted((store.root / MARKERS).glob("*.json")):
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
    sync(fresh)
    fresh.rename(path)


def sync(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder, before going on: a power cut undoes nothing."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _name_of(table: str) -> str:
    return f"{'identity' if table in IDENTITY else 'payload'}/{table}.parquet"


def _halves(root: Path) -> dict[str, Path]:
    """Where the halves of the run in this folder are, as the environment says now."""
    halves = {half: _half(root, half, variable) for half, variable in HALVES.items()}
    if len(set(halves.values())) < len(halves):
        raise RunFailed(
            f"{' and '.join(HALVES.values())} name one folder. Give each half a folder of its own."
        )
    return halves


def written_to(var: Path) -> dict[str, Path]:
    """The folders that runs are written to: var/, and wherever else a half is kept."""
    elsewhere = {
        variable: Path(os.environ[variable]) for variable in HALVES.values() if os.environ.get(variable)
    }
    return {"var/": var, **elsewhere}


def _half(root: Path, half: str, variable: str) -> Path:
    elsewhere = os.environ.get(variable)
    if not elsewhere:
        return root / half
    if not Path(elsewhere).is_absolute():
        raise RunFailed(f"{variable} must be a whole path, from the root folder on.")
    return Path(elsewhere) / root.name


def _make_half(folder: Path, variable: str) -> None:
    """Make a half's folder. One elsewhere is never opened to fewer by us: it may be somebody else's."""
    try:
        if os.environ.get(variable):
            folder.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            if folder.parent.stat().st_mode & ~PRIVATE & 0o777:
                raise RunFailed(
                    f"Others may open the folder that {variable} names. Name one of your own: chmod 700."
                )
        make_private(folder)
    except OSError as failed:
        raise RunFailed(
            f"The folder that {variable} names cannot be used: {failed.strerror}. Name one of your own."
        ) from None


def _remove_staged(store: RunStore) -> None:
    for base in (store.root, *store.halves.values()):
        shutil.rmtree(base / FRESH, ignore_errors=True)
