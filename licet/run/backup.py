"""A programme's var/ as one private file with the digest of each part: the register, its ledger, the runs.

Sources and what people wrote (programme.yaml, layouts, papers) are the council's own files, and not in it.
"""

import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from licet import register as records
from licet.errors import RunFailed
from licet.programme import Folder, digest_of_file
from licet.register import Register
from licet.run.alone import alone
from licet.run.faults import AGAIN, faults_told
from licet.run.store import LATEST, check_halves, files_of, runs_of, sync, write_by_rename

INVENTORY = "backup.json"
FORMAT = 1
ASIDE, WRITING = "backup.new", "writing"
"""The folder of a backup that is being made, and the note in it of the file that is being written."""


@dataclass(frozen=True)
class Inventory:
    """What a backup holds: the digest of each file by its name inside, and the ledger that it came with."""

    programme: str
    made: str
    files: Mapping[str, str]
    checkpoint: Mapping[str, Any]
    latest: str | None

    def as_json(self) -> bytes:
        """As it stands at the front of the file."""
        body = {"format": FORMAT, "licet": version("licet"), **vars(self)}
        return (json.dumps(body, indent=1, sort_keys=True) + "\n").encode()


def backup(register: Register, folder: Folder, to: Path) -> Inventory:
    """Write the register, its key, the exported ledger and every run to one file, private to its owner.

    The ledger is told of the file before it appears under its name: there is no backup that it does not know.
    Raises RunFailed where the file exists already, or a run is going on.
    """
    if to.exists():
        raise RunFailed(_there_already(to))
    with faults_told(AGAIN), alone(folder.var):
        _remove_left(folder.var)
        aside = folder.var / ASIDE
        for store in runs_of(folder.var):
            check_halves(store)
        try:
            copied = _copied(register, folder, aside)
            files = {**copied, **dict(_files_of_runs(folder))}
            inventory = Inventory(
                folder.programme.name,
                datetime.now(UTC).isoformat(timespec="seconds"),
                {name: digest_of_file(path) for name, path in sorted(files.items())},
                _checkpoint_of(copied),
                _latest(folder.var),
            )
            fresh = to.absolute().with_name(f".{to.name}.new")
            write_by_rename(aside / WRITING, str(fresh))
            try:
                _write(fresh, inventory, files)
                records.record(register, "backup", {"digest": digest_of_file(fresh), "made": inventory.made})
                _appear(fresh, to)
            finally:
                fresh.unlink(missing_ok=True)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return inventory


def left_by_backup(var: Path) -> list[Path]:
    """What a backup left that was cut short: its own folder, and the unfinished file wherever it is."""
    aside = var / ASIDE
    note = aside / WRITING
    written = [Path(note.read_text(encoding="utf-8"))] if note.exists() else []
    return [path for path in (*written, aside) if path.exists()]


def _remove_left(var: Path) -> None:
    for path in left_by_backup(var):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _copied(register: Register, folder: Folder, aside: Path) -> dict[str, Path]:
    """A whole copy of the register, the ledger as an outsider verifies it, and the key that signs it."""
    records.make_private(aside)
    size = None
    # An approval or a look may be entered meanwhile: then the copy and the export are made again.
    while size != records.checkpoint_now(register)["size"]:
        size = records.checkpoint_now(register)["size"]
        records.copy_register(register, aside / records.REGISTER_FILE)
        export = records.export(register, aside, folder.programme.name)
    return {
        records.REGISTER_FILE: aside / records.REGISTER_FILE,
        f"ledger/{records.EXPORT_FILE}": export,
        f"ledger/{records.CHECKPOINT_FILE}": aside / records.CHECKPOINT_FILE,
        f"ledger/{records.VERIFIER_FILE}": aside / records.VERIFIER_FILE,
        records.KEY_FILE: folder.var / records.KEY_FILE,
    }


def _checkpoint_of(copied: Mapping[str, Path]) -> dict[str, Any]:
    """The size and root of the ledger as it was copied, whatever was entered since."""
    made = json.loads(copied[f"ledger/{records.CHECKPOINT_FILE}"].read_text(encoding="utf-8"))
    return {name: made[name] for name in ("size", "root")}


def _files_of_runs(folder: Folder) -> Iterator[tuple[str, Path]]:
    for store in runs_of(folder.var):
        yield from ((f"runs/{store.id}/{name}", path) for name, path in files_of(store))


def _latest(var: Path) -> str | None:
    link = var / "runs" / LATEST
    return link.resolve().name if link.exists() else None


def _write(fresh: Path, inventory: Inventory, files: Mapping[str, Path]) -> None:
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
            _add(archive, INVENTORY, inventory.as_json())
            for name in inventory.files:
                archive.add(files[name], name, recursive=False, filter=_plain)
        raw.flush()
        os.fsync(raw.fileno())


def _appear(fresh: Path, to: Path) -> None:
    """Give the file its name, unless somebody took it meanwhile (a rename alone would replace theirs)."""
    try:
        os.link(fresh, to)
    except FileExistsError:
        raise RunFailed(_there_already(to)) from None
    except OSError:
        # Some disks know no second name of a file; there a rename has to do.
        if to.exists():
            raise RunFailed(_there_already(to)) from None
        fresh.rename(to)
    sync(to.absolute().parent)


def _there_already(to: Path) -> str:
    return f"{to}  exists already, and a backup is never written over. Give it another name."


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = _plain(tarfile.TarInfo(name))
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without who owned it and when it changed: a backup says what, not where it came from."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
