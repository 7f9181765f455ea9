"""A comparison: one field of a person, its levels from best to worst, and what a rare value adds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from licet.errors import ScienceError
from licet.linkage.levels import Exact, Level
from licet.linkage.pairs import Pairs

Gamma = npt.NDArray[np.int8]
ELSE = "anything else"


@dataclass(frozen=True)
class Comparison:
    """One field of a person: levels from the strongest agreement down; what passes none is the last, else.

    needs: both mentions must have one of these columns, or the comparison is no evidence (weight 0).
    rare: how much of the term-frequency adjustment each level takes, from the first level on (0 to 1);
    levels past its end take none. The first level must then be Exact, and its column's frequencies are used.
    beside: columns of other fields that a level only consults (the surname, for names that were swapped):
    blocks that agree on these still teach about this comparison.
    one_script: whether values in two scripts are no evidence: one name may be written in both.
    """

    name: str
    levels: tuple[Level, ...]
    needs: tuple[str, ...]
    rare: tuple[float, ...] = ()
    beside: frozenset[str] = frozenset()
    one_script: bool = False

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ScienceError(f"A comparison's name becomes a column: '{self.name}' is no identifier.")
        if not 1 <= len(self.levels) <= 100 or not self.needs:
            raise ScienceError(f"Comparison {self.name} needs 1 to 100 levels, and a column that it needs.")
        if self.rare and not isinstance(self.levels[0], Exact):
            raise ScienceError(f"Comparison {self.name}: only an exact first level has term frequencies.")
        if len(self.rare) > len(self.levels) or any(not 0 <= share <= 1 for share in self.rare):
            raise ScienceError(f"Comparison {self.name}: `rare` has one share (0 to 1) per level at most.")

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


def gamma(comparison: Comparison, pairs: Pairs) -> Gamma:
    """The first level that each pair passes: 0 the best, size - 1 for else, -1 for no evidence."""
    result = np.full(len(pairs), comparison.size - 1, dtype=np.int8)
    for place in reversed(range(len(comparison.levels))):
        result[comparison.levels[place].holds(pairs)] = place
    comparable = pairs.in_one_script if comparison.one_script else pairs.known
    known = [comparable(column) for column in comparison.needs]
    result[~np.logical_or.reduce(known)] = -1
    return result
