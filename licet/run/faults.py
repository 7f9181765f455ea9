"""What the machine does to a run (a full disk, a failing one, too little memory) as errors with advice."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from licet import register as records
from licet.errors import RunFailed

INTACT = "Nothing of the last run is lost. The same command goes on from the last whole stage."
AGAIN = "Nothing is lost. Give the same command again."
"""What is true after a fault: of a run, and of a command without stages."""

FAULTS = {
    errno.ENOSPC: "The disk is full. Free some room; licet purge DIR removes what is past its time.",
    errno.EDQUOT: "The disk quota is used up. Free some room, or ask for more.",
    errno.EFBIG: "A file grew past the size that this machine allows. Ask for a larger limit.",
    errno.EROFS: "The disk can only be read. Mount it for writing.",
    errno.EIO: "The disk fails to read or write. Look at its health before anything else.",
    errno.EMFILE: "Too many files are open. Raise the limit (ulimit -n).",
}
"""Failures of the machine, each with what to do."""


@contextmanager
def faults_told(then: str = INTACT) -> Iterator[None]:
    """Turn a failure of the machine into a RunFailed that says what to do; nothing was half published."""
    try:
        yield
    except OSError as failed:
        told = FAULTS.get(failed.errno or 0)
        if told is None:
            raise
        raise RunFailed(f"{told} {then}") from None
    except records.StorageError as failed:
        raise RunFailed(
            f"The register could not be written ({failed}). See to the disk: licet doctor DIR. {then}"
        ) from None
    except MemoryError:
        raise RunFailed(f"There is too little memory for this. See licet plan DIR. {then}") from None
