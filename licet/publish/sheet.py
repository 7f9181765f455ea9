"""What a report counts: named cells, totals of them, and what anybody knows about how they hang together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

Name = tuple[str, ...]
"""The name of a count, from the general to the particular: ('linked', 'pupils')."""

Fact = Mapping[Name, int]
"""Signed cells whose sum is known to be no less than nothing."""

Shown = int | None
"""A count as it is shown: rounded, or None where it is hidden."""


@dataclass(frozen=True)
class Sheet:
    """Counts of people and of their records, as they are, still to be disclosure-controlled.

    totals: shown sums of cells. facts: what a reader may know besides, such as that rows are records. kept:
    cells that are never hidden to protect another. unsaid: cells that are hidden whatever they come to.
    """

    cells: Mapping[Name, int]
    totals: Mapping[Name, tuple[Name, ...]] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    kept: frozenset[Name] = frozenset()
    unsaid: frozenset[Name] = frozenset()

    def sum(self, names: Iterable[Name]) -> int:
        """What some cells come to."""
        return sum(self.cells[name] for name in names)


def joined(sheets: Sequence[Sheet]) -> Sheet:
    """Sheets with no cell in common, as one."""
    return Sheet(
        cells={name: count for sheet in sheets for name, count in sheet.cells.items()},
        totals={name: parts for sheet in sheets for name, parts in sheet.totals.items()},
        facts=tuple(chain.from_iterable(sheet.facts for sheet in sheets)),
        kept=frozenset(chain.from_iterable(sheet.kept for sheet in sheets)),
        unsaid=frozenset(chain.from_iterable(sheet.unsaid for sheet in sheets)),
    )


def compared(sheet: Sheet, left: Sequence[Name], right: Sequence[Name]) -> tuple[Fact, ...]:
    """The larger of two sums is known to be no smaller; of equal ones, each is.

    Nobody needs to know this much: whoever guesses it must not find anything out either.
    """
    apart = sheet.sum(left) - sheet.sum(right)
    first = {**dict.fromkeys(left, 1), **dict.fromkeys(right, -1)}
    second = {name: -sign for name, sign in first.items()}
    return (*[first] * (apart >= 0), *[second] * (apart <= 0))
