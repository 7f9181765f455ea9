"""Gathering what a permit lets us read: opened files, and the sources that stay shut, with the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.errors import Refused, SourceError
from licet.licence import Permit, is_permitted
from licet.programme import Category, Folder, Operation, Source, check_there, digest_of_file, read_yaml, said
from licet.programme.words import CATEGORY_WORDS
from licet.sources.batches import Wanted
from licet.sources.columns import wanted_of
from licet.sources.exclusion import exclude
from licet.sources.files import Rows, digest_of_source, digest_of_tables, read_rows
from licet.sources.layout import Layout
from licet.sources.people_lists import PeopleList, read_people
from licet.sources.places import place_of
from licet.sources.rows import interpret
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
    check_there(folder.root, folder.programme, "sources")
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


def why_shut(layout: Layout, permit: Permit, permitted: frozenset[Category]) -> str | None:
    """Why a file may not be opened, of which no category may be linked; None where it may."""
    if layout.categories() & permitted:
        return None
    reasons = [reason for key, reason in permit.reasons.items() if key.startswith(f"{layout.category} link ")]
    return said(
        "not opened, because linking {records} is withheld: {why}",
        records=CATEGORY_WORDS[layout.category],
        why=reasons[0] if reasons else said("nobody asked to link them"),
    )


def opened(folder: Folder, permit: Permit, today: date) -> list[str]:
    """The sources that a run would open; looks at layouts and the permit alone."""
    permitted = linkable(folder, permit, today)
    return [name for name, layout in layouts(folder).items() if layout.categories() & permitted]


def digests_of_opened(folder: Folder, permit: Permit, today: date) -> dict[str, str]:
    """The digest of each source that a run would open and that is there, by the source's name."""
    permitted, read = linkable(folder, permit, today), layouts(folder)
    found = {}
    for name in opened(folder, permit, today):
        source = folder.programme.sources[name]
        place = place_of(folder, source)
        if not isinstance(place, Path) or place.is_file():
            wanted = wanted_of(read[name], permitted, source.table)
            found[name] = digest_of_source(place, wanted, source.place)
    return found


def gather(
    folder: Folder, permit: Permit, today: date, progress: Callable[[str], None] = lambda _: None
) -> Gathered:
    """Open what the permit allows, column by column, and take out whom it must not link."""
    permitted = linkable(folder, permit, today)
    parts, shut, digests = list[Arrived](), list[Shut](), dict[str, str]()
    for name, layout in layouts(folder).items():
        if (why := why_shut(layout, permit, permitted)) is not None:
            shut.append(Shut(name, why))
            continue
        progress(name)
        source = folder.programme.sources[name]
        rows, digests[source.place] = _read(
            folder, source, wanted_of(layout, permitted, source.table), permit
        )
        parts.append(interpret(name, layout, rows, permitted))
        _check_something_left(parts[-1], source.place)
    consent = frozenset(
        name
        for name, layout in layouts(folder).items()
        if any(permit.asks_consent(category) for category in layout.categories() & permitted)
    )
    everybody = joined(parts)
    arrived = exclude(everybody, objections_of(folder), consents_of(folder), consent)
    return Gathered(arrived, _exclusions(everybody, arrived), tuple(shut), digests)


def objections_of(folder: Folder) -> PeopleList | None:
    """Who objects; None where the programme keeps no list yet."""
    path = folder.programme.objections
    return None if path is None else read_people(folder.root / path, path)


def consents_of(folder: Folder) -> PeopleList | None:
    """Who agreed; None where the programme keeps no list."""
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


def _read(folder: Folder, source: Source, wanted: Wanted, permit: Permit) -> tuple[Rows, str]:
    """A source's rows and digest; a file is compared before it is opened, a database as it was read."""
    place = place_of(folder, source)
    if isinstance(place, Path):
        digest = digest_of_file(_there(place, source.place))
        _check_vouched(source, digest, permit)
        return read_rows(place, wanted, source.place), digest
    rows = read_rows(place, wanted, source.place)
    digest = digest_of_tables([rows.table])
    _check_vouched(source, digest, permit)
    return rows, digest


def _there(path: Path, shown_as: str) -> Path:
    if not path.is_file():
        raise SourceError(f"{shown_as}  is not there, or not a file. Put the holder's export there.")
    return path


def _check_vouched(source: Source, digest: str, permit: Permit) -> None:
    """Under a permit for invented people, refuse what origin.json does not list."""
    if permit.invented and digest != permit.source_digests.get(source.place):
        raise Refused(
            f"{source.place} is not the invented file that origin.json lists, so it is treated as data about "
            "real people: a governor has to approve. Remove origin.json and ask for approval."
        )
