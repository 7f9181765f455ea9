"""Children who are expected are compared by the day they are expected on."""

from licet.linkage.expected import with_expected
from tests.linkage.tables import table


def test_an_expected_child_is_born_on_its_expected_date():
    """A known date of birth stays; where there is none the expected one stands for it."""
    people = table("""
    forename | birth_date | expected_date
    ada      | 1990-02-03 |
             |            | 2027-01-05
    ben      | 2026-11-01 | 2026-11-09
    cai      |            |
    """)
    found = with_expected(people)
    assert found["birth_date"].to_pylist() == ["1990-02-03", "2027-01-05", "2026-11-01", None]
    assert found.drop_columns("birth_date").equals(people.drop_columns("birth_date"))


def test_without_either_column_nothing_changes():
    people = table("""
    forename | expected_date
    ada      | 2027-01-05
    """)
    assert with_expected(people).equals(people)
