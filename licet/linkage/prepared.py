"""Mentions as they come, made ready to be compared: a table, names folded, homes and births filled in."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.constraints import Constraints
from licet.linkage.encoding import Encoded, encode
from licet.linkage.expected import with_expected
from licet.linkage.model import LinkageModel
from licet.linkage.names import folded

CONTEXT = frozenset({"age", "sex", "address_key"})
"""Columns that tell who is mentioned with whom, and what sort of person, whether or not they are compared."""


def encoded_for(mentions: Any, model: LinkageModel, constraints: Constraints | None = None) -> Encoded:
    """Mentions as they are compared under a model, with their context where any source promises something."""
    table = as_table(mentions)
    context = CONTEXT if constraints is not None and constraints.promise else frozenset()
    wanted = model.columns | (context & set(table.column_names))
    if "address_key" in model.columns | context:
        table = with_address(table)
        wanted |= {"address_key"} & set(table.column_names)
    return encode(with_expected(folded(table)), wanted)


def as_table(frame: Any) -> pa.Table:
    """A data frame of pandas, Polars or another library as an Arrow table; its text as plain text.

    Raises ScienceError if it is neither an Arrow table nor gives one.
    """
    if not isinstance(frame, pa.Table):
        if not hasattr(frame, "__arrow_c_stream__"):
            raise ScienceError(
                f"Expected an Arrow table, or a data frame that gives one (pandas 3, Polars), and got a "
                f"{type(frame).__name__}. Make one: pyarrow.table(...)."
            )
        frame = pa.table(frame)
    for place, column in enumerate(frame.schema):
        if _is_text(column.type) and column.type != pa.string():
            frame = frame.set_column(place, column.name, frame.column(place).cast(pa.string()))
    return frame


def with_address(table: pa.Table) -> pa.Table:
    """The same mentions with an `address_key`: number, street and postcode, where they have none.

    Who is at home together is known by it. A number and a street, or a number and a postcode, are the least.
    """
    parts = [name for name in ("street_number", "street_name", "postcode") if name in table.column_names]
    if "address_key" in table.column_names or "street_number" not in parts or len(parts) < 2:
        return table
    texts = [pc.utf8_lower(pc.utf8_trim_whitespace(table[name].cast(pa.string()))) for name in parts]
    known = [pc.fill_null(pc.not_equal(text, ""), False) for text in texts]
    enough = pc.and_(known[0], pc.or_(known[1], known[-1]))
    key = pc.binary_join_element_wise(*(pc.fill_null(text, "") for text in texts), "|")
    return table.append_column("address_key", pc.if_else(enough, key, None))


def _is_text(kind: pa.DataType) -> bool:
    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(held) or pa.types.is_large_string(held) or pa.types.is_string_view(held))
