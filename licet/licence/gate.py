"""The gate: issues a permit or a refusal with reasons. It alone makes permits."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from licet import register as records
from licet.errors import Refused
from licet.licence.decision import Decision, Status
from licet.licence.finding import Finding
from licet.licence.origin import Origin, digests_of, source_files, vouches_for
from licet.licence.permit import Grant, Kind, Permit, check_in_force, from_json, grants_of, to_json
from licet.licence.speaking import stale_after
from licet.programme import (
    Charter,
    Choice,
    Folder,
    Operation,
    digest_of,
    in_force_until,
    in_turn,
    lacking,
    said,
)
from licet.programme.words import CATEGORY_WORDS

INVENTED_PEOPLE = said("nobody: these people are invented, and invented data approves itself")
PERMIT, CHARTER = "permit", "charter"


def matter_of(folder: Folder, evidence_digest: str, grants: Sequence[Grant]) -> str:
    """What a governor says yes to: this proposal, on this evidence, with these grants."""
    keys = [[grant.asked.key(), grant.granted.key()] for grant in grants]
    return digest_of({"programme": folder.digest(), "evidence": evidence_digest, "grants": keys})


def check_charter_in_effect(register: records.Register, folder: Folder, origin: Origin | None) -> None:
    """Refuse a charter that was changed after its evidence was known, until a second person approved it."""
    charter = folder.charter_digest()
    if charter is None or vouches_for(origin, folder) is None:
        return
    written = records.declared_at(register, CHARTER, charter)
    read = records.first_declared(register, "evidence")
    if read is None or (written is not None and written < read):
        return
    if _second_person(records.approvers(register, CHARTER, charter), folder) is None:
        raise Refused(
            said(
                "The charter was changed after the evidence that it judges was known. It takes effect once a "
                "second person has approved it: licet approve DIR --as NAME."
            )
        )


def issue(
    register: records.Register,
    folder: Folder,
    decisions: Sequence[Decision],
    findings: Sequence[Finding],
    evidence_digest: str,
    origin: Origin | None,
    today: date,
) -> Permit:
    """Issue a permit for what the licence grants, store it with its ledger entry and return it.

    1. Something must be granted. 2. Every document must be there, signed and unexpired. 3. A governor other
    than the proposer must have approved this very matter; invented data approves itself, and says so.
    Raises Refused with the reason otherwise.
    """
    grants = grants_of(decisions)
    if not any(grant.asked.operation is Operation.LINK for grant in grants):
        raise Refused(_nothing_granted(decisions))
    _check_lists(folder, grants)
    _check_paperwork(folder, today)
    invented = vouches_for(origin, folder) is None
    approved_by = INVENTED_PEOPLE if invented else _approver(register, folder, evidence_digest, grants)
    permit = Permit(
        kind=Kind.LICENSED,
        programme=folder.programme.name,
        programme_digest=folder.digest(),
        evidence_digest=evidence_digest,
        grants=grants,
        reasons={d.use.key(): d.reason for d in decisions if d.status is Status.WITHHELD},
        until=_until(folder, decisions, findings, today),
        approved_by=approved_by,
        invented=invented,
        source_digests=_listed_sources(origin, folder) if invented and origin is not None else {},
    )
    return _stored(register, permit)


def issue_synthetic(
    register: records.Register, folder: Folder, evidence_digest: str, origin: Origin | None
) -> Permit:
    """Issue a permit for everything asked, for people who do not exist.

    Only where origin.json lists the digests of programme.yaml and of every source file, these are the files,
    and it was made without a charter. A guard against mistakes, not against somebody who rewrites
    origin.json.
    """
    listed = _sources_of_invented(folder, origin)
    permit = Permit(
        kind=Kind.SYNTHETIC,
        programme=folder.programme.name,
        programme_digest=folder.digest(),
        evidence_digest=evidence_digest,
        grants=tuple(Grant(use, use) for use in folder.programme.requested()),
        reasons={},
        until=folder.programme.ends,
        approved_by=INVENTED_PEOPLE,
        invented=True,
        source_digests=listed,
    )
    return _stored(register, permit)


def _sources_of_invented(folder: Folder, origin: Origin | None) -> dict[str, str]:
    """The digests of the shipped source files, or Refused where these are not the files, or not invented."""
    doubt = vouches_for(origin, folder)
    if doubt is not None or origin is None:
        raise Refused(
            said(
                "There is no charter, and without one only invented people are linked; {doubt}.",
                doubt=doubt or "",
            )
        )
    if origin.charter or folder.programme.charter is not None:
        raise Refused(said("These invented people came with a charter: nothing is linked without it."))
    listed = _listed_sources(origin, folder)
    changed = [path for path, digest in _digests(folder.root, listed).items() if listed[path] != digest]
    if changed:
        raise Refused(
            said(
                "There is no charter, and {files} is not the file that was shipped.", files=", ".join(changed)
            )
        )
    return listed


def load(
    register: records.Register, permit_id: str, folder: Folder, evidence_digest: str, today: date
) -> Permit:
    """Load a permit by its id and check that it is in force for this proposal and evidence today."""
    permit = from_json(records.load_permit(register, permit_id))
    if permit.id != permit_id:
        raise Refused("The permit in the register is not the one that was issued. Restore the register.")
    check_in_force(permit, folder.digest(), evidence_digest, today)
    if permit.kind is Kind.LICENSED:
        _check_paperwork(folder, today)
    return permit


def approve(
    register: records.Register, folder: Folder, evidence_digest: str, grants: Sequence[Grant], by: str
) -> None:
    """Record a governor's yes to the matter, and to its charter. Raises Refused for the proposer."""
    if _same_person(by, folder.programme.proposed_by):
        raise Refused("Whoever proposed a programme cannot approve it. Ask a second person.")
    if not by.strip():
        raise Refused("An approval needs the name of whoever approves.")
    if not any(grant.asked.operation is Operation.LINK for grant in grants):
        raise Refused("There is nothing to approve yet: no linking was granted. A run says why.")
    charter = folder.charter_digest()
    if charter is not None:
        records.approve(register, CHARTER, charter, by)
    records.approve(register, PERMIT, matter_of(folder, evidence_digest, grants), by)


