"""What a library raises of a broken file, as an error of ours that names its kind alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from licet.errors.kinds import LicetError


@contextmanager
def told_by_kind(error: Callable[[str], LicetError]) -> Iterator[None]:
    """Raise `error(kind)` for whatever a library meets first in a broken file: its words may quote the file.

    Errors of ours pass, and so do a failing disk and too little memory, which are not the file's fault.
    """
    try:
        yield
    except (LicetError, MemoryError):
        raise
    except Exception as broken:
        if getattr(broken, "errno", None):
            raise
        raise error(type(broken).__name__) from None
