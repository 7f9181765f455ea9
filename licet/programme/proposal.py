"""The programme file: one proposed use of linked family data, read by people first."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from licet.programme.charter import Charter
from licet.programme.reading import Written
from licet.programme.uses import Use
from licet.programme.vocabulary import Actor, Category, Choice, Operation, Purpose, Safeguard

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Controller(Written):
    """The body that answers for the programme."""

    name: Text
    actor: Actor


class Asked(Written):
    """Uses that the programme asks for: every category with this operation, by this actor."""

    operation: Operation
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    actor: Actor
    choice: Choice | None = None
    safeguards: tuple[Safeguard, ...] | None = None


class Source(Written):
    """One source: who holds it, where it is, what its rows mean, how long it is kept.

    It is a file, or a database: the name of the environment variable that holds the database's URL, because
    a password does not belong in a proposal. table: of a database, or the sheet of a workbook.
    """

    holder: Text
    file: Text | None = None
    database: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    table: Text | None = None
    layout: Text
    gateway: Text
    keep_days: Annotated[int, Field(ge=1)] = 365

    @field_validator("file", "layout")
    @classmethod
    def _stays_inside(cls, path: str | None) -> str | None:
        return path if path is None else inside(path)

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if (self.file is None) == (self.database is None):
            raise ValueError("expected either 'file' or 'database', which names an environment variable")
        if self.database is not None and self.table is None:
            raise ValueError("a source in a database needs 'table': its name, or schema.table")
        return self

    @property
    def place(self) -> str:
        """Where the source is, as messages, digests and origin.json name it."""
        return self.file or f"{self.database}/{self.table}"


class Need(Written):
    """A named, published rule over events: one SELECT over the named views."""

    words: Text
    outcome: Annotated[int, Field(ge=1, le=10)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    sql: Text
    version: int = 1


class Flags(Written):
    """When a family is shown to a practitioner: needs under this many of the ten outcomes."""

    outcomes: Annotated[int, Field(ge=1, le=10)] = 3


class DependentChild(Written):
    """Ages under which a child is dependent, in years."""

    under: Annotated[int, Field(ge=1)] = 16
    in_education_under: Annotated[int, Field(ge=1)] = 20
    education_unknown_under: Annotated[int, Field(ge=1)] = 18


class Linking(Written):
    """How sure a link must be, and the seed of every random choice."""

    threshold: Annotated[float, Field(ge=0.5, lt=1)] = 0.9
    seed: int = 0


class Survey(Written):
    """Answers and the codebook that says what they mean."""

    answers: Text
    codebook: Text

    @field_validator("answers", "codebook")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        return inside(path)


class Programme(Written):
    """What is proposed. Without a charter nothing is ever linked, except invented people."""

    licet: Literal[1]
    name: Name
    title: Text
    controller: Controller
    proposed_by: Text
    area: Text
    population: Text
    purpose: Purpose
    offer: Text
    choice: Choice
    safeguards: tuple[Safeguard, ...] = ()
    uses: Annotated[tuple[Asked, ...], Field(min_length=1)]
    sources: Annotated[dict[Name, Source], Field(min_length=1)]
    as_of: date
    ends: date
    needs: dict[Name, Need] = Field(default_factory=dict)
    flags: Flags = Flags()
    dependent_child: DependentChild = DependentChild()
    linking: Linking = Linking()
    evidence: tuple[Survey, ...] = ()
    answers: Text | None = None
    objections: Text | None = None
    consents: Text | None = None
    keep_runs_days: Annotated[int, Field(ge=1)] = 365
    paperwork: tuple[Text, ...] = ()
    charter: Charter | None = None

    @field_validator("paperwork")
    @classmethod
    def _papers_stay_inside(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(inside(path) for path in paths)

    @field_validator("answers", "objections", "consents")
    @classmethod
    def _lists_stay_inside(cls, path: str | None) -> str | None:
        return path if path is None else inside(path)

    @model_validator(mode="after")
    def _ends_after_it_looks(self) -> Self:
        if self.ends < self.as_of:
            raise ValueError("the programme ends before the day that it looks at (as-of)")
        return self

    def requested(self) -> list[Use]:
        """The uses asked for, each once, in the order of the vocabulary."""
        uses = {
            Use(
                category,
                asked.operation,
                self.purpose,
                asked.actor,
                self.choice if asked.choice is None else asked.choice,
                frozenset(self.safeguards if asked.safeguards is None else asked.safeguards),
            )
            for asked in self.uses
            for category in asked.categories
        }
        return sorted(uses, key=in_vocabulary_order)


def in_vocabulary_order(use: Use) -> tuple[int, int, int, int, str]:
    """A sort key: operation, then category, actor and choice as the vocabulary lists them."""
    return (
        list(Operation).index(use.operation),
        list(Category).index(use.category),
        list(Actor).index(use.actor),
        use.choice.strength,
        use.key(),
    )


def inside(path: str) -> str:
    """A path that stays inside the programme's folder, or a ValueError."""
    if path.startswith(("/", "~")) or re.match(r"^[A-Za-z]:", path) or ".." in path.split("/"):
        raise ValueError("expected a path inside the programme's folder, without '..'")
    return path
