"""The stages of the main job, each from what is published before it to what it publishes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet import sources
from licet.analysis import Evidence, Rule, flags_of, needs_of
from licet.engine import query
from licet.errors import RunFailed
from licet.licence import Permit, check_permitted, is_permitted
from licet.linkage import (
    Constraints,
    DependentAges,
    Report,
    SourceConstraint,
    families_of,
    households_of,
    link,
    people_of,
    relations_of,
    standard_model,
)
from licet.programme import Category, Folder, Operation
from licet.run.balance import check_balances
from licet.run.groups import groups_of
from licet.run.store import RunStore
from licet.run.weigh import Weighed

HISTOGRAM_BITS = np.arange(-10, 61, 2)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """What a stage may use: the proposal, what the gate said, and what is already published."""

    folder: Folder
    weighed: Weighed
    permit: Permit
    store: RunStore
    say: Say

    @cached_property
    def gathered(self) -> sources.Gathered:
        """What arrived. Kept in memory alone: nobody who objects may be on disk before they are taken out."""
        return sources.gather(self.folder, self.permit, self.weighed.today, self.say)

    def may(self, operation: Operation) -> frozenset[Category]:
        """The categories that the permit grants for an operation today."""
        return frozenset(
            use.category
            for use in self.folder.programme.requested()
            if use.operation is operation and is_permitted(self.permit, use, self.weighed.today)
        )


@dataclass(frozen=True)
class Made:
    """What a stage publishes, and what it came to in words, for whoever watches the run."""

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    told: str = ""


def read(job: Job) -> Made:
    """Open what may be opened, set broken rows aside, exclude whom we must not link; publish the counts."""
    gathered = job.gathered
    counted = [
        {
            "source": each.source,
            "rows": each.rows,
            "accepted": each.accepted,
            "set_aside": each.set_aside,
            "mentions": each.mentions,
            "kept": each.kept,
            "excluded": dict(each.excluded),
        }
        for each in gathered.arrived.counts
    ]
    note = {
        "opened": counted,
        "shut": [{"source": each.source, "reason": each.reason} for each in gathered.shut],
        "files": gathered.digests,
    }
    return Made(
        {"quarantine": gathered.arrived.quarantine, "exclusions": gathered.exclusions},
        {"arrived": note},
        told=_read_in_words(gathered),
    )


def link_mentions(job: Job) -> Made:
    """Link the kept mentions into persons; then compare each person's pooled details with the objectors."""
    for use in job.folder.programme.requested():
        if use.operation is Operation.LINK and use.category in job.may(Operation.LINK):
            check_permitted(job.permit, use, job.weighed.today)
    check_something_arrived(job)
    arrived = job.gathered.arrived
    linking = job.folder.programme.linking
    found = link(
        arrived.mentions,
        standard_model(arrived.mentions),
        constraints_of(job.folder),
        threshold=linking.threshold,
        seed=linking.seed,
        progress=job.say,
    )
    left, persons = _without_objecting_persons(arrived, found.persons, sources.objections_of(job.folder))
    links = _links_among(found.links, persons)
    check_balances(arrived, left.mentions, persons)
    note = {
        "excluded_after_linking": _by_source(arrived.mentions, left.mentions),
        "persons": len(pc.unique(persons.column("person_id"))),
        "threshold": linking.threshold,
        "weights": _histogram(links),
        **_in_the_note(found.report),
    }
    tables = {
        "mentions": left.mentions,
        "addresses": left.addresses,
        "ties": left.ties,
        "links": links,
        "persons": persons,
        "events": _events_by_person(left.events, persons),
        "groups": groups_of(left.groups, persons),
        "restrictions": _restricted_persons(left.restrictions, persons),
    }
    return Made(
        tables,
        {"linkage": note},
        told=f"{left.mentions.num_rows:,} mentions of {note['persons']:,} people",
    )


def _in_the_note(report: Report) -> dict[str, Any]:
    return {
        "ambiguous": report.ambiguous,
        "candidates": report.candidates,
        "levels": report.levels.to_pylist(),
        "priors": report.priors.to_pylist(),
        "warnings": list(report.warnings),
    }


def constraints_of(folder: Folder) -> Constraints:
    """What each layout says that its source cannot contain."""
    return Constraints(
        {
            name: SourceConstraint(layout.once_per_record, frozenset(layout.once_in_file))
            for name, layout in sources.layouts(folder).items()
        }
    )


def form_families(job: Job) -> Made:
    """Gather ties into relations, addresses into households, and both into families."""
    persons, ties = job.store.table("persons"), job.store.table("ties")
    as_of = job.folder.programme.as_of
    ages = DependentAges(**job.folder.programme.dependent_child.model_dump())
    relations = relations_of(ties, persons)
    households = households_of(job.store.table("addresses"), persons)
    people = people_of(job.store.table("mentions"), persons, ties, as_of, ages)
    tables = {
        "people": people,
        "relations": relations,
        "households": households,
        "families": families_of(people, relations, households, as_of),
    }
    count = len(pc.unique(tables["families"].column("family_id")))
    return Made(tables, told=f"{count:,} families")


