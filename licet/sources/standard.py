"""Standardising: each field of a mention by its own rule, without harm to names."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.sources import dates, identifiers
from licet.sources.identifiers import BoolArray, missing_if_empty
from licet.sources.layout import Column, IfBad
from licet.sources.lines import house_number
from licet.sources.names import plain, standard_name

NO_TEXT = pa.scalar(None, pa.string())

NAMES = ("forename", "middle", "surname", "former_surname")
DATES = ("birth_date", "expected_date")
DAYS = (*DATES, "valid_from", "valid_to", "date")


@dataclass(frozen=True)
class Standardised:
    """A field's values as text, missing where empty or broken; `bad` marks the broken ones."""

    values: pa.Array
    bad: BoolArray
    rule: str


def standardise(field: str, column: Column, values: pa.Array) -> Standardised:
    """Bring one field to its standard form.

    Names keep apostrophes, hyphens, particles and diacritics. Codes that the layout lists are translated
    first; a value that it does not list is missing.
    """
    if column.codes is not None:
        values = _coded(values, column.codes)
    if field in NAMES:
        return _fine(standard_name(values))
    if is_date(field):
        read = dates.iso_dates(values, column.date)
        return Standardised(read, dates.is_bad(values, read), f"is not a date written {column.date}")
    if field in identifiers.IDENTIFIER_RULES:
        return _identifier(field, values)
    if field == "postcode":
        spaced = identifiers.spaced_postcode(values)
        place = pc.if_else(pa.array(identifiers.no_fixed_address(spaced)), NO_TEXT, spaced)
        return _checked(place, identifiers.postcode_ok(place), "is not a postcode")
    if field == "uprn":
        number = identifiers.compact(values)
        return _checked(identifiers.padded_uprn(number), identifiers.uprn_ok(number), "is no property number")
    if field == "street_number":
        return _fine(house_number(plain(values)))
    if field == "phone":
        return _fine(missing_if_empty(pc.replace_substring_regex(values, r"\D", "")))
    if field == "sex":
        first = pc.utf8_slice_codeunits(pc.utf8_lower(pc.utf8_trim_whitespace(values)), 0, 1)
        return _fine(pc.if_else(pc.is_in(first, pa.array(["f", "m"])), first, NO_TEXT))
    return _fine(plain(values))


def is_date(field: str) -> bool:
    """Whether a field is a day."""
    return field in DAYS


def policy(field: str, column: Column) -> IfBad:
    """What a broken value does to its row, unless the layout says otherwise."""
    if column.if_bad is not None:
        return column.if_bad
    strict = field in identifiers.IDENTIFIER_RULES or field in DATES or field == "date"
    return IfBad.SET_ASIDE if strict else IfBad.DROP_VALUE


def _identifier(field: str, values: pa.Array) -> Standardised:
    text = identifiers.compact(values)
    if field == "id_upn":
        text = pc.if_else(pa.array(identifiers.unknown_upn(text)), NO_TEXT, text)
    return _checked(text, identifiers.IDENTIFIER_RULES[field](text), "fails its check")


def _checked(values: pa.Array, ok: BoolArray, rule: str) -> Standardised:
    bad = ~ok & pc.is_valid(values).to_numpy(zero_copy_only=False)
    return Standardised(pc.if_else(pa.array(ok), values, NO_TEXT), bad, rule)


def _fine(values: pa.Array) -> Standardised:
    return Standardised(values, np.zeros(len(values), dtype=bool), "")


def _coded(values: pa.Array, codes: dict[str, str]) -> pa.Array:
    known = pc.index_in(pc.utf8_trim_whitespace(values), pa.array(list(codes)))
    return pc.take(pa.array(list(codes.values()), pa.string()), known)
