"""Whom a linkage gets wrong: by truth, by a labelled sample, by the model; tables in, tables out."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from licet.errors import ScienceError
from licet.fairness import RATES
from licet.linkage import standard_model
from licet.linkage.audit import (
    AUDITED,
    OUTCOMES,
    Basis,
    Measure,
    audited,
    components_of,
    draw_pairs,
    intersections,
    link_rate,
    outcomes_from_labels,
    outcomes_from_model,
    outcomes_from_truth,
    pairs_of,
    share_of,
    true_candidates,
)
from tests.linkage.tables import mentions as of_people
from tests.linkage.tables import table

TRUTH = table("""
    mention_id | person | family
    a1         | ann    | osei
    a2         | ann    | osei
    a3         | ann    | osei
    b1         | ben    | osei
    b2         | ben    | osei
    c1         | cy     | lane
    c2         | cy     | lane
    d1         | di     | lane
""")
# Ann is found in two pieces, Ben is whole, and one of Cy's mentions was taken for Di, the other for nobody.
PERSONS = table("""
    mention_id | person_id
    a1         | P1
    a2         | P1
    a3         | P2
    b1         | P3
    b2         | P3
    c1         | P4
    d1         | P4
    c2         | P5
""")


def sums(outcomes: pa.Table) -> dict[str, tuple[float, float]]:
    """What is counted, and among how much, by measure: each unit once."""
    units = outcomes.select(["measure", "unit", "counted", "among"]).to_pylist()
    once = {(row["measure"], row["unit"]): (row["counted"], row["among"]) for row in units}
    return {
        measure: tuple(sum(pair[at] for (of, _), pair in once.items() if of == measure) for at in (0, 1))
        for measure in {of for of, _ in once}
    }


def test_every_measure_by_truth():
    """Counted by hand: pairs from both ends, persons, members and families each once."""
    found = outcomes_from_truth(PERSONS, TRUTH)
    assert found.schema == OUTCOMES
    assert set(found["basis"].to_pylist()) == {Basis.TRUTH}
    assert sums(found) == {
        Measure.RECALL: (4, 10),
        Measure.PRECISION: (4, 6),
        # Ann and Cy are split; Di was mentioned once and cannot be.
        Measure.SPLIT: (2, 3),
        Measure.MERGED: (2, 4),
        Measure.PLACED: (1, 3),
        Measure.WHOLE: (0, 2),
        # Of the mentions in persons that stand for an Osei none is another's; of the Lanes' three, one.
        Measure.WRONG: (1, 8),
    }


def test_a_family_whose_continuing_members_are_all_and_only_the_true_ones_is_whole():
    """The Oseis are whole when Ann is, and no longer when a stranger is put with Ben."""
    whole = PERSONS.set_column(1, "person_id", pa.array(["P1", "P1", "P1", "P3", "P3", "P4", "P6", "P4"]))
    assert sums(outcomes_from_truth(whole, TRUTH))[Measure.WHOLE] == (2, 2)
    mixed = PERSONS.set_column(1, "person_id", pa.array(["P1", "P1", "P1", "P3", "P3", "P4", "P3", "P4"]))
    assert sums(outcomes_from_truth(mixed, TRUTH))[Measure.WHOLE] == (1, 2)


def test_a_found_person_stands_for_whoever_has_most_of_it():
    """Cy's mention among three of Ann's is a wrong member of her family, not she of his."""
    mixed = PERSONS.set_column(1, "person_id", pa.array(["P1", "P1", "P1", "P3", "P3", "P1", "P4", "P5"]))
    found = outcomes_from_truth(mixed, TRUTH).filter(pc.field("measure") == Measure.WRONG)
    assert {(row["unit"], row["counted"], row["among"]) for row in found.to_pylist()} == {
        ("osei", 1, 6),
        ("lane", 0, 2),
    }


def test_candidate_recall_counts_true_pairs_that_blocking_joined():
    """Two of Ann's three pairs and none of the others' were compared; a false candidate counts nothing."""
    candidates = table("""
        mention_id_l | mention_id_r
        a1           | a2
        a1           | a3
        c1           | d1
    """)
    found = outcomes_from_truth(PERSONS, TRUTH, candidates=candidates)
    assert sums(found)[Measure.CANDIDATE_RECALL] == (4, 10)


def test_blocking_joins_the_true_pairs_that_share_a_key():
    """In a3 and b1 she has another name, elsewhere, and no date: to have nothing is not to share it."""
    mentions = of_people("""
        mention_id | forename | surname | birth_date | postcode
        a1         | ann      | osei    | 1990-01-01 | WX1 1AA
        a2         | ann      | osei    | 1990-01-01 | WX1 1AA
        a3         | joy      | lane    |            | WX2 2BB
        b1         | may      | bell    |            | WX3 3CC
        d1         | di       | moss    | 1985-02-02 | WX1 1AA
    """)
    truth = mentions.select(["mention_id"]).append_column("person", pa.array(["ann"] * 4 + ["di"]))
    found = true_candidates(mentions, standard_model(mentions), truth)
    assert found.to_pylist() == [{"mention_id_l": "a1", "mention_id_r": "a2"}]


def test_mentions_that_the_run_left_out_were_not_found():
    """Without a3 in any person Ann's pairs with it are missed, and a3 is placed with nobody."""
    found = sums(outcomes_from_truth(PERSONS.filter(pc.not_equal(PERSONS["mention_id"], "a3")), TRUTH))
    assert found[Measure.RECALL] == (4, 10)
    assert found[Measure.PRECISION] == (4, 6)


