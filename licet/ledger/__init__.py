"""What was done: hashing, proofs and verification of an append-only Merkle log, standard library alone."""

from licet.ledger.commitment import commitment, opens
from licet.ledger.proofs import consistency_proof, includes, inclusion_proof, is_consistent
from licet.ledger.verifier import (
    FORMAT,
    Broken,
    checkpoint_bytes,
    ed25519_verifies,
    entry_bytes,
    leaf_hash,
    root_of,
    verify_export,
)

__all__ = [
    "FORMAT",
    "Broken",
    "checkpoint_bytes",
    "commitment",
    "consistency_proof",
    "ed25519_verifies",
    "entry_bytes",
    "includes",
    "inclusion_proof",
    "is_consistent",
    "leaf_hash",
    "opens",
    "root_of",
    "verify_export",
]
