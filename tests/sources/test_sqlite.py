"""SQLite: only permitted columns, always in the same order, and nothing of the file is changed."""

import sqlite3
from dataclasses import replace

import pytest

from licet.errors import SourceError
from licet.sources.batches import FETCH
from licet.sources.limits import LIMITS
from tests.sources.reading import rows_of, told


def written(tmp_path, *statements):
    path = tmp_path / "s.sqlite"
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
    database.close()
    return path


PUPILS = (
    'CREATE TABLE pupils (ref, "first name" TEXT, secret, rate REAL)',
    "INSERT INTO pupils VALUES ('b', 'Zoë', 's', 12.0), ('a', NULL, 's', 12.5), (3, '', NULL, NULL)",
)


def test_rows_come_by_record_and_cells_become_text(tmp_path):
    path = written(tmp_path, *PUPILS)
    assert told(rows_of(path, "ref", "first name", "rate", record="ref")) == [
        (1, "3", None, None),
        (2, "a", None, "12.5"),
        (3, "b", "Zoë", "12"),
    ]


def test_the_order_does_not_depend_on_how_rows_were_stored(tmp_path):
    rows = [(f"r{n % 5}", f"v{n}") for n in range(20)]
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    found = []
    for folder, order in (("one", rows), ("other", rows[::-1])):
        path = written(tmp_path / folder, "CREATE TABLE t (a TEXT COLLATE NOCASE, b)")
        with sqlite3.connect(path) as database:
            database.executemany("INSERT INTO t VALUES (?, ?)", order)
        database.close()
        found.append((told(rows_of(path, "a", "b", record="a")), told(rows_of(path, "a", "b"))))
    assert found[0] == found[1]


def test_a_column_that_is_not_wanted_is_not_selected(tmp_path, monkeypatch):
    path, asked = written(tmp_path, *PUPILS), []
    connect = sqlite3.connect

    def traced(*arguments, **how):
        database = connect(*arguments, **how)
        database.set_trace_callback(asked.append)
        return database

    monkeypatch.setattr(sqlite3, "connect", traced)
    rows_of(path, "ref")
    assert 'SELECT "ref" FROM "pupils" ORDER BY "ref" COLLATE BINARY' in asked
    assert not [statement for statement in asked if "secret" in statement]


@pytest.mark.parametrize(
    ("columns", "table", "said"),
    [
        (("nobody",), "pupils", "has no column 'nobody'"),
        (("ref",), None, "is not told which table to read. Say one under 'table' .*: other, pupils"),
        (("ref",), "staff", "has no such table to read. Say one under 'table' .*: other, pupils"),
        (("raw",), "other", "has a column of bytes"),
    ],
)
def test_what_is_missing_is_named(tmp_path, columns, table, said):
    path = written(tmp_path, *PUPILS, "CREATE TABLE other (raw)", "INSERT INTO other VALUES (x'00')")
    with pytest.raises(SourceError, match=rf"s\.sqlite  {said}"):
        rows_of(path, *columns, table=table)


def test_names_are_quoted_whatever_is_in_them(tmp_path):
    name = 'a"; DROP TABLE t; --'
    quoted = name.replace('"', '""')
    path = written(tmp_path, f'CREATE TABLE "t 1" ("{quoted}")', "INSERT INTO \"t 1\" VALUES ('x')")
    assert told(rows_of(path, name, table="t 1")) == [(1, "x")]


@pytest.mark.parametrize("damage", ["half", "text", "nothing", "letters"])
def test_a_damaged_file_is_refused_without_a_value(tmp_path, damage):
    path = written(tmp_path, "CREATE TABLE t (a TEXT)")
    with sqlite3.connect(path) as database:
        database.executemany("INSERT INTO t VALUES (?)", [(f"secret{n}",) for n in range(5000)])
        if damage == "letters":
            database.execute("UPDATE t SET a = CAST(x'736563726574ff' AS TEXT) WHERE rowid = 7")
    database.close()
    whole = path.read_bytes()
    damaged = {
        "half": whole[: len(whole) // 2],
        "text": b"a,b\n1,2\n" * 100,
        "nothing": b"",
        "letters": whole,
    }
    path.write_bytes(damaged[damage])
    with pytest.raises(SourceError, match=r"s\.sqlite  (is not a whole SQLite file|has no table)") as refused:
        rows_of(path, "a")
    assert "secret" not in str(refused.value)


def test_a_file_that_is_still_written_to_is_refused(tmp_path):
    """Its newest rows are in a file beside it, and would be missing without a word."""
    path = written(tmp_path, *PUPILS)
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("INSERT INTO pupils VALUES ('new', NULL, NULL, NULL)")
        with pytest.raises(SourceError, match="is still being written to"):
            rows_of(path, "ref")
    database.close()
    assert len(told(rows_of(path, "ref"))) == 4


def test_reading_changes_nothing_and_leaves_nothing(tmp_path):
    path = written(tmp_path, *PUPILS)
    before = path.read_bytes()
    rows_of(path, "ref")
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["s.sqlite"]


def test_limits_hold_and_batches_go_on(tmp_path):
    path = written(tmp_path, "CREATE TABLE t (a, b)")
    with sqlite3.connect(path) as database:
        database.executemany("INSERT INTO t VALUES (?, 'x')", [(n,) for n in range(FETCH + 3)])
        database.execute("INSERT INTO t VALUES (99999, 'yyyyyy')")
    database.close()
    assert told(rows_of(path, "a", record="a"))[FETCH + 3] == (FETCH + 4, "99999")
    for limits, said in (
        (replace(LIMITS, rows=FETCH), f"has more than {FETCH:,} rows"),
        (replace(LIMITS, columns=1), "has 2 columns"),
        (replace(LIMITS, cell=5), f"row {FETCH + 4:,} has a cell of more than 5 characters"),
    ):
        with pytest.raises(SourceError, match=said):
            rows_of(path, "a", "b", limits=limits)


def test_a_cell_of_ten_million_characters_is_refused(tmp_path):
    path = written(tmp_path, "CREATE TABLE t (a)", "INSERT INTO t VALUES (printf('%.*c', 10000000, 'x'))")
    with pytest.raises(SourceError, match="a row has a cell of more than 100,000 characters"):
        rows_of(path, "a")
