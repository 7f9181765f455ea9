"""Whom a linkage gets wrong: rates of every measure by group, and which differ by more than chance."""

from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.errors import ScienceError
from licet.fairness import JUDGED, TESTED, clustered_rates, family_wise
from licet.linkage.audit.outcomes import OUTCOMES

BASIS = pa.field("basis", pa.string(), nullable=False)
AUDITED = pa.schema([*TESTED, BASIS, *(field for field in JUDGED if field not in TESTED)])

NOT_KNOWN = "not known"
"""The level of whoever has none: nobody is dropped in silence."""

NOBODY: Mapping[str, str] = MappingProxyType({})


def audited(
    outcomes: pa.Table,
    groups: pa.Table,
    *,
    references: Mapping[str, str] = NOBODY,
    minimum: int,
    seed: int,
    level: float = 0.05,
    draws: int = 1000,
) -> pa.Table:
    """Every measure by every group, with intervals and tests that keep families whole, as `AUDITED`.

    outcomes: as `OUTCOMES`, of one linkage and any bases. groups: mention_id, and a column for each group
    variable; a unit counts once in every level that one of its mentions has. references: by variable, the
    level that others are compared with; the one with most mentions if left out. minimum: of clusters. level:
    how often chance alone may declare any difference at all, over everything that is looked at.
    """
    if outcomes.schema != OUTCOMES:
        raise ScienceError(f"An audit takes a table of `OUTCOMES`: {', '.join(OUTCOMES.names)}.")
    variables = [name for name in groups.column_names if name != "mention_id"]
    parts = [pa.schema([*TESTED, BASIS]).empty_table()]
    for variable in variables:
        levels = _levels(groups, variable)
        reference = references.get(variable) or _largest(levels)
        for basis, measure in _looked_at(outcomes):
            found = _by_level(outcomes, levels, basis, measure)
            if not found.num_rows:
                continue
            rates = clustered_rates(
                found.rename_columns(["cluster", variable, "counted", "among"]),
                cluster="cluster",
                group=variable,
                counted="counted",
                among="among",
                measure=measure,
                reference=reference,
                minimum=minimum,
                seed=seed,
                draws=draws,
                weighted=True,
            )
            parts.append(rates.append_column(BASIS, pa.array([basis] * rates.num_rows)))
    return family_wise(pa.concat_tables(parts).combine_chunks(), level)


def intersections(groups: pa.Table, one: str, other: str) -> pa.Table:
    """The groups with one variable more: the levels of two together. groups: mention_id, variables."""
    pairs = [groups[name].cast(pa.string()).fill_null(NOT_KNOWN) for name in (one, other)]
    return groups.append_column(f"{one} and {other}", pc.binary_join_element_wise(*pairs, " and "))


def _looked_at(outcomes: pa.Table) -> list[tuple[str, str]]:
    """Every basis and measure, in order."""
    kinds = outcomes.select(["basis", "measure"]).group_by(["basis", "measure"]).aggregate([])
    return sorted(zip(kinds["basis"].to_pylist(), kinds["measure"].to_pylist(), strict=True))


def _by_level(outcomes: pa.Table, levels: pa.Table, basis: str, measure: str) -> pa.Table:
    """What is counted in each cluster and level."""
    chosen = pc.and_(pc.equal(outcomes["basis"], basis), pc.equal(outcomes["measure"], measure))
    return query(_ONCE_IN_EACH_LEVEL, {"outcomes": outcomes.filter(chosen), "levels": levels})


def _levels(groups: pa.Table, variable: str) -> pa.Table:
    level = groups[variable].cast(pa.string()).fill_null(NOT_KNOWN)
    return pa.table({"mention_id": groups["mention_id"], "level": level})


def _largest(levels: pa.Table) -> str:
    counts = pc.value_counts(levels["level"]).to_pylist()
    return str(min(counts, key=lambda each: (-each["counts"], each["values"]))["values"])


_ONCE_IN_EACH_LEVEL = """
SELECT cluster, level, sum(counted) AS counted, sum(among) AS among
FROM (SELECT DISTINCT unit, cluster, level, counted, among FROM outcomes JOIN levels USING (mention_id))
GROUP BY cluster, level ORDER BY cluster, level
"""
