"""One source file on its way to tables: which rows are still accepted, and what was found wrong."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.programme import Category
from licet.sources import tables
from licet.sources.files import ROW
from licet.sources.identifiers import BoolArray
from licet.sources.layout import Column, Condition, IfBad, Layout
from licet.sources.standard import plain, policy, standardise


@dataclass
class Sheet:
    """One file on its way: its rows, which of them are still accepted, and what was found wrong."""

    source: str
    layout: Layout
    permitted: frozenset[Category]
    table: pa.Table
    accepted: BoolArray
    problems: list[pa.Table] = field(default_factory=list)

    def may_read(self, column: Column | None, default: Category | None = None) -> bool:
        """Whether the permit lets us read a column."""
        return column is not None and self.layout.category_of(column, default) in self.permitted

    def raw(self, column: Column) -> pa.Array:
        """A column as it was written."""
        return self.table.column(column.column).combine_chunks()

    def nothing(self) -> pa.Array:
        """A column of nothing but missing values."""
        return pa.nulls(self.table.num_rows, pa.string())

    def note(self, bad: BoolArray, name: str, rule: str, *, set_aside: bool) -> None:
        """List rows in the quarantine; the message never holds a value."""
        count = int(bad.sum())
        if not count:
            return
        verb = "row set aside" if set_aside else "value dropped, row kept"
        columns = [
            pa.array([self.source] * count),
            self.table.column(ROW).combine_chunks().filter(pa.array(bad)),
            pa.array([name] * count),
            pa.array([rule] * count),
            pa.array([f"'{name}' {rule}: {verb}."] * count),
            pa.array([not set_aside] * count),
        ]
        self.problems.append(pa.table(columns, schema=tables.QUARANTINE))
        if set_aside:
            self.accepted &= ~bad

    def read(self, name: str, column: Column | None, shown: str, default: Category | None = None) -> pa.Array:
        """A field's standard form; missing throughout where the column may not be read."""
        if column is None or not self.may_read(column, default):
            return self.nothing()
        got = standardise(name, column, self.raw(column))
        self.note(got.bad, shown, got.rule, set_aside=policy(name, column) is IfBad.SET_ASIDE)
        return got.values

    def holds(self, condition: Condition | None, *, always_readable: bool = False) -> BoolArray:
        """Where a condition holds; nowhere, if its column may not be read."""
        if condition is None:
            return np.ones(self.table.num_rows, dtype=bool)
        if not always_readable and not self.may_read(condition.column):
            return np.zeros(self.table.num_rows, dtype=bool)
        wanted = plain(pa.array(list(condition.is_), pa.string()))
        found = pc.is_in(plain(self.raw(condition.column)), wanted)
        held: BoolArray = found.to_numpy(zero_copy_only=False)
        return held
