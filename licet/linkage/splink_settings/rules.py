"""Splink's blocking rules: what both records must agree on, and what else a pair must pass."""

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from sqlglot import exp

from licet.errors import ScienceError
from licet.linkage.blocking import BlockingRule
from licet.linkage.keys import EitherOrder, Key, Same
from licet.linkage.levels import Both, Exact, Level, Swapped
from licet.linkage.splink_settings.conditions import level_of
from licet.linkage.splink_settings.fixed import ANY_SIZE, SplinkRule
from licet.linkage.splink_settings.levels import Across
from licet.linkage.splink_settings.missing import ALWAYS
from licet.linkage.splink_settings.sides import parsed, parts_of

ALWAYS_TRUE = ("1 = 1", "TRUE")


def rule_of(written: str | Mapping[str, Any]) -> SplinkRule:
    """One blocking rule, as SQL or as Splink saves it.

    Agreement on columns makes the blocks; any other condition is tested on each pair of a block.
    Raises ScienceError for a rule that unfolds lists, which cannot be said here.
    """
    if not isinstance(written, str | Mapping):
        raise ScienceError("Splink's settings: a blocking rule is SQL, or an object with a 'blocking_rule'.")
    sql = written if isinstance(written, str) else str(written.get("blocking_rule"))
    if isinstance(written, Mapping) and written.get("arrays_to_explode"):
        raise ScienceError(f"The blocking rule '{sql}' unfolds lists, which is not understood. Leave it out.")
    try:
        parts = [part.sql("duckdb") for part in parts_of(parsed(sql), exp.And)]
        levels = [level_of(part) for part in parts if part not in ALWAYS_TRUE]
    except ScienceError as wrong:
        raise ScienceError(f"The blocking rule '{sql}': {wrong}") from None
    keys = tuple(_keys(levels)) or (Same(ALWAYS),)
    tested = [level for level in levels if not isinstance(level, Exact)]
    return SplinkRule(BlockingRule(keys, largest=ANY_SIZE), reduce(Both, tested) if tested else None)


def _keys(levels: list[Level]) -> Iterator[Key]:
    for level in levels:
        if isinstance(level, Exact):
            yield Same(level.column)
        elif isinstance(level, Across) and Across(level.other, level.column) in levels:
            if level.column < level.other:
                yield EitherOrder(level.column, level.other)
        elif isinstance(level, Swapped):
            yield EitherOrder(level.column, level.other)
