"""A sample of pairs for people to label, and what their labels say: stratified, weighted."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.errors import ScienceError
from licet.linkage.audit.outcomes import Basis, Measure, outcomes_by
from licet.linkage.encoding import Counts, Floats

BANDS = (0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999)
"""Where bands of match probability end; pairs without a probability are a band of their own."""

DOUBT = 0.0002
"""However sure the model is of a band, so often it is taken to be wrong: a label may show that it is."""

FEWEST = 5
"""Pairs at least from each stratum, or all that it has."""


def draw_pairs(pairs: pa.Table, levels: pa.Table, *, size: int, seed: int) -> pa.Table:
    """About so many pairs for people to label, from each level and band of match probability.

    pairs: as `pairs_of` gives them. levels: mention_id, level; a pair stands where its left mention does.
    Every level gets as many pairs: half of them put together, which tell of precision, and half left apart,
    which tell of recall; most come from bands in which the model is least sure. Returns mention_id_l,
    mention_id_r, linked, chance (of being drawn), in order, whatever order the pairs came in.
    Raises ScienceError for a size below one, or a mention without a level.
    Source: Neyman 1934, JRSS 97(4), for the allocation.
    """
    if size < 1:
        raise ScienceError(f"A sample has one pair or more, not {size}.")
    banded = _in_bands(pairs.sort_by([("mention_id_l", "ascending"), ("mention_id_r", "ascending")]), levels)
    strata = query(_STRATA, {"pairs": banded})
    held, share, part = (strata[name].to_numpy() for name in ("held", "share", "part"))
    strata = strata.append_column("wanted", pa.array(_allocated(held, share, part, size)))
    lot = pa.array(np.random.default_rng(seed).random(banded.num_rows))
    return query(_DRAWN, {"pairs": banded.append_column("lot", lot), "strata": strata})


def outcomes_from_labels(labelled: pa.Table, clusters: pa.Table) -> pa.Table:
    """Recall and precision as a labelled sample has them, as `OUTCOMES`: every pair for all like it.

    labelled: what `draw_pairs` gave, and match: whether people say that both are one person. clusters:
    mention_id, cluster. Pairs that the linkage did not keep could not be drawn, so recall is among the
    matches that it saw. Raises ScienceError where a pair has no label.
    Source: Horvitz and Thompson 1952, JASA 47(260).
    """
    if "match" not in labelled.column_names or labelled["match"].null_count:
        raise ScienceError("Every pair of the sample needs a label in column 'match'. Label them all first.")
    return outcomes_by(_WEIGHTED, Basis.SAMPLE, clusters, {"labelled": labelled})


def _in_bands(pairs: pa.Table, levels: pa.Table) -> pa.Table:
    place = pc.index_in(pairs["mention_id_l"], levels["mention_id"].combine_chunks())
    if place.null_count:
        raise ScienceError(f"{place.null_count:,} pairs have no level. Give every mention one.")
    known = pairs["match_probability"].to_numpy()
    band = np.where(np.isnan(known), len(BANDS) + 1, np.digitize(known, BANDS))
    level = levels["level"].take(place)
    return pairs.append_column("level", level).append_column("band", pa.array(band))


def _allocated(held: Counts, share: Floats, part: Counts, size: int) -> Counts:
    """Pairs to draw from each stratum: all parts get as many."""
    of_part = np.bincount(part, share)[part]
    wanted = np.ceil(share / of_part * size / (part.max(initial=0) + 1))
    return np.asarray(np.minimum(held, np.maximum(wanted, FEWEST)), dtype=np.int64)


_STRATA = f"""
WITH strata AS (
    SELECT level, linked, band, count(*) AS held, avg(coalesce(match_probability, 0.5)) AS p
    FROM pairs GROUP BY ALL
)
SELECT level, linked, band, held, held * sqrt(greatest(p * (1 - p), {DOUBT})) AS share,
    dense_rank() OVER (ORDER BY level, linked) - 1 AS part
FROM strata ORDER BY level, linked, band
"""
_DRAWN = """
SELECT mention_id_l, mention_id_r, linked, wanted / held AS chance
FROM pairs JOIN strata USING (level, linked, band)
QUALIFY row_number() OVER (PARTITION BY level, linked, band ORDER BY lot) <= wanted
ORDER BY mention_id_l, mention_id_r
"""
_ENDS = """
    WITH ends AS (
        SELECT mention_id_l AS mention_id, * FROM labelled UNION ALL SELECT mention_id_r, * FROM labelled
    )
    SELECT mention_id_l || '/' || mention_id_r || '/' || mention_id AS unit, mention_id,
        (match AND linked)::INT / chance AS counted,"""
_WEIGHTED = {
    Measure.RECALL: _ENDS + " match::INT / chance AS among FROM ends",
    Measure.PRECISION: _ENDS + " linked::INT / chance AS among FROM ends",
}
