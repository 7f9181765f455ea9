"""A run goes on from an earlier one: persons and families keep their numbers, and what changed is told."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from licet import sources
from licet.engine import query
from licet.linkage import FAMILIES, FAMILY, PERSON, reconcile, reconcile_families
from licet.programme import Folder
from licet.run.job import Job
from licet.run.numbering import earlier_run, note_last
from licet.run.same_mentions import same_mentions

CHANGES = ("kept", "split", "merged", "moved", "new", "gone")


@dataclass(frozen=True)
class Persons:
    """Persons and their draws under lasting numbers, and what became of the earlier run's persons."""

    persons: pa.Table
    draws: pa.Table
    changes: pa.Table


@dataclass(frozen=True)
class Families:
    """Families under lasting numbers, and what became of the earlier run's."""

    families: pa.Table
    changes: pa.Table


def continued_persons(
    job: Job, linked: pa.Table, persons: pa.Table, draws: pa.Table, mentions: pa.Table
) -> Persons:
    """Persons under the numbers of the run that this one goes on from.

    linked: of every linked mention. persons, draws, mentions: of those that are left. Where no run gave a
    number before, numbers stay as they are, and there is nothing to tell.
    """
    last = job.numbers.persons
    if last == 0 and job.numbers.earlier is None:
        as_they_are = pa.table({"was": persons["person_id"], "now": persons["person_id"]})
        draws, last = _renamed(draws, as_they_are, PERSON.greatest(linked["person_id"]))
        note_last(job.store, "persons", last)
        return Persons(persons, draws, _no_changes("person_id"))
    found = reconcile(_persons_before(job, mentions), persons, last=last)
    last = max(last, PERSON.greatest(found.persons["person_id"]))
    lasting = pa.table({"was": persons["person_id"], "now": found.persons["person_id"]})
    draws, last = _renamed(draws, lasting, last)
    note_last(job.store, "persons", last)
    return Persons(found.persons, draws, found.changes)


def continued_families(job: Job, families: pa.Table, people: pa.Table) -> Families:
    """Families under the numbers of the run that this one goes on from. people: of this run."""
    last = job.numbers.families
    if last == 0 and job.numbers.earlier is None:
        note_last(job.store, "families", FAMILY.greatest(families["family_id"]))
        return Families(families, _no_changes("family_id"))
    earlier = earlier_run(job.folder.var, job.numbers)
    before = FAMILIES.empty_table() if earlier is None else earlier.table("families")
    told = job.store.table("person_changes")
    found = reconcile_families(before, families, people, told, job.folder.programme.as_of, last=last)
    note_last(job.store, "families", max(last, FAMILY.greatest(found.families["family_id"])))
    return Families(found.families, found.changes)


def in_words(changes: pa.Table) -> str:
    """How many numbers were kept and how many were not, as a stage tells it; nothing where nothing was."""
    ids = changes.column_names[0]
    counts = query(f"SELECT change, count(DISTINCT {ids}) AS n FROM c GROUP BY change", {"c": changes})
    found = dict(zip(*counts.to_pydict().values(), strict=True))
    told = ", ".join(f"{found[change]:,} {change}" for change in CHANGES if change in found)
    return f"; since the last run {told}" if told else ""


def _persons_before(job: Job, mentions: pa.Table) -> pa.Table:
    """The earlier run's persons; the mentions that this run has too by their ids of now, others by none."""
    earlier = earlier_run(job.folder.var, job.numbers)
    if earlier is None:
        return _NOBODY.empty_table()
    same = same_mentions(earlier.table("mentions"), mentions, _unnumbered(job.folder))
    return query(_BEFORE, {"persons": earlier.table("persons"), "same": same})


def _unnumbered(folder: Folder) -> list[str]:
    return [name for name, layout in sources.layouts(folder).items() if layout.record is None]


def _renamed(draws: pa.Table, lasting: pa.Table, last: int) -> tuple[pa.Table, int]:
    """Draws under lasting numbers, and the last number given.

    lasting: was, now. Whom a draw names after a person who was taken out gets a number of their own.
    """
    names = draws["person_id"].combine_chunks().dictionary_encode()
    split = pc.extract_regex(names.dictionary, r"^(?P<person>P\d+)(?P<piece>.*)$")
    person, piece = pc.struct_field(split, "person"), pc.struct_field(split, "piece")
    now = lasting["now"].combine_chunks().take(pc.index_in(person, lasting["was"].combine_chunks()))
    others = pc.unique(person.filter(pc.is_null(now))).sort()
    fresh = PERSON.write(last + 1, len(others)).take(pc.index_in(person, others))
    renamed = pc.binary_join_element_wise(pc.coalesce(now, fresh), piece, "")
    place = draws.column_names.index("person_id")
    return draws.set_column(place, "person_id", renamed.take(names.indices)), last + len(others)


def _no_changes(ids: str) -> pa.Table:
    text = [(name, pa.string()) for name in (ids, "change", "other_id")]
    return pa.schema([*text, ("count", pa.int64())]).empty_table()


_NOBODY = pa.schema([("mention_id", pa.string()), ("person_id", pa.string())])

_BEFORE = """
SELECT s.now AS mention_id, p.person_id FROM persons p LEFT JOIN same s ON s.was = p.mention_id ORDER BY ALL
"""
