"""The error classes: what was expected, what came, what to do; never a record's value."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Place:
    """Where in a file something is: line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


class LicetError(Exception):
    """Any error that Licet raises on purpose. Its text is fit for a terminal, a log and a page."""

    exit_code: ClassVar[int] = 1


class ProgrammeError(LicetError):
    """Something written in a programme's files is wrong: one line per problem, each with its place."""

    exit_code = 3


class Refused(LicetError):
    """The gate says no. The message is a sentence that a parent can read."""

    exit_code = 4


class SourceError(LicetError):
    """A source cannot be read as its layout says."""

    exit_code = 5


class ScienceError(LicetError):
    """A method was given something that it cannot compute with: too little data, or the wrong shape."""

    exit_code = 6


class RunFailed(LicetError):
    """A run stopped because its counts do not balance or a stage could not be completed."""

    exit_code = 7


class LedgerBroken(LicetError):
    """The ledger does not verify: an entry was changed, lost or rewritten."""

    exit_code = 8
