"""The two sides of a condition in SQL: which record an expression reads, and the expression itself.

In a comparison the columns of the first record end in _l and of the second in _r; in a blocking rule they
are those of the tables l and r. An expression of one side becomes a column of its own: it is worked out once
for each record, and only columns are compared.
"""

import re
from collections.abc import Callable, Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from licet.errors import ScienceError
from licet.linkage.bytewise import BEFORE_ITEM

Tree = exp.Expr

LONGEST = 5_000

FUNCTIONS = (
    *(
        exp.Abs,
        exp.ArrayConcat,
        exp.ArrayDistinct,
        exp.ArraySize,
        exp.Cast,
        exp.Chr,
        exp.Coalesce,
        exp.Concat,
    ),
    *(
        exp.ConcatWs,
        exp.Date,
        exp.DateTrunc,
        exp.Day,
        exp.Greatest,
        exp.Least,
        exp.Left,
        exp.Length,
        exp.Lower,
    ),
    *(exp.Month, exp.Nullif, exp.Pad, exp.RegexpExtract, exp.RegexpLike, exp.RegexpReplace, exp.Replace),
    *(exp.Reverse, exp.Right, exp.Round, exp.Split, exp.RegexpSplit, exp.StartsWith, exp.StrPosition),
    *(exp.StrToTime, exp.Substring, exp.TimeToStr, exp.TimeToUnix, exp.TimestampTrunc, exp.Trim, exp.TryCast),
    *(exp.Upper, exp.Year, exp.Case, exp.If, exp.Connector, exp.Predicate, exp.DateDiff, exp.ArrayToString),
)
NAMED = frozenset(
    (
        *("array_to_string", "datepart", "date_part", "epoch", "julian", "list_distinct", "list_sort"),
        *("regexp_full_match", "string_split", "string_split_regex", "strip_accents", "try_strptime"),
    )
)
"""What an expression of one record may call: nothing that reads anything but the record."""

SYNTAX = (
    *(
        exp.Column,
        exp.Identifier,
        exp.Literal,
        exp.Null,
        exp.Boolean,
        exp.Paren,
        exp.Not,
        exp.Neg,
        exp.Binary,
    ),
    *(exp.Bracket, exp.Slice, exp.DataType, exp.Interval, exp.Var, exp.Between, exp.In, exp.Array, exp.Tuple),
)


def parts_of(
    tree: Tree, joined_by: type[exp.Connector], splits: Callable[[Tree], bool] | None = None
) -> Iterator[Tree]:
    """What AND, or OR, joins, however deep. splits: which conditions to take apart, or all."""
    tree = tree.unnest()
    if isinstance(tree, joined_by) and (splits is None or splits(tree)):
        yield from parts_of(tree.left, joined_by, splits)
        yield from parts_of(tree.right, joined_by, splits)
    else:
        yield tree


def parsed(sql: str) -> Tree:
    """The syntax tree of one condition or expression. Raises ScienceError if it is none."""
    if len(sql) > LONGEST:
        raise ScienceError(f"The SQL has more than {LONGEST:,} characters.")
    try:
        found = [tree for tree in sqlglot.parse(sql, dialect="duckdb") if tree is not None]
    except (SqlglotError, RecursionError):
        raise ScienceError(f"The SQL cannot be read: {sql}. Expected a condition in DuckDB's SQL.") from None
    if len(found) != 1:
        raise ScienceError(f"Expected one condition in SQL, found {len(found)}: {sql}")
    return found[0]


def sides(tree: Tree) -> frozenset[int]:
    """Which records an expression reads: 0 the first, 1 the second."""
    return frozenset(_side(column)[1] for column in tree.find_all(exp.Column))


def column_of(tree: Tree) -> str:
    """An expression of one side as a column: the name, or the SQL over the names.

    Raises ScienceError if it calls anything that is not on the list.
    """
    for node in tree.walk():
        _check(node)
    return _written(tree.transform(lambda node: _named(node) if isinstance(node, exp.Column) else node))


def names_in(column: str) -> frozenset[str]:
    """The names of the records' own columns that a column is made of."""
    return frozenset(node.name for node in parsed(column).find_all(exp.Column))


def name_of(name: str) -> str:
    """The column of a name that may be quoted."""
    tree = parsed(name) if name.startswith('"') else exp.column(name, quoted=True)
    return _written(tree)


def list_as_text(column: str) -> str:
    """A column of lists as one of text: `BEFORE_ITEM` before each item, nothing for an empty list."""
    items = f"LIST_CONCAT([''], CAST({column} AS TEXT[]))"
    return f"CASE WHEN {column} IS NOT NULL THEN ARRAY_TO_STRING({items}, CHR({ord(BEFORE_ITEM)})) END"


def list_in(column: str) -> str:
    """The column of lists that a column of text was made of by `list_as_text`."""
    tested = parsed(column).find(exp.Is)
    if tested is None:
        raise ScienceError(f"The column {column} was not made of lists.")
    return str(tested.this.sql("duckdb"))


def on_side(column: str, side: int, *, tables: bool = False) -> str:
    """A column in SQL as of one record: ending in _l or _r, or as of the tables l and r."""

    def placed(node: Tree) -> Tree:
        if not isinstance(node, exp.Column):
            return node
        if tables:
            return exp.column(exp.to_identifier(node.name, quoted=True), table=exp.to_identifier("lr"[side]))
        return exp.column(f"{node.name}_{'lr'[side]}", quoted=True)

    return parsed(column).transform(placed).sql("duckdb")


def over_one_record(column: str) -> str:
    """A column in SQL as a query over records reads it."""
    return parsed(column).sql("duckdb", identify=True)


def _written(tree: Tree) -> str:
    if isinstance(tree, exp.Column) and re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", tree.name):
        try:
            if isinstance(parsed(tree.name), exp.Column):
                return tree.name
        except ScienceError:
            pass
    return tree.sql("duckdb")


def _named(column: exp.Column) -> exp.Column:
    return exp.column(_side(column)[0], quoted=True)


def _side(column: exp.Column) -> tuple[str, int]:
    if column.table in ("l", "r"):
        return column.name, "lr".index(column.table)
    stem, end = column.name[:-2], column.name[-2:].lower()
    if column.table or not stem or end not in ("_l", "_r"):
        raise ScienceError(
            f"The column {column.sql('duckdb')} is of neither record: expected a name that "
            "ends in _l or _r, or in a blocking rule one of l or r."
        )
    return stem, ("_l", "_r").index(end)


def _check(node: Tree) -> None:
    if isinstance(node, exp.Anonymous):
        allowed = node.name.lower() in NAMED
    else:
        allowed = isinstance(node, FUNCTIONS if isinstance(node, exp.Func) else SYNTAX)
    if not allowed:
        what = node.name.lower() if isinstance(node, exp.Anonymous) else node.key
        raise ScienceError(f"'{what}' is not understood in an expression of one record.")
