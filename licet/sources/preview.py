"""What a run would read, before any permit, with the holders' written yes: in memory, and nothing kept."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from licet.programme import Category, Folder, Operation
from licet.sources.columns import wanted_of
from licet.sources.exclusion import exclude
from licet.sources.files import read_rows
from licet.sources.gather import Shut, consents_of, layouts, objections_of
from licet.sources.places import place_of
from licet.sources.rows import interpret
from licet.sources.tables import Arrived, joined

NO_YES = "not opened: nobody said that its holder agrees"
NOT_ASKED = "not opened: no use asks to link what it holds"


@dataclass(frozen=True)
class Preview:
    """What would arrive, without the people whom a run would take out; and what stayed shut, and why."""

    arrived: Arrived
    shut: tuple[Shut, ...]


def preview(
    folder: Folder,
    agreed: Collection[str],
    consent: Collection[Category],
    progress: Callable[[str], None] = lambda _: None,
) -> Preview:
    """Read the columns that the programme asks to link, of the sources whose holders agreed, and no others.

    agreed: names of sources. consent: categories whose records would be kept only of people who agreed.
    """
    asked = frozenset(use.category for use in folder.programme.requested() if use.operation is Operation.LINK)
    parts, shut, asking = list[Arrived](), list[Shut](), set[str]()
    for name, layout in layouts(folder).items():
        readable = layout.categories() & asked
        if name not in agreed or not readable:
            shut.append(Shut(name, NO_YES if readable else NOT_ASKED))
            continue
        progress(name)
        source = folder.programme.sources[name]
        rows = read_rows(place_of(folder, source), wanted_of(layout, asked, source.table), source.place)
        parts.append(interpret(name, layout, rows, asked))
        asking |= {name} if readable & set(consent) else set()
    arrived = exclude(joined(parts), objections_of(folder), consents_of(folder), frozenset(asking))
    return Preview(arrived, tuple(shut))
