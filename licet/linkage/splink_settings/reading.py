"""Splink's settings (versions 4 and 5, DuckDB) as a fixed model."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast, get_args

import numpy as np

from licet.errors import ScienceError
from licet.linkage.comparisons import Comparison, Rare
from licet.linkage.encoding import Floats
from licet.linkage.levels import Exact, Level
from licet.linkage.splink_settings.conditions import level_of
from licet.linkage.splink_settings.fixed import FixedModel, LinkType
from licet.linkage.splink_settings.missing import ALWAYS, needs_of
from licet.linkage.splink_settings.rules import rule_of
from licet.linkage.splink_settings.sides import name_of
from licet.linkage.training import Trained

Written = Mapping[str, Any]

MATCHES = 0.0001
"""The share of matches where the settings say none: Splink's default."""

LEAST = 1e-300
"""No m or u counts as less: Splink's bound."""


def read_splink(settings: Written | str) -> FixedModel:
    """The model that Splink saved, or that was written for it; text is read as JSON.

    Levels without m or u get Splink's defaults.
    Raises ScienceError for what is not understood, with the comparison and the level.
    """
    written = _as_mapping(settings)
    dialect = written.get("sql_dialect", "duckdb")
    if dialect != "duckdb":
        raise ScienceError(
            f"The settings are in the SQL of {dialect}. Expected those of a model run in DuckDB."
        )
    comparisons = [
        _comparison(one, number) for number, one in enumerate(_list(written, "comparisons"), start=1)
    ]
    rules = _list(written, "blocking_rules_to_generate_predictions") or ["1=1"]
    return FixedModel(
        comparisons=tuple(comparison for comparison, _, _ in comparisons),
        trained=Trained(
            m=tuple(m for _, m, _ in comparisons),
            u=tuple(u for _, _, u in comparisons),
            learnt=tuple(True for _ in comparisons),
        ),
        rules=tuple(rule_of(rule) for rule in rules),
        matches=_matches(written),
        link_type=_link_type(written),
        record_id=name_of(str(written.get("unique_id_column_name", "unique_id"))),
        source=name_of(str(written.get("source_dataset_column_name", "source_dataset"))),
    )


def _as_mapping(settings: Written | str) -> Written:
    if isinstance(settings, str):
        try:
            settings = json.loads(settings)
        except json.JSONDecodeError as wrong:
            raise ScienceError(
                f"The settings are no JSON: {wrong.msg}, line {wrong.lineno}. "
                "Give the text of the file, not its name."
            ) from None
    if not isinstance(settings, Mapping):
        raise ScienceError("Splink's settings are an object with comparisons and blocking rules.")
    return settings


def _list(written: Written, key: str) -> Sequence[Any]:
    found = written.get(key, [])
    if not isinstance(found, Sequence) or isinstance(found, str):
        raise ScienceError(f"Splink's settings: expected a list under '{key}'.")
    return found


def _matches(written: Written) -> float:
    share = written.get("probability_two_random_records_match", MATCHES)
    if not isinstance(share, int | float) or not 0 < share < 1:
        raise ScienceError(
            "Splink's settings: 'probability_two_random_records_match' is a number above 0 and below 1."
        )
    return float(share)


def _link_type(written: Written) -> LinkType:
    found = written.get("link_type")
    if found in get_args(LinkType):
        return cast(LinkType, found)
    raise ScienceError(f"Splink's settings: 'link_type' is one of {', '.join(get_args(LinkType))}.")


def _comparison(written: Written, number: int) -> tuple[Comparison, Floats, Floats]:
    """A comparison, and the m and u of its levels."""
    name = _name(written, number)
    with _told(f"Comparison {name}"):
        levels = _list(written, "comparison_levels")
        _check_shape(levels)
        first = bool(levels) and bool(levels[0].get("is_null_level"))
        needs: tuple[str, ...] = (ALWAYS,)
        if first:
            with _told(f"level 1 ({_label(levels[0])})"):
                needs = needs_of(levels[0]["sql_condition"])
        tested = levels[first:]
        _check_order(tested)
        passed = tuple(_level(level, place) for place, level in enumerate(tested[:-1], start=1 + first))
        m, u = _chances(tested, "m_probability", _usual_m), _chances(tested, "u_probability", _usual_u)
        rare = tuple(_rare(tested, passed))
    return Comparison(name, passed, needs, rare), m, u


