"""Gathering what a permit lets us read: opened files, and the sources that stay shut, with the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.errors import Refused, SourceError
from licet.licence import Permit, is_permitted
from licet.programme import Category, Folder, Operation, Source, digest_of_file, read_yaml
from licet.sources.exclusion import exclude
from licet.sources.files import read_rows
from licet.sources.layout import Layout
from licet.sources.people_lists import PeopleList, read_people
from licet.sources.rows import columns_to_read, interpret
from licet.sources.tables import Arrived, joined


@dataclass(frozen=True)
class Shut:
    """A source that was not opened, and why."""

    source: str
    reason: str


@dataclass(frozen=True)
class Gathered:
    """What arrived, what stayed shut, and each opened file's digest.

    exclusions: how many mentions of each group level there were, and how many of them were excluded.
    """

    arrived: Arrived
    exclusions: pa.Table
    shut: tuple[Shut, ...]
    digests: dict[str, str]


def layouts(folder: Folder) -> dict[str, Layout]:
    """Each source's layout. Raises ProgrammeError with a line per problem."""
    return {
        name: read_yaml(folder.root / source.layout, Layout, source.layout)
        for name, source in folder.programme.sources.items()
    }


def linkable(folder: Folder, permit: Permit, today: date) -> frozenset[Category]:
    """The categories that somebody may read and link today."""
    return frozenset(
        use.category
        for use in folder.programme.requested()
        if use.operation is Operation.LINK and is_permitted(permit, use, today)
    )


def check_may_open(layout: Layout, permit: Permit, permitted: frozenset[Category]) -> None:
    """Refuse to open a file of which no category may be linked."""
    if not layout.categories() & permitted:
        reasons = [
            reason for key, reason in permit.reasons.items() if key.startswith(f"{layout.category} link ")
        ]
        why = reasons[0] if reasons else "nobody asked to link them"
        raise Refused(f"not opened, because linking {layout.category} records is withheld: {why}")


def opened(folder: Folder, permit: Permit, today: date) -> list[str]:
    """The sources that a run would open; looks at layouts and the permit alone."""
    permitted = linkable(folder, permit, today)
    return [name for name, layout in layouts(folder).items() if layout.categories() & permitted]


def gather(
    folder: Folder, permit: Permit, today: date, progress: Callable[[str], None] = lambda _: None
) -> Gathered:
    """Open what the permit allows, column by column, and take out whom it must not link."""
    permitted = linkable(folder, permit, today)
    parts, shut, digests = list[Arrived](), list[Shut](), dict[str, str]()
    for name, layout in layouts(folder).items():
        try:
            check_may_open(layout, permit, permitted)
        except Refused as refused:
            shut.append(Shut(name, str(refused)))
            continue
        progress(name)
        source = folder.programme.sources[name]
        digests[source.file] = _checked_digest(folder, source, permit)
        rows = read_rows(folder.root / source.file, columns_to_read(layout, permitted), source.file)
        parts.append(interpret(name, layout, rows, permitted))
        _check_something_left(parts[-1], source.file)
    consent = frozenset(
        name
        for name, layout in layouts(folder).items()
        if any(permit.asks_consent(category) for category in layout.categories() & permitted)
    )
    everybody = joined(parts)
    arrived = exclude(everybody, objections_of(folder), _consents_of(folder), consent)
    return Gathered(arrived, _exclusions(everybody, arrived), tuple(shut), digests)


def objections_of(folder: Folder) -> PeopleList | None:
    """Who objects; None where the programme keeps no list yet."""
    path = folder.programme.objections
    return None if path is None else read_people(folder.root / path, path)


def _consents_of(folder: Folder) -> PeopleList | None:
    path = folder.programme.consents
    return None if path is None else read_people(folder.root / path, path)


def _check_something_left(arrived: Arrived, shown_as: str) -> None:
    """Stop where a layout sets every row of a file aside: then the layout is wrong, not the rows."""
    (counts,) = arrived.counts
    if counts.rows and not counts.accepted:
        reasons = pc.value_counts(arrived.quarantine.column("message")).to_pylist()
        most = max(reasons, key=lambda each: (each["counts"], each["values"]))["values"]
        raise SourceError(
            f"{shown_as}  every row was set aside, most often because {most} Mend the layout: it says how "
            "dates are written and what a broken value does to its row (if-bad)."
        )


def _exclusions(before: Arrived, after: Arrived) -> pa.Table:
    sql = """
        SELECT g."group", g.level, count(*) AS mentions,
            count(*) FILTER (NOT g.kept) AS excluded
        FROM (SELECT *, mention_id IN (SELECT mention_id FROM kept) AS kept FROM groups) g
        -- A level that only excluded people hold would speak of them: it is not counted.
        GROUP BY ALL HAVING bool_or(g.kept) ORDER BY ALL"""
    return query(sql, {"groups": before.groups, "kept": after.mentions.select(["mention_id"])})


def _checked_digest(folder: Folder, source: Source, permit: Permit) -> str:
    path = folder.root / source.file
    if not path.resolve().is_relative_to(folder.root.resolve()):
        raise SourceError(f"{source.file}  leads out of the programme's folder. Put the file itself there.")
    if not path.is_file():
        raise SourceError(f"{source.file}  is not there, or not a file. Put the holder's export there.")
    digest = digest_of_file(path)
    expected = permit.source_digests.get(source.file)
    if permit.invented and digest != expected:
        raise Refused(
            f"{source.file} is not the invented file that origin.json lists, so it is treated as data about "
            "real people: a governor has to approve. Remove origin.json and ask for approval."
        )
    return digest
