"""Labels: what people say of pairs, as counts of levels that add to what is learnt without them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.comparisons import Comparison
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Bools, Codes, Encoded, Floats
from licet.linkage.expectation import at_levels
from licet.linkage.patterns import compare
from licet.linkage.prepared import as_table

NEEDED = ("mention_id_l", "mention_id_r", "match")


@dataclass(frozen=True)
class LabelledCounts:
    """How many labelled pairs reach each level, per comparison: of one person (m), and of two (u)."""

    same: tuple[Floats, ...]
    different: tuple[Floats, ...]


def labelled_counts(
    encoded: Encoded, comparisons: tuple[Comparison, ...], marks: Exclusive, labels: Any
) -> LabelledCounts:
    """The labelled pairs, each as many as its weight says; none without labels.

    labels: mention_id_l, mention_id_r, match (whether both are one person) and perhaps weight: how many pairs
    like it the pair stands for (1 if there is no such column). A pair that was drawn with some chance stands
    for 1 / chance. Pairs that were chosen because they are hard stand for themselves alone: give them no
    great weight, above all those of two people. Raises ScienceError for labels that cannot be so.
    """
    if labels is None:
        nothing = tuple(np.zeros(comparison.size) for comparison in comparisons)
        return LabelledCounts(nothing, nothing)
    labels = as_table(labels)
    _check_columns(labels)
    left, right = (_places(encoded, labels, name) for name in NEEDED[:2])
    same, weight = (
        np.asarray(labels["match"].combine_chunks().to_numpy(zero_copy_only=False)),
        _weight(labels),
    )
    _check_pairs(left, right, same, marks)
    patterns = compare(comparisons, encoded, left, right)

    def counted(among: Bools) -> tuple[Floats, ...]:
        by_pattern = np.bincount(patterns.of[among], weight[among], len(patterns.levels)).astype(np.float64)
        return tuple(
            at_levels(patterns.levels[:, c], by_pattern, comparison.size)
            for c, comparison in enumerate(comparisons)
        )

    return LabelledCounts(counted(same), counted(~same))


def _check_columns(labels: pa.Table) -> None:
    missing = [name for name in NEEDED if name not in labels.column_names]
    if missing:
        raise ScienceError(f"Labels need the columns {', '.join(NEEDED)}; {', '.join(missing)} is not there.")
    if not pa.types.is_boolean(labels.schema.field("match").type) or labels["match"].null_count:
        raise ScienceError(
            "Every labelled pair needs true or false in the column 'match'. Label them all first."
        )


def _places(encoded: Encoded, labels: pa.Table, name: str) -> Codes:
    places = pc.index_in(labels[name].combine_chunks(), encoded.ids)
    if places.null_count:
        row = int(np.flatnonzero(places.is_null().to_numpy(zero_copy_only=False))[0]) + 1
        raise ScienceError(
            f"{places.null_count:,} labels name no mention in {name} (first in row {row}). Leave out labels "
            "of mentions that are not linked."
        )
    return np.asarray(places.to_numpy(), dtype=np.int32)


def _weight(labels: pa.Table) -> Floats:
    if "weight" not in labels.column_names:
        return np.ones(len(labels))
    weight = np.asarray(labels["weight"].to_numpy(), dtype=np.float64)
    if not (np.isfinite(weight) & (weight > 0)).all():
        raise ScienceError("A label's weight is how many pairs it stands for: above 0, and never missing.")
    return weight


def _check_pairs(left: Codes, right: Codes, same: Bools, marks: Exclusive) -> None:
    ends = np.stack([np.minimum(left, right), np.maximum(left, right)], axis=1)
    twice = len(ends) - len(np.unique(ends, axis=0))
    if twice:
        raise ScienceError(f"{twice:,} labels are of a pair that has one already. Give each pair one answer.")
    excluded = left == right
    for mark in (marks.by_record, marks.by_file):
        excluded |= same & (mark[left] == mark[right]) & (mark[left] >= 0)
    if excluded.any():
        first = int(np.flatnonzero(excluded)[0]) + 1
        raise ScienceError(
            f"{int(excluded.sum()):,} labels cannot be so (first in row {first}): they say 'match' of two "
            "mentions that the constraints hold apart, or name one mention twice."
        )
