"""The charter: the published rule that turns what parents say into decisions."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from licet.programme.reading import Written
from licet.programme.vocabulary import GROUP_VARIABLES, REQUIRED_GROUPS, Choice, Safeguard

Share = Annotated[float, Field(ge=0, le=1)]
Condition = Choice | Safeguard | Literal["in-house"]


class AtLeast(Written):
    """A clause that is shown when a lower bound reaches a share above 0."""

    at_least: Annotated[float, Field(gt=0, le=1)]


class AtMost(Written):
    """A clause that is shown when an upper bound does not pass a share below 1."""

    at_most: Annotated[float, Field(ge=0, lt=1)]


class Freshness(Written):
    """How old evidence may be."""

    months: Annotated[int, Field(ge=1, le=120)]


class Borrowed(Written):
    """Evidence from another population or area that somebody signed for."""

    population: str
    area: str
    signed_by: str
    signed_on: date


class Answered(Written):
    """Concerns raised by at least this share need a published answer."""

    raised_by: Annotated[float, Field(gt=0, le=1)]


class Approval(Written):
    """What separates approval from mere acceptance."""

    accept: Share
    trust: Share


class Charter(Written):
    """Clauses with their thresholds; majority, every-group and opposition are required."""

    groups: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]]
    n_min: Annotated[int, Field(ge=1)]
    majority: AtLeast
    every_group: AtLeast
    opposition: AtMost
    freshness: Freshness
    confidence: Annotated[float, Field(ge=0.5, lt=1)] = 0.95
    borrowed: tuple[Borrowed, ...] = ()
    agreement: AtLeast | None = None
    answered: Answered | None = None
    behaviour: AtMost | None = None
    conditions: tuple[Condition, ...] = ()
    approval: Approval | None = None
    model_based_may_grant: bool = False

    @field_validator("groups")
    @classmethod
    def _all_required_groups(cls, groups: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        missing = [name for name in REQUIRED_GROUPS if name not in groups]
        if missing:
            raise ValueError(f"a charter lists every required group; missing: {', '.join(missing)}")
        unknown = [name for name in groups if name not in GROUP_VARIABLES]
        if unknown:
            raise ValueError(
                f"unknown group {', '.join(unknown)}; expected some of {', '.join(GROUP_VARIABLES)}"
            )
        repeated = [name for name, levels in groups.items() if len(set(levels)) != len(levels)]
        if repeated:
            raise ValueError(f"a level is listed twice under {', '.join(repeated)}")
        return groups

    def levels(self) -> list[str]:
        """Every listed level as evidence names it: variable=level."""
        return [f"{variable}={level}" for variable, levels in self.groups.items() for level in levels]

    def left_out(self) -> list[str]:
        """Group variables that this charter does not look at, in words."""
        return [words for name, words in GROUP_VARIABLES.items() if name not in self.groups]
