"""What people decided: permits, approvals, refusals, and the ledger's entries."""

from licet.register.setup import configure

# Django's models exist only once it is set up.
configure()

from licet.register.database import PRIVATE, Register, close_register, make_private, open_register
from licet.register.decisions import (
    approve,
    approvers,
    complete_stage,
    completed_stages,
    declare,
    declared_at,
    first_declared,
    load_permit,
    look,
    refuse,
    store_permit,
)
from licet.register.entries import (
    CHECKPOINT_FILE,
    EXPORT_FILE,
    VERIFIER_FILE,
    checkpoint_now,
    export,
    record,
)

__all__ = [
    "CHECKPOINT_FILE",
    "EXPORT_FILE",
    "PRIVATE",
    "VERIFIER_FILE",
    "Register",
    "approve",
    "approvers",
    "checkpoint_now",
    "close_register",
    "complete_stage",
    "completed_stages",
    "declare",
    "declared_at",
    "export",
    "first_declared",
    "load_permit",
    "look",
    "make_private",
    "open_register",
    "record",
    "refuse",
    "store_permit",
]
