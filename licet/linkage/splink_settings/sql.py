"""Levels and blocking keys as conditions in DuckDB's SQL."""

from collections.abc import Callable

from licet.errors import ScienceError
from licet.linkage import levels as our
from licet.linkage.keys import EitherOrder, Key, Same, Slice, Sounds
from licet.linkage.levels import Level
from licet.linkage.names import PARTICLES
from licet.linkage.splink_settings.levels import Across, AtLeast, AtMost, Says
from licet.linkage.splink_settings.sides import list_in, on_side

Place = Callable[[str, int], str]
"""How a column of the first record (0) and of the second (1) is written."""

PLAIN = {
    our.Exact: "{l} = {r}",
    our.JaroWinkler: "jaro_winkler_similarity({l}, {r}) >= {level.least}",
    our.DaysApart: "abs(date_diff('day', try_cast({l} AS DATE), try_cast({r} AS DATE))) <= {level.most}",
    our.DayMonthSwapped: (
        "{l} = substr({r}, 1, 5) || substr({r}, 9, 2) || '-' || substr({r}, 6, 2) AND {l} <> {r}"
    ),
    our.YearOff: "substr({l}, 6, 5) = substr({r}, 6, 5)",
    our.SameYear: "substr({l}, 1, 4) = substr({r}, 1, 4)",
    our.Initial: "(length({l}) = 1 OR length({r}) = 1) AND substr({l}, 1, 1) = substr({r}, 1, 1)",
    AtMost: "{level.function}({l}, {r}) <= {level.most}",
    AtLeast: "{level.function}({l}, {r}) >= {level.least}",
}
"""Conditions on one column, l and r its two values."""


def sql_of(level: Level, place: Place = on_side) -> str:
    """The condition that a level is.

    DuckDB measures text by bytes, so letters beyond ASCII may count as more than one.
    Raises ScienceError for a level that cannot be said in SQL.
    """
    match level:
        case our.Both(one, other):
            return f"({sql_of(one, place)}) AND ({sql_of(other, place)})"
        case our.Either(one, other):
            return f"({sql_of(one, place)}) OR ({sql_of(other, place)})"
        case our.Not(other) if not _counts_items(other):
            return f"NOT ({sql_of(other, place)})"
        case our.Swapped(one, other):
            return f"{sql_of(Across(one, other), place)} AND {sql_of(Across(other, one), place)}"
        case Across(one, other):
            return f"{place(one, 0)} = {place(other, 1)}"
        case Says(column, side):
            return place(column, side)
        case our.Edits(column, most) if most < 2:
            # Up to one edit there is no difference between the two ways to count swaps.
            return sql_of(AtMost(column, "damerau_levenshtein", most), place)
        case our.SharedWords(column, least):
            return _shared(_words(place(column, 0)), _words(place(column, 1)), least)
        case AtLeast(column, "list_intersect", least):
            return _shared(place(list_in(column), 0), place(list_in(column), 1), least)
        case AtMost(column, "abs", most):
            return f"abs({place(column, 0)} - {place(column, 1)}) <= {most}"
    if type(level) not in PLAIN:
        raise ScienceError(f"The level '{level}' cannot be said in SQL: leave it out of a model for Splink.")
    (column,) = level.columns
    return PLAIN[type(level)].format(l=place(column, 0), r=place(column, 1), level=level)


def unknown(needs: tuple[str, ...]) -> str:
    """The condition under which a comparison that needs one of these columns is no evidence."""
    parts = [f"{on_side(column, 0)} IS NULL OR {on_side(column, 1)} IS NULL" for column in needs]
    return parts[0] if len(parts) == 1 else " AND ".join(f"({part})" for part in parts)


def ways(key: Key) -> tuple[str, ...]:
    """The conditions of a blocking key; a pair is joined by any of them. Raises ScienceError as `sql_of`."""
    match key:
        case Same(column):
            return (_agree(column, column),)
        case Sounds(column):
            return (_agree(f"{column}_sound", f"{column}_sound"),)
        case Slice(column, start, stop):
            letters = f"substr({_first(column)}, {start + 1}, {stop - start})"
            return (f"{letters} = {letters.replace(_first(column), on_side(column, 1, tables=True))}",)
        case EitherOrder(one, other):
            straight = f"{_agree(one, one)} AND {_agree(other, other)}"
            return (straight, f"{_agree(one, other)} AND {_agree(other, one)}")
    raise ScienceError(f"The blocking key '{key}' cannot be said in SQL: leave it out of a model for Splink.")


def _agree(one: str, other: str) -> str:
    return f"{_first(one)} = {on_side(other, 1, tables=True)}"


def _first(column: str) -> str:
    return on_side(column, 0, tables=True)


def _shared(one: str, other: str, least: float) -> str:
    if least == 1:
        return f"list_has_any({one}, {other})"
    return f"array_length(list_intersect({one}, {other})) >= {least}"


def _counts_items(level: Level) -> bool:
    # To DuckDB a list and a null have no item in common, but a null and a list have an unknown number.
    if isinstance(level, AtLeast):
        return level.function == "list_intersect" and level.least > 1
    return isinstance(level, our.SharedWords) and level.least > 1


def _words(text: str) -> str:
    """The words of a name that are its own: all, where it has nothing but particles."""
    # Spaces are doubled, so that every word stands between two of its own, and one can go without the next.
    spaced = f"' ' || regexp_replace({text}, '[\\s\\-]+', '  ', 'g') || ' '"
    own = f"trim(regexp_replace({spaced}, ' ({'|'.join(PARTICLES)}) ', '', 'g'))"
    return f"string_split_regex(coalesce(nullif({own}, ''), trim({spaced})), ' +')"
