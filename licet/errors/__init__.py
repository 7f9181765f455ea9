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

__all__ = [
    "LedgerBroken",
    "LicetError",
    "Place",
    "ProgrammeError",
    "Refused",
    "RunFailed",
    "ScienceError",
    "SourceError",
]
