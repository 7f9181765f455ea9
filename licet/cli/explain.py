"""`licet explain`: a family, a person or two mentions of the last run, for a reason that the ledger keeps."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from licet import register as records
from licet.cli.looking import View, check_nobody_objects, looking, view_of
from licet.cli.told import details
from licet.errors import Refused, SourceError
from licet.linkage.explaining import (
    Apart,
    explain_mentions,
    explain_person,
    explain_ties,
    rivals_told,
    tie_sentences,
    with_rival,
)
from licet.linkage.explaining.words import TIES, TOO_RARE, chance, points
from licet.programme import Folder
from licet.register import Register
from licet.run import RunStore


def explain(
    register: Register, folder: Folder, store: RunStore, subject: str, reason: str, by: str, *, unmask: bool
) -> Iterator[str]:
    """Lines about one family or person. The look is in the ledger before anything is shown.

    Only records of categories that the run's permit still grants for showing are shown.
    Raises Refused without a reason or a name, without such a permit, or where somebody objects to being
    shown; the refusal is in the ledger too.
    """
    with looking(register, by, reason, subject):
        view = view_of(register, folder, store)
        people = _people_of(store, subject)
        check_nobody_objects(view, people)
    records.look(register, by, reason, subject)
    yield f"{subject} in run {store.id}. {by} looked: {reason}"
    for person in people:
        yield _roles(view, subject, person)
        yield from _mentions(view, person, unmask=unmask)
    if people == [subject]:
        yield from _hangs_together(view, subject, unmask=unmask)
    yield from _ties(view, people)
    yield from _needs(view, subject, people)
    yield from _flag(view, subject)


def explain_two(
    register: Register,
    folder: Folder,
    store: RunStore,
    pair: tuple[str, str],
    reason: str,
    by: str,
    *,
    unmask: bool,
) -> Iterator[str]:
    """Lines about two mentions, each written as source/record_id/role.

    Refused as `explain` is, and where some field that was compared may not be shown.
    """
    subject = " and ".join(pair)
    with looking(register, by, reason, subject):
        view = view_of(register, folder, store)
        rows = [_mention(view, reference) for reference in pair]
        check_nobody_objects(view, (view.linked.person_of(row["mention_id"]) for row in rows))
        if not {row["source"] for row in rows} <= view.whole:
            raise Refused("Showing these records, or a field of them that was compared, is not granted.")
    records.look(register, by, reason, subject)
    found = explain_mentions(view.linked, rows[0]["mention_id"], rows[1]["mention_id"])
    yield f"{subject} in run {store.id}. {by} looked: {reason}"
    for row in rows:
        yield f"  {row['source']} ({row['role']}): {details(view, row, unmask=unmask)}"
    yield from found.sentences
    yield from _rival(view, found.apart)
    yield "In points, of which each doubles the odds (its points, and the sum so far):"
    for step in found.steps.filter(found.steps.column("known")).to_pylist():
        rough = "" if step["learnt"] else f"  {TOO_RARE}"
        yield f"  {step['field']:<32}{points(step['weight']):>8}{points(step['sum']):>8}{rough}"


def _people_of(store: RunStore, subject: str) -> list[str]:
    if subject.count("/") >= 2:
        raise SourceError("A mention is explained together with a second one: licet explain DIR ONE OTHER")
    families, persons = store.table("families"), store.table("persons")
    members = families.filter(pc.equal(families.column("family_id"), subject))
    if members.num_rows:
        return sorted(set(members.column("person_id").to_pylist()))
    if pc.any(pc.equal(persons.column("person_id"), subject)).as_py():
        return [subject]
    raise SourceError("The last run has no such family_id or person_id. See payload/families.parquet.")


def _mention(view: View, reference: str) -> dict[str, Any]:
    """A mention by its reference: a record id may hold slashes, a source and a role cannot."""
    source, _, rest = reference.partition("/")
    record, _, role = rest.rpartition("/")
    wanted = {"source": source, "record_id": record, "role": role}
    mentions = view.store.table("mentions")
    for column, value in wanted.items():
        mentions = mentions.filter(pc.equal(mentions.column(column), value))
    if not mentions.num_rows:
        raise SourceError(
            f"The last run has no such mention. Write {'/'.join(wanted)}, as in identity/mentions.parquet."
        )
    row: dict[str, Any] = mentions.to_pylist()[0]
    return row


def _roles(view: View, subject: str, person: str) -> str:
    """A person's roles in the family that was asked for; of a person who was asked for, in every family."""
    families = view.store.table("families")
    mine = families.filter(pc.equal(families.column("person_id"), person))
    if person != subject:
        mine = mine.filter(pc.equal(mine.column("family_id"), subject))
    return f"{person}: {', '.join(sorted(set(mine.column('role').to_pylist()))) or 'in no family'}"


def _mentions(view: View, person: str, *, unmask: bool) -> Iterator[str]:
    """What each record says of a person, field by field: only fields whose own category may be shown."""
    for row in _said_of(view, person):
        said = details(view, row, unmask=unmask)
        if said is None:
            yield f"  {row['source']}: not shown, because showing these records is not granted"
        else:
            where = f"{row['source']} ({row['role']})"
            yield f"  {where}: {said}, here with probability {row['support']:.3f}"


