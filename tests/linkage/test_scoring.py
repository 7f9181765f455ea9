"""Match weights: against Splink 5 with the same m, u and term frequencies, and by hand."""

import math

import numpy as np
import pyarrow as pa
import pytest

from licet.linkage.blocking import BlockingRule, candidate_pairs
from licet.linkage.comparisons import Comparison, Rare
from licet.linkage.constraints import Constraints, Exclusive, SourceConstraint, exclusive
from licet.linkage.encoding import Encoded, encode
from licet.linkage.keys import Same
from licet.linkage.levels import Exact, JaroWinkler
from licet.linkage.priors import Prior, from_matches, possible_pairs
from licet.linkage.scoring import gather, kept_pairs
from licet.linkage.training import Trained
from tests.linkage.tables import mentions

FORENAME = Comparison(
    "forename",
    (Exact("forename"), JaroWinkler("forename", 0.9)),
    ("forename",),
    rare=(Rare("forename"), Rare("forename", 0.5, level=1)),
)
SURNAME = Comparison("surname", (Exact("surname"),), ("surname",), rare=(Rare("surname", 0.8),))
TRAINED = Trained(
    m=(np.array([0.9, 0.06, 0.04]), np.array([0.95, 0.05])),
    u=(np.array([0.01, 0.005, 0.985]), np.array([0.02, 0.98])),
    learnt=(True, True),
)
MATCHES = 0.001
PEOPLE = mentions("""
    everyone | forename | surname
    1        | martha   | osei
    1        | martha   | osei
    1        | marhta   | osei
    1        | ruth     | lane
    1        |          | lane
    1        | martha   |
    1        | ruth     | osei
""")


def marks_of(encoded: Encoded) -> Exclusive:
    return exclusive(encoded, Constraints({"file": SourceConstraint(once_per_record=True)}))


def weights() -> dict[tuple[str, str], float]:
    """Every pair's match weight, by the ids of its mentions."""
    encoded = encode(PEOPLE, ["forename", "surname", "everyone"])
    pairs = candidate_pairs(encoded, [BlockingRule((Same("everyone"),))], marks_of(encoded))
    evidence = gather(encoded, (FORENAME, SURNAME), pairs.left, pairs.right, TRAINED)
    prior = Prior(np.full((1, 1), math.log2(MATCHES / (1 - MATCHES))))
    kept, weight = kept_pairs(encoded, evidence, TRAINED, prior, 1e-9)
    ids = encoded.ids.to_pylist()
    return {(ids[i], ids[j]): w for i, j, w in zip(kept.left, kept.right, weight.tolist(), strict=True)}


def splink_level(sql: str, m: float, u: float, column: str = "", weight: float = 0.0) -> dict[str, object]:
    level = {"sql_condition": sql, "label_for_charts": sql, "m_probability": m, "u_probability": u}
    rare = {"tf_adjustment_column": column, "tf_adjustment_weight": weight}
    return {**level, **(rare if column else {})}


def splink_null(column: str) -> dict[str, object]:
    sql = f"{column}_l IS NULL OR {column}_r IS NULL"
    return {"sql_condition": sql, "label_for_charts": "null", "is_null_level": True}


@pytest.mark.filterwarnings("ignore")
def test_weights_equal_splinks():
    """The same levels, m, u, prior and term frequencies give Splink's match weight on every pair."""
    from splink import DuckDBAPI, Linker

    settings = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "mention_id",
        "probability_two_random_records_match": MATCHES,
        "blocking_rules_to_generate_predictions": ["1=1"],
        "comparisons": [
            {
                "output_column_name": "forename",
                "comparison_levels": [
                    splink_null("forename"),
                    splink_level("forename_l = forename_r", 0.9, 0.01, "forename", 1.0),
                    splink_level(
                        "jaro_winkler_similarity(forename_l, forename_r) >= 0.9", 0.06, 0.005, "forename", 0.5
                    ),
                    splink_level("ELSE", 0.04, 0.985),
                ],
            },
            {
                "output_column_name": "surname",
                "comparison_levels": [
                    splink_null("surname"),
                    splink_level("surname_l = surname_r", 0.95, 0.02, "surname", 0.8),
                    splink_level("ELSE", 0.05, 0.98),
                ],
            },
        ],
    }
    linker = Linker(DuckDBAPI().register(PEOPLE), settings, log_level=None)
    predicted: pa.Table = linker.inference.predict().as_pyarrow_table()
    pairs = zip(predicted["mention_id_l"].to_pylist(), predicted["mention_id_r"].to_pylist(), strict=True)
    theirs = dict(zip(pairs, predicted["match_weight"].to_pylist(), strict=True))
    assert weights() == pytest.approx(theirs, abs=1e-9)
    assert len(theirs) == 21


def test_a_rare_name_weighs_more_by_its_frequency():
    """By hand: two of six forenames are ruth, three of six surnames osei; else and null add nothing."""
    found = weights()
    prior = math.log2(MATCHES / (1 - MATCHES))
    forename = math.log2(0.9 / 0.01) + math.log2(0.01 / (2 / 6))
    surname = math.log2(0.05 / 0.98)
    assert found["m0003", "m0006"] == pytest.approx(prior + forename + surname)
    assert found["m0004", "m0005"] == pytest.approx(prior)


def test_the_prior_counts_only_pairs_that_can_be():
    """Four mentions of a source that names everybody once make no pair; against three others, twelve."""
    table = mentions("source | record_id\n" + "a | 1\na | 2\na | 3\na | 4\n" + "b | 1\nb | 1\nb | 2")
    constraints = Constraints(
        {
            "a": SourceConstraint(once_per_record=True, once_in_file=frozenset({"person"})),
            "b": SourceConstraint(once_per_record=True),
        }
    )
    encoded = encode(table, [])
    possible = possible_pairs(encoded, exclusive(encoded, constraints))
    # None within a is written as one, so that nothing is divided by nothing.
    assert possible.tolist() == [[1, 12], [1, 2]]
    prior = from_matches(np.array([[0, 3], [0, 0.5]]), possible)
    assert prior.weight[0, 1] == prior.weight[1, 0] == pytest.approx(math.log2((3.5 / 13) / (9.5 / 13)))
