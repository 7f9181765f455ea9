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
    """What the body is called."""
    actor: Actor
    """What kind of body it is; `in-house` in a charter means this one."""


class Asked(Written):
    """Uses that the programme asks for: every category with this operation, by this actor."""

    operation: Operation
    """What is done with the records."""
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    """What the records are about."""
    actor: Actor
    """Who does it."""
    choice: Choice | None = None
    """What people are offered; the programme's own unless stated."""
    safeguards: tuple[Safeguard, ...] | None = None
    """What protects people; the programme's own unless stated."""


class Source(Written):
    """One source: who holds it, where it is, what its rows mean, how long it is kept.

    It is a file, or a database: the name of the environment variable that holds the database's URL, because
    a password does not belong in a proposal. table: of a database, or the sheet of a workbook.
    """

    holder: Text
    """The body that holds the records."""
    file: Text | None = None
    """Where the file is, inside the folder; its ending says how it is read."""
    database: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    """The name of an environment variable that holds a postgresql:// URL, instead of a file."""
    table: Text | None = None
    """The sheet of a workbook, or the table of a database."""
    layout: Text
    """The file that says what its rows mean."""
    gateway: Text
    """The legal power under which the records may be used."""
    keep_days: Annotated[int, Field(ge=1)] = 365
    """How many days the file may be kept, from the day on which it was last written."""

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
    """What the need is called on pages."""
    outcome: Annotated[int, Field(ge=1, le=10)]
    """Which of the ten outcomes it counts towards."""
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    """Whose records it may look at; no others are visible to it."""
    sql: Text
    """One SELECT over the named views."""
    version: int = 1
    """Goes up when the rule changes."""


class Flags(Written):
    """When a family is shown to a practitioner: needs under this many of the ten outcomes."""

    outcomes: Annotated[int, Field(ge=1, le=10)] = 3
    """Under how many of the ten outcomes a family has needs before it is shown."""


class DependentChild(Written):
    """Ages under which a child is dependent, in years."""

    under: Annotated[int, Field(ge=1)] = 16
    """Always dependent below this age."""
    in_education_under: Annotated[int, Field(ge=1)] = 20
    """Dependent below this age while in education."""
    education_unknown_under: Annotated[int, Field(ge=1)] = 18
    """Dependent below this age where nobody says whether they are in education."""


class Linking(Written):
    """How sure a link must be, and the seed of every random choice."""

    threshold: Annotated[float, Field(ge=0.5, lt=1)] = 0.9
    """The match probability from which two mentions may be one person."""
    seed: int = 0
    """The seed of every random choice."""


class Survey(Written):
    """Answers and the codebook that says what they mean."""

    answers: Text
    """The answers: CSV, Parquet, SPSS or Stata."""
    codebook: Text
    """The file that says what the answers mean."""

    @field_validator("answers", "codebook")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        return inside(path)


class Programme(Written):
    """What is proposed. Without a charter nothing is ever linked, except invented people."""

    licet: Literal[1]
    """The version of this file format: 1."""
    name: Name
    """A short name in small letters."""
    title: Text
    """What people call the programme."""
    controller: Controller
    """Who answers for it."""
    proposed_by: Text
    """Who proposes it; they can never approve it."""
    area: Text
    """Where the families live."""
    population: Text
    """Whose acceptance counts."""
    purpose: Purpose
    """What it is for, in one word of the vocabulary."""
    offer: Text
    """What families would be offered, in a sentence."""
    choice: Choice
    """What people are offered: told, may-object or consent-asked."""
    safeguards: tuple[Safeguard, ...] = ()
    """What protects people in every use."""
    uses: Annotated[tuple[Asked, ...], Field(min_length=1)]
    """What the programme asks to do."""
    sources: Annotated[dict[Name, Source], Field(min_length=1)]
    """The files or tables, by name."""
    as_of: date
    """The day as of which families and needs are looked at."""
    ends: date
    """The last day of the programme."""
    needs: dict[Name, Need] = Field(default_factory=dict)
    """The rules that find needs, by name."""
    flags: Flags = Flags()
    """When a family is shown to a practitioner."""
    dependent_child: DependentChild = DependentChild()
    """Who counts as a dependent child."""
    linking: Linking = Linking()
    """How sure a link must be."""
    evidence: tuple[Survey, ...] = ()
    """The surveys that say what parents accept."""
    answers: Text | None = None
    """Published answers to concerns."""
    objections: Text | None = None
    """The list of people who said no."""
    consents: Text | None = None
    """The list of people who said yes, where consent is asked."""
    keep_runs_days: Annotated[int, Field(ge=1)] = 365
    """How many days a run may be kept; never longer than any source that it opened."""
    paperwork: tuple[Text, ...] = ()
    """The signed documents."""
    charter: Charter | None = None
    """The rule that turns evidence into decisions; without it nothing is linked, unless the people are
    invented."""

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
