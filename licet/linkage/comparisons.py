"""A comparison: one field of a person, its levels from best to worst, and what a rare value adds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from licet.errors import ScienceError
from licet.linkage.levels import Both, Exact, Level
from licet.linkage.pairs import Pairs

Gamma = npt.NDArray[np.int8]
ELSE = "anything else"
NO_EVIDENCE = -1


@dataclass(frozen=True)
class Rare:
    """What a rare value of a column adds to the weight of one level: a share of log2(u / frequency).

    share: 0 to 1. level: the place of the level among the comparison's. base: the place of the exact level
    whose u is meant. least: values of a lower frequency count as if they had this one.
    """

    column: str
    share: float = 1.0
    level: int = 0
    base: int = 0
    least: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """One field of a person: levels from the strongest agreement down; what passes none is the last, else.

    needs: both mentions must have one of these columns, or the comparison is no evidence (weight 0).
    rare: the levels to whose weight a rare value adds, and how much.
    beside: columns of other fields that a level only consults (the surname, for names that were swapped):
    blocks that agree on these still teach about this comparison.
    one_script: whether values in two scripts are no evidence: one name may be written in both.
    """

    name: str
    levels: tuple[Level, ...]
    needs: tuple[str, ...]
    rare: tuple[Rare, ...] = ()
    beside: frozenset[str] = frozenset()
    one_script: bool = False

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ScienceError(f"A comparison's name becomes a column: '{self.name}' is no identifier.")
        if not 1 <= len(self.levels) <= 100 or not self.needs:
            raise ScienceError(f"Comparison {self.name} needs 1 to 100 levels, and a column that it needs.")
        for rare in self.rare:
            _check_rare(self, rare)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column read, without repeats."""
        read = (*self.needs, *(column for level in self.levels for column in level.columns))
        return tuple(dict.fromkeys(read))

    @property
    def size(self) -> int:
        """How many levels there are, else included."""
        return len(self.levels) + 1

    def labels(self) -> tuple[str, ...]:
        """The levels in words, else included."""
        return (*map(str, self.levels), ELSE)


def _check_rare(comparison: Comparison, rare: Rare) -> None:
    places = range(len(comparison.levels))
    if rare.level not in places or rare.base not in places or not _is_exact(comparison.levels[rare.base]):
        raise ScienceError(
            f"Comparison {comparison.name}: a rare value adds to one of its levels, by the u of an exact one."
        )
    if not 0 <= rare.share <= 1 or rare.least < 0:
        raise ScienceError(f"Comparison {comparison.name}: the share of `rare` is 0 to 1, `least` 0 or more.")


def _is_exact(level: Level) -> bool:
    if isinstance(level, Both):
        return _is_exact(level.one) and _is_exact(level.other)
    return isinstance(level, Exact)


def gamma(comparison: Comparison, pairs: Pairs) -> Gamma:
    """The first level that each pair passes: 0 the best, size - 1 for else, -1 for no evidence."""
    result = np.full(len(pairs), NO_EVIDENCE, dtype=np.int8)
    comparable = pairs.in_one_script if comparison.one_script else pairs.known
    known = np.logical_or.reduce([comparable(column) for column in comparison.needs])
    places = np.flatnonzero(known)
    read = comparison.columns
    undecided = pairs.only(places, read)
    for level_number, level in enumerate(comparison.levels):
        passed = level.holds(undecided)
        result[places[passed]] = level_number
        rest = np.flatnonzero(~passed)
        places, undecided = places[rest], undecided.only(rest, read)
    result[places] = comparison.size - 1
    return result
