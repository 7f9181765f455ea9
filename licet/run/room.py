"""Whether there is room on the disk for a run, asked before it begins."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from licet.errors import RunFailed
from licet.run.store import RunStore

PER_BYTE_READ = 3
"""Bytes that a run writes at most for each byte that it reads; invented boroughs come to less than one."""

AT_LEAST = 32 * 2**20
"""Room for the register, the report and the small files."""


def check_room(store: RunStore, opened: Iterable[Path]) -> None:
    """Refuse to begin where a disk that the run writes to has too little room.

    opened: the files that the run reads. Raises RunFailed that names what is needed and what is free.
    """
    needed = AT_LEAST + PER_BYTE_READ * sum(path.stat().st_size for path in opened if path.is_file())
    for half, free in free_bytes(store).items():
        if free < needed:
            raise RunFailed(
                f"The disk that takes the run's {half} has {in_mib(free)} free; this run may need "
                f"{in_mib(needed)}. Free some room first; licet purge DIR removes what is past its time. "
                "Nothing was begun."
            )


def free_bytes(store: RunStore) -> Mapping[str, int]:
    """How many bytes are free where each part of a run is written."""
    places = {"files": store.root, **store.halves}
    return {name: shutil.disk_usage(path).free for name, path in places.items()}


def in_mib(size: int) -> str:
    """A number of bytes as a person reads it."""
    return f"{size / 2**20:,.0f} MiB"
