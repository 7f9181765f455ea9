"""What the mentions of a person say together: when they were born, whether they are a dependent child."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from licet.engine import query


@dataclass(frozen=True)
class DependentAges:
    """Ages in years under which a child is dependent: always, in education, and where that is unknown."""

    under: int = 16
    in_education_under: int = 20
    education_unknown_under: int = 18


def people_of(
    mentions: pa.Table, persons: pa.Table, ties: pa.Table, as_of: date, ages: DependentAges
) -> pa.Table:
    """One row per person, in order of person_id.

    mentions: mention_id, birth_date, expected_date, in_education, sex as text.
    persons: mention_id, person_id. ties: mention_id_from, mention_id_to, kind.
    Returns person_id, age (in whole years, by the date of birth most often given), sex, dependent, expected.
    Without any date of birth, somebody is a dependent child who is somebody's child in a record and nobody's
    parent or partner. A child is expected from 280 days before to 60 days after the expected date.
    """
    settings = pa.table(
        {
            "as_of": pa.array([as_of], pa.date32()),
            "under": [ages.under],
            "in_education_under": [ages.in_education_under],
            "education_unknown_under": [ages.education_unknown_under],
        }
    )
    given = {"mentions": mentions, "persons": persons, "ties": ties, "settings": settings}
    return query(_SQL, given)


_SQL = """
WITH known AS (
    SELECT p.person_id, m.birth_date, m.expected_date, m.in_education, m.sex
    FROM persons p JOIN mentions m USING (mention_id)
), births AS (
    SELECT person_id, birth_date, count(*) AS times FROM known
    WHERE birth_date IS NOT NULL GROUP BY ALL
), born AS (
    -- The date that most records give; of equally frequent ones the earliest, so that the answer is one.
    SELECT person_id, arg_min(birth_date, (-times, birth_date)) AS birth_date FROM births GROUP BY ALL
), told AS (
    SELECT person_id, max(expected_date) AS expected_date, max(in_education) AS in_education,
        CASE WHEN count(DISTINCT sex) = 1 THEN max(sex) END AS sex
    FROM known GROUP BY ALL
), adults AS (
    SELECT p.person_id FROM ties t JOIN persons p ON p.mention_id = t.mention_id_from
    WHERE t.kind <> 'lives-with'
    UNION
    SELECT p.person_id FROM ties t JOIN persons p ON p.mention_id = t.mention_id_to
    WHERE t.kind = 'partner-of'
), children AS (
    SELECT DISTINCT p.person_id FROM ties t JOIN persons p ON p.mention_id = t.mention_id_to
    WHERE t.kind IN ('parent-of', 'guardian-of')
), aged AS (
    SELECT told.*, born.birth_date,
        date_sub('year', try_cast(born.birth_date AS DATE), settings.as_of) AS age
    FROM settings, told LEFT JOIN born USING (person_id)
)
SELECT person_id, age, sex,
    CASE
        WHEN birth_date IS NULL THEN expected_date IS NULL
            AND person_id IN (SELECT person_id FROM children)
            AND person_id NOT IN (SELECT person_id FROM adults)
        WHEN birth_date > strftime(as_of, '%Y-%m-%d') THEN false
        WHEN age < under THEN true
        WHEN in_education = 'yes' THEN age < in_education_under
        WHEN in_education IS NULL THEN age < education_unknown_under
        ELSE false
    END AS dependent,
    birth_date IS NULL AND expected_date IS NOT NULL
        AND try_cast(expected_date AS DATE) BETWEEN as_of - 60 AND as_of + 280 AS expected
FROM aged, settings ORDER BY person_id
"""
