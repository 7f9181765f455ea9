"""A draft of a layout: every column of a file either placed, with the reason, or listed as not used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from licet.errors import SourceError
from licet.programme import Category
from licet.sources.batches import ROW, Header
from licet.sources.guessing import words
from licet.sources.guessing.asserted import TieGuess, ties_of
from licet.sources.guessing.headers import words_of
from licet.sources.guessing.meaning import meanings
from licet.sources.guessing.placing import FEWEST, SURE, Placed, form_of, place
from licet.sources.guessing.roles import Person, people_of
from licet.sources.guessing.seen import Seen, looks_like_a_record, seen
from licet.sources.layout import DateFormat

NEARLY_EVERY = 0.99
NO_HEADER = (
    "begins with what looks like somebody's record, not names of columns. Ask the holder for a header."
)
NOBODY = "has no column that could be placed. Write its layout from the holder's own description of the file."
UNKNOWN = "neither its name nor its values say what it is"
OF_WHOM = "it says how people are related, but not which two people of a row: ask the holder"
PERHAPS_AN_EVENT = "is it the date of something that happens to people? Then say what"


@dataclass(frozen=True)
class EventGuess:
    """A column of dates that no field of a person has."""

    column: str
    kind: str
    date: DateFormat


@dataclass(frozen=True)
class Draft:
    """What a file's columns seem to be.

    category: None where nothing tells it; because: the words that tell. record: the column that numbers
    records. once: whether each person comes once as the one whom the rows are about. unused: column -> why.
    nameless: the places of columns without a name.
    """

    name: str
    category: Category | None
    because: tuple[str, ...]
    record: str | None
    once: bool
    people: tuple[Person, ...]
    ties: tuple[TieGuess, ...]
    events: tuple[EventGuess, ...]
    markers: Mapping[str, str]
    unused: Mapping[str, str]
    nameless: tuple[int, ...]


def draft(name: str, table: pa.Table, header: Header) -> Draft:
    """Draft a layout from a table of text columns. header: what their header tells besides names.

    Raises SourceError where the header is somebody's record, or nothing can be placed; it shows no value.
    """
    columns = [column for column in table.column_names if column != ROW]
    if looks_like_a_record(columns):
        raise SourceError(NO_HEADER)
    told = {
        column: seen(table.column(column).combine_chunks(), dated=column in header.dated)
        for column in columns
    }
    placed = [place(meaning, told[meaning.column]) for meaning in meanings(columns)]
    people, left = people_of(placed)
    if not people:
        raise SourceError(NOBODY)
    markers = {each.column: each.meaning.marker for each in placed if each.meaning.marker is not None}
    rest = [*(each for each in placed if each.field is None and each.column not in markers), *left]
    record = _record(rest, told)
    events = _events(rest, told)
    ties = tuple(ties_of(people))
    used = {record, *markers, *(event.column for event in events), *(tie.column for tie in ties)}
    used |= {each.column for person in people for each in person.fields.values()}
    why_not = {each.column: each.why_not or UNKNOWN for each in rest}
    category, because = _category(name, columns)
    return Draft(
        name=name,
        category=category,
        because=because,
        record=record,
        once=_comes_once(people[0], told),
        people=tuple(people),
        ties=ties,
        events=events,
        markers=markers,
        unused={column: why_not.get(column, OF_WHOM) for column in columns if column not in used},
        nameless=header.nameless,
    )


def _record(rest: Sequence[Placed], told: Mapping[str, Seen]) -> str | None:
    """A column that numbers the rows: its name says so, and every row has its own.

    One that may be somebody's identifier does not, since a record's number stands in every table; nor does
    one that is named after a house.
    """
    for each in rest:
        of_a_field = each.meaning.field is not None and each.meaning.phrase not in words.NUMBERING
        values = told[each.column]
        own = values.rows == values.filled == values.distinct >= FEWEST
        dated = any(values.share(form) >= SURE for form in DateFormat)
        said = words.NUMBERING & set(each.meaning.words) and not each.meaning.former
        if own and said and not (dated or of_a_field or each.shares):
            return each.column
    return None


def _events(rest: Sequence[Placed], told: Mapping[str, Seen]) -> tuple[EventGuess, ...]:
    found = []
    for each in rest:
        values = told[each.column]
        form, _ = form_of(values)
        if each.why_not is None and values.filled >= FEWEST and values.share(form) >= SURE:
            kind = "-".join(word for word in each.meaning.words if word not in words.GLUE) or "event"
            found.append(EventGuess(each.column, kind, form))
    return tuple(found)


def _comes_once(person: Person, told: Mapping[str, Seen]) -> bool:
    """Whether identifiers of the one whom the rows are about repeat hardly ever."""
    ids = [told[each.column] for name, each in person.fields.items() if name.startswith("id_")]
    return any(
        each.filled >= max(FEWEST, each.rows / 2) and each.distinct >= NEARLY_EVERY * each.filled
        for each in ids
    )


def _category(name: str, header: Sequence[str]) -> tuple[Category | None, tuple[str, ...]]:
    """What the records are about, where the words of one category are there, and more than of any other."""
    said = [words_of(each) for each in (name, *header)]
    found = {
        category: tuple(" ".join(each) for each in phrases if any(_has(words, each) for words in said))
        for category, phrases in _phrases().items()
    }
    ranked = sorted(found, key=lambda category: -len(found[category]))
    if len(found[ranked[0]]) == len(found[ranked[1]]):
        return None, ()
    return Category(ranked[0]), found[ranked[0]]


def _has(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(said[start : start + len(phrase)] == phrase for start in range(len(said)))


@cache
def _phrases() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    return {name: tuple(tuple(each.split()) for each in table) for name, table in words.CATEGORIES.items()}
