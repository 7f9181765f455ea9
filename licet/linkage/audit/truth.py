"""Outcomes of a linkage where it is known who is who."""

from collections.abc import Mapping

import pyarrow as pa

from licet.linkage.audit.judged import judged_mentions
from licet.linkage.audit.outcomes import Basis, Measure, outcomes_by


def outcomes_from_truth(
    persons: pa.Table,
    truth: pa.Table,
    *,
    clusters: pa.Table | None = None,
    candidates: pa.Table | None = None,
) -> pa.Table:
    """What came of every mention, person and family whose truth is known, as `OUTCOMES`.

    persons: mention_id, person_id. truth: mention_id, person, and perhaps family (the true family or
    household). clusters: mention_id, cluster; the true family, or the true person where no family is known,
    if left out. candidates: mention_id_l, mention_id_r, the pairs that blocking joined; without them nothing
    is said of blocking. A mention of the truth that is in no person was not found.
    """
    families = "family" in truth.column_names
    if clusters is None:
        clusters = truth.select(["mention_id", "family" if families else "person"])
        clusters = clusters.rename_columns(["mention_id", "cluster"])
    given = {"judged": judged_mentions(persons, truth), "truth": truth}
    measures = dict(_OF_PERSONS)
    if candidates is not None:
        given["candidates"] = candidates
        measures |= _OF_BLOCKING
    if families:
        measures |= _OF_FAMILIES
    return outcomes_by(measures, Basis.TRUTH, clusters, given)


_OF_PERSONS: Mapping[Measure, str] = {
    Measure.RECALL: """
        SELECT mention_id AS unit, mention_id, found AS counted, partners AS among FROM judged""",
    Measure.PRECISION: """
        SELECT mention_id AS unit, mention_id, found AS counted, placed AS among FROM judged""",
    Measure.SPLIT: """
        SELECT person AS unit, mention_id,
            count(DISTINCT coalesce(person_id, mention_id)) OVER (PARTITION BY person) > 1 AS counted,
            partners > 0 AS among
        FROM judged""",
    Measure.MERGED: """
        SELECT person AS unit, mention_id, bool_or(placed > found) OVER (PARTITION BY person) AS counted,
            1 AS among
        FROM judged""",
}
_OF_BLOCKING: Mapping[Measure, str] = {
    Measure.CANDIDATE_RECALL: """
        WITH both_ways AS (
            SELECT mention_id_l AS mention_id, mention_id_r AS other FROM candidates
            UNION SELECT mention_id_r, mention_id_l FROM candidates
        ), joined AS (
            SELECT b.mention_id, count(*) AS n FROM both_ways b JOIN truth one USING (mention_id)
            JOIN truth other ON other.mention_id = b.other AND other.person = one.person GROUP BY ALL
        )
        SELECT mention_id AS unit, mention_id, coalesce(n, 0) AS counted, partners AS among
        FROM judged LEFT JOIN joined USING (mention_id)""",
}
_MEMBERS = """
    WITH members AS (
        SELECT judged.*, family,
            count(DISTINCT coalesce(person_id, mention_id)) OVER (PARTITION BY person) = 1 AS together,
            bool_or(placed > found) OVER (PARTITION BY person) AS mixed
        FROM judged JOIN (SELECT mention_id, family FROM truth) USING (mention_id) WHERE family IS NOT NULL
    )"""
_OF_FAMILIES: Mapping[Measure, str] = {
    # A member continues who is mentioned more than once: of anybody else there is nothing to place.
    Measure.PLACED: _MEMBERS
    + """
        SELECT person AS unit, mention_id, together AS counted, 1 AS among
        FROM members WHERE partners > 0""",
    Measure.WHOLE: _MEMBERS
    + """
        SELECT family AS unit, mention_id,
            bool_and(together AND NOT mixed) OVER (PARTITION BY family) AS counted, 1 AS among
        FROM members WHERE partners > 0""",
    # Whoever has most of a found person's mentions is whom it stands for.
    Measure.WRONG: """
        WITH shares AS (
            SELECT j.person_id, j.person, t.family, count(*) AS n
            FROM judged j JOIN truth t USING (mention_id)
            WHERE j.person_id IS NOT NULL AND t.family IS NOT NULL GROUP BY ALL
        ), whole AS (
            SELECT family, n, sum(n) OVER (PARTITION BY person_id) AS everybody
            FROM shares QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY n DESC, person) = 1
        ), counts AS (
            SELECT family, sum(everybody - n) AS counted, sum(everybody) AS among FROM whole GROUP BY family
        )
        SELECT family AS unit, mention_id, counted, among
        FROM counts JOIN (SELECT mention_id, family FROM truth) USING (family)""",
}