def _name(written: Written, number: int) -> str:
    if not isinstance(written, Mapping):
        raise ScienceError(
            "Splink's settings: each of the 'comparisons' is an object with 'comparison_levels'."
        )
    return str(written.get("output_column_name") or f"comparison_{number}").replace(" ", "_")


def _check_shape(levels: Sequence[Any]) -> None:
    for place, level in enumerate(levels, start=1):
        if not isinstance(level, Mapping) or not isinstance(level.get("sql_condition"), str):
            raise ScienceError(f"level {place} is no object with a 'sql_condition'.")


def _check_order(levels: Sequence[Written]) -> None:
    conditions = [level["sql_condition"].strip().upper() for level in levels]
    if "ELSE" not in conditions or conditions.index("ELSE") != len(conditions) - 1:
        raise ScienceError("the last level must be ELSE, or some pairs would have no weight.")
    if len(levels) < 2:
        raise ScienceError("there is nothing to compare: expected a level before ELSE.")
    if any(level.get("is_null_level") for level in levels):
        raise ScienceError("a comparison has one null level, and it comes first. Join the conditions by OR.")


def _level(level: Written, place: int) -> Level:
    with _told(f"level {place} ({_label(level)})"):
        return level_of(level["sql_condition"])


def _label(level: Written) -> str:
    return str(level.get("label_for_charts") or level.get("sql_condition"))


def _chances(levels: Sequence[Written], key: str, usual: Any) -> Floats:
    defaults = usual(len(levels))
    chances = [_share(level, key, default) for level, default in zip(levels, defaults, strict=True)]
    return np.maximum(np.array(chances, dtype=np.float64), LEAST)


def _share(level: Written, key: str, default: float) -> float:
    share = level.get(key)
    if share is None:
        return default
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise ScienceError(f"'{key}' of a level is a number from 0 to 1.")
    return float(share)


def _usual_m(levels: int) -> Floats:
    """Splink's m for levels that were not trained: 0.95 for the best, the rest shared equally."""
    return np.append(0.95, np.full(levels - 1, 0.05 / (levels - 1)))


def _usual_u(levels: int) -> Floats:
    """Splink's u for the same: such that the best level weighs 10 bits, the next 3, and so down to -5."""
    weights = np.append(10.0, np.linspace(-5.0, 3.0, levels - 1)[::-1] if levels > 2 else -5.0)
    return np.asarray(_usual_m(levels) / np.exp2(weights))


def _rare(levels: Sequence[Written], passed: tuple[Level, ...]) -> Iterator[Rare]:
    for place, level in enumerate(levels[:-1]):
        if not level.get("tf_adjustment_column"):
            continue
        # Splink reads a weight of 0 as none, and so as its default.
        weight = _share(level, "tf_adjustment_weight", 1.0) or 1.0
        column = name_of(str(level["tf_adjustment_column"]))
        exact = [at for at, one in enumerate(passed) if isinstance(one, Exact) and _alike(one.column, column)]
        own = level.get("disable_tf_exact_match_detection")
        if not exact and not own:
            raise ScienceError(
                f"level '{_label(level)}' is adjusted by how frequent {column} is, "
                "and no level is its exact match."
            )
        least = _share(level, "tf_minimum_u_value", 0.0)
        yield Rare(column, weight, level=place, base=place if own else exact[0], least=least)


def _alike(one: str, other: str) -> bool:
    # Names of columns are the same to DuckDB in either case.
    return one.lower() == other.lower()


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Whatever is wrong inside is told with its place."""
    try:
        yield
    except ScienceError as wrong:
        raise ScienceError(f"{where}: {wrong}") from None
