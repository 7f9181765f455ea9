"""Null levels: the condition under which a comparison is no evidence, as the columns that it needs."""

from collections.abc import Iterable

from sqlglot import exp

from licet.errors import ScienceError
from licet.linkage.splink_settings.sides import Tree, column_of, parsed, parts_of, sides

ALWAYS = "'known'"
"""The column that every record has: a comparison without a null level needs no other."""


def needs_of(sql: str) -> tuple[str, ...]:
    """The columns of which both records must have one, or the condition is true.

    A condition is one or more parts, all of them true; a part is true if either record is unknown by it.
    Raises ScienceError if it says anything else, such as that both records are unknown.
    """
    return tuple(dict.fromkeys(_need(part) for part in parts_of(parsed(sql), exp.And, _of_both)))


def _need(part: Tree) -> str:
    """A column that a record has if it is known: null exactly where the record alone makes the part true."""
    unknown: tuple[dict[str, Tree], ...] = ({}, {})
    for tree in parts_of(part, exp.Or):
        if len(sides(tree)) != 1:
            raise _not_understood(part)
        (side,) = sides(tree)
        unknown[side][column_of(tree)] = tree
    if set(unknown[0]) != set(unknown[1]):
        raise _not_understood(part)
    (only, *more) = unknown[0].items()
    name, tree = only
    if not more and isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Null):
        return column_of(tree.this)
    return f"CASE WHEN {' OR '.join(_bracketed([name, *(other for other, _ in more)]))} THEN NULL ELSE 1 END"


def _of_both(tree: Tree) -> bool:
    """What one record alone says stays whole: it is one way of being unknown."""
    return len(sides(tree)) == 2


def _bracketed(conditions: Iterable[str]) -> list[str]:
    return [f"({condition})" for condition in sorted(conditions)]


def _not_understood(tree: Tree) -> ScienceError:
    return ScienceError(
        f"The null level is not understood: {tree.sql('duckdb')}. Expected what makes either record unknown, "
        "the same for both: a_l IS NULL OR a_r IS NULL."
    )
