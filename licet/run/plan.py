"""The plan of a run: gates, rows, exclusions, pairs, time, memory. Nothing is linked and nothing is kept.

A source is read only with its holder's written yes, which is in the ledger before a row is read. What is told
of people is under the disclosure rule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from licet import register as records
from licet import sources
from licet.errors import ProgrammeError
from licet.licence import Decision, grants_of, is_approved
from licet.linkage import Forecast, LostMatches, forecast, lost_matches, standard_model
from licet.programme import Category, Choice, Folder
from licet.publish.disclosure import disclosed
from licet.publish.sheet import Name, Sheet, Shown
from licet.register import Register
from licet.run.faults import AGAIN, faults_told
from licet.run.gates import in_the_way
from licet.run.room import free_bytes, room_needed
from licet.run.stages import constraints_of
from licet.run.weigh import decisions_now, evidence_digest
from licet.sources import Counts

FEWEST = 2
FIGURES, ENOUGH_PAIRS = 2, 100
MANY_MATCHES = 10_000
"""Matches from which shares of them are told to a tenth of a percent; of fewer, to a whole one."""

SET_ASIDE, KEPT = "set aside", "kept"


@dataclass(frozen=True)
class SourcePlan:
    """What a source would give, under the disclosure rule. excluded: mentions by cause."""

    source: str
    rows: Shown
    set_aside: Shown
    mentions: Shown
    excluded: Mapping[str, Shown]


@dataclass(frozen=True)
class RulePlan:
    """What a blocking rule would give, roughly.

    pairs: that no earlier rule gives. lost: the share of matches that would be lost without it; None where
    matches are few. skipped: blocks too large to compare.
    """

    rule: str
    pairs: Shown
    lost: float | None
    skipped: int


@dataclass(frozen=True)
class Plan:
    """What a run would meet. forecast: None where nothing was read.

    rules, compared: by blocking rule, and pairs in all, roughly. missed: the share of matches that no rule
    would join, of that order; None where matches are few.

    needed, free: bytes on the disk, free where there is least.
    """

    decisions: tuple[Decision, ...]
    in_the_way: tuple[str, ...]
    sources: tuple[SourcePlan, ...]
    shut: Mapping[str, str]
    forecast: Forecast | None
    rules: tuple[RulePlan, ...]
    compared: Shown
    missed: float | None
    needed: int
    free: int


def plan(
    register: Register,
    folder: Folder,
    agreed: Mapping[str, str],
    progress: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Say what a run would do with the sources whose holders agreed.

    agreed: source -> who agreed and when, in words. Raises ProgrammeError for a source that is not there;
    RunFailed where the machine fails, or its clock is behind the ledger.
    """
    _check_agreed(folder, agreed)
    records.check_clock(register)
    with faults_told(AGAIN):
        return _planned(register, folder, agreed, progress)


def _planned(
    register: Register, folder: Folder, agreed: Mapping[str, str], progress: Callable[[str], None]
) -> Plan:
    decisions = decisions_now(register, folder)
    approved = is_approved(register, folder, evidence_digest(folder), grants_of(decisions))
    for source, words in agreed.items():
        records.holder_agrees(register, source, "plan", words)
    seen = sources.preview(folder, list(agreed), _asks_consent(decisions), progress)
    progress("count pairs")
    files = [folder.programme.sources[name].file for name in agreed]
    foreseen = _forecast(folder, seen.arrived)
    progress("estimate what blocking loses")
    lost = _lost(folder, seen.arrived)
    return Plan(
        decisions=decisions,
        in_the_way=tuple(in_the_way(folder, approved=approved)),
        sources=_source_plans(seen.arrived.counts),
        shut={each.source: each.reason for each in seen.shut},
        forecast=foreseen,
        rules=_rule_plans(foreseen, lost) if foreseen and lost else (),
        compared=_roughly(foreseen.pairs) if foreseen else None,
        missed=_share(lost.missed, lost) if lost and lost.missed is not None else None,
        needed=room_needed(folder.root / file for file in files if file is not None),
        free=min(free_bytes(folder.var).values()),
    )


def _roughly(pairs: int) -> Shown:
    """How many pairs, to two figures, None where they are few: a cost, from which no people are counted."""
    return None if pairs < ENOUGH_PAIRS else round(pairs, FIGURES - len(str(pairs)))


def _rule_plans(foreseen: Forecast, lost: LostMatches) -> tuple[RulePlan, ...]:
    return tuple(
        RulePlan(rule.rule, _roughly(rule.pairs), _share(share, lost), rule.blocks_skipped)
        for rule, (_, share) in zip(foreseen.rules, lost.without, strict=True)
    )


def _share(share: float, lost: LostMatches) -> float | None:
    """A share of matches, so rounded that nobody is counted from it."""
    if lost.matches < ENOUGH_PAIRS:
        return None
    return round(share, 3 if lost.matches >= MANY_MATCHES else 2)


def _check_agreed(folder: Folder, agreed: Mapping[str, str]) -> None:
    for source, words in agreed.items():
        if source not in folder.programme.sources:
            known = ", ".join(folder.programme.sources)
            raise ProgrammeError(f"There is no source '{source}'. Expected one of: {known}.")
        if not words.strip():
            raise ProgrammeError(f"Say who agreed and when: --holder-agrees {source}='NAME, DATE'.")


def _asks_consent(decisions: tuple[Decision, ...]) -> frozenset[Category]:
    return frozenset(
        grant.asked.category for grant in grants_of(decisions) if grant.granted.choice is Choice.CONSENT_ASKED
    )


def _source_plans(counted: Sequence[Counts]) -> tuple[SourcePlan, ...]:
    cells, totals = dict[Name, int](), dict[Name, tuple[Name, ...]]()
    for each in counted:
        parts = {"accepted": each.accepted, SET_ASIDE: each.set_aside}
        people = {KEPT: each.kept, **each.excluded}
        for kind, counts in (("rows", parts), ("mentions", people)):
            named: dict[Name, int] = {(each.source, kind, name): count for name, count in counts.items()}
            cells |= named
            totals[each.source, kind] = tuple(named)
    shown = disclosed(Sheet(cells, totals))
    return tuple(
        SourcePlan(
            each.source,
            shown[each.source, "rows"],
            shown[each.source, "rows", SET_ASIDE],
            shown[each.source, "mentions"],
            {cause: shown[each.source, "mentions", cause] for cause in each.excluded},
        )
        for each in counted
    )


def _forecast(folder: Folder, arrived: sources.Arrived) -> Forecast | None:
    if arrived.mentions.num_rows < FEWEST:
        return None
    return forecast(arrived.mentions, standard_model(arrived.mentions), constraints_of(folder))


def _lost(folder: Folder, arrived: sources.Arrived) -> LostMatches | None:
    if arrived.mentions.num_rows < FEWEST:
        return None
    model, seed = standard_model(arrived.mentions), folder.programme.linking.seed
    return lost_matches(arrived.mentions, model, constraints_of(folder), seed=seed)
