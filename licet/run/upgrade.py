"""A programme's var/ brought to this version of Licet: a copy first, each step, the ledger compared."""

from datetime import UTC, datetime
from pathlib import Path

from licet import register as records
from licet.errors import LedgerBroken
from licet.programme import Folder
from licet.run.alone import alone
from licet.run.faults import faults_told


def upgrade(folder: Folder) -> tuple[list[str], Path | None]:
    """Take the steps that var/ lacks: their names, and the copy of the register made before them.

    The ledger says the same before and after, or LedgerBroken is raised and the copy can be put back.
    """
    if not (folder.var / records.REGISTER_FILE).exists():
        return [], None
    with faults_told(), alone(folder.var):
        register = records.attach_register(folder.var)
        copy = folder.var / f"before-upgrade-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.sqlite3"
        records.copy_register(register, copy)
        before = records.checkpoint_now(register)
        steps = records.upgrade_register(folder.var)
        if not steps:
            copy.unlink()
            return [], None
        if records.checkpoint_now(register) != before:
            raise LedgerBroken(
                f"The ledger changed while it was upgraded. Put {copy.name} back, and report this."
            )
        records.record(register, "upgrade", {"steps": steps})
    return steps, copy
