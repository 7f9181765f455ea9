"""One at a time in a programme's folder: a run, a backup, a purge."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from licet.errors import RunFailed

LOCK = "run.lock"


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Hold the folder's lock. It goes with the process, so nothing stays locked after a crash.

    Raises RunFailed where another process holds it.
    """
    with (var / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunFailed("Another run of this programme is going on. Wait for it to end.") from None
        yield


def is_busy(var: Path) -> bool:
    """Whether another process is at work in this folder."""
    if not (var / LOCK).exists():
        return False
    try:
        with alone(var):
            return False
    except RunFailed:
        return True
