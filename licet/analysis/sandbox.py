"""The sandbox for SQL that a programme carries: one SELECT over named views, checked on its syntax tree.

Two locks, each enough alone: what the tree may contain is listed here, and the engine runs it on a
connection with external access off and its configuration locked.
"""

from collections.abc import Iterable

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from licet.errors import ScienceError

LONGEST = 20_000

ALLOWED: tuple[type[exp.Func], ...] = (
    exp.Abs,
    exp.ArrayAgg,
    exp.ArrayDistinct,
    exp.ArraySort,
    exp.Avg,
    exp.Ceil,
    exp.Coalesce,
    exp.Concat,
    exp.Count,
    exp.CountIf,
    exp.DateAdd,
    exp.DateDiff,
    exp.DateSub,
    exp.Day,
    exp.DenseRank,
    exp.First,
    exp.Floor,
    exp.Greatest,
    exp.Lag,
    exp.Last,
    exp.Lead,
    exp.Least,
    exp.Length,
    exp.LogicalAnd,
    exp.LogicalOr,
    exp.Lower,
    exp.Max,
    exp.Median,
    exp.Min,
    exp.Month,
    exp.Nullif,
    exp.Quarter,
    exp.Rank,
    exp.Round,
    exp.RowNumber,
    exp.Stddev,
    exp.Sum,
    exp.TimeToStr,
    exp.TimestampTrunc,
    exp.Trim,
    exp.Upper,
    exp.Variance,
    exp.Year,
)
"""Functions that a need may call: counting, comparing, dates. Anything else is refused by name."""

_SYNTAX = (exp.Connector, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.Exists, exp.Predicate)


def check_select(sql: str, views: Iterable[str]) -> None:
    """Refuse SQL that is not one SELECT over the given views with ordinary functions.

    Raises ScienceError with what was found and what is allowed; never runs anything.
    """
    if len(sql) > LONGEST:
        raise ScienceError(f"The SQL has more than {LONGEST:,} characters. A need is a short rule.")
    tree = _parsed(sql)
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise ScienceError(f"Expected one SELECT, found {tree.key.upper()}. A need only reads.")
    allowed = {view.lower() for view in views}
    _check_tables(tree, allowed)
    _check_functions(tree)
    for node in tree.find_all(*_FORBIDDEN):
        raise ScienceError(f"{node.key.upper()} has no place in a need: it is one SELECT over views.")


_FORBIDDEN = (
    exp.DDL,
    exp.DML,
    exp.Command,
    exp.Into,
    exp.Placeholder,
    exp.Parameter,
    exp.TableSample,
    exp.Pivot,
    exp.Describe,
    exp.Summarize,
)


def _parsed(sql: str) -> exp.Expr:
    try:
        statements = [each for each in sqlglot.parse(sql, dialect="duckdb") if each is not None]
    except SqlglotError as wrong:
        first = str(wrong).splitlines()[0].split(". Line")[0]
        raise ScienceError(f"The SQL cannot be read: {first}. Check it against DuckDB's SELECT.") from None
    except RecursionError:
        raise ScienceError("The SQL is nested too deeply. A need is a short rule.") from None
    if len(statements) != 1:
        raise ScienceError(f"Expected one SELECT, found {len(statements)} statements.")
    return statements[0]


def _check_tables(tree: exp.Expr, allowed: set[str]) -> None:
    named_here = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        plain = isinstance(table.this, exp.Identifier) and not table.args.get("db")
        if not plain or table.name.lower() not in allowed | named_here:
            raise ScienceError(
                f"A need reads only these views: {', '.join(sorted(allowed))}. "
                "It reads no file, no other table and no table function."
            )


def _check_functions(tree: exp.Expr) -> None:
    for call in tree.find_all(exp.Func):
        if isinstance(call, _SYNTAX) or type(call) in ALLOWED:
            continue
        name = call.name if isinstance(call, exp.Anonymous) else call.sql_name()
        known = ", ".join(sorted(each.sql_name().lower() for each in ALLOWED))
        raise ScienceError(f"The function {name.lower()} is not on the list for needs. Allowed: {known}.")
