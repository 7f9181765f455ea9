"""Several plausible linkages at once: the same tables in each, side by side in one, under names of their own.

Whatever is computed of persons and families is computed of all draws in one go, and then told apart again.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

MARK = ":"
WIDTH = 4


def in_each(table: pa.Table, draws: Sequence[int], keys: Sequence[str]) -> pa.Table:
    """The table once for each draw, with the draw before the keys; a key that is missing stays so."""
    return pa.concat_tables([_marked(table, draw, keys) for draw in draws])


def side_by_side(tables: Sequence[pa.Table], draws: Sequence[int], keys: Sequence[str]) -> pa.Table:
    """One table of each draw's own, with the draw before the keys."""
    return pa.concat_tables([_marked(own, draw, keys) for own, draw in zip(tables, draws, strict=True)])


def of_draw(table: pa.Table, draw: int, key: str) -> pa.Table:
    """One draw's rows, under the names that they have side by side."""
    return table.filter(pc.starts_with(table[key], f"{draw:0{WIDTH}d}{MARK}"))


def told_apart(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The keys without the draw, which becomes a column. The first key is never missing."""
    draw = pc.utf8_slice_codeunits(table[keys[0]], 0, WIDTH).cast(pa.int32())
    for key in keys:
        place = table.column_names.index(key)
        table = table.set_column(place, key, pc.utf8_slice_codeunits(table[key], WIDTH + len(MARK)))
    return table.append_column("draw", draw)


def _marked(table: pa.Table, draw: int, keys: Sequence[str]) -> pa.Table:
    for key in keys:
        place = table.column_names.index(key)
        mark = pa.scalar(f"{draw:0{WIDTH}d}{MARK}")
        table = table.set_column(
            place, key, pc.binary_join_element_wise(mark, table[key].cast(pa.string()), "")
        )
    return table
