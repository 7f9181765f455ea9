"""Conditions in SQL as levels, under SQL's own logic: what is true passes; what is false or null does not."""

import numpy as np
from sqlglot import exp

from licet.errors import ScienceError
from licet.linkage.levels import Both, Either, Exact, Level, Not, Swapped
from licet.linkage.splink_settings.levels import DISTANCES, SIMILARITIES, Across, AtLeast, AtMost, Says
from licet.linkage.splink_settings.sides import Tree, column_of, list_as_text, parsed, sides

INTERSECTION = "list_intersect"

MIRRORED: dict[type[exp.Binary], type[exp.Binary]] = {
    exp.GTE: exp.LTE,
    exp.GT: exp.LT,
    exp.LTE: exp.GTE,
    exp.LT: exp.GT,
}
"""What an inequality becomes when its sides change places."""


def level_of(sql: str) -> Level:
    """The level that a condition says. Raises ScienceError if it is not understood."""
    return _level(parsed(sql), so=True)


def _level(tree: Tree, so: bool) -> Level:
    """The pairs for which the condition is true (so), or false (not so)."""
    tree = tree.unnest()
    if len(sides(tree)) < 2:
        return _of_one_side(tree, so)
    if isinstance(tree, exp.Not):
        return _level(tree.this, not so)
    if isinstance(tree, exp.And | exp.Or):
        one, other = _level(tree.left, so), _level(tree.right, so)
        return _both(one, other) if isinstance(tree, exp.And) is so else Either(one, other)
    if isinstance(tree, exp.EQ | exp.NEQ):
        return _so(_same(tree), isinstance(tree, exp.EQ) is so)
    if isinstance(tree, exp.ArrayOverlaps):
        return _so(AtLeast(_list(tree.this, tree.expression), INTERSECTION, 1), so)
    if isinstance(tree, exp.GTE | exp.GT | exp.LTE | exp.LT):
        level = _so(_measured(tree), so)
        if isinstance(level, Not) and _is_counted(level.level):
            raise _not_understood(tree)
        return level
    raise _not_understood(tree)


def _is_counted(level: Level) -> bool:
    # To DuckDB a list and a null have no item in common, but a null and a list have an unknown number.
    return isinstance(level, AtLeast) and level.function == INTERSECTION


def _so(level: Level, so: bool) -> Level:
    if so:
        return level
    return level.level if isinstance(level, Not) else Not(level)


def _of_one_side(tree: Tree, so: bool) -> Level:
    column = column_of(tree if so else exp.not_(tree))
    return Says(column, next(iter(sides(tree)), 0))


def _both(one: Level, other: Level) -> Level:
    if isinstance(one, Across) and other == Across(one.other, one.column):
        return Swapped(one.column, one.other)
    return Both(one, other)


def _same(tree: exp.EQ | exp.NEQ) -> Level:
    first, second = _first_and_second(tree, tree.left, tree.right)
    return Exact(first) if first == second else Across(first, second)


def _measured(tree: exp.Binary) -> Level:
    compares, measure, bound = type(tree), tree.left.unnest(), tree.right.unnest()
    if not sides(measure):
        compares, measure, bound = MIRRORED[compares], bound, measure
    function, column = _measure(measure)
    if function in SIMILARITIES:
        return _at_least(function, column, compares, _number(bound))
    return _at_most(function, column, compares, _number(bound))


def _at_least(function: str, column: str, compares: type[exp.Binary], bound: float) -> Level:
    """More than a bound is at least the next number after it."""
    if compares in (exp.GT, exp.LTE):
        bound = float(np.nextafter(bound, np.inf))
    return _so(AtLeast(column, function, bound), compares in (exp.GT, exp.GTE))


def _at_most(function: str, column: str, compares: type[exp.Binary], bound: float) -> Level:
    """Less than a bound is at most the number before it."""
    if compares in (exp.LT, exp.GTE):
        bound = float(np.nextafter(bound, -np.inf))
    return _so(AtMost(column, function, bound), compares in (exp.LT, exp.LTE))


def _measure(tree: Tree) -> tuple[str, str]:
    """The function that two sides are measured by, and the column."""
    name, given = _call(tree)
    if name in (set(SIMILARITIES) | set(DISTANCES)) - {INTERSECTION, "abs"} and len(given) == 2:
        return name, _one_column(tree, *given)
    if isinstance(tree, exp.Abs):
        return "abs", _difference(tree.this.unnest())
    if isinstance(tree, exp.ArraySize):
        name, given = _call(tree.this)
        if name in (INTERSECTION, "array_intersect") and len(given) == 2:
            return INTERSECTION, _list(*given)
    raise _not_understood(tree)


def _difference(tree: Tree) -> str:
    """The column of numbers whose difference it is; dates and times are counted from a day of old."""
    if isinstance(tree, exp.DateDiff) and tree.unit:
        one, other, unit = tree.expression, tree.this, tree.unit.name.upper()
        column = _one_column(tree, one, other)
        return f"DATE_DIFF('{unit}', CAST('1970-01-01' AS DATE), {column})"
    if not isinstance(tree, exp.Sub):
        raise _not_understood(tree)
    column = _one_column(tree, tree.left, tree.right)
    if any(
        isinstance(side.unnest(), exp.Cast) and side.unnest().is_type("date")
        for side in (tree.left, tree.right)
    ):
        return f"DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), {column})"
    written = parsed(column)
    number = isinstance(written, exp.DateDiff) or (
        isinstance(written, exp.Cast) and written.is_type("double")
    )
    return column if number else f"CAST({column} AS DOUBLE)"


def _list(one: Tree, other: Tree) -> str:
    return list_as_text(_one_column(one, one, other))


def _call(tree: Tree) -> tuple[str, list[Tree]]:
    """The name of a function and what it is given; no name for anything else."""
    if isinstance(tree, exp.Anonymous):
        return tree.name.lower(), list(tree.expressions)
    if isinstance(tree, exp.JarowinklerSimilarity | exp.Levenshtein):
        name = "levenshtein" if isinstance(tree, exp.Levenshtein) else "jaro_winkler_similarity"
        return name, [tree.this, tree.expression]
    return "", []


def _one_column(whole: Tree, one: Tree, other: Tree) -> str:
    first, second = _first_and_second(whole, one, other)
    if first != second:
        raise _not_understood(whole)
    return first


def _first_and_second(whole: Tree, one: Tree, other: Tree) -> tuple[str, str]:
    """The columns of the first and the second record, in whichever order they are written."""
    if sides(one) | sides(other) != {0, 1} or len(sides(one)) != 1 or len(sides(other)) != 1:
        raise _not_understood(whole)
    if sides(one) == {1}:
        one, other = other, one
    return column_of(one), column_of(other)


def _number(tree: Tree) -> float:
    try:
        return float(tree.sql("duckdb"))
    except ValueError:
        raise _not_understood(tree) from None


def _not_understood(tree: Tree) -> ScienceError:
    return ScienceError(f"The condition is not understood: {tree.sql('duckdb')}")
