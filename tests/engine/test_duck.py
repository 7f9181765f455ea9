"""SQL runs over the tables it is given, and reaches nothing else."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from licet.engine import Limits, query
from licet.errors import ScienceError

PEOPLE = pa.table({"person": ["a", "b", "c"], "age": [30, 4, None]})


def test_a_query_reads_the_tables_that_it_names():
    """Tables in, SQL, table out."""
    ages = query("SELECT person, age + 1 AS age FROM people WHERE age < 18", {"people": PEOPLE})
    assert ages.to_pylist() == [{"person": "b", "age": 5}]


def test_values_are_given_apart_from_the_sql():
    """A question mark takes the next parameter."""
    found = query(
        "SELECT person FROM people WHERE age >= ? AND ? < DATE '2027-01-01'",
        {"people": PEOPLE},
        [18, date(2026, 1, 1)],
    )
    assert found["person"].to_pylist() == ["a"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM '{file}'",
        "COPY people TO '{file}'",
        "ATTACH '{file}' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "SELECT * FROM secret",
        "SELECT nothing FROM people",
    ],
)
def test_nothing_outside_the_tables_is_reached(sql: str, tmp_path: Path):
    """Files, other databases, extensions, settings and Python's own variables are shut off."""
    secret = pa.table({"x": ["hidden"]})
    file = tmp_path / "file.csv"
    file.write_text("x\nhidden\n")
    with pytest.raises(ScienceError, match="people"):
        query(sql.format(file=file), {"people": PEOPLE})
    assert secret.num_rows == 1
    assert file.read_text() == "x\nhidden\n"


@pytest.mark.parametrize("setting", ["python_enable_replacements", "autoload_known_extensions"])
def test_what_cannot_be_reached_is_also_switched_off(setting: str):
    """A second lock on Python's variables and on extensions."""
    value = query(f"SELECT current_setting('{setting}') AS value", {})["value"].to_pylist()
    assert value == [False]


def test_an_error_never_quotes_a_value():
    """A cast that fails on a name does not repeat the name."""
    with pytest.raises(ScienceError) as caught:
        query("SELECT CAST(name AS INTEGER) FROM people", {"people": pa.table({"name": ["Zebedee"]})})
    assert "Zebedee" not in str(caught.value)
    assert "ConversionException" in str(caught.value)


def test_memory_is_bounded():
    """Past its limit a query stops, and says what to raise."""
    many = pa.table({"x": pa.array(range(200_000))})
    with pytest.raises(ScienceError, match="memory limit"):
        query(
            "SELECT array_agg(a.x || b.x) FROM many a, many b", {"many": many}, limits=Limits(memory="20MB")
        )
