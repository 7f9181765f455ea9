"""A model as Splink's settings (version 5, DuckDB)."""

from functools import partial
from itertools import product
from typing import Any

from licet.errors import ScienceError
from licet.linkage.blocking import BlockingRule
from licet.linkage.comparisons import ELSE, Comparison, Rare
from licet.linkage.encoding import Floats
from licet.linkage.keys import Same
from licet.linkage.levels import Exact
from licet.linkage.splink_settings.fixed import FixedModel, SplinkRule
from licet.linkage.splink_settings.missing import ALWAYS
from licet.linkage.splink_settings.sides import on_side
from licet.linkage.splink_settings.sql import sql_of, unknown, ways

Settings = dict[str, Any]


def write_splink(model: FixedModel) -> Settings:
    """The settings with which Splink gives the same weights; `json.dumps` makes them a file.

    Splink has no rule for values in two scripts: it compares them.
    Raises ScienceError for what it cannot say.
    """
    comparisons = [
        comparison_settings(comparison, m, u)
        for comparison, m, u in zip(model.comparisons, model.trained.m, model.trained.u, strict=True)
    ]
    return {
        "link_type": model.link_type,
        "sql_dialect": "duckdb",
        "unique_id_column_name": model.record_id,
        "source_dataset_column_name": model.source,
        "probability_two_random_records_match": model.matches,
        "blocking_rules_to_generate_predictions": [sql for rule in model.rules for sql in _rules(rule)],
        "comparisons": comparisons,
    }


def comparison_settings(comparison: Comparison, m: Floats | None = None, u: Floats | None = None) -> Settings:
    """One comparison, with its m and u if they are known."""
    tested = [{"sql_condition": sql_of(level), "label_for_charts": str(level)} for level in comparison.levels]
    levels: list[Settings] = [*tested, {"sql_condition": "ELSE", "label_for_charts": ELSE}]
    for key, chances in (("m_probability", m), ("u_probability", u)):
        if chances is not None:
            for level, chance in zip(levels, chances.tolist(), strict=True):
                level[key] = chance
    for rare in comparison.rare:
        if rare.share:
            levels[rare.level] |= _rare(comparison, rare)
    if comparison.needs != (ALWAYS,):
        null = {"sql_condition": unknown(comparison.needs), "label_for_charts": "null", "is_null_level": True}
        levels.insert(0, null)
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def splink_rules(rule: BlockingRule) -> list[str]:
    """A blocking rule as one or more of Splink's, for blocks of any size.

    `Sounds` of a column is written as agreement on a column of that name and `_sound`.
    """
    if rule.keys == (Same(ALWAYS),):
        return ["1 = 1"]
    return [" AND ".join(way) for way in product(*(ways(key) for key in rule.keys))]


def _rules(rule: SplinkRule) -> list[str]:
    found = splink_rules(rule.blocking)
    if rule.passing is None:
        return found
    passing = sql_of(rule.passing, partial(on_side, tables=True))
    return [f"({sql}) AND ({passing})" for sql in found]


def _rare(comparison: Comparison, rare: Rare) -> Settings:
    exact = [place for place, level in enumerate(comparison.levels) if level == Exact(rare.column)]
    if rare.base != rare.level and exact[:1] != [rare.base]:
        raise ScienceError(
            f"Comparison {comparison.name}: Splink adjusts for rare values by the u of the level that is "
            f"exact on {rare.column}, or of the level itself."
        )
    found = {
        "tf_adjustment_column": rare.column,
        "tf_adjustment_weight": rare.share,
        "tf_minimum_u_value": rare.least,
    }
    return found | ({} if exact[:1] == [rare.base] else {"disable_tf_exact_match_detection": True})
