"""Setting up Django for one register on disk: SQLite, private to its owner, durable at every commit."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from licet.errors import LedgerBroken

REGISTER_FILE = "register.sqlite3"
PRIVATE = 0o700


@dataclass(frozen=True)
class Register:
    """An open register. One at a time per process: opening another closes the first."""

    path: Path


def open_register(var: Path) -> Register:
    """Open, and if need be create or migrate, the register in a programme's private folder."""
    make_private(var)
    path = var / REGISTER_FILE
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.settings_dict["NAME"] != str(path):
        connection.close()
        connection.settings_dict["NAME"] = str(path)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError:
        raise LedgerBroken(
            f"{REGISTER_FILE} is not a register that can be read. Nothing is done without one: restore it."
        ) from None
    os.chmod(path, 0o600)
    return Register(path)


def close_register() -> None:
    """Close the connection, so that the file can be moved or removed."""
    connections.close_all()


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can look into."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    folder.chmod(PRIVATE)
