"""Which mentions of an earlier run are mentions of this one: a number must never land on somebody else.

A record may name another person than before under the same number: a new contact of a child, say. And where a
layout names no column that numbers records, rows are numbered as they come, and one new row moves all others.
1. A numbered record's mention is the same if the first detail that both tell agrees, in the order of
   `_AGREES`.
2. An unnumbered row's mention is the same as one with the same name, identifiers and date of birth (or, with
   none of these but the name, the same address): the n-th of equal ones is the n-th, if there are as many.
"""

from collections.abc import Iterable

import pyarrow as pa

from licet.engine import query


def same_mentions(before: pa.Table, after: pa.Table, unnumbered: Iterable[str]) -> pa.Table:
    """was, now: the ids of mentions that an earlier run and this one both have, in order.

    before, after: mentions as a run keeps them. unnumbered: sources whose rows have no number of their own.
    """
    sources = pa.table({"source": pa.array(sorted(unnumbered), pa.string())})
    given = {"before": before, "after": after, "unnumbered": sources}
    return query(_SAME, given)


_AGREES = """coalesce(
    b.id_nhs = a.id_nhs, b.id_upn = a.id_upn, b.id_nino = a.id_nino, b.birth_date = a.birth_date,
    lower(b.forename) = lower(a.forename), lower(b.surname) = lower(a.surname),
    b.expected_date = a.expected_date, lower(b.middle) = lower(a.middle), b.phone = a.phone,
    b.email = a.email, b.id_local = a.id_local, b.address_key = a.address_key, false)"""

_KNOWN = "coalesce(id_nhs, id_upn, id_nino, birth_date)"


def _told(mentions: str) -> str:
    """The mentions of unnumbered rows by what they tell, equal ones counted and in order."""
    return f"""(
        SELECT *, count(*) OVER (PARTITION BY said) AS many,
            row_number() OVER (PARTITION BY said ORDER BY try_cast(record_id AS BIGINT), mention_id) AS nth
        FROM (SELECT mention_id, record_id, [source, role, coalesce(id_nhs, ''), coalesce(id_upn, ''),
                coalesce(id_nino, ''), coalesce(birth_date, ''), lower(coalesce(forename, '')),
                lower(coalesce(surname, '')),
                CASE WHEN {_KNOWN} IS NULL THEN address_key ELSE '' END] AS said
            FROM {mentions} WHERE source IN (SELECT source FROM unnumbered)
                AND coalesce({_KNOWN}, address_key) IS NOT NULL))"""


_SAME = f"""
SELECT b.mention_id AS was, a.mention_id AS now FROM before b JOIN after a USING (mention_id)
WHERE a.source NOT IN (SELECT source FROM unnumbered) AND {_AGREES}
UNION ALL
SELECT b.mention_id, a.mention_id FROM {_told("before")} b JOIN {_told("after")} a USING (said, many, nth)
ORDER BY ALL
"""
