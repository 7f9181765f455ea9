"""What people decided: permits, approvals, refusals, and the ledger's entries."""

from licet.register.setup import configure

# Django's models exist only once it is set up.
configure()

from licet.register.database import (
    PRIVATE,
    REGISTER_FILE,
    Register,
    StorageError,
    close_register,
    copy_register,
    is_sound,
    make_private,
    open_register,
    pending_steps,
    take_steps,
)
from licet.register.decisions import (
    approve,
    approvers,
    complete_stage,
    completed_stages,
    declare,
    declared_at,
    first_declared,
    first_stage_on,
    forget_stages,
    holder_agrees,
    load_permit,
    look,
    refuse,
    store_permit,
)
from licet.register.entries import (
    CHECKPOINT_FILE,
    EXPORT_FILE,
    KEY_FILE,
    VERIFIER_FILE,
    check_clock,
    checkpoint_now,
    export,
    faults_of_ledger,
    record,
)

__all__ = [
    "CHECKPOINT_FILE",
    "EXPORT_FILE",
    "KEY_FILE",
    "PRIVATE",
    "REGISTER_FILE",
    "VERIFIER_FILE",
    "Register",
    "StorageError",
    "approve",
    "approvers",
    "check_clock",
    "checkpoint_now",
    "close_register",
    "complete_stage",
    "completed_stages",
    "copy_register",
    "declare",
    "declared_at",
    "export",
    "faults_of_ledger",
    "first_declared",
    "first_stage_on",
    "forget_stages",
    "holder_agrees",
    "is_sound",
    "load_permit",
    "look",
    "make_private",
    "open_register",
    "pending_steps",
    "record",
    "refuse",
    "store_permit",
    "take_steps",
]
