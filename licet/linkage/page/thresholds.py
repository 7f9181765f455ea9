"""What another threshold would come to: links, and how many are expected to be wrong or missed."""

import numpy as np
import pyarrow as pa

from licet.engine import query
from licet.linkage.encoding import Floats
from licet.linkage.expectation import probability

LEAST, MOST, STEP = 0.0, 14.0, 0.25
"""The match weights tried: from even odds, below which nothing is linked, to more than 9,999 in 10,000."""


def thresholds(links: pa.Table, needed: float) -> pa.Table:
    """Every threshold, with what it would come to among the pairs that were kept.

    needed: the match weight of the threshold that was used, which is one of them. Returns weight,
    probability, links (pairs that reach it), wrong (how many of these are expected to be two people), missed
    (how many of the others are expected to be one), in order of weight. Both are sums
    of calibrated probabilities; pairs that were not kept are counted nowhere.
    """
    weight = _tried(needed)
    likely = links.column("match_probability").to_numpy()
    reached, right = _reaching(links, weight, likely)
    return pa.table(
        {
            "weight": weight,
            "probability": probability(weight),
            "links": reached.astype(np.int64),
            "wrong": reached - right,
            "missed": float(likely.sum()) - right,
        }
    )


def true_thresholds(links: pa.Table, needed: float, truth: pa.Table) -> pa.Table:
    """The same where the truth is known: weight, probability, links, precision and recall of pairs.

    truth: mention_id, person (the true one). Pairs of which an end is not in the truth are left out.
    """
    weight, same = _tried(needed), _same(links, truth)
    known = links.filter(pa.array(same >= 0))
    reached, right = _reaching(known, weight, same[same >= 0])
    whole = query("SELECT coalesce(sum(n * (n - 1) / 2), 0)::DOUBLE AS pairs FROM "
                  "(SELECT count(*) AS n FROM truth GROUP BY person)", {"truth": truth})  # fmt: skip
    pairs = float(whole.column("pairs")[0].as_py())
    none = reached == 0
    return pa.table(
        {
            "weight": weight,
            "probability": probability(weight),
            "links": reached.astype(np.int64),
            "precision": pa.array(right / np.maximum(reached, 1), mask=none),
            "recall": pa.array(right / max(pairs, 1.0)),
        }
    )


def histogram(links: pa.Table) -> pa.Table:
    """Kept pairs by match weight, in bins of a bit: low, high, pairs; what lies past the last is in it."""
    weight = np.clip(links.column("match_weight").to_numpy(), -10.0, 39.999)
    counts, edges = np.histogram(weight, np.arange(-10.0, 41.0))
    seen = np.flatnonzero(counts)
    some = slice(seen[0], seen[-1] + 1) if len(seen) else slice(0, 0)
    return pa.table({"low": edges[:-1][some], "high": edges[1:][some], "pairs": counts[some]})


def _tried(needed: float) -> Floats:
    return np.unique(np.append(np.arange(LEAST, MOST + STEP, STEP), needed))


def _reaching(links: pa.Table, weight: Floats, right: Floats) -> tuple[Floats, Floats]:
    """By threshold: the pairs that reach it, and how many of them are right."""
    reached = links.column("match_weight").to_numpy()
    order = np.argsort(-reached, kind="stable")
    many = np.searchsorted(-reached[order], -weight, side="right")
    sums = np.append(0.0, np.cumsum(right[order]))
    return many.astype(np.float64), np.asarray(sums[many])


def _same(links: pa.Table, truth: pa.Table) -> Floats:
    """1 where both ends are one person in truth, 0 where they are two, −1 where it does not say."""
    sql = """
        SELECT coalesce((a.person = b.person)::DOUBLE, -1.0) AS same FROM links l
        LEFT JOIN truth a ON a.mention_id = l.mention_id_l LEFT JOIN truth b ON b.mention_id = l.mention_id_r
        ORDER BY l.place"""
    ends = links.select(["mention_id_l", "mention_id_r"])
    given = ends.append_column("place", pa.array(np.arange(links.num_rows)))
    found = query(sql, {"links": given, "truth": truth}).column("same").to_numpy()
    return np.asarray(found)
