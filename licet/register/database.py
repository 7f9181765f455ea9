"""Setting up Django for one register on disk: SQLite, private to its owner, durable at every commit."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections, transaction
from django.db.migrations.loader import MigrationLoader

from licet.errors import LedgerBroken, RunFailed

REGISTER_FILE = "register.sqlite3"
APP = "register"
PRIVATE = 0o700

StorageError = DatabaseError
"""What a register raises that can no longer be written: a full disk, a failing one, a lock that stays."""


@dataclass(frozen=True)
class Register:
    """An open register. One at a time per process: opening another closes the first."""

    path: Path


def open_register(var: Path) -> Register:
    """Open the register in a programme's private folder; create it where there is none.

    Raises RunFailed for one that another version of Licet made, or whose disk takes nothing; LedgerBroken for
    a file that is no register.
    """
    register = _attached(var)
    with _told():
        pending, unknown = _versions()
        _refuse_newer(unknown)
        if pending:
            if _in_use(register):
                raise RunFailed(
                    "An older Licet made this programme's var/. Upgrade it; a backup is made first: "
                    "licet upgrade DIR."
                )
            _migrate()
    os.chmod(register.path, 0o600)
    return register


def pending_steps(var: Path) -> tuple[Register, list[str]]:
    """The register as it is, whatever version made it, and the steps that bring it to this one.

    Raises as `open_register` does; RunFailed where a newer Licet made it.
    """
    register = _attached(var)
    with _told():
        pending, unknown = _versions()
    _refuse_newer(unknown)
    return register, pending


def take_steps(register: Register, then: Callable[[], object]) -> None:
    """Bring a register up to this version and do what is to be done `then`: both or neither is kept."""
    connection = connections[DEFAULT_DB_ALIAS]
    with _told():
        # SQLite lets tables be rebuilt only while references are not enforced, and takes that setting only
        # outside a transaction; they are checked again at the end of every step.
        connection.disable_constraint_checking()
        try:
            with transaction.atomic():
                _migrate()
                then()
        finally:
            connection.enable_constraint_checking()
    os.chmod(register.path, 0o600)


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite says of a register that cannot be used, as an error with what to do."""
    try:
        yield
    except OperationalError as failed:
        raise RunFailed(
            f"{REGISTER_FILE} cannot be opened or written ({failed}). Free some disk, or see who else holds "
            "it: licet doctor DIR."
        ) from None
    except DatabaseError:
        raise LedgerBroken(
            f"{REGISTER_FILE} is not a register that can be read. Nothing is done without one: restore it."
        ) from None


def is_sound(register: Register) -> bool:
    """Whether SQLite finds no fault in the file."""
    with closing(sqlite3.connect(f"file:{register.path}?mode=ro", uri=True)) as connection:
        (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
    return bool(answer == "ok")


def copy_register(register: Register, to: Path) -> None:
    """Write a whole and consistent copy by rename, even while others write; it is private to its owner."""
    fresh = to.with_name(f".{to.name}.new")
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with (
            connections[DEFAULT_DB_ALIAS].wrap_database_errors,
            closing(sqlite3.connect(register.path)) as source,
            closing(sqlite3.connect(fresh)) as copy,
        ):
            source.backup(copy)
        fresh.rename(to)
    finally:
        fresh.unlink(missing_ok=True)


def close_register() -> None:
    """Close the connection, so that the file can be moved or removed."""
    connections.close_all()


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can look into."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    folder.chmod(PRIVATE)


def _attached(var: Path) -> Register:
    """Read and write the register in this folder from now on, whatever version made it."""
    make_private(var)
    path = var / REGISTER_FILE
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.settings_dict["NAME"] != str(path):
        connection.close()
        connection.settings_dict["NAME"] = str(path)
    return Register(path)


def _versions() -> tuple[list[str], list[str]]:
    """Steps that this register has not taken yet, and steps that this Licet does not know."""
    loader = MigrationLoader(connections[DEFAULT_DB_ALIAS])
    applied = {name for app, name in loader.applied_migrations if app == APP}
    known = {name for app, name in loader.disk_migrations if app == APP}
    return sorted(known - applied), sorted(applied - known)


def _refuse_newer(unknown: list[str]) -> None:
    if unknown:
        raise RunFailed(
            "A newer Licet made this programme's var/. Install that version or a later one; nothing was "
            "changed."
        )


def _in_use(register: Register) -> bool:
    """Whether anything was ever entered: a register that was killed while it was made is made again."""
    with closing(sqlite3.connect(f"file:{register.path}?mode=ro", uri=True)) as connection:
        (made,) = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'register_entry'"
        ).fetchone()
        return bool(made and connection.execute("SELECT count(*) FROM register_entry").fetchone()[0])


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
