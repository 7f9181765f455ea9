"""`licet explain`: a family or person of the last run, for a stated reason, masked unless asked otherwise."""

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from licet import register as records
from licet import sources
from licet.errors import Refused, SourceError
from licet.licence import is_permitted, load
from licet.programme import Category, Folder, Operation
from licet.register import Register
from licet.run import RunStore, weigh

SHOWN = ("forename", "surname", "birth_date")


def explain(
    register: Register, folder: Folder, store: RunStore, subject: str, reason: str, by: str, *, unmask: bool
) -> Iterator[str]:
    """Lines about one family or person. The look is in the ledger before anything is shown.

    Only records of categories that the run's permit still grants for showing are shown.
    Raises Refused without a reason or a name, without such a permit, or where somebody objects to being
    shown.
    """
    if not reason.strip() or not by.strip():
        raise Refused("Say who you are and why you look: both go into the ledger.")
    granted = _showable(register, folder, store)
    people = _people_of(store, subject)
    hidden = _hidden(store)
    if set(people) & hidden:
        raise Refused("Somebody here objects to being shown. Ask a governor, who may decide in writing.")
    records.look(register, by, reason, subject)
    yield f"{subject} in run {store.id}. {by} looked: {reason}"
    for person in people:
        yield _roles(store, subject, person)
        yield from _mentions(store, person, sources.layouts(folder), granted, unmask=unmask)
    yield from _needs(store, folder, subject, people, granted)


def _showable(register: Register, folder: Folder, store: RunStore) -> frozenset[Category]:
    """The categories that may be shown today under the permit of this run."""
    issued = store.note("licence")["permit"]
    if issued is None:
        raise Refused("The last run linked nobody, so there is nobody to look at. Its report says why.")
    weighed = weigh(register, folder)
    permit = load(register, issued["digest"], folder, weighed.evidence_digest, weighed.today)
    showing = [use for use in folder.programme.requested() if use.operation is Operation.SHOW]
    granted = frozenset(use.category for use in showing if is_permitted(permit, use, weighed.today))
    if not granted:
        raise Refused("Showing anybody is not among the uses that were granted. The report says why.")
    return granted


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


def _roles(store: RunStore, subject: str, person: str) -> str:
    """A person's roles in the family that was asked for; of a person who was asked for, in every family."""
    families = store.table("families")
    mine = families.filter(pc.equal(families.column("person_id"), person))
    if person != subject:
        mine = mine.filter(pc.equal(mine.column("family_id"), subject))
    return f"{person}: {', '.join(sorted(set(mine.column('role').to_pylist()))) or 'in no family'}"


def _mentions(
    store: RunStore,
    person: str,
    layouts: Mapping[str, sources.Layout],
    granted: frozenset[Category],
    *,
    unmask: bool,
) -> Iterator[str]:
    """What each record says of a person, field by field: only fields whose own category may be shown."""
    persons, mentions = store.table("persons"), store.table("mentions")
    mine = persons.filter(pc.equal(persons.column("person_id"), person))
    said = mentions.join(mine.select(["mention_id", "support"]), "mention_id", join_type="inner")
    for row in said.sort_by("mention_id").to_pylist():
        layout = layouts[row["source"]]
        columns = {name: getattr(layout.mentions[row["role"]], name) for name in SHOWN}
        shown = [n for n, column in columns.items() if column and layout.category_of(column) in granted]
        if not shown:
            yield f"  {row['source']}: not shown, because showing these records is not granted"
            continue
        details = [_masked(row[name], unmask=unmask) for name in shown]
        where = f"{row['source']} ({row['role']})"
        yield f"  {where}: {' '.join(details)}, here with probability {row['support']:.3f}"


def _needs(
    store: RunStore, folder: Folder, subject: str, people: list[str], granted: frozenset[Category]
) -> Iterator[str]:
    needs: pa.Table = store.table("needs")
    events = {row["record"]: row for row in store.table("events").to_pylist()}
    open_needs = {n for n, need in folder.programme.needs.items() if set(need.categories) <= granted}
    for row in needs.filter(pc.is_in(needs.column("need"), pa.array(sorted(open_needs)))).to_pylist():
        if row["family_id"] == subject or row["person_id"] in people:
            sure = "possibly " if row["possible"] else ""
            yield f"Need: {sure}{folder.programme.needs[row['need']].words} (outcome {row['outcome']})"
            for record in row["evidence"]:
                event = events[record]
                value = "" if event["value"] is None else f" {event['value']:g}"
                yield f"  {event['on_date']} {event['kind']}{value} ({event['source']}, event {record})"


def _masked(value: str | None, *, unmask: bool) -> str:
    if value is None:
        return "–"
    return value if unmask else f"{value[:1]}…"
