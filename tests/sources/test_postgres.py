"""PostgreSQL: a real server, the rights that a holder would give, and a server that goes away."""

import pytest

from licet.errors import SourceError
from licet.sources.batches import FETCH, Wanted
from licet.sources.files import digest_of_source, digest_of_tables, stream
from licet.sources.layout import DateFormat
from licet.sources.limits import LIMITS
from licet.sources.places import Database
from licet.sources.postgres import read_postgres
from tests.sources.postgres import Server, postgres  # noqa: F401 (a fixture)
from tests.sources.reading import rows_of, told

MANY = 20_000


@pytest.fixture(scope="module")
def server(postgres: Server) -> Server:  # noqa: F811
    postgres.execute(
        "CREATE SCHEMA records",
        "CREATE TABLE records.pupils (ref text, born date, seen timestamptz, rate numeric(5,1),"
        " on_roll boolean, visits integer, share float, secret text)",
        "INSERT INTO records.pupils VALUES"
        " ('b', '2015-02-28', '2015-06-30 23:30+00', 12.5, true, 3, 2.0, 's'),"
        " ('a', 'infinity', NULL, NULL, NULL, NULL, 'NaN', 's'),"
        " (NULL, NULL, NULL, NULL, NULL, NULL, NULL, 's')",
        f"CREATE TABLE many AS SELECT n AS ref, repeat('x', 200) AS note FROM generate_series(1, {MANY}) n",
        "CREATE TABLE odd (raw bytea, list integer[])",
        "INSERT INTO odd VALUES ('x', '{1}')",
        "CREATE VIEW seen AS SELECT ref, born FROM records.pupils",
        "CREATE ROLE clerk LOGIN",
        "GRANT USAGE ON SCHEMA records TO clerk",
        "GRANT SELECT (ref, born) ON records.pupils TO clerk",
    )
    return postgres


def at(server: Server) -> Database:
    return Database(server.url)


def test_cells_become_text_in_the_declared_form_and_rows_come_by_record(server):
    rows = rows_of(
        at(server),
        *("ref", "born", "seen", "rate", "on_roll", "visits", "share"),
        table="records.pupils",
        record="ref",
        dates={"born": DateFormat.BRITISH},
    )
    assert told(rows) == [
        (1, "a", "infinity", None, None, None, None, None),
        (2, "b", "28/02/2015", "2015-07-01T00:30:00", "12.5", "true", "3", "2"),
        (3, None, None, None, None, None, None, None),
    ]


def test_a_right_to_the_permitted_columns_is_enough_and_no_other_is_asked_for(server):
    clerk = Database(server.url.replace("postgres:opensesame", "clerk:opensesame"))
    assert [row[1] for row in told(rows_of(clerk, "ref", table="records.pupils"))] == ["a", "b", None]
    with pytest.raises(SourceError, match="has no column 'secret'"):
        rows_of(clerk, "secret", table="records.pupils")
    with pytest.raises(SourceError, match=r"has no such table to read.*: records\.pupils\."):
        rows_of(clerk, "ref", table="many")


def test_a_table_is_found_by_its_name_with_or_without_its_schema(server):
    assert (
        rows_of(at(server), "ref", table="many").total
        == rows_of(at(server), "ref", table="public.many").total
    )
    assert rows_of(at(server), "born", table="seen").total == 3
    with pytest.raises(SourceError, match=r"has no such table to read.*: many, odd, records\.pupils, seen\."):
        rows_of(at(server), "ref", table="pupils")


@pytest.mark.parametrize(("column", "kind"), [("raw", "bytes"), ("list", "list")])
def test_a_cell_that_is_not_one_value_is_refused(server, column, kind):
    with pytest.raises(SourceError, match=rf"database  has a column of {kind}"):
        rows_of(at(server), column, table="odd")


def test_many_rows_are_streamed_from_one_moment(server):
    """What is written while we read is not seen."""
    batches = stream(at(server), Wanted(("ref", "note"), table="many", record="ref"), "database")
    first = next(batches)
    assert first.table.num_rows == FETCH
    server.execute("INSERT INTO many VALUES (0, 'late')")
    rest = list(batches)
    assert sum(batch.table.num_rows for batch in (first, *rest)) == MANY
    server.execute("DELETE FROM many WHERE ref = 0")


def test_one_transaction_sees_one_moment_and_one_order(server):
    """Byte by byte, whatever the order of letters that the holder chose."""
    server.execute(
        "CREATE VIEW moment AS SELECT current_setting('transaction_isolation') AS a",
        'CREATE TABLE ordered (a text COLLATE "und-x-icu", b integer)',
        "INSERT INTO ordered VALUES ('b', 9), ('C', 2), ('a', 10), ('B', 1)",
    )
    assert told(rows_of(at(server), "a", table="moment")) == [(1, "repeatable read")]
    assert [row[1] for row in told(rows_of(at(server), "a", table="ordered"))] == ["B", "C", "a", "b"]
    assert [row[1] for row in told(rows_of(at(server), "b", table="ordered"))] == ["1", "10", "2", "9"]
    server.execute("DROP VIEW moment", "DROP TABLE ordered")


def test_nothing_can_be_written(server):
    server.execute(
        "CREATE FUNCTION grab() RETURNS text VOLATILE LANGUAGE sql"
        " AS $$ INSERT INTO odd VALUES (NULL, NULL) RETURNING 'x' $$",
        "CREATE VIEW grabbing AS SELECT grab() AS a",
    )
    with pytest.raises(SourceError, match=r"database  cannot be read \(25006\)"):
        rows_of(at(server), "a", table="grabbing")


def test_the_digest_is_of_what_was_read_in_whatever_order_it_was_stored(server):
    wanted = Wanted(("ref", "note"), table="many", record="ref")
    before = digest_of_source(at(server), wanted, "database")
    assert before == digest_of_tables([rows_of(at(server), "ref", "note", table="many", record="ref").table])
    server.execute("CREATE TABLE shuffled AS SELECT * FROM many ORDER BY md5(ref::text)", "DROP TABLE many")
    server.execute("ALTER TABLE shuffled RENAME TO many")
    assert digest_of_source(at(server), wanted, "database") == before
    server.execute("UPDATE many SET note = 'y' WHERE ref = 7")
    assert digest_of_source(at(server), wanted, "database") != before
    server.execute("UPDATE many SET note = repeat('x', 200) WHERE ref = 7")
    only = Wanted(("ref",), table="many", record="ref")
    assert digest_of_source(at(server), only, "database") != before


def test_a_database_that_goes_away_half_way_is_told_and_nothing_of_it_is_kept(server):
    batches = read_postgres(server.url, Wanted(("ref", "note"), table="many", record="ref"), LIMITS)
    told_rows = next(batches).table.num_rows
    server.stop("immediate")
    try:
        with pytest.raises(SourceError, match=rf"went away after {told_rows:,} rows \(\w+\)") as gone:
            list(batches)
    finally:
        server.start()
    assert "opensesame" not in str(gone.value)
    assert str(server.folder) not in str(gone.value)
    assert rows_of(at(server), "ref", table="many").total == MANY


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root:opensesame@host/db", "is not a PostgreSQL URL"),
        ("postgresql://u:opensesame@/db?host=/nowhere", r"cannot be read \(OperationalError\)"),
        ("postgresql://u:opensesame@[host", r"cannot be read \(\w+\)"),
    ],
)
def test_a_url_is_never_shown(url, said):
    with pytest.raises(SourceError, match=f"database  {said}") as refused:
        rows_of(Database(url), "a", table="t")
    assert "opensesame" not in str(refused.value)
    assert "opensesame" not in repr(Database(url))
