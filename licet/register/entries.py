"""The ledger's entries: appended in the transaction of the change that they record, exported signed."""

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from licet import ledger
from licet.errors import RunFailed
from licet.ledger import verifier
from licet.register.database import Register
from licet.register.models import Entry

KEY_FILE = "signing.key"
CLOCK_SLACK = timedelta(minutes=10)
EXPORT_FILE, CHECKPOINT_FILE, VERIFIER_FILE = "ledger.json", "checkpoint.json", "verifier.py"


def append(kind: str, details: Mapping[str, Any]) -> Entry:
    """Append an entry; to be called inside the transaction of the change that it records."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an entry is appended in the transaction of what it records")
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first()
    salt = secrets.token_bytes(32)
    entry: Entry = Entry.objects.create(
        seq=0 if last is None else last + 1,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        kind=kind,
        commitment=ledger.commitment(salt, details),
        salt=salt,
        details=dict(details),
    )
    return entry


def record(_register: Register, kind: str, details: Mapping[str, Any]) -> int:
    """Record something that leaves no other state; the entry's number."""
    with transaction.atomic():
        return int(append(kind, details).seq)


def check_clock(_register: Register) -> None:
    """Refuse to go on where the clock is behind the ledger: an expired paper would be in force again.

    Raises RunFailed. A clock that was set right by a few minutes is not behind.
    """
    newest = Entry.objects.order_by("-seq").values_list("at", flat=True).first()
    if newest is None:
        return
    now, last = datetime.now(UTC), datetime.fromisoformat(newest)
    if now < last - CLOCK_SLACK:
        raise RunFailed(
            f"This machine's clock says {now:%d %B %Y, %H:%M} UTC, but the ledger's last entry was made on "
            f"{last:%d %B %Y, %H:%M} UTC. Set the clock, then give the same command again."
        )


def export(register: Register, folder: Path, origin: str) -> Path:
    """Write the ledger, a signed checkpoint of its own, and the program that verifies them.

    No personal data: entries are numbers, times, kinds and salted commitments. Give the checkpoint to a
    witness: with it, anybody can show later whether the ledger was cut short or rewritten.
    """
    entries = [
        {"seq": entry.seq, "at": entry.at, "kind": entry.kind, "commitment": entry.commitment}
        for entry in Entry.objects.order_by("seq")
    ]
    root = ledger.root_of([ledger.leaf_hash(ledger.entry_bytes(entry)) for entry in entries])
    checkpoint: dict[str, Any] = {"origin": origin, "size": len(entries), "root": root.hex()}
    key = _signing_key(register.path.parent)
    checkpoint["public_key"] = key.public_key().public_bytes_raw().hex()
    checkpoint["signature"] = key.sign(ledger.checkpoint_bytes(checkpoint)).hex()
    folder.mkdir(parents=True, exist_ok=True)
    whole = {"format": ledger.FORMAT, "entries": entries, "checkpoint": checkpoint}
    _write(folder / CHECKPOINT_FILE, checkpoint)
    _write(folder / EXPORT_FILE, whole)
    shutil.copyfile(verifier.__file__, folder / VERIFIER_FILE)
    return folder / EXPORT_FILE


def faults_of_ledger(_register: Register) -> int:
    """How many entries do not say what they commit to, or are out of their place: 0 in a whole ledger."""
    rows = Entry.objects.order_by("seq")
    return sum(
        entry.seq != place or not ledger.opens(entry.commitment, bytes(entry.salt), entry.details)
        for place, entry in enumerate(rows)
    )


def checkpoint_now(_register: Register) -> dict[str, Any]:
    """The ledger's size and root as they are now, for the report."""
    entries = Entry.objects.order_by("seq").values("seq", "at", "kind", "commitment")
    leaves = [ledger.leaf_hash(ledger.entry_bytes(dict(entry))) for entry in entries]
    return {"size": len(leaves), "root": ledger.root_of(leaves).hex()}


def _signing_key(var: Path) -> Ed25519PrivateKey:
    path = var / KEY_FILE
    if not path.exists():
        raw = Ed25519PrivateKey.generate().private_bytes_raw()
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            os.fsync(file.fileno())
        fresh.rename(path)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _write(path: Path, body: Mapping[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    fresh.rename(path)
