"""Whether there is room on the disk for a run, asked before it begins."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from licet.errors import RunFailed
from licet.run.store import written_to

PER_BYTE_READ = 3
"""Bytes that a run writes at most for each byte that it reads; invented boroughs come to less than one."""

AT_LEAST = 32 * 2**20
"""Room for the register, the report and the small files."""


def check_room(var: Path, opened: Iterable[Path]) -> None:
    """Refuse to begin where a disk that the run writes to has too little room.

    opened: the files that the run reads. Raises RunFailed that names what is needed and what is free.
    """
    needed = room_needed(opened)
    for place, free in free_bytes(var).items():
        if free < needed:
            raise RunFailed(
                f"The disk that takes {place} has {in_mib(free)} free; this run may need "
                f"{in_mib(needed)}. Free some room first; licet purge DIR removes what is past its time. "
                "Nothing was begun."
            )


def room_needed(opened: Iterable[Path]) -> int:
    """How many bytes a run that reads these files may write."""
    return AT_LEAST + PER_BYTE_READ * sum(path.stat().st_size for path in opened if path.is_file())


def free_bytes(var: Path) -> Mapping[str, int]:
    """How many bytes are free where each part of a run is written."""
    return {name: shutil.disk_usage(_there(path)).free for name, path in written_to(var).items()}


def _there(path: Path) -> Path:
    """The folder, or the nearest one above it that is there already."""
    return path if path.exists() else _there(path.parent)


def in_mib(size: int) -> str:
    """A number of bytes as a person reads it."""
    return f"{size / 2**20:,.0f} MiB"
