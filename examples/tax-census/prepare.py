"""Make this example's files from the simulated town: keys to the truth go into truth/, never into sources/.

    python prepare.py FOLDER_WITH_THE_ORIGINAL_PARQUET_FILES

Rows keep their order, so that a row's number is its record's number in source and truth alike.
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from licet.licence import Origin, digests_of, write_origin

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
TRUTH_COLUMNS = frozenset({"simulant_id", "household_id", "employer_id"})
FILES = {
    "census": ("census_2020__default.parquet", "resident"),
    "returns": ("taxes_1040__noised.parquet", "filer"),
    "wages": ("taxes_w2_and_1099__noised.parquet", "worker"),
    "social-security": ("social_security__noised.parquet", "holder"),
    "wic": ("women_infants_and_children__noised.parquet", "participant"),
}
OTHERS_ON_A_RETURN = ("spouse", "dependent_1", "dependent_2", "dependent_3", "dependent_4")


def main(original: Path) -> None:
    """Write sources, truth and origin.json."""
    truth = []
    for name, (file, role) in FILES.items():
        table = chosen(name, pq.read_table(original / file))
        truth.append(who(name, role, table.column("simulant_id")))
        if name == "returns":
            named = pq.read_table(original / "taxes_1040__truth.parquet").drop_columns(["tax_year"])
            named = named.cast(pa.schema([(column, pa.string()) for column in named.column_names]))
            row = pa.array(np.arange(table.num_rows))
            joined = table.select(["simulant_id"]).append_column("row", row).join(named, "simulant_id")
            joined = joined.sort_by("row")
            truth += [
                who(name, other.replace("_", "-"), joined.column(f"{other}_simulant_id"))
                for other in OTHERS_ON_A_RETURN
            ]
        kept = [column for column in table.column_names if column not in TRUTH_COLUMNS]
        path = HERE / "sources" / f"{name}.parquet"
        pq.write_table(table.select(kept).combine_chunks(), path, compression="zstd")
    pq.write_table(pa.concat_tables(truth), HERE / "truth" / "truth.parquet", compression="zstd")
    listed = ["programme.yaml", *(f"sources/{name}.parquet" for name in FILES)]
    made_by = "pseudopeople 1.3.1, sample population, default noise"
    write_origin(HERE, Origin(made_by, False, TODAY, digests_of(HERE, listed)))


def chosen(name: str, table: pa.Table) -> pa.Table:
    """The rows that this example uses: WIC of 2019 to 2021, social security numbers as first created."""
    if name == "wic":
        year = table["year"]
        return table.filter(pc.and_(pc.greater_equal(year, 2019), pc.less_equal(year, 2021)))
    if name == "social-security":
        return table.filter(pc.equal(pc.cast(table["event_type"], pa.string()), "creation"))
    return table


def who(source: str, role: str, people: pa.ChunkedArray) -> pa.Table:
    """One row of truth per person whom a record names in a role."""
    size = len(people)
    columns = {
        "source": [source] * size,
        "record_id": [str(number) for number in range(1, size + 1)],
        "role": [role] * size,
        "person": people.cast(pa.string()),
    }
    table = pa.table(columns)
    return table.filter(pc.is_valid(table.column("person")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
