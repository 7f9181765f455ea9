"""A model whose weights are given: what Splink's settings say, in this room's own words."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.blocking import BlockingRule
from licet.linkage.comparisons import Comparison
from licet.linkage.encoding import Floats
from licet.linkage.levels import Level
from licet.linkage.model import LinkageModel
from licet.linkage.training import Trained

LinkType = Literal["dedupe_only", "link_only", "link_and_dedupe"]


ANY_SIZE = 2**31 - 1
"""Splink leaves no block out for its size."""


@dataclass(frozen=True)
class SplinkRule:
    """Pairs to compare: those that the blocking joins and that pass the level, if there is one."""

    blocking: BlockingRule
    passing: Level | None = None

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the rule reads."""
        return self.blocking.reads.union(self.passing.columns if self.passing else ())


@dataclass(frozen=True)
class FixedModel:
    """Comparisons with their m and u, what pairs to compare, and how many random pairs match.

    A column, in levels and keys, is a name or an expression in DuckDB's SQL over one record.
    matches: the share of matches among all pairs.
    link_type: `dedupe_only` compares all records, `link_only` those of different sources, and
    `link_and_dedupe` both. record_id, source: the columns of the record's own id, and of its source.
    """

    comparisons: tuple[Comparison, ...]
    trained: Trained
    rules: tuple[SplinkRule, ...]
    matches: float
    link_type: LinkType
    record_id: str = "unique_id"
    source: str = "source_dataset"

    def __post_init__(self) -> None:
        names = [comparison.name for comparison in self.comparisons]
        if not names or len(set(names)) != len(names):
            raise ScienceError(f"A model needs comparisons with names of their own; it has {names}.")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is compared, counted or blocked on, sorted."""
        compared = {column for comparison in self.comparisons for column in comparison.columns}
        counted = {rare.column for comparison in self.comparisons for rare in comparison.rare}
        return tuple(sorted(compared.union(counted, *(rule.columns for rule in self.rules))))


def fixed_model(model: LinkageModel, levels: pa.Table, matches: float) -> FixedModel:
    """A model as it was learnt: each pair weighed by itself, without its family.

    levels: comparison, m and u, as in a linkage's report. matches: the share of matches among all pairs.
    Blocks of any size are compared, and none by narrower rules.
    """
    learnt = [levels.filter(pc.equal(levels["comparison"], one.name)) for one in model.comparisons]
    return FixedModel(
        comparisons=model.comparisons,
        trained=Trained(
            m=tuple(_chances(table["m"]) for table in learnt),
            u=tuple(_chances(table["u"]) for table in learnt),
            learnt=tuple(True for _ in learnt),
        ),
        rules=tuple(SplinkRule(BlockingRule(rule.keys, largest=ANY_SIZE)) for rule in model.blocking),
        matches=matches,
        link_type="dedupe_only",
        record_id="mention_id",
    )


def _chances(column: pa.ChunkedArray) -> Floats:
    """The m or u of each level; all the same where nothing was learnt, so that no level weighs anything."""
    return np.asarray(column.cast(pa.float64()).fill_null(1 / len(column)).to_numpy(), dtype=np.float64)
