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
    """The share that the lower bound must reach."""


class AtMost(Written):
    """A clause that is shown when an upper bound does not pass a share below 1."""

    at_most: Annotated[float, Field(ge=0, lt=1)]
    """The share that the upper bound must not pass."""


class Freshness(Written):
    """How old evidence may be."""

    months: Annotated[int, Field(ge=1, le=120)]
    """The age after which evidence no longer speaks."""


class Borrowed(Written):
    """Evidence from another population or area that somebody signed for."""

    population: str
    """Whom that evidence is about."""
    area: str
    """Where they live."""
    signed_by: str
    """Who answers for borrowing it."""
    signed_on: date
    """When they signed."""


class Answered(Written):
    """Concerns raised by at least this share need a published answer."""

    raised_by: Annotated[float, Field(gt=0, le=1)]
    """The share of people who raise a concern, from which it needs an answer."""


class Approval(Written):
    """What separates approval from mere acceptance."""

    accept: Share
    """The share that must accept, by its lower bound."""
    trust: Share
    """The share that must trust the actor, by its lower bound."""


class Charter(Written):
    """Clauses with their thresholds; majority, every-group and opposition are required."""

    groups: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]]
    """Group variables with their levels, each of which must accept; five variables are required."""
    n_min: Annotated[int, Field(ge=1)]
    """Fewer answers in a level are too few to say."""
    majority: AtLeast
    """How many of all parents must accept."""
    every_group: AtLeast
    """How many must accept in each level."""
    opposition: AtMost
    """How many at most may oppose in each level."""
    freshness: Freshness
    """How old evidence may be."""
    confidence: Annotated[float, Field(ge=0.5, lt=1)] = 0.95
    """The level of each one-sided bound."""
    borrowed: tuple[Borrowed, ...] = ()
    """Evidence from elsewhere that somebody signed for."""
    agreement: AtLeast | None = None
    """The least agreement across opinion groups of a deliberation, where one speaks to the use."""
    answered: Answered | None = None
    """Which concerns need a published answer."""
    behaviour: AtMost | None = None
    """The rate of objections above which a use is withheld."""
    conditions: tuple[Condition, ...] = ()
    """What is added, in this order, until every clause is shown."""
    approval: Approval | None = None
    """What separates approval from acceptance."""
    model_based_may_grant: bool = False
    """Whether evidence that is not from a probability sample may grant."""

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
