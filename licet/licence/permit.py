"""The permit: granted uses with conditions and an end; checked at reading, each stage and showing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from licet.errors import Refused
from licet.licence.decision import Decision, Status
from licet.programme import (
    Actor,
    Category,
    Choice,
    Operation,
    Purpose,
    Safeguard,
    Use,
    digest_of,
    in_order,
    in_vocabulary_order,
)


class Kind(StrEnum):
    """By which door a permit was issued."""

    LICENSED = "licensed"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class Grant:
    """A use that was asked for, and the use as granted, its conditions applied."""

    asked: Use
    granted: Use


@dataclass(frozen=True)
class Permit:
    """What may be done, for whom and until when. Made by the gate alone; loaded by id, never handed in.

    reasons: why each withheld use is withheld, by the use's key. source_digests: only for invented people,
    whose files must be the ones that their origin lists.
    """

    kind: Kind
    programme: str
    programme_digest: str
    evidence_digest: str
    grants: tuple[Grant, ...]
    reasons: Mapping[str, str]
    until: date
    approved_by: str
    invented: bool
    source_digests: Mapping[str, str]

    @property
    def id(self) -> str:
        """The permit's digest: the same grant on the same evidence has the same id."""
        return digest_of(to_json(self))

    def granted_use(self, use: Use) -> Use | None:
        """The use as granted, with its conditions; None if it is not."""
        return next((grant.granted for grant in self.grants if grant.asked == use), None)

    def categories(self, operation: Operation) -> frozenset[Category]:
        """The categories that some actor may use so."""
        return frozenset(g.asked.category for g in self.grants if g.asked.operation is operation)

    def asks_consent(self, category: Category) -> bool:
        """Whether any use of this category was granted only for people who agreed.

        Then nobody else's records of it are read: a consent that came after linking would come too late.
        """
        return any(
            grant.asked.category is category and grant.granted.choice is Choice.CONSENT_ASKED
            for grant in self.grants
        )


def grants_of(decisions: Sequence[Decision]) -> tuple[Grant, ...]:
    """The grants that a licence allows, in vocabulary order."""
    granted = [
        Grant(decision.use, decision.granted_as)
        for decision in decisions
        if decision.status is not Status.WITHHELD and decision.granted_as is not None
    ]
    return tuple(sorted(granted, key=lambda grant: in_vocabulary_order(grant.asked)))


def check_in_force(permit: Permit, programme_digest: str, evidence_digest: str, today: date) -> None:
    """Refuse a permit that has ended, or that was issued for another proposal or other evidence."""
    if today > permit.until:
        raise Refused(f"The permit ended on {permit.until:%d %B %Y}. Weigh the licence again to renew it.")
    if permit.programme_digest != programme_digest:
        raise Refused("The programme or a layout has changed since the permit was issued. Approve it anew.")
    if permit.evidence_digest != evidence_digest:
        raise Refused("There is new evidence since the permit was issued. Weigh the licence again.")


def check_permitted(permit: Permit, use: Use, today: date) -> None:
    """Refuse a use that the permit does not cover today."""
    if today > permit.until:
        raise Refused(f"The permit ended on {permit.until:%d %B %Y}. Weigh the licence again to renew it.")
    if permit.granted_use(use) is None:
        reason = permit.reasons.get(use.key(), "nobody asked for it, so nobody has accepted it")
        raise Refused(f"Parents have not accepted {use.in_words()}: {reason}.")


def is_permitted(permit: Permit, use: Use, today: date) -> bool:
    """Whether the permit covers a use today."""
    try:
        check_permitted(permit, use, today)
    except Refused:
        return False
    return True


def to_json(permit: Permit) -> dict[str, Any]:
    """The permit as plain JSON."""
    return {
        "kind": permit.kind,
        "programme": permit.programme,
        "programme_digest": permit.programme_digest,
        "evidence_digest": permit.evidence_digest,
        "grants": [{"asked": _use(g.asked), "granted": _use(g.granted)} for g in permit.grants],
        "reasons": dict(sorted(permit.reasons.items())),
        "until": permit.until.isoformat(),
        "approved_by": permit.approved_by,
        "invented": permit.invented,
        "source_digests": dict(sorted(permit.source_digests.items())),
    }


def from_json(body: Mapping[str, Any]) -> Permit:
    """Read a permit as the register keeps it."""
    return Permit(
        Kind(body["kind"]),
        body["programme"],
        body["programme_digest"],
        body["evidence_digest"],
        tuple(Grant(_read_use(g["asked"]), _read_use(g["granted"])) for g in body["grants"]),
        body["reasons"],
        date.fromisoformat(body["until"]),
        body["approved_by"],
        body["invented"],
        body["source_digests"],
    )


def _use(use: Use) -> dict[str, Any]:
    fields = ("category", "operation", "purpose", "actor", "choice")
    return {name: str(getattr(use, name)) for name in fields} | {"safeguards": in_order(use.safeguards)}


def _read_use(body: Mapping[str, Any]) -> Use:
    return Use(
        Category(body["category"]),
        Operation(body["operation"]),
        Purpose(body["purpose"]),
        Actor(body["actor"]),
        Choice(body["choice"]),
        frozenset(Safeguard(word) for word in body["safeguards"]),
    )