def is_approved(
    register: records.Register, folder: Folder, evidence_digest: str, grants: Sequence[Grant]
) -> bool:
    """Whether somebody other than the proposer has said yes to exactly this."""
    try:
        _approver(register, folder, evidence_digest, grants)
    except Refused:
        return False
    return True


def _approver(
    register: records.Register, folder: Folder, evidence_digest: str, grants: Sequence[Grant]
) -> str:
    matter = matter_of(folder, evidence_digest, grants)
    by = _second_person(records.approvers(register, PERMIT, matter), folder)
    if by is None:
        raise Refused(
            said(
                "No governor has approved this programme with this evidence. Somebody other than the "
                "proposer does it with: licet approve DIR --as NAME."
            )
        )
    return by


def _second_person(names: Sequence[str], folder: Folder) -> str | None:
    return next((name for name in names if not _same_person(name, folder.programme.proposed_by)), None)


def _same_person(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _letters(name: str) -> frozenset[str]:
    """A name's words in any order, without accents, case and punctuation: a spelling is no second person."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    parted = "".join(" " if letter in ",.-'’" else letter for letter in plain)
    return frozenset("".join(each for each in parted if each.isalnum() or each.isspace()).split())


def _check_lists(folder: Folder, grants: Sequence[Grant]) -> None:
    """A choice that nobody can make is none: the list that records it must be named in the programme."""
    choices = {grant.granted.choice for grant in grants}
    if choices - {Choice.TOLD} and folder.programme.objections is None:
        raise Refused(
            said(
                "Parents accepted this only if people may object, and the programme names no list of "
                "objections. Add objections: objections.csv; an empty list is a file with its header alone."
            )
        )
    if Choice.CONSENT_ASKED in choices and folder.programme.consents is None:
        raise Refused(
            said(
                "Parents accepted this only if people are asked to agree first, and the programme names no "
                "list of consents. Add consents: consents.csv."
            )
        )


def _check_paperwork(folder: Folder, today: date) -> None:
    problems = lacking(folder.papers, list(folder.programme.sources), today)
    if problems:
        raise Refused(said("The paperwork is not in order: {problems}.", problems=in_turn(problems)))


def _until(folder: Folder, decisions: Sequence[Decision], findings: Sequence[Finding], today: date) -> date:
    charter: Charter | None = folder.programme.charter
    cited = {key for d in decisions if d.status is not Status.WITHHELD for key in d.cited}
    ends = [folder.programme.ends]
    if charter is not None:
        ends += [stale_after(finding, charter) for finding in findings if finding.key() in cited]
    papers = in_force_until(folder.papers, today)
    return min([*ends, papers] if papers else ends)


def _nothing_granted(decisions: Sequence[Decision]) -> str:
    linking = [d for d in decisions if d.use.operation is Operation.LINK]
    if not linking:
        return said("The programme asks for no linking, so there is nothing to do.")
    return said(
        "No linking was granted. For example, linking {records} is withheld: {why}.",
        records=CATEGORY_WORDS[linking[0].use.category],
        why=linking[0].reason,
    )


def _listed_sources(origin: Origin, folder: Folder) -> dict[str, str]:
    return {path: origin.digests[path] for path in source_files(folder)}


def _digests(root: Path, listed: Mapping[str, str]) -> dict[str, str]:
    present = [path for path in listed if (root / path).is_file()]
    return digests_of(root, present) | {path: "" for path in listed if path not in present}


def _stored(register: records.Register, permit: Permit) -> Permit:
    records.store_permit(register, permit.id, to_json(permit))
    return permit