def test_counts_that_need_no_truth():
    clusters = TRUTH.select(["mention_id", "family"]).rename_columns(["mention_id", "cluster"])
    assert sums(link_rate(PERSONS, clusters)) == {Measure.LINK_RATE: (6, 8)}
    out = share_of(Measure.EXCLUDED, pa.table({"mention_id": ["d1"]}), clusters)
    assert sums(out) == {Measure.EXCLUDED: (1, 8)}
    assert set(out["basis"].to_pylist()) == {Basis.COUNTED}


def pairs_with(*rows: tuple[str, str, float | None, bool]) -> pa.Table:
    names = ("mention_id_l", "mention_id_r", "match_probability", "linked")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def test_pairs_are_those_kept_and_those_put_together():
    """a1 and a3 are together for the sake of a2 alone: their pair has no probability."""
    links = pairs_with(("a1", "a2", 0.95, True), ("a2", "a3", 0.97, True), ("a3", "b1", 0.4, True))
    persons = table("""
        mention_id | person_id
        a1         | P1
        a2         | P1
        a3         | P1
        b1         | P2
    """)
    assert pairs_of(links.drop_columns(["linked"]), persons).to_pylist() == [
        {"mention_id_l": "a1", "mention_id_r": "a2", "match_probability": 0.95, "linked": True},
        {"mention_id_l": "a1", "mention_id_r": "a3", "match_probability": None, "linked": True},
        {"mention_id_l": "a2", "mention_id_r": "a3", "match_probability": 0.97, "linked": True},
        {"mention_id_l": "a3", "mention_id_r": "b1", "match_probability": 0.4, "linked": False},
    ]


def test_the_model_counts_matches_by_their_probability():
    """Of 0.9 + 0.4 expected matches 0.9 are linked; each pair counts from both ends."""
    pairs = pairs_with(("a", "b", 0.9, True), ("b", "c", 0.4, False), ("a", "c", None, True))
    clusters = pa.table({"mention_id": ["a", "b", "c"], "cluster": ["x", "x", "x"]})
    found = outcomes_from_model(pairs, clusters)
    assert set(found["basis"].to_pylist()) == {Basis.MODEL}
    rates = sums(found)
    assert rates[Measure.RECALL] == pytest.approx((1.8, 2.6))
    assert rates[Measure.PRECISION] == pytest.approx((1.8, 2.0))