def find_needs(job: Job) -> Made:
    """Find needs under the categories that are granted, and flag families that meet enough outcomes."""
    programme, granted = job.folder.programme, job.may(Operation.FIND_NEEDS)
    rules, not_run = [], dict[str, list[Category]]()
    for name, need in programme.needs.items():
        missing = sorted(set(need.categories) - granted)
        if missing:
            not_run[name] = missing
        else:
            rules.append(Rule(name, need.outcome, frozenset(need.categories), need.sql))
    families = job.store.table("families")
    events = _without_restricted(
        job.store.table("events"), job.store.table("restrictions"), Operation.FIND_NEEDS
    )
    needs = needs_of(rules, Evidence(job.store.table("people"), families, events), programme.as_of)
    flags = flags_of(needs, families, programme.as_of, programme.flags.outcomes)
    told = f"{len(rules)} needs looked for" + (f", {len(not_run)} not granted" if not_run else "")
    return Made({"needs": needs, "flags": flags}, {"needs": {"not_run": not_run}}, told=told)


def _read_in_words(gathered: sources.Gathered) -> str:
    counts = gathered.arrived.counts
    rows, aside = sum(each.rows for each in counts), sum(each.set_aside for each in counts)
    shut = f" ({len(gathered.shut)} shut)" if gathered.shut else ""
    return f"{rows:,} rows of {len(counts)} sources{shut}, {aside:,} set aside"


def _without_objecting_persons(
    arrived: sources.Arrived, persons: pa.Table, objections: sources.PeopleList | None
) -> tuple[sources.Arrived, pa.Table]:
    """What is left once persons whose pooled details match an objector, or may, have left whole."""
    if objections is None or not len(objections):
        return arrived, persons
    gone = sources.objecting_persons(arrived.mentions, persons, objections)
    leaving = pc.is_in(persons.column("person_id"), gone)
    left = sources.without(arrived, persons.filter(leaving).column("mention_id"))
    return left, persons.filter(pc.invert(leaving))


def _links_among(links: pa.Table, persons: pa.Table) -> pa.Table:
    ids = persons.column("mention_id").combine_chunks()
    both = pc.and_(pc.is_in(links.column("mention_id_l"), ids), pc.is_in(links.column("mention_id_r"), ids))
    return links.filter(both)


def _by_source(before: pa.Table, after: pa.Table) -> dict[str, int]:
    def counts(table: pa.Table) -> dict[str, int]:
        return {
            each["values"]: each["counts"] for each in pc.value_counts(table.column("source")).to_pylist()
        }

    kept = counts(after)
    return {source: n - kept.get(source, 0) for source, n in sorted(counts(before).items())}


def _histogram(links: pa.Table) -> list[dict[str, float]]:
    weights = np.clip(links.column("match_weight").to_numpy(), HISTOGRAM_BITS[0], HISTOGRAM_BITS[-1])
    counts, edges = np.histogram(weights, HISTOGRAM_BITS)
    return [
        {"low": float(low), "high": float(high), "pairs": int(n)}
        for low, high, n in zip(edges[:-1], edges[1:], counts, strict=True)
    ]


def _events_by_person(events: pa.Table, persons: pa.Table) -> pa.Table:
    sql = """
        SELECT p.person_id, e.source, e.category, e.kind, e.on_date, e.value, e.record
        FROM events e JOIN persons p USING (mention_id) ORDER BY ALL"""
    return query(sql, {"events": events, "persons": persons})


def _restricted_persons(restrictions: pa.Table, persons: pa.Table) -> pa.Table:
    sql = """
        SELECT DISTINCT p.person_id, r.operation, r.category
        FROM restrictions r JOIN persons p USING (mention_id) ORDER BY ALL"""
    return query(sql, {"restrictions": restrictions, "persons": persons})


def _without_restricted(events: pa.Table, restrictions: pa.Table, operation: Operation) -> pa.Table:
    sql = """
        SELECT e.* FROM events e WHERE NOT EXISTS (
            FROM restrictions r WHERE r.person_id = e.person_id AND r.operation = ?
            AND (r.category IS NULL OR r.category = e.category)) ORDER BY ALL"""
    return query(sql, {"events": events, "restrictions": restrictions}, [str(operation)])


def check_something_arrived(job: Job) -> None:
    """Stop before linking where nobody is left to link."""
    if job.gathered.arrived.mentions.num_rows == 0:
        raise RunFailed("No mention is left to link. See the quarantine and the counts of what was excluded.")
