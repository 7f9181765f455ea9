"""Parquet: typed columns, damaged files and files that are larger than they look."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from licet.errors import SourceError
from licet.sources.batches import BATCH, ROW
from licet.sources.layout import DateFormat
from licet.sources.limits import LIMITS, MIB
from tests.sources.reading import rows_of, told

PLAIN = {"write_page_checksum": True, "compression": "none", "use_dictionary": False}


def written(tmp_path, table, **how):
    path = tmp_path / "s.parquet"
    pq.write_table(pa.table(table), path, **how)
    return path


def test_typed_columns_become_text_in_the_declared_form(tmp_path):
    path = written(
        tmp_path,
        {"n": [12.0, None], "day": [date(2015, 2, 28), None], "secret": [[1], [2]], "who": ["Zoë", ""]},
    )
    rows = rows_of(path, "n", "day", "who", dates={"day": DateFormat.BRITISH})
    assert told(rows) == [(1, "12", "28/02/2015", "Zoë"), (2, None, None, None)]


def test_rows_are_numbered_through_batches_and_row_groups(tmp_path):
    count = 2 * BATCH + 5
    path = written(tmp_path, {"a": list(range(count))}, row_group_size=BATCH - 7)
    rows = rows_of(path, "a")
    assert rows.table.column(ROW).to_pylist() == list(range(1, count + 1))
    assert rows.table.column("a").to_pylist() == [str(n) for n in range(count)]


@pytest.mark.parametrize("damage", ["half", "last byte", "a bit", "text", "nothing", "middle"])
def test_a_damaged_file_is_refused(tmp_path, damage):
    path = written(tmp_path, {"a": [f"{n}" for n in range(10_000)]}, **PLAIN)
    whole = path.read_bytes()
    path.write_bytes(
        {
            "half": whole[: len(whole) // 2],
            "last byte": whole[:-1],
            "a bit": whole[:20_000] + bytes([whole[20_000] ^ 1]) + whole[20_001:],
            "text": b"a,b\n1,2\n",
            "nothing": b"",
            "middle": whole[:1000] + bytes(2000) + whole[3000:],
        }[damage]
    )
    with pytest.raises(SourceError, match=r"s\.parquet  is not a whole Parquet file \(\w+\)"):
        rows_of(path, "a")


def test_a_missing_column_and_a_repeated_one_are_named(tmp_path):
    path = written(tmp_path, {"a": ["1"]})
    with pytest.raises(SourceError, match=r"s\.parquet  has no column 'b'. Mend the layout"):
        rows_of(path, "b")
    pq.write_table(pa.Table.from_arrays([pa.array(["1"]), pa.array(["2"])], ["a", "a"]), path)
    with pytest.raises(SourceError, match="names the column 'a' twice"):
        rows_of(path, "a")


def test_a_file_that_unpacks_to_far_more_than_itself_is_refused(tmp_path):
    cells = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), 40_000), ["x" * 90_000])
    path = written(tmp_path, {"a": cells})
    assert path.stat().st_size < MIB
    with pytest.raises(SourceError, match="unpacks to more than"):
        rows_of(path, "a")


def test_limits_hold(tmp_path):
    path = written(tmp_path, {"a": ["x", "yyyy"], "b": ["1", "2"]})
    for limits, said in (
        (replace(LIMITS, rows=1), "has more than 1 rows"),
        (replace(LIMITS, columns=1), "has 2 columns, where a source has at most 1"),
        (replace(LIMITS, cell=3), "row 2 has a cell of more than 3 characters"),
        (replace(LIMITS, column=10), "has more than 10 bytes in the column 'a'"),
    ):
        with pytest.raises(SourceError, match=said):
            rows_of(path, "a", limits=limits)
    assert told(rows_of(path, "a", limits=replace(LIMITS, cell=4))) == [(1, "x"), (2, "yyyy")]
