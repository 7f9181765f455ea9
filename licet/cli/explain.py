"""`licet explain`: a family or person of the last run, for a stated reason, masked unless asked otherwise."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from licet import register as records
from licet.errors import Refused, SourceError
from licet.programme import Folder, Operation
from licet.register import Register
from licet.run import RunStore

SHOWN = ("forename", "surname", "birth_date", "source", "role")


def explain(
    register: Register, folder: Folder, store: RunStore, subject: str, reason: str, by: str, *, unmask: bool
) -> Iterator[str]:
    """Lines about one family or person. The look is in the ledger before anything is shown.

    Raises Refused without a reason or a name, or where the person objects to being shown.
    """
    if not reason.strip() or not by.strip():
        raise Refused("Say who you are and why you look: both go into the ledger.")
    people = _people_of(store, subject)
    hidden = _hidden(store)
    if set(people) & hidden:
        raise Refused("Somebody here objects to being shown. Ask a governor, who may decide in writing.")
    records.look(register, by, reason, subject)
    yield f"{subject} in run {store.id}. {by} looked: {reason}"
    for person in people:
        yield from _person(store, person, unmask=unmask)
    yield from _needs(store, folder, subject, people)


def _people_of(store: RunStore, subject: str) -> list[str]:
    families, persons = store.table("families"), store.table("persons")
    members = families.filter(pc.equal(families.column("family_id"), subject))
    if members.num_rows:
        return sorted(set(members.column("person_id").to_pylist()))
    if pc.any(pc.equal(persons.column("person_id"), subject)).as_py():
        return [subject]
    raise SourceError("The last run has no such family_id or person_id. See payload/families.parquet.")


def _hidden(store: RunStore) -> set[str]:
    restrictions = store.table("restrictions")
    shown = pc.equal(restrictions.column("operation"), str(Operation.SHOW))
    return set(restrictions.filter(shown).column("person_id").to_pylist())


def _person(store: RunStore, person: str, *, unmask: bool) -> Iterator[str]:
    persons, mentions = store.table("persons"), store.table("mentions")
    mine = persons.filter(pc.equal(persons.column("person_id"), person))
    said = mentions.join(mine.select(["mention_id", "support"]), "mention_id", join_type="inner")
    families = store.table("families")
    roles = sorted(
        set(families.filter(pc.equal(families.column("person_id"), person)).column("role").to_pylist())
    )
    yield f"{person}: {', '.join(roles) or 'in no family'}; {said.num_rows} mentions"
    for row in said.sort_by("mention_id").to_pylist():
        details = [_masked(row[name], unmask=unmask) for name in SHOWN[:3]]
        where = f"{row['source']} ({row['role']})"
        yield f"  {where}: {' '.join(details)}, here with probability {row['support']:.3f}"


def _needs(store: RunStore, folder: Folder, subject: str, people: list[str]) -> Iterator[str]:
    needs: pa.Table = store.table("needs")
    events = {row["record"]: row for row in store.table("events").to_pylist()}
    for row in needs.to_pylist():
        if row["family_id"] == subject or row["person_id"] in people:
            sure = "possibly " if row["possible"] else ""
            yield f"Need: {sure}{folder.programme.needs[row['need']].words} (outcome {row['outcome']})"
            for record in row["evidence"]:
                event = events[record]
                yield f"  {event['on_date']} {event['kind']} ({event['source']}, record {record})"


def _masked(value: str | None, *, unmask: bool) -> str:
    if value is None:
        return "–"
    return value if unmask else f"{value[:1]}…"
