"""Records and their changed copies, weighed under what a linkage learnt."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.errors import ScienceError
from licet.linkage.blocking import Blocked
from licet.linkage.encoding import Codes, Encoded
from licet.linkage.expectation import bits, probability
from licet.linkage.from_report import prior_of, trained_of
from licet.linkage.hypothesis.cases import CASES, Case
from licet.linkage.hypothesis.copies import copied
from licet.linkage.model import LinkageModel
from licet.linkage.prepared import as_table, encoded_for
from licet.linkage.report import Report
from licet.linkage.scoring import gather, match_weights


def hypothesis_records(
    mentions: pa.Table,
    model: LinkageModel,
    report: Report,
    levels: pa.Table,
    *,
    found_in: str,
    threshold: float,
    size: int,
    seed: int,
    cases: Sequence[Case] = CASES,
) -> pa.Table:
    """By case and level of a group: how a record and its changed copy in another source would weigh.

    mentions, model, threshold: as `link` was given them. report: what it gave. levels: mention_id, level.
    found_in: the source that the copies stand in; records are drawn from the other sources, up to `size` of
    each level. Returns case, level, records, joined (the share that a blocking rule joins), match_weight
    (bits, the median), match_probability (the mean; none in a pair that is not joined), linked (the share),
    same (whether it should be linked), in order of the cases and levels. A pair is weighed by itself: those
    mentioned with somebody may still lift or lower it. Raises ScienceError for an unknown source, or where no
    record is left to draw.
    """
    mentions = as_table(mentions)
    own = _drawn(mentions, levels, found_in, size, seed)
    chance = np.random.default_rng([seed, 1])
    made = [
        copied(mentions, own, case, f"hypothesis {number}", found_in, chance)
        for number, case in enumerate(cases)
    ]
    everybody = pa.concat_tables([mentions, *(copies.mentions for copies in made)])
    encoded = encoded_for(everybody, model)
    left, right = (
        _places(encoded, pa.chunked_array([part for ids in end for part in ids.chunks]))
        for end in zip(*((each.of, each.mentions["mention_id"]) for each in made), strict=True)
    )
    number = np.repeat(np.arange(len(cases)), [len(each.of) for each in made])
    weighed = _weighed(encoded, model, report, left, right, threshold).append_column(
        "number", pa.array(number)
    )
    named = pa.table(
        {
            "number": np.arange(len(cases)),
            "case": [case.name for case in cases],
            "same": [case.same for case in cases],
        }
    )
    return query(_BY_CASE, {"weighed": weighed, "named": named, "levels": levels})


def _drawn(mentions: pa.Table, levels: pa.Table, found_in: str, size: int, seed: int) -> pa.Table:
    """Up to so many mentions of each level, from other sources than the one named."""
    if found_in not in pc.unique(mentions["source"]).to_pylist():
        raise ScienceError(f"No mention comes from {found_in!r}. Name a source of the mentions.")
    elsewhere = mentions.filter(pc.not_equal(mentions["source"], found_in)).sort_by("mention_id")
    lot = pa.array(np.random.default_rng([seed, 0]).random(len(elsewhere)))
    listed = elsewhere.select(["mention_id"]).append_column("lot", lot)
    chosen = query(_CHOSEN, {"listed": listed, "levels": levels}, [size])["mention_id"]
    if not len(chosen):
        raise ScienceError(
            "No record with a level comes from any other source. Let the copies stand elsewhere."
        )
    return elsewhere.filter(pc.is_in(elsewhere["mention_id"], chosen.combine_chunks()))


def _weighed(
    encoded: Encoded, model: LinkageModel, report: Report, left: Codes, right: Codes, threshold: float
) -> pa.Table:
    """Each pair by itself: mention_id (of the left), match_weight, match_probability, joined, linked."""
    trained, prior = trained_of(model.comparisons, report.levels), prior_of(encoded, report.priors)
    weight = match_weights(encoded, gather(encoded, model.comparisons, left, right, trained), trained, prior)
    joined = Blocked.by(encoded, model.blocking).join(left, right)
    return pa.table(
        {
            "mention_id": encoded.ids.take(pa.array(left)),
            "match_weight": weight,
            "match_probability": np.where(joined, probability(weight), 0.0),
            "joined": joined,
            "linked": joined & (weight >= bits(threshold)),
        }
    )


def _places(encoded: Encoded, ids: pa.ChunkedArray) -> Codes:
    return np.asarray(pc.index_in(ids, encoded.ids).to_numpy()).astype(np.int32)


_CHOSEN = """
SELECT mention_id FROM listed JOIN levels USING (mention_id)
QUALIFY row_number() OVER (PARTITION BY level ORDER BY lot) <= ? ORDER BY mention_id
"""
_BY_CASE = """
SELECT "case", level, count(*) AS records, avg(joined::INT) AS joined, median(match_weight) AS match_weight,
    avg(match_probability) AS match_probability, avg(linked::INT) AS linked, any_value(same) AS same
FROM weighed JOIN named USING (number) JOIN levels USING (mention_id)
GROUP BY number, "case", level ORDER BY number, level
"""
