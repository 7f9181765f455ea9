"""What can go wrong, by kind; every kind has its own exit code."""

from licet.errors.kinds import (
    LedgerBroken,
    LicetError,
    Place,
    ProgrammeError,
    Refused,
    RunFailed,
    ScienceError,
    SourceError,
)
from licet.errors.libraries import told_by_kind

__all__ = [
    "LedgerBroken",
    "LicetError",
    "Place",
    "ProgrammeError",
    "Refused",
    "RunFailed",
    "ScienceError",
    "SourceError",
    "told_by_kind",
]
