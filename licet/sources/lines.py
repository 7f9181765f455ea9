"""Lines of an address: the flat and the number that a line begins with, taken apart from the street."""

import pyarrow as pa
import pyarrow.compute as pc

from licet.sources.identifiers import missing_if_empty

UNIT = r"(?:(?P<unit>(?:flat|fflat|apartment|apt|unit|room)\.? [0-9]*[a-z]?)(?: ?, ?| ))?"
# A letter may stand apart from its number, but not the y of Welsh streets: 5 y stryd fawr.
NUMBER = r"(?P<number>[0-9]{1,5}(?:[a-z]| [a-h])?(?: ?[-/] ?[0-9]{1,5}[a-z]?)?)(?: ?, ?| )"
BEGINS_WITH_A_NUMBER = rf"^{UNIT}{NUMBER}(?P<street>\p{{L}}.*)$"
"""A line as this module takes it apart, once it is plain text."""

NOTHING_AFTER_THE_STREET = rf"^{UNIT}{NUMBER}\p{{L}}[^,0-9]*$"
"""A line that holds no more of the address than that."""


def taken_apart(lines: pa.Array) -> dict[str, pa.Array]:
    """The flat, the number and the street of lines of plain text; a line without a number is a street."""
    distinct = lines.dictionary_encode()
    parts = pc.extract_regex(distinct.dictionary, BEGINS_WITH_A_NUMBER)
    found = {name: missing_if_empty(pc.struct_field(parts, name)) for name in ("unit", "number", "street")}
    # 12 A and 12a are one house.
    number = pc.replace_substring(found["number"], " ", "")
    told = {
        "unit": found["unit"],
        "street_number": number,
        "street_name": pc.coalesce(found["street"], distinct.dictionary),
    }
    return {name: values.take(distinct.indices) for name, values in told.items()}
