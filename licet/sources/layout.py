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
    """The name of the column in the file."""
    category: Category | None = None
    """What it is about, where that differs from the layout's category."""
    date: DateFormat = DateFormat.ISO
    """How its dates are written."""
    codes: dict[str, str] | None = None
    """The holder's codes, each with the word that it means; others are missing."""
    if_bad: IfBad | None = None
    """What happens to a row whose value breaks its rule."""

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given


class Address(Written):
    """Where somebody lives or receives post, and since when."""

    unit: Column | None = None
    """A flat or room."""
    street_number: Column | None = None
    """The number or name of the house."""
    street_name: Column | None = None
    """The street."""
    number_and_street: Column | None = None
    """Number and street in one, to be taken apart; what columns of their own say goes first."""
    postcode: Column | None = None
    """The postcode."""
    town: Column | None = None
    """The town."""
    uprn: Column | None = None
    """The unique property reference number."""
    valid_from: Column | None = None
    """Since when."""
    valid_to: Column | None = None
    """Until when."""
    kind: Column | None = None
    """Home, hostel, hall and so on."""


class MentionFields(Written):
    """The columns that describe one person of a row."""

    forename: Column | None = None
    """The first name, or the only one."""
    middle: Column | None = None
    """Middle names."""
    surname: Column | None = None
    """The family name."""
    former_surname: Column | None = None
    """Another family name: one that they had before, or use as well."""
    birth_date: Column | None = None
    """The date of birth."""
    expected_date: Column | None = None
    """The date on which a child is expected: never a date of birth."""
    sex: Column | None = None
    """The sex as recorded."""
    age: Column | None = None
    """The age when asked; it is not compared."""
    phone: Column | None = None
    """A telephone number."""
    email: Column | None = None
    """An e-mail address."""
    id_nhs: Column | None = None
    """The NHS number, checked by its last digit."""
    id_upn: Column | None = None
    """The unique pupil number, checked by its first letter."""
    id_nino: Column | None = None
    """The National Insurance number, checked by its shape."""
    id_local: Column | None = None
    """The holder's own number for a person."""
    address: Address | None = None
    """Where they live."""
    address_of: str | None = None
    """The role whose address they share."""
    groups: dict[str, Column] = Field(default_factory=dict)
    """Group variables that the record tells of them."""
    in_education: Column | None = None
    """Whether they are in full-time education: yes or no."""

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
    """The column to look at."""
    is_: Annotated[tuple[str, ...], Field(alias="is", min_length=1)]
    """The values for which it holds."""


TieKind = Literal["parent-of", "partner-of", "guardian-of", "lives-with"]
CarerRole = Literal["foster-carer", "grandparent-carer", "sibling-carer", "guardian"]


class Tie(Written):
    """What a record asserts between two of its mentions.

    cares: the tie is itself evidence of care. carer_role: what the record calls such a carer.
    """

    from_: Annotated[Role, Field(alias="from")]
    """The role that the tie starts from."""
    to: Role
    """The role that it leads to."""
    kind: TieKind
    """What the record asserts."""
    cares: bool = False
    """Whether the tie is itself evidence of care."""
    carer_role: CarerRole | None = None
    """What the record calls such a carer."""
    when: Condition | None = None
    """The tie holds only in rows where this holds."""
    valid_from: Column | None = None
    """Since when."""
    valid_to: Column | None = None
    """Until when."""
    reliability: Annotated[float, Field(gt=0, le=1)] = 0.95
    """How often what this source asserts is so."""


class Event(Written):
    """Something dated that a record says of a mention."""

    of: Role
    """The role that it happened to."""
    kind: str
    """What needs call it."""
    date: Column
    """When it happened."""
    value: Column | None = None
    """A number that belongs to it."""
    category: Category | None = None
    """What it is about, where that differs from the layout's category."""
    when: Condition | None = None
    """It is told only by rows where this holds."""


class Marker(Written):
    """A safety marker: a protected address is never used or shown; do-not-link takes the mention out."""

    when: Condition
    """The rows that are marked."""
    means: Literal["protected-address", "do-not-link"]
    """What the mark means."""
    of: tuple[Role, ...] | None = None
    """The roles that it protects; all of them unless stated."""


class Layout(Written):
    """What a source's rows mean, and what its own meaning forbids.

    once_per_record: nobody is mentioned twice in one record. once_in_file: roles among which each person
    appears at most once in the whole file.
    """

    layout: str
    """Its name."""
    version: int
    """Goes up when it changes."""
    extends: str | None = None
    """Another layout beside this one, over which this one gives only what differs."""
    category: Category
    """What fields and events are about, unless they say otherwise."""
    record: str | None = None
    """The column that numbers records; without it, the row's number."""
    encoding: Encoding = Encoding.UTF_8
    """How the text of a CSV file is encoded."""
    delimiter: Delimiter = Delimiter.COMMA
    """What stands between the columns of a CSV file."""
    updates: bool = False
    """Whether a row takes the place of earlier rows with its record id; else a repeat is set aside."""
    deletions: Condition | None = None
    """Rows that take back every earlier row with their record id, and name nobody themselves."""
    once_per_record: bool = True
    """Whether nobody is mentioned twice in one record."""
    once_in_file: tuple[Role, ...] = ()
    """Roles among which each person appears at most once in the whole file."""
    mentions: Annotated[dict[Role, MentionFields], Field(min_length=1)]
    """The people whom a row names, by role."""
    ties: tuple[Tie, ...] = ()
    """What a row asserts between them."""
    events: tuple[Event, ...] = ()
    """What a row says happened."""
    markers: tuple[Marker, ...] = ()
    """What protects people."""

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
    def _knows_what_it_takes_back(self) -> Self:
        if self.record is None and (self.updates or self.deletions is not None):
            raise ValueError(
                "'deletions' and 'updates' need 'record', the column that says which earlier rows are meant"
            )
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