def town(seed: int, pairs: int = 20_000) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Pairs of strangers' mentions in two levels, of which the model is as often right as it says.

    Those of 0.9 or more are linked. Returns pairs with the truth, levels, clusters.
    """
    rng = np.random.default_rng(seed)
    probability = rng.beta(0.3, 0.3, pairs)
    left = [f"l{n:06d}" for n in range(pairs)]
    right = [f"r{n:06d}" for n in range(pairs)]
    # One pair in five is of level b, where matches look less alike.
    small = np.arange(pairs) % 5 == 0
    shown = np.where(small, probability * 0.93, probability)
    made = pa.table(
        {
            "mention_id_l": left,
            "mention_id_r": right,
            "match_probability": shown,
            "linked": shown >= 0.9,
            "match": rng.random(pairs) < probability,
        }
    )
    level = np.where(small, "b", "a")
    levels = pa.table({"mention_id": left + right, "level": np.concatenate([level, level])})
    clusters = pa.table({"mention_id": left + right, "cluster": left + left})
    return made, levels, clusters


def true_rates(pairs: pa.Table) -> tuple[float, float]:
    linked, match = (pairs[name].to_numpy() for name in ("linked", "match"))
    return (linked & match).sum() / match.sum(), (linked & match).sum() / linked.sum()


def labelled(pairs: pa.Table, levels: pa.Table, size: int, seed: int) -> pa.Table:
    drawn = draw_pairs(pairs.drop_columns(["match"]), levels, size=size, seed=seed)
    return drawn.join(
        pairs.select(["mention_id_l", "mention_id_r", "match"]), ["mention_id_l", "mention_id_r"]
    )


def test_a_labelled_sample_estimates_what_all_labels_would_say():
    """Over 40 samples of 600 pairs the mean is within three of its standard errors of the truth."""
    pairs, levels, clusters = town(1)
    found = []
    for seed in range(40):
        rates = sums(outcomes_from_labels(labelled(pairs, levels, 600, seed), clusters))
        found.append([rates[m][0] / rates[m][1] for m in (Measure.RECALL, Measure.PRECISION)])
    error = np.std(found, axis=0) / np.sqrt(40)
    assert np.all(np.abs(np.mean(found, axis=0) - true_rates(pairs)) < 3 * error + 1e-12)


def test_every_level_gets_as_many_labels():
    """The small level has a fifth of the pairs, and about half of the sample."""
    pairs, levels, _ = town(2)
    drawn = draw_pairs(pairs, levels, size=1000, seed=1)
    assert 1000 <= drawn.num_rows < 1100
    small = drawn.join(levels.rename_columns(["mention_id_l", "level"]), "mention_id_l")["level"]
    assert pc.sum(pc.equal(small, "b")).as_py() / drawn.num_rows == pytest.approx(0.5, abs=0.05)
    assert pc.min(drawn["chance"]).as_py() > 0
    assert pc.max(drawn["chance"]).as_py() <= 1


def test_the_sample_is_the_same_for_any_order_of_the_pairs():
    pairs, levels, _ = town(3, 2000)
    shuffled = pairs.take(np.random.default_rng(0).permutation(len(pairs)))
    assert draw_pairs(shuffled, levels, size=300, seed=4).equals(draw_pairs(pairs, levels, size=300, seed=4))
    assert not draw_pairs(pairs, levels, size=300, seed=5).equals(draw_pairs(pairs, levels, size=300, seed=4))


def test_intervals_of_a_labelled_sample_hold_the_truth():
    """In at least 35 of 40 samples, at 95 %, recall of the small level is inside."""
    pairs, levels, clusters = town(6, 8000)
    small = pairs.filter(pa.array(np.arange(8000) % 5 == 0))
    inside = 0
    groups = levels.rename_columns(["mention_id", "area"])
    for seed in range(40):
        outcomes = outcomes_from_labels(labelled(pairs, levels, 500, seed), clusters)
        rates = audited(outcomes, groups, minimum=5, seed=seed, draws=300).to_pylist()
        (row,) = (r for r in rates if (r["measure"], r["level"]) == ("recall", "b"))
        inside += row["ci_low"] <= true_rates(small)[0] <= row["ci_high"]
    assert inside >= 35


REFUSALS = {
    "a pair without its label": lambda: outcomes_from_labels(
        draw_pairs(*town(1, 50)[:2], size=5, seed=1), town(1, 50)[2]
    ),
    "no pairs to label": lambda: draw_pairs(*town(1, 50)[:2], size=0, seed=1),
    "a mention without a level": lambda: draw_pairs(town(1, 50)[0], town(1, 50)[1].slice(1), size=5, seed=1),
    "another table": lambda: audited(TRUTH, TRUTH, minimum=1, seed=1),
}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("a pair without its label", "needs a label in column 'match'"),
        ("no pairs to label", "one pair or more, not 0"),
        ("a mention without a level", "1 pairs have no level"),
        ("another table", "takes a table of `OUTCOMES`"),
    ],
)
def test_refused(case, said):
    with pytest.raises(ScienceError, match=said):
        REFUSALS[case]()


def test_rates_by_group_are_labelled_with_their_basis_and_judged_together():
    """A unit counts once in each level of its mentions; whoever has no level is not dropped."""
    groups = table("""
        mention_id | area  | sex
        a1         | inner | f
        a2         | inner | f
        a3         | outer | f
        b1         | inner | m
        b2         | inner | m
        c1         | outer | m
        c2         | outer | m
        d1         |       | f
    """)
    outcomes = pa.concat_tables(
        [
            outcomes_from_truth(PERSONS, TRUTH),
            link_rate(
                PERSONS, TRUTH.select(["mention_id", "family"]).rename_columns(["mention_id", "cluster"])
            ),
        ]
    )
    found = audited(outcomes, groups, references={"area": "inner"}, minimum=0, seed=1)
    assert found.schema == AUDITED
    rates = {(r["group"], r["measure"], r["level"]): r for r in found.to_pylist()}
    # Ann counts in both areas, because she was written down in both.
    assert rates["area", "person split", "inner"]["n"] == 2
    assert rates["area", "person split", "outer"]["n"] == 2
    assert rates["area", "recall", "inner"]["estimate"] == pytest.approx(4 / 6)
    assert rates["area", "person merged", "not known"]["estimate"] == 1
    assert rates["area", "recall", "inner"]["basis"] == Basis.TRUTH
    assert rates["area", "link rate", "inner"]["basis"] == Basis.COUNTED
    assert rates["area", "recall", "inner"]["reference"]
    assert found.select(RATES.names).schema == RATES


def test_intersections_are_the_levels_of_two_variables_together():
    groups = table("""
        mention_id | area  | sex
        a          | inner | f
        b          | outer |
    """)
    assert intersections(groups, "area", "sex")["area and sex"].to_pylist() == [
        "inner and f",
        "outer and not known",
    ]


def test_records_and_persons_make_clusters_where_no_family_is_known():
    """A form names x and y; y is found on a list as z; w stands alone."""
    mentions = table("""
        mention_id | source | record_id
        x          | form   | 1
        y          | form   | 1
        z          | list   | 1
        w          | list   | 2
    """)
    persons = table("""
        mention_id | person_id
        y          | P1
        z          | P1
        w          | P2
    """)
    assert components_of(mentions, persons).sort_by("mention_id").to_pydict() == {
        "mention_id": ["w", "x", "y", "z"],
        "cluster": ["w", "x", "x", "x"],
    }
