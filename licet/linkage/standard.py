"""The model for whatever columns the mentions have: what a linker would write by hand, in one place.

Comparisons: every standard field that holds a value. The parts of an address are one comparison, for they
agree together. Age is not compared: it depends on the day it was asked.

Blocking: an identifier, telephone number or e-mail address; a date of birth; both names, in either order or
by sound; a whole address; a name with part of an address. Dates, names and streets that very many share are
compared by narrower rules, so that ten times the people make ten times the pairs, and not a hundred.

Training: blocks that hold few relatives. Each fixes what relatives seldom share (an identifier, a date of
birth, a forename), and between them they leave every field free. Without a date of birth the forename has to
be learnt from surname and middle name, where some relatives remain: then three rounds of re-estimation with
candidates competing correct it, where a source names everybody once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from licet.errors import ScienceError
from licet.linkage import fields
from licet.linkage.blocking import BlockingRule
from licet.linkage.comparisons import Comparison
from licet.linkage.keys import EitherOrder, FirstKnown, Key, Same, Sounds, first_letters, year_of
from licet.linkage.model import LinkageModel, is_free
from licet.linkage.prepared import as_table, with_address

Keys = tuple[Key, ...]
Held = frozenset[str]

FORENAME, SURNAME, MIDDLE, BIRTH = Same("forename"), Same("surname"), Same("middle"), Same("birth_date")
HOME, NUMBER = Same("address_key"), Same("street_number")
STREET, POSTCODE = Same("street_name"), Same("postcode")

COMFORTABLE = 100
"""A block of up to this many mentions is compared whole: at most fifty pairs for each of them."""


def standard_model(mentions: Any) -> LinkageModel:
    """A model of the columns that hold a value.

    Raises ScienceError if there are too few: both names and two more fields are the least.
    """
    table = with_address(as_table(mentions))
    held = frozenset(name for name in table.column_names if table[name].null_count < table.num_rows)
    compared = tuple(_comparisons(held)) if {"forename", "surname"} <= held else ()
    if len(compared) < 4:
        raise ScienceError(
            f"The mentions hold {', '.join(sorted(held))}. Linkage needs forename, surname and two "
            "more of middle name, date of birth, sex, address, telephone, e-mail or an identifier."
        )
    training = tuple(rule for rule in _held(held, _training(held)) if _leaves_two(rule, compared))
    blocking = tuple(_held(held, _blocking(held)))
    return LinkageModel(compared, blocking, training, dependent=(("forename", "surname"),))


def _comparisons(held: Held) -> Iterator[Comparison]:
    yield fields.forename()
    yield fields.surname(former="former_surname" if "former_surname" in held else None)
    if "middle" in held:
        yield fields.middle()
    if "birth_date" in held:
        yield fields.birth_date()
    if "sex" in held:
        yield fields.sex()
    if held & set(fields.ADDRESS) - {"street_number"}:
        yield fields.address(held)
    for column in (*_contacts(held), *_identifiers(held)):
        yield fields.exact_or_typing_slip(column)


def _blocking(held: Held) -> Iterator[BlockingRule]:
    """The rules of all columns; those of columns that are not held are left out later."""
    for column in (*_identifiers(held), *_contacts(held)):
        yield BlockingRule((Same(column),))
    yield _growing(
        (BIRTH,),
        _growing((BIRTH, first_letters("forename", 1)), BlockingRule((BIRTH, FORENAME))),
        _growing((BIRTH, first_letters("surname", 1)), BlockingRule((BIRTH, SURNAME))),
    )
    yield _narrowed((EitherOrder("forename", "surname"),))
    yield _narrowed((FORENAME, FirstKnown("former_surname", "surname")))
    sounds = (Sounds("forename"), Sounds("surname"))
    yield _narrowed((*sounds, year_of("birth_date")) if "birth_date" in held else sounds)
    yield BlockingRule((HOME,))
    yield BlockingRule((NUMBER, POSTCODE))
    yield _growing(
        (STREET, first_letters("forename", 1)),
        BlockingRule((STREET, first_letters("forename", 1), FORENAME)),
        BlockingRule((STREET, first_letters("forename", 1), SURNAME)),
    )
    yield BlockingRule((POSTCODE, FORENAME))
    yield BlockingRule((POSTCODE, SURNAME))


def _growing(keys: Keys, *instead: BlockingRule) -> BlockingRule:
    """A rule whose blocks grow with the population, and what compares them when they have."""
    return BlockingRule(keys, largest=COMFORTABLE, instead=instead)


def _narrowed(keys: Keys) -> BlockingRule:
    """Namesakes, told apart by whatever else they have."""
    return _growing(
        keys,
        *(
            BlockingRule((*keys, key))
            for key in (year_of("birth_date"), POSTCODE, STREET, MIDDLE)
            if key not in keys
        ),
    )


def _training(held: Held) -> Iterator[BlockingRule]:
    for column in _identifiers(held):
        yield BlockingRule((Same(column),))
    yield BlockingRule((FORENAME, SURNAME))
    if "birth_date" in held:
        yield BlockingRule((BIRTH, FORENAME))
        yield BlockingRule((BIRTH, SURNAME))
        return
    place = next((key for key in (HOME, STREET, POSTCODE) if key.column in held), MIDDLE)
    yield BlockingRule((FORENAME, place))
    yield BlockingRule((SURNAME, MIDDLE if "middle" in held else place))


def _held(held: Held, wanted: Iterable[BlockingRule]) -> Iterator[BlockingRule]:
    """The rules whose columns hold a value, with such of their narrower rules."""
    for rule in wanted:
        if rule.columns <= held:
            narrower = tuple(_held(held, rule.instead))
            # With nothing to narrow it by, a rule keeps the size at which blocks are skipped.
            yield replace(rule, instead=narrower) if narrower else BlockingRule(rule.keys)


def _leaves_two(rule: BlockingRule, compared: tuple[Comparison, ...]) -> bool:
    return sum(is_free(comparison, rule) for comparison in compared) >= 2


def _identifiers(held: Held) -> list[str]:
    return sorted(column for column in held if column.startswith("id_"))


def _contacts(held: Held) -> list[str]:
    return sorted(held & {"phone", "email"})
