"""Safety markers: whom a row takes out of linking, and whose address it hides."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.sources import tables
from licet.sources.drafts import Draft
from licet.sources.identifiers import BoolArray
from licet.sources.sheet import Sheet

PROTECTED_ADDRESS, DO_NOT_LINK = "protected-address", "do-not-link"


def markers_of(sheet: Sheet, role: str, drafts: dict[str, Draft]) -> pa.Array:
    """The strongest marker of each row for a role: do-not-link before protected-address.

    A protected address is hidden from every role of the row that may share it: all but those that have
    another postcode.
    """
    marked = sheet.nothing
    for means in (PROTECTED_ADDRESS, DO_NOT_LINK):
        for marker in sheet.layout.markers:
            named = marker.of is None or role in marker.of
            if means != marker.means or (means == DO_NOT_LINK and not named):
                continue
            held = sheet.holds(marker.when, always_readable=True)
            if not named:
                held &= ~_lives_elsewhere(drafts[role], [drafts[other] for other in marker.of or ()])
            marked = pc.if_else(pa.array(held), pa.scalar(means), marked)
    return marked


def is_marked(markers: pa.Array) -> BoolArray:
    """Where a row has any marker."""
    marked: BoolArray = pc.is_valid(markers).to_numpy(zero_copy_only=False)
    return marked


def protected_places(draft: Draft, markers: pa.Array) -> pa.Table:
    """The places of rows whose address is protected, in each form by which another file may know them."""
    marked = pc.fill_null(pc.equal(markers, PROTECTED_ADDRESS), False)
    places = pa.chunked_array([each.filter(marked) for each in places_of(draft)])
    return pa.table({"place": places.drop_null()}, schema=tables.PROTECTED)


def places_of(of: Draft | pa.Table) -> list[pa.Array]:
    """An address as texts to compare: its key, and its number with its postcode."""
    number = pc.binary_join_element_wise(of["street_number"], of["postcode"], "|")
    return [of["address_key"], number]


def _lives_elsewhere(draft: Draft, others: Sequence[Draft]) -> BoolArray:
    """Where a role has a postcode that none of the others has, nor lacks."""
    apart = [pc.not_equal(draft["postcode"], other["postcode"]) for other in others]
    elsewhere: BoolArray = np.logical_and.reduce(
        [pc.fill_null(each, False).to_numpy(zero_copy_only=False) for each in apart]
    )
    return elsewhere
