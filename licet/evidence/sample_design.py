"""How a sample was drawn, and whether the answers in hand can bear that claim."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SurveyDesign:
    """The columns that say how a sample was drawn: one or two stages, the outer stage first.

    population_sizes: units in the population at each stage, as counts; constant within a stratum for the
    first stage and within a cluster for the second. Raises ScienceError for a third stage.
    """

    weight: str
    stratum: str | None = None
    clusters: tuple[str, ...] = ()
    population_sizes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.clusters) > 2:
            raise ScienceError(
                f"A design has at most two stages of clusters, and {len(self.clusters)} are named. "
                "Keep the two outer ones: what varies further in is carried by them."
            )
        if len(self.population_sizes) > max(1, len(self.clusters)):
            raise ScienceError(
                "A design has one population size per stage: "
                f"{len(self.population_sizes)} are named for {max(1, len(self.clusters))}. Remove the others."
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the design reads, weight first."""
        strata = (self.stratum,) if self.stratum is not None else ()
        return (self.weight, *strata, *self.clusters, *self.population_sizes)


def check_sample(answers: pa.Table, design: SurveyDesign) -> None:
    """Refuse answers that cannot carry the design's variance, naming the column and what to do."""
    check_complete(answers, design.columns)
    check_weights(answers, design.weight)
    used = answers.filter(pc.greater(answers[design.weight], 0))
    units = sampled_units(used, design)
    check_two_units_per_stratum(units[0], design)
    check_population_sizes(used, units, design)


def check_complete(answers: pa.Table, columns: tuple[str, ...]) -> None:
    """Refuse an empty table, a column that is absent, or one that has a null in it."""
    if answers.num_rows == 0:
        raise ScienceError("The survey holds no answers. Give a table with at least two.")
    absent = [name for name in columns if name not in answers.column_names]
    if absent:
        raise ScienceError(
            f"The survey has no column {', '.join(map(repr, absent))}. "
            "Name the columns as the file does, or add them."
        )
    for name in columns:
        if nulls := answers[name].null_count:
            raise ScienceError(
                f"Column {name!r} is empty in {nulls:,} rows of {answers.num_rows:,}. "
                "A design needs it in every row: complete it, or leave those rows out and say so."
            )


def check_weights(answers: pa.Table, weight: str) -> None:
    """Refuse weights that are not finite numbers of at least zero, or that are zero throughout."""
    column = answers[weight]
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        raise ScienceError(f"Weights must be numbers; column {weight!r} holds {column.type}.")
    values = column.to_numpy().astype(np.float64)
    if wrong := int(np.count_nonzero(~np.isfinite(values) | (values < 0))):
        raise ScienceError(
            f"Column {weight!r} holds {wrong:,} weights that are negative or not finite. "
            "A weight says how many people an answer stands for: correct it at the source."
        )
    if not values.any():
        raise ScienceError(f"Every weight in column {weight!r} is zero, so the answers stand for nobody.")


def sampled_units(answers: pa.Table, design: SurveyDesign) -> tuple[tuple[IntArray, IntArray], ...]:
    """(group, unit) codes per stage: strata and clusters, then clusters and the clusters inside them.

    Cluster codes may repeat from stratum to stratum, so a cluster is its stratum and its code together.
    """
    rows = np.arange(answers.num_rows)
    strata = ranked(answers[design.stratum]) if design.stratum is not None else np.zeros_like(rows)
    stages = []
    outer = strata
    for name in design.clusters:
        inner = paired(outer, ranked(answers[name]))
        stages.append((outer, inner))
        outer = inner
    return tuple(stages) or ((strata, rows),)


def check_two_units_per_stratum(stage: tuple[IntArray, IntArray], design: SurveyDesign) -> None:
    """Refuse a stratum with a single cluster (without clusters: a single answer); it shows no variance."""
    lonely = int(np.count_nonzero(units_per_group(*stage) == 1))
    if not lonely:
        return
    unit = f"cluster (column {design.clusters[0]!r})" if design.clusters else "answer"
    if design.stratum is None:
        raise ScienceError(f"The whole survey is a single {unit}; an error needs at least two.")
    raise ScienceError(
        f"{lonely:,} strata (column {design.stratum!r}) hold a single {unit}; an error needs at least two. "
        "Join each to the stratum most like it, before the answers are looked at."
    )


def check_population_sizes(
    answers: pa.Table, stages: tuple[tuple[IntArray, IntArray], ...], design: SurveyDesign
) -> None:
    """Refuse population sizes that vary where they cannot, or that are smaller than the sample."""
    for name, (group, unit) in zip(design.population_sizes, stages, strict=False):
        size = answers[name].to_numpy().astype(np.float64)
        first = np.unique(group, return_index=True)[1]
        if not np.array_equal(size, size[first][group]):
            raise ScienceError(
                f"Population sizes in column {name!r} vary within one stratum or cluster. "
                "Each is the number of units that were there to be drawn from: give one number throughout."
            )
        if short := int(np.count_nonzero(size[first] < units_per_group(group, unit))):
            raise ScienceError(
                f"Column {name!r} gives {short:,} population sizes below the number of units drawn. "
                "It holds counts of units in the population, not sampling fractions."
            )


def units_per_group(group: IntArray, unit: IntArray) -> IntArray:
    """How many distinct units each group holds; groups are coded 0, 1, 2 ..."""
    first = np.unique(unit, return_index=True)[1]
    return np.bincount(group[first]).astype(np.int64)


def ranked(column: pa.ChunkedArray) -> IntArray:
    """Codes 0, 1, 2 ... in the sorted order of a column's values, so that row order decides nothing."""
    encoded = column.combine_chunks().dictionary_encode()
    rank = np.empty(len(encoded.dictionary), dtype=np.int64)
    rank[pc.sort_indices(encoded.dictionary).to_numpy()] = np.arange(len(rank))
    return np.asarray(rank[encoded.indices.to_numpy()])


def paired(outer: IntArray, inner: IntArray) -> IntArray:
    """Codes 0, 1, 2 ... of the pairs (outer, inner), in sorted order."""
    joint = outer * (int(inner.max(initial=0)) + 1) + inner
    return np.asarray(np.unique(joint, return_inverse=True)[1], dtype=np.int64)
