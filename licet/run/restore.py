"""A backup put back: every file is compared with its digest before anything takes its place."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any

from licet import register as records
from licet.errors import LedgerBroken, RunFailed
from licet.programme import Folder, digest_of_file
from licet.run.alone import LOCK, alone
from licet.run.backup import FORMAT, INVENTORY, Inventory
from licet.run.faults import AGAIN, faults_told
from licet.run.store import MANIFEST, name_latest, open_run, sync

CHUNK = 2**20
RESTORING = ".var.restoring"
"""Where a backup is unpacked and checked. It names people, so nothing of it stays where a restore fails."""
DAMAGED = "The backup is damaged or was changed"


def restore(folder: Folder, archive: Path) -> Inventory:
    """Put a backup back into a folder whose var/ is not there or is empty; nothing is ever written over.

    Everything is unpacked aside, checked, the ledger included, and entered there; then var/ appears by one
    rename. Cut short at any moment, the same command begins anew. Raises RunFailed where var/ holds
    something, the file is not a whole backup of this programme, or another restore is going on.
    """
    if folder.var.exists() and any(folder.var.iterdir()):
        raise RunFailed(f"{folder.var}  is not empty, and a restore writes over nothing. Move it away first.")
    aside = folder.root / RESTORING
    with faults_told(AGAIN):
        records.make_private(aside)
        with alone(aside), ExitStack() as undo:
            undo.callback(shutil.rmtree, aside, ignore_errors=True)
            undo.callback(records.close_register)
            _remove_left(aside)
            inventory = _unpacked(archive, aside, folder.programme.name)
            _enter(aside, inventory)
            _place_runs(aside, inventory, undo)
            shutil.rmtree(aside / "ledger")
            sync(aside)
            aside.rename(folder.var)
            undo.pop_all()
            sync(folder.root)
    return inventory


def _remove_left(aside: Path) -> None:
    """What a restore left that was cut short."""
    for path in aside.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()


def _unpacked(archive: Path, aside: Path, programme: str) -> Inventory:
    try:
        with tarfile.open(archive, mode="r:") as opened:
            inventory = _inventory(opened, programme)
            for member in opened:
                if member.name == INVENTORY:
                    continue
                content = opened.extractfile(member) if member.isreg() else None
                if content is None or member.name not in inventory.files:
                    raise RunFailed(f"{DAMAGED}: it holds something that its list does not name.")
                _write_checked(content, aside / member.name, inventory.files[member.name])
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError) as broken:
        if isinstance(broken, FileNotFoundError):
            raise RunFailed(f"{archive}  does not exist. Name the file that licet backup wrote.") from None
        if isinstance(broken, OSError) and not isinstance(broken, tarfile.TarError):
            raise
        raise RunFailed(f"{archive}  is not a backup that licet made ({type(broken).__name__}).") from None
    missing = [name for name in inventory.files if not (aside / name).is_file()]
    if missing:
        raise RunFailed(f"{DAMAGED}: {len(missing)} of its files are missing, {missing[0]} the first.")
    return inventory


def _inventory(opened: tarfile.TarFile, programme: str) -> Inventory:
    content = opened.extractfile(INVENTORY)
    body: dict[str, Any] = json.load(content) if content else {}
    if body.get("format") != FORMAT:
        raise RunFailed(
            "This backup is of another format. Restore it with the version of Licet that made it."
        )
    if body["programme"] != programme:
        raise RunFailed(f"This is a backup of '{body['programme']}', and here is '{programme}'.")
    names: Mapping[str, str] = body["files"]
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise RunFailed(f"{DAMAGED}: a name in it leads out of its folder.")
    return Inventory(body["programme"], body["made"], names, body["checkpoint"], body["latest"])


def _write_checked(content: IO[bytes], to: Path, digest: str) -> None:
    records.make_private(to.parent)
    found = hashlib.sha256()
    with to.open("wb") as file:
        while piece := content.read(CHUNK):
            found.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    to.chmod(0o600)
    if found.hexdigest() != digest:
        raise RunFailed(f"{DAMAGED}: {to.name} is not what was backed up.")


def _enter(aside: Path, inventory: Inventory) -> None:
    """Check that the register is whole and its ledger the one that was backed up; enter the restore in it.

    A register that an older Licet made is brought to this version on the way.
    """
    register, steps = records.pending_steps(aside)
    if not records.is_sound(register) or records.checkpoint_now(register) != inventory.checkpoint:
        raise LedgerBroken(
            "The register in the backup is not the one whose ledger it states. Use another backup."
        )
    entry = {"backup_made": inventory.made, "steps": steps}
    records.take_steps(register, lambda: records.record(register, "restore", entry))
    records.close_register()


def _place_runs(aside: Path, inventory: Inventory, undo: ExitStack) -> None:
    """Move halves that are kept elsewhere to where they are kept; name the last whole run again."""
    held = [
        name for name in inventory.files if name.startswith("runs/") and not name.endswith(f"/{MANIFEST}")
    ]
    moves: dict[Path, Path] = {}
    for run in sorted({name.split("/")[1] for name in held}):
        for half, place in open_run(aside, run).halves.items():
            inside = aside / "runs" / run / half
            if place != inside and inside.exists():
                undo.callback(_remove_if_empty, place)
                moves |= {path: place / path.name for path in sorted(inside.iterdir())}
    _place(moves, undo)
    for inside in {path.parent for path in moves}:
        shutil.rmtree(inside)
    if inventory.latest is not None:
        name_latest(aside, inventory.latest)


def _place(moves: Mapping[Path, Path], undo: ExitStack) -> None:
    """Copy files to where they belong. Those that a restore which was killed put there are the same ones."""
    taken = {path for path, final in moves.items() if final.exists()}
    for path in taken:
        if digest_of_file(path) != digest_of_file(moves[path]):
            raise RunFailed(f"{moves[path].parent}  holds another {path.name} already. Move it away first.")
    for path, final in moves.items():
        if path not in taken:
            fresh = final.with_name(f".{final.name}.new")
            undo.callback(final.unlink, missing_ok=True)
            undo.callback(fresh.unlink, missing_ok=True)
            shutil.copyfile(path, fresh)
            fresh.chmod(0o600)
            sync(fresh)
            fresh.rename(final)
            sync(final.parent)


def _remove_if_empty(place: Path) -> None:
    with suppress(OSError):
        place.rmdir()
