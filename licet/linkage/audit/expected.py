"""Outcomes that the model expects: no more right than its probabilities are, for each group."""

import pyarrow as pa

from licet.linkage.audit.outcomes import Basis, Measure, outcomes_by


def outcomes_from_model(pairs: pa.Table, clusters: pa.Table) -> pa.Table:
    """Expected recall and precision of each mention, as `OUTCOMES`.

    pairs: as `pairs_of` gives them. Matches are counted by their probability. Those that were not kept, or
    have no probability, are not known here, so recall is among the matches that the linkage saw.
    """
    return outcomes_by(_EXPECTED, Basis.MODEL, clusters, {"pairs": pairs})


_ENDS = """
    WITH ends AS (
        SELECT mention_id_l AS mention_id, * FROM pairs UNION ALL SELECT mention_id_r, * FROM pairs
    )"""
_EXPECTED = {
    Measure.RECALL: _ENDS
    + """
    SELECT mention_id AS unit, mention_id, sum(CASE WHEN linked THEN match_probability ELSE 0 END) AS counted,
        sum(match_probability) AS among
    FROM ends WHERE match_probability IS NOT NULL GROUP BY mention_id""",
    Measure.PRECISION: _ENDS
    + """
    SELECT mention_id AS unit, mention_id, sum(match_probability) AS counted, count(*) AS among
    FROM ends WHERE linked AND match_probability IS NOT NULL GROUP BY mention_id""",
}
