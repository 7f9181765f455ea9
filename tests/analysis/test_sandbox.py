"""A need's SQL reads its views and nothing else: what is let through, and what is refused."""

import pyarrow as pa
import pytest

from licet.analysis import VIEWS, check_select
from licet.engine import query
from licet.errors import ScienceError

LET_THROUGH = [
    "SELECT person_id, list(record) AS evidence FROM child_events WHERE kind = 'absence' "
    "GROUP BY person_id HAVING avg(value) >= 10",
    "SELECT family_id, list(record) AS evidence FROM family_events "
    "WHERE on_date > as_of - INTERVAL 12 MONTH AND role IN ('parent', 'child') GROUP BY family_id",
    "WITH last AS (SELECT person_id, max(on_date) AS day FROM events GROUP BY 1) "
    "SELECT e.person_id, list(e.record) AS evidence FROM events e JOIN last USING (person_id) GROUP BY 1",
    "SELECT person_id, list(record) FILTER (value > 3) AS evidence FROM events GROUP BY person_id "
    "HAVING count(*) FILTER (value > 3) >= 3 UNION SELECT person_id, list(record) FROM events GROUP BY 1",
    "SELECT person_id, list(record ORDER BY record) AS evidence FROM "
    "(SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY on_date DESC) AS n FROM events) "
    "WHERE n <= 2 GROUP BY 1",
]

REFUSED = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM "people.csv"',
    "SELECT * FROM glob('*')",
    "SELECT * FROM parquet_scan('x.parquet')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM main.events",
    "SELECT * FROM given_events",
    "SELECT * FROM mentions",
    "ATTACH 'other.db' AS other",
    "ATTACH ':memory:' AS other; SELECT * FROM events",
    "DETACH memory",
    "SET enable_external_access = true",
    "SET memory_limit = '100GB'",
    "RESET ALL",
    "PRAGMA database_list",
    "PRAGMA enable_profiling",
    "COPY events TO 'out.csv'",
    "COPY (SELECT * FROM events) TO 'out.csv'",
    "EXPORT DATABASE 'out'",
    "IMPORT DATABASE 'out'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CREATE TABLE t AS SELECT * FROM events",
    "CREATE MACRO f(x) AS x",
    "INSERT INTO events VALUES (1)",
    "UPDATE events SET value = 1",
    "DELETE FROM events",
    "DROP VIEW events",
    "CALL pragma_version()",
    "CHECKPOINT",
    "BEGIN TRANSACTION",
    "EXPLAIN ANALYZE SELECT * FROM events",
    "DESCRIBE events",
    "SHOW TABLES",
    "USE other",
    "VACUUM",
    "SELECT 1; SELECT 2",
    "SELECT getenv('HOME') FROM events",
    "SELECT current_setting('memory_limit') FROM events",
    "SELECT query('SELECT 1') FROM events",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('mentions')",
    "SELECT read_blob('x') FROM events",
    "SELECT (SELECT content FROM read_text('/etc/passwd')) FROM events",
    "SELECT * FROM events WHERE EXISTS (SELECT * FROM read_csv('/etc/passwd'))",
    "WITH x AS (SELECT * FROM read_csv('/etc/passwd')) SELECT * FROM x",
    "SELECT * FROM events, LATERAL (SELECT * FROM glob('*'))",
    "SELECT * FROM sniff_csv('x')",
    "SELECT nextval('s') FROM events",
    "SELECT write_log('x') FROM events",
    "SELECT random() FROM events",
    "SELECT now() FROM events",
    "SELECT current_timestamp FROM events",
    "SELECT person_id INTO t FROM events",
    "SELECT * FROM events WHERE person_id = ?",
    "SELECT * FROM events WHERE person_id = $1",
    "FROM read_csv('x')",
    "SELECT * FROM events TABLESAMPLE 10%",
    "SUMMARIZE events",
    "PIVOT events ON kind USING count(*)",
    "SELECT * FROM (",
    "",
    "SELECT " + "(" * 3000 + "1" + ")" * 3000,
]


@pytest.mark.parametrize("sql", LET_THROUGH)
def test_a_plain_rule_is_let_through(sql):
    check_select(sql, VIEWS)


@pytest.mark.parametrize("sql", REFUSED)
def test_anything_else_is_refused(sql):
    with pytest.raises(ScienceError):
        check_select(sql, VIEWS)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "ATTACH 'other.db' AS other",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "COPY (SELECT 1) TO 'out.csv'",
        "SELECT * FROM secret",
    ],
)
def test_the_second_lock_holds_without_the_first(sql):
    """The engine refuses by itself, though the syntax tree was never looked at."""
    secret = pa.table({"a": [1]})
    assert secret.num_rows == 1
    with pytest.raises(ScienceError):
        query(sql, {"events": pa.table({"a": [1]})})
