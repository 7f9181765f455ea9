"""The stages of the main job, each from what is published before it to what it publishes."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet import sources
from licet.errors import RunFailed
from licet.licence import check_permitted
from licet.linkage import Constraints, Linkage, Report, SourceConstraint, link, standard_model
from licet.programme import Folder, Operation
from licet.run.balance import check_balances
from licet.run.continuing import continued_families, continued_persons, in_words
from licet.run.forming import events_by_person, families_from, granted_rules, needs_from, restricted_persons
from licet.run.groups import groups_of
from licet.run.job import Job, Made
from licet.run.plausible import how_firm

HISTOGRAM_BITS = np.arange(-10, 61, 2)


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
        draws=job.draws,
        progress=job.say,
    )
    return _published(job, found)


def _published(job: Job, found: Linkage) -> Made:
    """What is left of a linkage without objecting persons, under numbers that last."""
    arrived = job.gathered.arrived
    left, persons = _without_objecting_persons(arrived, found.persons, sources.objections_of(job.folder))
    links = _links_among(found.links, persons)
    check_balances(arrived, left.mentions, persons)
    draws = _draws_among(found.draws, persons)
    continued = continued_persons(job, found.persons, persons, draws, left.mentions)
    persons = continued.persons
    note = {
        "excluded_after_linking": _by_source(arrived.mentions, left.mentions),
        "persons": len(pc.unique(persons.column("person_id"))),
        "threshold": job.folder.programme.linking.threshold,
        "weights": _histogram(links),
        **_in_the_note(found.report),
    }
    tables = {
        "mentions": left.mentions,
        "addresses": left.addresses,
        "ties": left.ties,
        "links": links,
        "persons": persons,
        "person_changes": continued.changes,
        "events": events_by_person(left.events, persons),
        "groups": groups_of(left.groups, persons),
        "restrictions": restricted_persons(left.restrictions, persons),
    }
    if job.draws:
        tables["draws"] = continued.draws
    told = f"{left.mentions.num_rows:,} mentions of {note['persons']:,} people"
    return Made(tables, {"linkage": note}, told=told + in_words(continued.changes))


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
    given = {name: job.store.table(name) for name in ("mentions", "addresses", "ties", "persons")}
    tables = families_from(job.folder, given)
    continued = continued_families(job, tables["families"], tables["people"])
    tables |= {"families": continued.families, "family_changes": continued.changes}
    count = len(pc.unique(continued.families.column("family_id")))
    return Made(tables, told=f"{count:,} families{in_words(continued.changes)}")


def find_needs(job: Job) -> Made:
    """Find needs under the categories that are granted, and flag families that meet enough outcomes."""
    rules, not_run = granted_rules(job)
    given = {name: job.store.table(name) for name in ("people", "families", "events", "restrictions")}
    tables = needs_from(job.folder, rules, given)
    told = f"{len(rules)} needs looked for" + (f", {len(not_run)} not granted" if not_run else "")
    if job.draws:
        tables |= how_firm(job, tables["flags"])
    return Made(tables, {"needs": {"not_run": not_run}}, told=told)


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


def _draws_among(draws: pa.Table, persons: pa.Table) -> pa.Table:
    return draws.filter(pc.is_in(draws["mention_id"], persons["mention_id"].combine_chunks()))


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


def check_something_arrived(job: Job) -> None:
    """Stop before linking where nobody is left to link."""
    if job.gathered.arrived.mentions.num_rows == 0:
        raise RunFailed("No mention is left to link. See the quarantine and the counts of what was excluded.")
