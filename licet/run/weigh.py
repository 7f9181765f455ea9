"""Weighing the licence: evidence is read, decisions are made, and a permit is issued or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pyarrow as pa

from licet import register as records
from licet.errors import Refused, ScienceError
from licet.evidence import FINDINGS, Codebook, findings_of
from licet.licence import (
    Decision,
    Finding,
    Origin,
    Permit,
    Setting,
    check_charter_in_effect,
    decide,
    findings_of_table,
    grants_of,
    issue,
    issue_synthetic,
    matter_of,
    read_origin,
    vouches_for,
)
from licet.programme import Folder, Survey, digest_of, digest_of_file, read_yaml
from licet.register import Register
from licet.run.survey_files import read_answers


@dataclass(frozen=True)
class Weighed:
    """What the gate came to: a permit, or the reason why there is none."""

    today: date
    origin: Origin | None
    findings: pa.Table
    decisions: tuple[Decision, ...]
    evidence_digest: str
    absent: tuple[str, ...]
    permit: Permit | None
    refusal: str | None

    @property
    def invented(self) -> bool:
        """Whether the permit is for people who do not exist."""
        return self.permit is not None and self.permit.invented


@dataclass(frozen=True)
class _Evidence:
    table: pa.Table
    digest: str
    absent: tuple[str, ...]


def today_of(folder: Folder, origin: Origin | None) -> date:
    """The invented world's own day where the data is invented, else the day that it is."""
    if origin is not None and vouches_for(origin, folder) is None:
        return origin.today
    return datetime.now(UTC).date()


def weigh(register: Register, folder: Folder) -> Weighed:
    """Weigh the licence and ask the gate for a permit.

    The charter's digest enters the ledger before the codebook's, and that before any answer is read.
    A refusal enters the ledger with its reason.
    """
    origin = read_origin(folder.root)
    today = today_of(folder, origin)
    evidence, decisions = _judged(register, folder, today)
    try:
        permit = _ask(register, folder, decisions, evidence, origin, today)
        refusal = None
    except Refused as refused:
        permit, refusal = None, str(refused)
        matter = matter_of(folder, evidence.digest, grants_of(decisions))
        records.refuse(register, matter, refusal)
    return Weighed(
        today, origin, evidence.table, decisions, evidence.digest, evidence.absent, permit, refusal
    )


def decisions_now(register: Register, folder: Folder) -> tuple[Decision, ...]:
    """What the licence comes to as things are, without asking the gate for a permit."""
    return _judged(register, folder, today_of(folder, read_origin(folder.root)))[1]


def _judged(register: Register, folder: Folder, today: date) -> tuple[_Evidence, tuple[Decision, ...]]:
    charter = folder.charter_digest()
    if charter is not None:
        records.declare(register, "charter", charter)
    evidence = _read_evidence(register, folder)
    return evidence, _decided(folder, evidence, today)


def setting_of(folder: Folder) -> Setting:
    """Whom the programme is about, as the gate needs it."""
    programme = folder.programme
    return Setting(programme.population, programme.area, programme.controller.actor)


def _ask(
    register: Register,
    folder: Folder,
    decisions: Sequence[Decision],
    evidence: _Evidence,
    origin: Origin | None,
    today: date,
) -> Permit:
    if folder.programme.charter is None:
        return issue_synthetic(register, folder, evidence.digest, origin)
    check_charter_in_effect(register, folder, origin)
    findings = findings_of_table(evidence.table)
    return issue(register, folder, decisions, findings, evidence.digest, origin, today)


def _decided(folder: Folder, evidence: _Evidence, today: date) -> tuple[Decision, ...]:
    findings: list[Finding] = findings_of_table(evidence.table)
    return decide(
        folder.programme.requested(),
        findings,
        folder.programme.charter,
        today,
        setting_of(folder),
        folder.answers,
    )


def evidence_digest(folder: Folder) -> str:
    """The digest of everything that parents said and were answered, as it is on disk now."""
    surveys = [
        [digest_of_file(folder.root / survey.codebook), digest_of_file(folder.root / survey.answers)]
        for survey in folder.programme.evidence
        if not _gone(folder, survey)
    ]
    return digest_of({"surveys": surveys, "answers": folder.answers})


def _gone(folder: Folder, survey: Survey) -> list[str]:
    return [name for name in (survey.codebook, survey.answers) if not (folder.root / name).is_file()]


def _read_evidence(register: Register, folder: Folder) -> _Evidence:
    """Findings of every survey that is there; one whose files are gone speaks for nobody."""
    tables, absent = [FINDINGS.empty_table()], list[str]()
    charter = folder.programme.charter
    level = 0.95 if charter is None else charter.confidence
    for survey in folder.programme.evidence:
        if gone := _gone(folder, survey):
            absent += gone
            continue
        codebook = read_yaml(folder.root / survey.codebook, Codebook, survey.codebook)
        records.declare(register, "codebook", digest_of_file(folder.root / survey.codebook))
        answers = read_answers(folder.root / survey.answers, survey.answers)
        try:
            tables.append(findings_of(answers, codebook, level))
        except ScienceError as wrong:
            raise ScienceError(f"{survey.answers} by {survey.codebook}  {wrong}") from None
    digest = evidence_digest(folder)
    if len(tables) > 1:
        records.declare(register, "evidence", digest)
    return _Evidence(pa.concat_tables(tables).combine_chunks(), digest, tuple(absent))
