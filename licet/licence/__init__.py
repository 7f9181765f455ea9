"""Whether we may: findings meet the charter; the gate issues a permit or a refusal with reasons."""

from licet.licence.clauses import Judgement, State
from licet.licence.decision import Decision, Status, decide
from licet.licence.finding import EVERYONE, Basis, Finding, Measure, findings_of_table
from licet.licence.gate import (
    approve,
    check_charter_in_effect,
    is_approved,
    issue,
    issue_synthetic,
    load,
    matter_of,
)
from licet.licence.levels import GroupLevel, Level, levels_of_licence
from licet.licence.origin import (
    ORIGIN_FILE,
    Origin,
    digests_of,
    read_origin,
    source_files,
    vouches_for,
    write_origin,
)
from licet.licence.permit import Grant, Kind, Permit, check_permitted, grants_of, is_permitted, to_json
from licet.licence.speaking import Setting
from licet.licence.wording import YES_OR_NO, group_words, plain_level, share_words, spaced

__all__ = [
    "EVERYONE",
    "ORIGIN_FILE",
    "YES_OR_NO",
    "Basis",
    "Decision",
    "Finding",
    "Grant",
    "GroupLevel",
    "Judgement",
    "Kind",
    "Level",
    "Measure",
    "Origin",
    "Permit",
    "Setting",
    "State",
    "Status",
    "approve",
    "check_charter_in_effect",
    "check_permitted",
    "decide",
    "digests_of",
    "findings_of_table",
    "grants_of",
    "group_words",
    "is_approved",
    "is_permitted",
    "issue",
    "issue_synthetic",
    "levels_of_licence",
    "load",
    "matter_of",
    "plain_level",
    "read_origin",
    "share_words",
    "source_files",
    "spaced",
    "to_json",
    "vouches_for",
    "write_origin",
]
