"""From linked mentions to families, needs and flags: of the best answer, and likewise of every draw."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from licet.analysis import Evidence, Rule, flags_of, needs_of
from licet.engine import query
from licet.linkage import DependentAges, families_of, households_of, people_of, relations_of
from licet.programme import Category, Folder, Operation
from licet.run.job import Job


def families_from(folder: Folder, given: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """People, relations, households and families. given: mentions, addresses, ties, persons."""
    persons, ties, as_of = given["persons"], given["ties"], folder.programme.as_of
    ages = DependentAges(**folder.programme.dependent_child.model_dump())
    relations = relations_of(ties, persons)
    households = households_of(given["addresses"], persons)
    people = people_of(given["mentions"], persons, ties, as_of, ages)
    return {
        "people": people,
        "relations": relations,
        "households": households,
        "families": families_of(people, relations, households, as_of),
    }


def granted_rules(job: Job) -> tuple[list[Rule], dict[str, list[Category]]]:
    """The rules of needs that may be looked for; and the others, with the categories that are not granted."""
    programme, granted = job.folder.programme, job.may(Operation.FIND_NEEDS)
    rules, not_run = [], dict[str, list[Category]]()
    for name, need in programme.needs.items():
        missing = sorted(set(need.categories) - granted)
        if missing:
            not_run[name] = missing
        else:
            rules.append(Rule(name, need.outcome, frozenset(need.categories), need.sql))
    return rules, not_run


def needs_from(folder: Folder, rules: Sequence[Rule], given: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Needs and flags. given: people, families, events, restrictions."""
    programme, families = folder.programme, given["families"]
    events = _without_restricted(given["events"], given["restrictions"], Operation.FIND_NEEDS)
    needs = needs_of(rules, Evidence(given["people"], families, events), programme.as_of)
    return {"needs": needs, "flags": flags_of(needs, families, programme.as_of, programme.flags.outcomes)}


def events_by_person(events: pa.Table, persons: pa.Table) -> pa.Table:
    """The events of mentions as those of persons."""
    sql = """
        SELECT p.person_id, e.source, e.category, e.kind, e.on_date, e.value, e.record
        FROM events e JOIN persons p USING (mention_id) ORDER BY ALL"""
    return query(sql, {"events": events, "persons": persons})


def restricted_persons(restrictions: pa.Table, persons: pa.Table) -> pa.Table:
    """What mentions may not be used for, as what persons may not."""
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
