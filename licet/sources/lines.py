"""Lines of an address: the flat and the number that a line begins with, taken apart from the street."""

import pyarrow as pa
import pyarrow.compute as pc

from licet.sources.identifiers import missing_if_empty

HOUSE = r"^([0-9]{1,5}) ?([a-z]?)(?: ?([-/]) ?([0-9]{1,5}) ?([a-z]?))?$"
"""The number of a house, or the numbers of several in one, as plain text."""

UNIT = r"(?:(?P<unit>(?:flat|fflat|apartment|apt|unit|room)\.? [0-9]*[a-z]?)(?: ?, ?| ))?"
# A letter may stand apart from its number, but not the y of Welsh streets: 5 y stryd fawr.
LETTER = r"(?:[a-z]| [a-h])?"
NUMBER = rf"(?P<number>[0-9]{{1,5}}{LETTER}(?: ?[-/] ?[0-9]{{1,5}}{LETTER})?)(?: ?, ?| )"
BEGINS_WITH_A_NUMBER = rf"^{UNIT}{NUMBER}(?P<street>\p{{L}}.*)$"
"""A line as this module takes it apart, once it is plain text."""

NOTHING_AFTER_THE_STREET = rf"^{UNIT}{NUMBER}\p{{L}}[^,0-9]*$"
"""A line that holds no more of the address than that."""


def house_number(values: pa.Array) -> pa.Array:
    """Plain text as the number of a house: 12 A and 12a are one house. The name of a house stays as it is."""
    return pc.replace_substring_regex(values, HOUSE, r"\1\2\3\4\5")


def taken_apart(lines: pa.Array) -> dict[str, pa.Array]:
    """The flat, the number and the street of lines of plain text; a line without a number is a street."""
    distinct = lines.dictionary_encode()
    parts = pc.extract_regex(distinct.dictionary, BEGINS_WITH_A_NUMBER)
    found = {name: missing_if_empty(pc.struct_field(parts, name)) for name in ("unit", "number", "street")}
    told = {
        "unit": found["unit"],
        "street_number": house_number(found["number"]),
        "street_name": pc.coalesce(found["street"], distinct.dictionary),
    }
    return {name: values.take(distinct.indices) for name, values in told.items()}
