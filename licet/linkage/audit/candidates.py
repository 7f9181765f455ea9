"""Which true pairs a model's blocking joins: of the others nothing after it can find any."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.engine import query
from licet.linkage.blocking import Blocked
from licet.linkage.encoding import Codes
from licet.linkage.model import LinkageModel
from licet.linkage.prepared import encoded_for


def true_candidates(mentions: pa.Table, model: LinkageModel, truth: pa.Table) -> pa.Table:
    """The pairs of one true person that some blocking rule joins: mention_id_l < mention_id_r, in order.

    mentions, model: as `link` was given them. truth: mention_id, person. A pair that a constraint excludes is
    not left out: it never is one person, unless a layout promises too much.
    """
    encoded = encoded_for(mentions, model)
    true = query(_TRUE_PAIRS, {"truth": truth, "ids": pa.table({"mention_id": encoded.ids})})
    left, right = (_places(true[name], encoded.ids) for name in true.column_names)
    return true.filter(pa.array(Blocked.by(encoded, model.blocking).join(left, right)))


def _places(ids: pa.ChunkedArray, among: pa.Array) -> Codes:
    return np.asarray(pc.index_in(ids, among).to_numpy()).astype(np.int32)


_TRUE_PAIRS = """
WITH known AS (SELECT mention_id, person FROM truth JOIN ids USING (mention_id))
SELECT l.mention_id AS mention_id_l, r.mention_id AS mention_id_r
FROM known l JOIN known r ON l.person = r.person AND l.mention_id < r.mention_id
ORDER BY mention_id_l, mention_id_r
"""
