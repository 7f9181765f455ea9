"""Lists of people that a programme holds besides its sources: who objects, and who consents."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from licet.errors import SourceError
from licet.programme import Category, Operation
from licet.sources.batches import ROW, Wanted
from licet.sources.csv_file import csv_header
from licet.sources.files import read_rows
from licet.sources.layout import Column
from licet.sources.limits import LIMITS
from licet.sources.standard import standardise

DETAILS = ("forename", "surname", "birth_date", "postcode", "id_nhs", "id_upn", "id_nino", "id_local")
USES = "uses"
ALL = "all"


@dataclass(frozen=True)
class Restriction:
    """What an objection takes a person out of; an open category means every category."""

    operation: Operation
    category: Category | None


@dataclass(frozen=True)
class PeopleList:
    """Standardised details, one row per person listed, and what each takes them out of (whole: None)."""

    details: pa.Table
    restrictions: tuple[tuple[Restriction, ...] | None, ...]

    def __len__(self) -> int:
        return int(self.details.num_rows)


def read_people(path: Path, shown_as: str) -> PeopleList:
    """Read a CSV of people: some of the details above, and `uses`.

    Uses are all, or operations, or category/operation, with spaces between; none means all.
    Raises SourceError where the file, a word under `uses` or a row cannot be understood: an objection that
    cannot be read stops the run, because leaving it out would link somebody who said no.
    """
    given = _given(path, shown_as)
    unknown = [name for name in given.column_names if name not in (*DETAILS, USES, "lodged_on", ROW)]
    if unknown:
        raise SourceError(
            f"{shown_as}  unknown column '{unknown[0]}'. Expected some of: {', '.join(DETAILS)}."
        )
    details = pa.table({name: _detail(given, name, shown_as) for name in DETAILS})
    numbers = given.column(ROW).to_pylist()
    _check_someone(details, numbers, shown_as)
    uses = given.column(USES).to_pylist() if USES in given.column_names else [ALL] * given.num_rows
    told = zip(uses, numbers, strict=True)
    return PeopleList(details, tuple(_restrictions(text, row, shown_as) for text, row in told))


def _given(path: Path, shown_as: str) -> pa.Table:
    """The list as text with the numbers of its rows; a row that cannot be split stops the run."""
    if not path.exists():
        raise SourceError(f"{shown_as}  does not exist. An empty list is a file with its header alone.")
    try:
        header = csv_header(path, Wanted(()), LIMITS)
    except SourceError as wrong:
        raise SourceError(f"{shown_as}  {wrong}") from None
    rows = read_rows(path, Wanted(tuple(header)), shown_as)
    for first in rows.unreadable.slice(0, 1).to_pylist():
        raise SourceError(
            f"{shown_as}  row {first[ROW]:,} {first['rule']}. Mend it; nothing is linked until every row "
            "can be read."
        )
    return rows.table


def _detail(given: pa.Table, name: str, shown_as: str) -> pa.Array:
    if name not in given.column_names:
        return pa.nulls(given.num_rows, pa.string())
    values = given.column(name).combine_chunks().cast(pa.string())
    read = standardise(name, Column(column=name), values)
    if read.bad.any():
        row = given.column(ROW)[int(np.flatnonzero(read.bad)[0])].as_py()
        raise SourceError(
            f"{shown_as}  row {row}: {name} {read.rule}. Mend it or leave it empty; nothing is linked until "
            "every row can be read."
        )
    return read.values


def _check_someone(details: pa.Table, numbers: Sequence[int], shown_as: str) -> None:
    for row, person in zip(numbers, details.to_pylist(), strict=True):
        identified = any(person[name] for name in DETAILS if name.startswith("id_"))
        names = [person[name] for name in ("forename", "surname") if person[name]]
        # Some people have one name; alone it would be taken for everybody who has it.
        named = len(names) == 2 or (names and person["birth_date"])
        if not identified and not named:
            raise SourceError(
                f"{shown_as}  row {row} names nobody: expected forename and surname, one name with a date of "
                "birth, or a valid identifier. Mend the row; nothing is linked until every row can be read."
            )


def _restrictions(text: str | None, row: int, shown_as: str) -> tuple[Restriction, ...] | None:
    words = (text or ALL).split()
    found = []
    for word in words:
        if word == ALL:
            return None
        category, _, operation = word.rpartition("/")
        try:
            named = Restriction(Operation(operation), Category(category) if category else None)
        except ValueError:
            raise SourceError(
                f"{shown_as}  row {row}: unknown word under 'uses'. Expected all, an operation such as "
                "find-needs, or category/operation such as health/find-needs."
            ) from None
        if named.operation is Operation.LINK:
            return None
        found.append(named)
    return tuple(found)
