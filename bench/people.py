"""Person records of invented towns: one row for each time an agency names somebody, and who is meant.

Everybody is hypothetical. As the records grow so do the towns, each with postcodes of its own; names and
dates of birth come from the same lists everywhere.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from licet.borough.agencies import File, files
from licet.borough.make import TODAY
from licet.borough.population import town

FAMILIES = 5_000
"""Families with children of a town, which its agencies name some 85,000 times."""

SEED = 20_260_101
PREFIXES = {
    "contact-1": "contact_1_", "contact-2": "contact_2_", "mother": "mother_", "partner": "partner_",
    "second": "second_", "suspect": "suspect_", "victim": "victim_",
    **{f"child-{number}": f"child_{number}_" for number in range(1, 5)},
}  # fmt: skip
FIELDS = {
    "forename": "forename", "surname": "surname", "birth_date": "birth_date", "sex": "sex",
    "street_number": "number", "street_name": "street", "postcode": "postcode",
}  # fmt: skip
AT_HOME = ("number", "street", "postcode")
"""What a row says once for everybody in it."""


def write_people(records: int, mentions: Path, truth: Path) -> None:
    """Write so many records as Parquet, and apart from them mention_id -> person."""
    shown, known, written, number = None, None, 0, 0
    while written < records:
        part = _of_town(number).slice(0, records - written)
        shown = shown or pq.ParquetWriter(mentions, part.drop_columns(["person"]).schema)
        known = known or pq.ParquetWriter(truth, part.select(["mention_id", "person"]).schema)
        shown.write_table(part.drop_columns(["person"]))
        known.write_table(part.select(["mention_id", "person"]))
        written, number = written + len(part), number + 1
    for writer in (shown, known):
        if writer:
            writer.close()


def _of_town(number: int) -> pa.Table:
    made = files(town(FAMILIES, SEED + number, TODAY), SEED + number)
    rows = pa.concat_tables([_named(file, role, who) for file in made for role, who in file.meant.items()])
    rows = rows.take(pa.array(np.random.default_rng(SEED + number).permutation(len(rows))))
    ids = pa.array(np.arange(len(rows)) + 10_000_000 * number).cast(pa.string())
    # Two letters for the town, so that no two towns share a postcode.
    letters = chr(65 + number // 26) + chr(65 + number % 26)
    return pa.table(
        {
            "mention_id": pc.binary_join_element_wise("m", pc.utf8_lpad(ids, 10, "0"), ""),
            "source": rows["source"],
            "record_id": ids,
            "role": pa.array(["person"] * len(rows)),
            **{name: rows[name] for name in FIELDS if name != "postcode"},
            "postcode": pc.utf8_replace_slice(rows["postcode"], 0, 2, letters),
            "person": pc.binary_join_element_wise(str(number), rows["person"].cast(pa.string()), "/"),
        }
    )


def _named(file: File, role: str, who: Any) -> pa.Table:
    """Everybody whom the file names in this role, with both names."""
    prefix = PREFIXES.get(role, "child_" if (file.name, role) == ("health-visits", "child") else "")
    columns = {}
    for ours, theirs in FIELDS.items():
        own = f"{prefix}{theirs}"
        name = theirs if theirs in AT_HOME and own not in file.rows.column_names else own
        held = name in file.rows.column_names
        values = file.rows[name].cast(pa.string()) if held else pa.nulls(file.rows.num_rows, pa.string())
        columns[ours] = pc.if_else(pc.equal(values, ""), None, values)
    rows = pa.table({**columns, "person": pa.array(who), "source": pa.array([file.name] * len(who))})
    there = (who >= 0) & rows["forename"].is_valid().to_numpy() & rows["surname"].is_valid().to_numpy()
    return rows.filter(pa.array(there))
