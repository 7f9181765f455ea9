"""Drafts: the fields of each role for every row, in standard form, before it is known which rows are kept."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.sources import tables
from licet.sources.dates import without_defaults
from licet.sources.identifiers import BoolArray
from licet.sources.layout import Address, MentionFields
from licet.sources.lines import taken_apart
from licet.sources.sheet import Sheet

Draft = dict[str, pa.Array]

ADDRESS = (
    "unit",
    "street_number",
    "street_name",
    "postcode",
    "town",
    "uprn",
    "kind",
    "valid_from",
    "valid_to",
)
SHARED = (*tables.PLACE_FIELDS, "kind", "valid_from", "valid_to")
TELLING = ("forename", "surname", "birth_date", "expected_date", "id_nhs", "id_upn", "id_nino", "id_local")


def drafts_of(sheet: Sheet) -> dict[str, Draft]:
    """Each role's draft; a role with the address of another takes over the other's."""
    drafts = {role: _draft(sheet, role, fields) for role, fields in sheet.layout.mentions.items()}
    for role, fields in sheet.layout.mentions.items():
        if fields.address_of:
            drafts[role] = drafts[role] | {name: drafts[fields.address_of][name] for name in SHARED}
    return drafts


def is_there(draft: Draft) -> BoolArray:
    """A row mentions somebody in a role if it has a name, a date or an identifier for them."""
    there: BoolArray = np.logical_or.reduce(
        [pc.is_valid(draft[name]).to_numpy(zero_copy_only=False) for name in TELLING]
    )
    return there


def _draft(sheet: Sheet, role: str, fields: MentionFields) -> Draft:
    address = fields.address or Address()
    own = (*tables.IDENTITY_FIELDS, "in_education")
    columns = {name: getattr(fields, name) for name in own} | {
        name: getattr(address, name) for name in ADDRESS
    }
    draft = {name: sheet.read(name, column, f"{role}.{name}") for name, column in columns.items()}
    if address.number_and_street is not None:
        line = sheet.read("number_and_street", address.number_and_street, f"{role}.number_and_street")
        draft |= {name: pc.coalesce(draft[name], part) for name, part in taken_apart(line).items()}
    draft["birth_date"] = without_defaults(draft["birth_date"])
    draft["address_key"] = _address_key(draft)
    return draft


def _address_key(draft: Draft) -> pa.Array:
    """One text per address: the property number where there is one, else number, street and postcode."""
    street = pc.binary_join_element_wise(
        pc.fill_null(draft["unit"], ""),
        draft["street_number"],
        draft["street_name"],
        pc.fill_null(draft["postcode"], ""),
        "|",
        null_handling="emit_null",
    )
    return pc.coalesce(pc.binary_join_element_wise(pa.scalar("uprn"), draft["uprn"], ":"), street)
