"""Whether a programme's folder and this machine are in order: each check with what to do where it is not."""

import platform
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from licet import register as records
from licet.errors import LicetError
from licet.programme import Folder
from licet.register import Register
from licet.run.alone import is_busy
from licet.run.backup import left_by_backup
from licet.run.restore import RESTORING
from licet.run.room import free_bytes, in_mib, room_needed
from licet.run.store import is_complete, runs_of, stages_of, written_to

PYTHON = (3, 11)
RESTORE = "Keep a copy of var/ as it is, then put a backup back: licet restore DIR --from FILE."


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, whether it is in order, what was seen, and what to do if it is not."""

    check: str
    ok: bool
    seen: str
    do: str = ""


def examine(folder: Folder) -> list[Finding]:
    """Look at the environment, the disk, permissions, locks, versions, the register and the last run.

    Nothing is changed and no source is read.
    """
    return [
        *_environment(),
        *_disk(folder),
        *_private(folder),
        *_locks(folder),
        *_left(folder),
        *_register(folder),
    ]


def _environment() -> Iterator[Finding]:
    python = f"Python {platform.python_version()} on {platform.system()}"
    yield Finding("Python", sys.version_info >= PYTHON, python, "Install Python 3.11 or later.")
    wrong = sorted(_wrong_libraries())
    yield Finding(
        "libraries",
        not wrong,
        f"Licet {version('licet')}"
        + (f"; not as required: {', '.join(wrong)}" if wrong else ", all as required"),
        "Install again from requirements.lock.",
    )


def _wrong_libraries() -> Iterator[str]:
    for line in requires("licet") or ():
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            if not wanted.specifier.contains(version(wanted.name), prereleases=True):
                yield f"{wanted.name} {version(wanted.name)}"
        except PackageNotFoundError:
            yield f"{wanted.name} is missing"


def _disk(folder: Folder) -> Iterator[Finding]:
    files = [folder.root / source.place for source in folder.programme.sources.values()]
    needed = room_needed(files)
    for place, free in free_bytes(folder.var).items():
        yield Finding(
            f"room in {place}",
            free >= needed,
            f"{in_mib(free)} free, a run may need {in_mib(needed)}",
            "Free some room; licet purge DIR removes what is past its time.",
        )


def _private(folder: Folder) -> Iterator[Finding]:
    private = [folder.var, folder.var / "runs", *written_to(folder.var).values()]
    private += [folder.var / records.REGISTER_FILE, folder.var / records.KEY_FILE]
    open_to_others = [path.name for path in dict.fromkeys(private) if path.exists() and _others_may(path)]
    yield Finding(
        "private to its owner",
        not open_to_others,
        f"others may open {', '.join(open_to_others)}" if open_to_others else "var/ and what is in it",
        "Close them to others: chmod -R go-rwx on each.",
    )


def _others_may(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _locks(folder: Folder) -> Iterator[Finding]:
    busy = _is_at_work(folder)
    yield Finding(
        "nobody else at work",
        not busy,
        "another run, backup, restore or purge is going on" if busy else "no run is going on",
        "Wait for it to end. A lock goes with its process: there is nothing to remove by hand.",
    )


def _left(folder: Folder) -> Iterator[Finding]:
    """What was left by a command that was cut short: it names people, and no run will remove it."""
    if _is_at_work(folder):
        return
    known = {store.id for store in runs_of(folder.var)}
    halves = [place for place in written_to(folder.var).values() if place != folder.var and place.is_dir()]
    left = [
        *(path for path in (folder.root / RESTORING,) if path.exists()),
        *left_by_backup(folder.var),
        *folder.var.glob(".*.new"),
        *(path for place in halves for path in sorted(place.iterdir()) if path.name not in known),
    ]
    yield Finding(
        "nothing left behind",
        not left,
        f"left by a command that was cut short: {', '.join(map(str, left))}" if left else "nothing",
        "Give the backup, restore or upgrade again, or remove what it left: it names people.",
    )


def _is_at_work(folder: Folder) -> bool:
    return any(is_busy(place) for place in (folder.var, folder.root / RESTORING))


def _register(folder: Folder) -> Iterator[Finding]:
    path = folder.var / records.REGISTER_FILE
    if not path.exists():
        yield Finding("register", True, "none yet: the first run makes it")
        return
    try:
        register = records.open_register(folder.var)
        records.check_clock(register)
    except LicetError as wrong:
        yield Finding("register", False, str(wrong), "Do what it says, then ask again.")
        return
    sound = records.is_sound(register)
    yield Finding("register", sound, "SQLite finds no fault" if sound else "SQLite finds faults", RESTORE)
    yield from _runs(folder, register)


def _runs(folder: Folder, register: Register) -> Iterator[Finding]:
    faults = records.faults_of_ledger(register)
    size = records.checkpoint_now(register)["size"]
    seen = f"{size:,} entries, " + (f"{faults:,} of them changed since" if faults else "none changed since")
    yield Finding("ledger", not faults, seen, RESTORE)
    changed = [
        store.id
        for store in runs_of(folder.var)
        for stage in stages_of(store)
        if not is_complete(store, stage)
    ]
    yield Finding(
        "runs",
        not changed,
        f"a published file of {', '.join(sorted(set(changed)))} is missing or changed"
        if changed
        else f"{len(runs_of(folder.var))} kept, every file as it was published",
        "Run again: what is missing or changed is made anew. Find out who changed it.",
    )
