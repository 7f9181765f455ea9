"""One source on its way to tables: which rows are still accepted, and what was found wrong."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import SourceError
from licet.programme import Category
from licet.sources import tables
from licet.sources.batches import ROW
from licet.sources.dates import hint, is_in_another_order
from licet.sources.identifiers import BoolArray
from licet.sources.layout import Column, Condition, IfBad, Layout
from licet.sources.names import plain
from licet.sources.standard import Standardised, is_date, policy, standardise


@dataclass(frozen=True)
class Distinct:
    """A column as its distinct values, and for each row which of them it has (−1: none)."""

    values: pa.Array
    which: npt.NDArray[np.int64]

    def each(self, told: BoolArray) -> BoolArray:
        """For each row what is told of its value; nothing of a row without one."""
        spread = np.append(told, False)
        return spread[self.which]


@dataclass
class Sheet:
    """One source on its way: its rows, which of them are still accepted, and what was found wrong.

    standing: the rows that no later row takes back; of the others nothing is kept, not even what is wrong.
    """

    source: str
    layout: Layout
    permitted: frozenset[Category]
    table: pa.Table
    accepted: BoolArray
    standing: BoolArray
    problems: list[pa.Table] = field(default_factory=list)
    known: dict[str, Distinct] = field(default_factory=dict)

    def may_read(self, column: Column | None, default: Category | None = None) -> bool:
        """Whether the permit lets us read a column."""
        return column is not None and self.layout.category_of(column, default) in self.permitted

    def raw(self, column: Column) -> pa.Array:
        """A column as it was written."""
        return self.table.column(column.column).combine_chunks()

    def distinct(self, column: Column) -> Distinct:
        """A column's distinct values: names, days and places repeat, and need be brought to standard once."""
        if column.column not in self.known:
            encoded = self.raw(column).dictionary_encode()
            which = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
            self.known[column.column] = Distinct(encoded.dictionary, which)
        return self.known[column.column]

    @cached_property
    def nothing(self) -> pa.Array:
        """A column of nothing but missing values."""
        return pa.nulls(self.table.num_rows, pa.string())

    def everywhere(self, value: object, kind: pa.DataType | None = None) -> pa.Array:
        """A column of one value, as text unless said otherwise."""
        return pa.repeat(pa.scalar(value, kind or pa.string()), self.table.num_rows)

    def note(self, bad: BoolArray, name: str, rule: str, *, set_aside: bool) -> None:
        """List rows in the quarantine; the message never holds a value."""
        bad = bad & self.standing
        if not bad.any():
            return
        verb = "row set aside" if set_aside else "value dropped, row kept"
        found = {
            "source": self.everywhere(self.source),
            "row_number": self.table.column(ROW),
            "field": self.everywhere(name),
            "rule": self.everywhere(rule),
            "message": self.everywhere(f"'{name}' {rule}: {verb}."),
            "row_kept": self.everywhere(not set_aside, pa.bool_()),
        }
        self.problems.append(pa.table(found, schema=tables.QUARANTINE).filter(pa.array(bad)))
        if set_aside:
            self.accepted &= ~bad

    def read(self, name: str, column: Column | None, shown: str, default: Category | None = None) -> pa.Array:
        """A field's standard form; missing throughout where the column may not be read."""
        if column is None or not self.may_read(column, default):
            return self.nothing
        distinct = self.distinct(column)
        got = standardise(name, column, distinct.values)
        bad = distinct.each(got.bad)
        rule = self._rule_of_dates(column, shown, got, bad) if is_date(name) and bad.any() else got.rule
        self.note(bad, shown, rule, set_aside=policy(name, column) is IfBad.SET_ASIDE)
        return got.values.take(pa.array(distinct.which, mask=distinct.which < 0))

    def holds(self, condition: Condition | None, *, always_readable: bool = False) -> BoolArray:
        """Where a condition holds; nowhere, if its column may not be read."""
        if condition is None:
            return np.ones(self.table.num_rows, dtype=bool)
        if not always_readable and not self.may_read(condition.column):
            return np.zeros(self.table.num_rows, dtype=bool)
        wanted = plain(pa.array(list(condition.is_), pa.string()))
        distinct = self.distinct(condition.column)
        return distinct.each(pc.is_in(plain(distinct.values), wanted).to_numpy(zero_copy_only=False))

    def _rule_of_dates(self, column: Column, shown: str, got: Standardised, bad: BoolArray) -> str:
        """The rule that some dates break, with what they may be instead.

        Raises SourceError where so many are written in another order that the others are likely misread.
        """
        values = self.raw(column)
        instead = hint(values, bad, column.date)
        if is_in_another_order(values, bad, column.date):
            # A share in tens: how many people's dates there are is nobody's business here.
            share = round(10 * int(bad.sum()) / len(values.drop_null())) * 10
            raise SourceError(
                f"{self.source}  '{shown}' {got.rule} in about {share}% of rows{instead}. The other rows may "
                "be misread: mend 'date' in the layout."
            )
        return got.rule + instead
