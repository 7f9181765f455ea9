"""A programme's var/ brought to this version of Licet: a copy first, each step, the ledger compared."""

from datetime import UTC, datetime
from pathlib import Path

from licet import register as records
from licet.errors import LedgerBroken
from licet.programme import Folder
from licet.run.alone import alone
from licet.run.faults import AGAIN, faults_told

COPY_BEFORE = "before-upgrade-"


def upgrade(folder: Folder) -> tuple[list[str], Path | None]:
    """Take the steps that var/ lacks: their names, and the copy of the register made before them.

    The steps and the ledger's entry of them are kept together or not at all. What the ledger said before it
    says after, or LedgerBroken is raised and nothing is changed.
    """
    if not (folder.var / records.REGISTER_FILE).exists():
        return [], None
    with faults_told(AGAIN), alone(folder.var):
        register, steps = records.pending_steps(folder.var)
        if not steps:
            return [], None
        for left in folder.var.glob(f".{COPY_BEFORE}*"):
            left.unlink()
        copy = folder.var / f"{COPY_BEFORE}{datetime.now(UTC):%Y-%m-%d-%H%M%S}.sqlite3"
        records.copy_register(register, copy)
        before = records.checkpoint_now(register)

        def enter() -> None:
            if records.checkpoint_now(register) != before:
                raise LedgerBroken(
                    "The ledger would have changed in the upgrade, so nothing of it was kept. Report this."
                )
            records.record(register, "upgrade", {"steps": steps})

        records.take_steps(register, enter)
    return steps, copy