def _said_of(view: View, person: str) -> list[dict[str, Any]]:
    """A person's mentions, in order."""
    persons, mentions = view.linked.best, view.store.table("mentions")
    mine = persons.filter(pc.equal(persons.column("person_id"), person))
    said = mentions.join(mine.select(["mention_id", "support"]), "mention_id", join_type="inner")
    rows: list[dict[str, Any]] = said.sort_by("mention_id").to_pylist()
    return rows


def _hangs_together(view: View, person: str, *, unmask: bool) -> Iterator[str]:
    """By which links a person's mentions are one, and who else they might have been."""
    found = explain_person(view.linked, person)
    names = {
        row["mention_id"]: _named(row, unmask=unmask) for row in _said_of(view, person) if _whole(view, row)
    }
    yield from found.sentences
    yield from rivals_told(found, [rival for rival in found.rivals if _nameable(view, rival)])
    for row in found.bonds.to_pylist():
        ends = [names.get(row[end]) for end in ("mention_id_l", "mention_id_r")]
        if None not in ends:
            yield f"  {' and '.join(map(str, ends))}: {chance(row['match_probability'])}"
    yield from _alternatives(view, found.alternatives, names, unmask=unmask)


def _alternatives(view: View, rows: pa.Table, names: dict[str, str], *, unmask: bool) -> Iterator[str]:
    shown = 0
    for row in rows.to_pylist():
        other = _mention(view, row["mention_id_other"])
        if row["mention_id"] in names and _whole(view, other) and row["person_id"] not in view.hidden:
            shown += 1
            ends = f"{names[row['mention_id']]} and {_named(other, unmask=unmask)}"
            why = with_rival(row["words"], row["rival"], _nameable(view, row["rival"]))
            yield f"Not {row['person_id']}: {ends}: {chance(row['match_probability'])}. {why}"
    if not rows.num_rows:
        yield "No other person comes near."
    elif shown < rows.num_rows:
        yield "There are other people near who may not be shown."


def _rival(view: View, apart: Apart | None) -> Iterator[str]:
    """Who fits as well, where that person may be named."""
    if apart is not None and _nameable(view, apart.rival):
        yield f"Who fits as well is {apart.rival}."


def _nameable(view: View, person: str | None) -> frozenset[str]:
    """The person alone, or nobody where not every record of theirs may be shown."""
    if (
        person is None
        or person in view.hidden
        or not all(_whole(view, row) for row in _said_of(view, person))
    ):
        return frozenset()
    return frozenset({person})


def _named(row: dict[str, Any], *, unmask: bool) -> str:
    """A mention by its record where that may be read, else by its source."""
    return str(row["mention_id"]) if unmask else f"{row['source']} ({row['role']})"


def _whole(view: View, row: dict[str, Any]) -> bool:
    return row["source"] in view.whole


def _ties(view: View, people: list[str]) -> Iterator[str]:
    """How sure each tie of a family is, and what one error would do; where all its records may be shown."""
    records = explain_ties(view.store.table("ties"), view.linked.best, people)
    seen: dict[tuple[str, str, str], list[int]] = {}
    for place, row in enumerate(records.to_pylist()):
        seen.setdefault((row["person_id_from"], row["kind"], row["person_id_to"]), []).append(place)
    for (one, kind, other), places in seen.items():
        mine = records.take(pa.array(places))
        if set(mine.column("source").to_pylist()) <= view.whole:
            yield f"{one} {TIES[kind]} {other}: {' '.join(tie_sentences(mine))}"


def _open_needs(view: View) -> set[str]:
    """The needs that look at nothing but what may be shown."""
    needs = view.folder.programme.needs.items()
    return {name for name, need in needs if set(need.categories) <= view.granted}


def _flag(view: View, family: str) -> Iterator[str]:
    """Whether a family is flagged, and how firmly; only where every need that it rests on may be shown."""
    flags = view.store.table("flags")
    for row in flags.filter(pc.equal(flags.column("family_id"), family)).to_pylist():
        if not set(row["needs"]) <= _open_needs(view):
            return
        firm = ""
        if view.store.has("flag_draws"):
            drawn = view.store.table("flag_draws")
            held = drawn.filter(pc.equal(drawn.column("family_id"), family)).to_pylist()[0]
            firm = f", in {held['held']} of {held['draws']} plausible linkages"
        yield f"Flagged: needs under {row['outcomes']} outcomes{firm}."


def _needs(view: View, subject: str, people: list[str]) -> Iterator[str]:
    programme, needs = view.folder.programme, view.store.table("needs")
    events = {row["record"]: row for row in view.store.table("events").to_pylist()}
    shown = pa.array(sorted(_open_needs(view)))
    for row in needs.filter(pc.is_in(needs.column("need"), shown)).to_pylist():
        if row["family_id"] == subject or row["person_id"] in people:
            sure = "possibly " if row["possible"] else ""
            yield f"Need: {sure}{programme.needs[row['need']].words} (outcome {row['outcome']})"
            for record in row["evidence"]:
                event = events[record]
                value = "" if event["value"] is None else f" {event['value']:g}"
                yield f"  {event['on_date']} {event['kind']}{value} ({event['source']}, event {record})"
