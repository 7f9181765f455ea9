"""What people and the gate decided: each change and its ledger entry are one transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from licet.errors import Refused
from licet.register.database import Register
from licet.register.entries import append
from licet.register.models import Approval, Declaration, HolderAgreement, Look, Permit, Refusal, Stage


def declare(_register: Register, kind: str, digest: str) -> int:
    """State that a digest is known from now on; the number of the entry that first said so."""
    with transaction.atomic():
        known = Declaration.objects.filter(kind=kind, digest=digest).first()
        if known is None:
            entry = append(f"declared-{kind}", {"digest": digest})
            known = Declaration.objects.create(kind=kind, digest=digest, entry=entry)
        return int(known.entry.seq)


def declared_at(_register: Register, kind: str, digest: str) -> int | None:
    """The number of the entry that first declared a digest, None if none did."""
    known = Declaration.objects.filter(kind=kind, digest=digest).first()
    return None if known is None else int(known.entry.seq)


def first_declared(_register: Register, kind: str) -> int | None:
    """The number of the entry that first declared anything of a kind, None if none did."""
    known = Declaration.objects.filter(kind=kind).order_by("entry_id").first()
    return None if known is None else int(known.entry.seq)


def approve(_register: Register, about: str, matter: str, by: str) -> None:
    """Record a person's approval; a second one by the same person changes nothing."""
    with transaction.atomic():
        if not Approval.objects.filter(about=about, matter=matter, by=by).exists():
            entry = append("approval", {"about": about, "matter": matter, "by": by})
            Approval.objects.create(about=about, matter=matter, by=by, entry=entry)


def approvers(_register: Register, about: str, matter: str) -> list[str]:
    """Who approved a matter, in the order in which they did."""
    return list(
        Approval.objects.filter(about=about, matter=matter).order_by("entry_id").values_list("by", flat=True)
    )


def store_permit(_register: Register, permit_id: str, body: Mapping[str, Any]) -> None:
    """Keep a permit; issued once, so that storing it again changes nothing."""
    with transaction.atomic():
        if not Permit.objects.filter(id=permit_id).exists():
            entry = append("permit", {"permit": permit_id})
            Permit.objects.create(id=permit_id, body=dict(body), entry=entry)


def load_permit(_register: Register, permit_id: str) -> dict[str, Any]:
    """A permit's body by its id. Raises Refused where no such permit was issued."""
    permit = Permit.objects.filter(id=permit_id).first()
    if permit is None:
        raise Refused("No such permit was issued. Run the programme again to have the licence weighed.")
    body: dict[str, Any] = permit.body
    return body


def refuse(_register: Register, matter: str, reason: str) -> None:
    """Record that the gate said no; the same refusal of the same matter is recorded once."""
    with transaction.atomic():
        if not Refusal.objects.filter(matter=matter, reason=reason).exists():
            entry = append("refusal", {"matter": matter, "reason": reason})
            Refusal.objects.create(matter=matter, reason=reason, entry=entry)


def complete_stage(_register: Register, run: str, name: str, digests: Mapping[str, str], permit: str) -> None:
    """Record that a stage is complete under a permit; the same digests again change nothing."""
    with transaction.atomic():
        known = Stage.objects.filter(run=run, name=name).first()
        if known is None or known.digests != dict(digests):
            details = {"run": run, "stage": name, "digests": dict(digests), "permit": permit}
            made = {"digests": dict(digests), "entry": append("stage", details)}
            Stage.objects.update_or_create(run=run, name=name, defaults=made)


def first_stage_on(_register: Register, run: str) -> date | None:
    """The day on which the first stage of a run was complete, None if none was."""
    first = Stage.objects.filter(run=run).order_by("entry_id").first()
    return None if first is None else datetime.fromisoformat(first.entry.at).date()


def forget_stages(_register: Register, run: str) -> None:
    """Count no stage of a run as complete any more, because it was purged; the ledger keeps its entries."""
    with transaction.atomic():
        append("run-purged", {"run": run})
        Stage.objects.filter(run=run).delete()


def completed_stages(_register: Register, run: str) -> dict[str, dict[str, str]]:
    """The digests of each completed stage's tables."""
    return {stage.name: stage.digests for stage in Stage.objects.filter(run=run)}


def runs_with(_register: Register, stage: str) -> list[str]:
    """The runs that have completed a stage, the last one first; those that were purged are not among them."""
    return list(Stage.objects.filter(name=stage).order_by("-entry_id").values_list("run", flat=True))


def holder_agrees(_register: Register, source: str, purpose: str, agreed: str) -> None:
    """Record a holder's written yes, who gave it and when, before anything of the file is read.

    Raises Refused for words that cannot name both a person and a day.
    """
    if not any(letter.isalpha() for letter in agreed) or not any(letter.isdigit() for letter in agreed):
        raise Refused(f"A yes for {source} says who agreed and on which day: 'NAME, DATE'. Nothing was read.")
    with transaction.atomic():
        entry = append("holder-agreement", {"source": source, "purpose": purpose, "agreed": agreed})
        HolderAgreement.objects.create(source=source, purpose=purpose, agreed=agreed, entry=entry)


def look(_register: Register, by: str, reason: str, subject: str) -> None:
    """Record that somebody looked, before they see anything."""
    with transaction.atomic():
        entry = append("look", {"by": by, "reason": reason, "subject": subject})
        Look.objects.create(by=by, reason=reason, subject=subject, entry=entry)
