"""Whom agencies write down worse than others: errors planted by group, so that an audit can be scored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from licet.errors import ProgrammeError

Array = npt.NDArray[Any]

MORE_SLIPS = 2.0
NOBODY_WORSE = "nobody"


@dataclass(frozen=True)
class Planting:
    """By ethnic group, how many times as often as usual something is written wrong; once where not named.

    names: slips in names. details: wrong dates of birth, and numbers that are wrong or not known.
    """

    names: Mapping[str, float] = field(default_factory=dict)
    details: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("names", "details"):
            times = dict(getattr(self, name))
            if any(each < 0 for each in times.values()):
                raise ProgrammeError("A group has 0 times the usual errors or more. Correct the planting.")
            object.__setattr__(self, name, MappingProxyType(times))

    @property
    def groups(self) -> list[str]:
        """The groups that are named."""
        return sorted({*self.names, *self.details})


AS_EVER = Planting(dict.fromkeys(("asian", "black", "mixed-or-other"), MORE_SLIPS))
"""Twice the slips for names outside the British pool, which is every group but white."""


def times_of(planted: Mapping[str, float], ethnic: Array) -> Array:
    """How many times the usual rate each of these people has."""
    kinds, place = np.unique(ethnic, return_inverse=True)
    return np.array([float(planted.get(kind, 1.0)) for kind in kinds.tolist()])[place]


def worse(words: Collection[str]) -> Planting:
    """What was asked for: `black=6` for each group whose names and details are written worse, or `nobody`.

    Without any words it is as ever. Raises ProgrammeError for anything else.
    """
    if not words:
        return AS_EVER
    if list(words) == [NOBODY_WORSE]:
        return Planting()
    try:
        times = {group: float(each) for group, each in (word.split("=") for word in words)}
    except ValueError:
        raise ProgrammeError(
            "A planting is written as a group and how many times the usual errors it has, for example "
            f"black=6, or as {NOBODY_WORSE}. Correct --worse."
        ) from None
    return Planting(times, times)


def in_words(planting: Planting) -> list[str]:
    """The words that ask for this planting; nobody could ask for names and details apart, but as ever."""
    if planting == AS_EVER:
        return []
    if planting.names != planting.details:
        raise ProgrammeError("A borough on disk is made with names and details alike. Correct the planting.")
    return [f"{group}={times:g}" for group, times in planting.names.items()] or [NOBODY_WORSE]


def check_groups(planting: Planting, groups: Collection[str]) -> None:
    """Refuse a planting of a group that the borough does not have."""
    unknown = sorted(set(planting.groups) - set(groups))
    if unknown:
        raise ProgrammeError(
            f"Nobody in a borough is {', '.join(unknown)}. Its ethnic groups are: {', '.join(groups)}."
        )
