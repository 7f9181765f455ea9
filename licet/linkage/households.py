"""Households: people at one address over an interval; large anonymous addresses are places instead."""

import pyarrow as pa

from licet.engine import query

LARGEST = 15
"""More people than this on record at one address are a place (barracks, halls), not a household."""

PLACES = ("hostel", "refuge", "hall", "barracks", "institution", "po box")
"""Kinds of address that never make a household, as layouts name them."""


def households_of(addresses: pa.Table, persons: pa.Table) -> pa.Table:
    """Who lived at one address, and when.

    addresses: mention_id, address_key, valid_from, valid_to (ISO text or missing), kind.
    persons: mention_id, person_id. Returns household_id, person_id, valid_from, valid_to, records (how many
    records say so), in order. Household ids are numbers: nothing of the address is in them.
    """
    given = {"addresses": addresses, "persons": persons, "places": pa.table({"kind": list(PLACES)})}
    return query(_SQL.replace("$LARGEST", str(LARGEST)), given)


_SQL = """
WITH lived AS (
    SELECT a.address_key, p.person_id,
        CASE WHEN bool_or(a.valid_from IS NULL) THEN NULL ELSE min(a.valid_from) END AS valid_from,
        CASE WHEN bool_or(a.valid_to IS NULL) THEN NULL ELSE max(a.valid_to) END AS valid_to,
        max(a.valid_from) AS last_said, count(*) AS records
    FROM addresses a JOIN persons p USING (mention_id)
    WHERE a.kind IS NULL OR a.kind NOT IN (SELECT kind FROM places)
    GROUP BY a.address_key, p.person_id
), homes AS (
    SELECT address_key, min(person_id) AS first_person FROM lived
    GROUP BY address_key HAVING count(DISTINCT person_id) <= $LARGEST
), numbered AS (
    SELECT address_key, row_number() OVER (ORDER BY first_person, address_key) AS number FROM homes
)
SELECT printf('H%07d', number) AS household_id, person_id, valid_from, valid_to, last_said, records
FROM lived JOIN numbered USING (address_key) ORDER BY ALL
"""
