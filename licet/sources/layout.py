"""A layout: what a source's rows mean. It maps a row to mentions, ties, addresses, events and markers."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from licet.programme import AREA, GROUP_VARIABLES, Category, Written

Role = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class DateFormat(StrEnum):
    """How dates are written. Two-digit years and orders to be guessed are not on offer."""

    ISO = "YYYY-MM-DD"
    BRITISH = "DD/MM/YYYY"
    AMERICAN = "MM/DD/YYYY"
    COMPACT = "YYYYMMDD"
    AMERICAN_COMPACT = "MMDDYYYY"


class Encoding(StrEnum):
    """How a CSV file's letters are written. Declared, never guessed."""

    UTF_8 = "utf-8"
    WINDOWS_1252 = "windows-1252"


class Delimiter(StrEnum):
    """What stands between the cells of a CSV file. Declared, never guessed."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"
    PIPE = "pipe"

    @property
    def character(self) -> str:
        """The character itself."""
        return {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}[self]


class IfBad(StrEnum):
    """What happens to a row whose field breaks its rule: both are listed in the quarantine."""

    SET_ASIDE = "set-aside"
    DROP_VALUE = "drop-value"


class Column(Written):
    """One column of the file. The short form is its name alone."""

    column: str
    category: Category | None = None
    date: DateFormat = DateFormat.ISO
    codes: dict[str, str] | None = None
    if_bad: IfBad | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given


class Address(Written):
    """Where somebody lives or receives post, and since when."""

    unit: Column | None = None
    street_number: Column | None = None
    street_name: Column | None = None
    postcode: Column | None = None
    town: Column | None = None
    uprn: Column | None = None
    valid_from: Column | None = None
    valid_to: Column | None = None
    kind: Column | None = None


class MentionFields(Written):
    """The columns that describe one person of a row."""

    forename: Column | None = None
    middle: Column | None = None
    surname: Column | None = None
    birth_date: Column | None = None
    expected_date: Column | None = None
    sex: Column | None = None
    age: Column | None = None
    phone: Column | None = None
    email: Column | None = None
    id_nhs: Column | None = None
    id_upn: Column | None = None
    id_nino: Column | None = None
    id_local: Column | None = None
    address: Address | None = None
    address_of: str | None = None
    groups: dict[str, Column] = Field(default_factory=dict)
    in_education: Column | None = None

    @field_validator("groups")
    @classmethod
    def _known_groups(cls, groups: dict[str, Column]) -> dict[str, Column]:
        unknown = sorted(set(groups) - {*GROUP_VARIABLES, AREA})
        if unknown:
            known = ", ".join([*GROUP_VARIABLES, AREA])
            raise ValueError(f"unknown group {', '.join(unknown)}; expected some of {known}")
        return groups


class Condition(Written):
    """Holds where a column has one of these values."""

    column: Column
    is_: Annotated[tuple[str, ...], Field(alias="is", min_length=1)]


TieKind = Literal["parent-of", "partner-of", "guardian-of", "lives-with"]
CarerRole = Literal["foster-carer", "grandparent-carer", "sibling-carer", "guardian"]


class Tie(Written):
    """What a record asserts between two of its mentions.

    cares: the tie is itself evidence of care. carer_role: what the record calls such a carer.
    """

    from_: Annotated[Role, Field(alias="from")]
    to: Role
    kind: TieKind
    cares: bool = False
    carer_role: CarerRole | None = None
    when: Condition | None = None
    valid_from: Column | None = None
    valid_to: Column | None = None
    reliability: Annotated[float, Field(gt=0, le=1)] = 0.95


class Event(Written):
    """Something dated that a record says of a mention."""

    of: Role
    kind: str
    date: Column
    value: Column | None = None
    category: Category | None = None
    when: Condition | None = None


class Marker(Written):
    """A safety marker: a protected address is never used or shown; do-not-link takes the mention out."""

    when: Condition
    means: Literal["protected-address", "do-not-link"]
    of: tuple[Role, ...] | None = None


class Layout(Written):
    """What a source's rows mean, and what its own meaning forbids.

    once_per_record: nobody is mentioned twice in one record. once_in_file: roles among which each person
    appears at most once in the whole file.
    """

    layout: str
    version: int
    category: Category
    record: str | None = None
    encoding: Encoding = Encoding.UTF_8
    delimiter: Delimiter = Delimiter.COMMA
    once_per_record: bool = True
    once_in_file: tuple[Role, ...] = ()
    mentions: Annotated[dict[Role, MentionFields], Field(min_length=1)]
    ties: tuple[Tie, ...] = ()
    events: tuple[Event, ...] = ()
    markers: tuple[Marker, ...] = ()

    @model_validator(mode="after")
    def _roles_exist(self) -> Self:
        named = [tie.from_ for tie in self.ties] + [tie.to for tie in self.ties]
        named += [event.of for event in self.events] + list(self.once_in_file)
        named += [role for marker in self.markers for role in marker.of or ()]
        named += [fields.address_of for fields in self.mentions.values() if fields.address_of]
        unknown = sorted(set(named) - set(self.mentions))
        if unknown:
            raise ValueError(f"unknown role {', '.join(unknown)}; mentions has: {', '.join(self.mentions)}")
        return self

    @model_validator(mode="after")
    def _one_category_per_column(self) -> Self:
        known: dict[str, Category] = {}
        for column in self.identity_columns():
            about = self.category_of(column)
            if known.setdefault(column.column, about) is not about:
                raise ValueError(f"column '{column.column}' has two categories; a column is about one thing")
        if self.record is not None and known.get(self.record, self.category) is not self.category:
            raise ValueError(f"the record column '{self.record}' has another category than the layout")
        return self

    def category_of(self, column: Column, default: Category | None = None) -> Category:
        """What a column is about: its own category, else the default, else the layout's."""
        return column.category or default or self.category

    def categories(self) -> set[Category]:
        """Every category that some field or event of this layout is about."""
        own = {self.category_of(column) for column in self.identity_columns()}
        events = {self.category_of(event.date, event.category) for event in self.events}
        return own | events

    def identity_columns(self) -> list[Column]:
        """The columns that say who somebody is, in the order of the layout."""
        columns: list[Column] = []
        for fields in self.mentions.values():
            columns += [c for name, c in fields if isinstance(c, Column)]
            columns += [c for _, c in (fields.address or ()) if isinstance(c, Column)]
            columns += list(fields.groups.values())
        return columns
