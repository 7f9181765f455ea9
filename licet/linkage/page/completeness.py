"""How complete the columns are that linkage reads, by source."""

import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.model import LinkageModel


def completeness(mentions: pa.Table, model: LinkageModel) -> pa.Table:
    """The share of each source's mentions that have a value.

    Returns column, source, mentions, filled, share, by column and source. Blank text is no value.
    """
    parts = [_of(mentions, column) for column in sorted(model.columns)]
    return pa.concat_tables(parts)


def _of(mentions: pa.Table, column: str) -> pa.Table:
    text = mentions.column(column).cast(pa.string())
    filled = pc.fill_null(pc.not_equal(text, ""), False).cast(pa.int64())
    told = pa.table({"source": mentions.column("source"), "filled": filled})
    counted = told.group_by("source").aggregate([("filled", "count"), ("filled", "sum")]).sort_by("source")
    many, some = counted.column("filled_count"), counted.column("filled_sum")
    return pa.table(
        {
            "column": pa.array([column] * counted.num_rows),
            "source": counted.column("source"),
            "mentions": many,
            "filled": some,
            "share": pc.divide(some.cast(pa.float64()), many.cast(pa.float64())),
        }
    )
