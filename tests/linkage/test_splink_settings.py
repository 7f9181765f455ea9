"""Splink's settings: read to the same weights as Splink 5's on every pair, and written to the same again."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from pyarrow import csv, parquet

from bench import febrl
from bench.harness import shared
from licet.errors import ScienceError
from licet.linkage import levels as our
from licet.linkage.blocking import BlockingRule
from licet.linkage.comparisons import Comparison, Rare
from licet.linkage.keys import EitherOrder, Same, Slice, Sounds
from licet.linkage.levels import Both, Either, Exact, Level, Not, Swapped
from licet.linkage.model import LinkageModel
from licet.linkage.report import levels_table
from licet.linkage.splink_settings import (
    FixedModel,
    fixed_model,
    level_of,
    read_splink,
    splink_rules,
    weigh,
    write_splink,
)
from licet.linkage.splink_settings.levels import Across, AtLeast, AtMost, Says
from licet.linkage.training import Trained
from tests.conftest import ROOT
from tests.linkage.tables import mentions

# Splink warns of what it was not asked to train.
pytestmark = pytest.mark.filterwarnings("ignore")

needs_data = pytest.mark.skipif(
    not shared("data", "linkage-benchmarks").exists(),
    reason="the shared benchmark data are not there: set LICET_SHARED to their folder",
)

Weights = dict[tuple[Any, Any], float]
Settings = dict[str, Any]


def splinks(settings: Settings, *tables: pa.Table) -> Weights:
    """Every pair's match weight by Splink, by the ids of its records."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI()
    linker = Linker([api.register(one) for one in tables], settings, log_level=None)
    predicted = linker.inference.predict().as_pyarrow_table()
    name = settings.get("unique_id_column_name", "unique_id")
    return by_pair(predicted, f"{name}_l", f"{name}_r")


def ours(model: FixedModel, records: pa.Table) -> Weights:
    """Every pair's match weight by Licet."""
    return by_pair(weigh(records, model), "mention_id_l", "mention_id_r")


def by_pair(links: pa.Table, left: str, right: str) -> Weights:
    pairs = zip(links[left].to_pylist(), links[right].to_pylist(), strict=True)
    return dict(zip(pairs, links["match_weight"].to_pylist(), strict=True))


def trained(
    link_type: str, comparisons: list[Any], rules: list[Any], by: list[Any], *tables: pa.Table
) -> Settings:
    """What Splink saves of a model that it trained by some rules; the first is also for the prior."""
    from splink import DuckDBAPI, Linker, SettingsCreator

    api = DuckDBAPI()
    wanted = SettingsCreator(link_type, comparisons, rules)
    linker = Linker([api.register(one) for one in tables], wanted, log_level=None)
    linker.training.estimate_probability_two_random_records_match(by[:1], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e5, seed=1)
    for rule in by:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    saved: Settings = json.loads(json.dumps(linker.misc.save_model_to_json()))
    return saved


@needs_data
def test_fake_1000_weighs_as_in_splink():
    """The comparisons of Splink's tutorial, trained by Splink, term frequencies included."""
    import splink.comparison_library as cl
    from splink import block_on

    # The invented people of Splink's own documentation.
    people = csv.read_csv(
        shared("data", "linkage-benchmarks", "fake_1000.csv"),
        convert_options=csv.ConvertOptions(column_types={"dob": pa.string()}, strings_can_be_null=True),
    )
    saved = trained(
        "dedupe_only",
        [
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        [
            block_on("surname"),
            block_on("substr(first_name, 1, 2)", "city"),
            "l.first_name = r.surname and l.surname = r.first_name",
            "l.dob = r.dob and levenshtein(l.email, r.email) < 8",
        ],
        [block_on("first_name", "surname"), block_on("dob")],
        people,
    )
    expected = splinks(saved, people)
    assert len(expected) > 2000
    assert ours(read_splink(saved), people) == pytest.approx(expected, abs=1e-9)
    assert ours(read_splink(write_splink(read_splink(saved))), people) == pytest.approx(expected, abs=1e-9)


@needs_data
def test_febrl_4_weighs_as_in_splink():
    """Two files to link, names as one comparison with columns reversed, dates by days and years apart."""
    import splink.comparison_library as cl
    from splink import block_on

    read, _ = febrl.read("dataset4a", "dataset4b")
    # A blank is a value to Splink, and one that its Jaccard measure fails on.
    blank_is_null = {
        name: pc.if_else(pc.equal(read[name], ""), None, read[name]) for name in read.column_names
    }
    people = pa.table(blank_is_null).rename_columns({"source": "source_dataset", "mention_id": "unique_id"})
    files = [people.slice(0, 5000), people.slice(5000)]
    saved = trained(
        "link_only",
        [
            cl.ForenameSurnameComparison("forename", "surname"),
            cl.AbsoluteDateDifferenceAtThresholds(
                "birth_date", input_is_string=True, metrics=["day", "month", "year"], thresholds=[1, 1, 1]
            ),
            cl.DamerauLevenshteinAtThresholds("id_soc_sec", [1, 2]),
            cl.PostcodeComparison("postcode").configure(term_frequency_adjustments=True),
            cl.JaccardAtThresholds("street_name", [0.9, 0.7]),
            cl.JaroAtThresholds("suburb", [0.9, 0.7]),
        ],
        [block_on("birth_date"), block_on("surname", "postcode"), block_on("id_soc_sec")],
        [block_on("id_soc_sec"), block_on("birth_date"), block_on("surname", "postcode")],
        *files,
    )
    expected = splinks(saved, *files)
    assert len(expected) > 5000
    assert ours(read_splink(saved), people) == pytest.approx(expected, abs=1e-9)


NAMES = (
    st.none()
    | st.text("abé日 -", min_size=1, max_size=6)
    | st.sampled_from(["martha", "marhta", "ann", "anne"])
)
TEXTS = st.none() | st.text("ab1é", max_size=4)
DATES = st.none() | st.sampled_from(
    ["1987-03-11", "1987-03-12", "1987-11-03", "1988-03-11", "1987-3-11", "1990-13-40", "no date", ""]
)
SHARES = st.floats(0.01, 0.99)
SPLIT_AT = st.sampled_from([0.0, 0.5, 0.7, 0.8, 0.9, 0.92, 1.0])
EDITS = st.integers(0, 3)


def compared(column: str) -> st.SearchStrategy[str]:
    """A condition on one column of text."""
    one, two = f'"{column}_l"', f"{column}_r"
    return st.one_of(
        st.sampled_from(
            [
                f"{one} = {two}",
                f"{two} <> {one}",
                f"NOT ({one} = {two})",
                f"substr({one}, 1, 2) = substr({two}, 1, 2)",
                f"lower({one})[1:3] = lower({two})[1:3]",
                f"nullif({one}, 'ann') = nullif({two}, 'ann')",
                f"regexp_extract({one}, '^[a-m]+') = regexp_extract({two}, '^[a-m]+')",
                f"{one} = 'ann' AND {two} IS NOT NULL",
                f"list_has_any(string_split({one}, ' '), string_split({two}, ' '))",
                f"array_length(list_intersect(string_split({one}, ' '), string_split({two}, ' '))) >= 2",
                f"abs(length({one}) - length({two})) < 2",
            ]
        ),
        st.builds(f"jaro_winkler_similarity({one}, {two}) >= {{}}".format, SPLIT_AT),
        st.builds(f"jaro_winkler_similarity({two}, {one}) < {{}}".format, SPLIT_AT),
        st.builds(f"{{}} <= jaro_similarity({one}, {two})".format, SPLIT_AT),
        st.builds(f"levenshtein({one}, {two}) <= {{}}".format, EDITS),
        st.builds(f"NOT damerau_levenshtein({one}, {two}) > {{}}".format, EDITS),
    )


ACROSS = st.sampled_from(
    ["a_l = b_r AND a_r = b_l", "a_l = b_r", "a_r = b_l OR a_l = b_l", "a_l = a_r AND b_l = b_r"]
)
JACCARD = st.builds("jaccard(a_l, a_r) >= {}".format, SPLIT_AT)
DATED = st.sampled_from(
    [
        "d_l = d_r",
        "abs(epoch(try_strptime(d_l, '%Y-%m-%d')) - epoch(try_strptime(d_r, '%Y-%m-%d'))) <= 86400",
        "abs(date_diff('day', try_cast(d_l as date), try_cast(d_r as date))) <= 31",
        "abs(date_diff('month', try_cast(d_l as date), try_cast(d_r as date))) < 9",
        "abs(try_cast(d_l as date) - try_cast(d_r as date)) <= 365",
        "month(try_cast(d_l as date)) = day(try_cast(d_r as date))",
    ]
)
CONDITIONS = st.one_of(compared("a"), compared("b"), ACROSS, JACCARD, DATED)
JOINED = CONDITIONS | st.builds("({}) {} ({})".format, CONDITIONS, st.sampled_from(["AND", "OR"]), CONDITIONS)
NULLS = st.sampled_from(
    [
        "a_l IS NULL OR a_r IS NULL",
        "(a_l IS NULL OR a_r IS NULL) AND (b_l IS NULL OR b_r IS NULL)",
        "a_l IS NULL OR b_l IS NULL OR a_r IS NULL OR b_r IS NULL",
        "a_l = 'ann' OR a_r = 'ann' OR d_r IS NULL OR d_l IS NULL",
        "try_strptime(d_l, '%Y-%m-%d') IS NULL OR try_strptime(d_r, '%Y-%m-%d') IS NULL",
    ]
)
RULES = st.sampled_from(
    [
        "1=1",
        'l."a" = r."a"',
        "(substr(l.a, 1, 1) = substr(r.a, 1, 1)) AND (l.b = r.b)",
        "l.a = r.b",
        "l.a = r.b and l.b = r.a",
        "l.d = r.d and levenshtein(l.a, r.a) < 3",
    ]
)


@st.composite
def comparisons(draw: st.DrawFn, name: str) -> Settings:
    """A random comparison: a null level or none, conditions, m, u, and term frequencies on some levels."""
    found: list[Settings] = [{"sql_condition": sql} for sql in draw(st.lists(JOINED, min_size=1, max_size=4))]
    for column in draw(st.sets(st.sampled_from("ab"))):
        found.insert(draw(st.integers(0, len(found))), {"sql_condition": f"{column}_l = {column}_r"})
        for level in draw(st.lists(st.sampled_from(found), max_size=2)):
            level["tf_adjustment_column"] = column
            level["tf_adjustment_weight"] = draw(st.sampled_from([0.0, 0.3, 1.0]))
            level["tf_minimum_u_value"] = draw(st.sampled_from([0.0, 0.4]))
    found.append({"sql_condition": "ELSE"})
    for level in found:
        level |= {"m_probability": draw(SHARES), "u_probability": draw(SHARES)}
    if draw(st.booleans()):
        found.insert(0, {"sql_condition": draw(NULLS), "is_null_level": True})
    return {"output_column_name": name, "comparison_levels": found}


@st.composite
def models(draw: st.DrawFn) -> Settings:
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": draw(SHARES),
        "blocking_rules_to_generate_predictions": draw(st.lists(RULES, min_size=1, max_size=3)),
        "comparisons": [draw(comparisons(f"c{at}")) for at in range(draw(st.integers(1, 3)))],
    }


RECORDS = st.lists(st.tuples(NAMES, NAMES | TEXTS, DATES), min_size=2, max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(models(), RECORDS)
def test_random_models_weigh_as_in_splink(model: Settings, records: list[tuple[str | None, ...]]):
    """Any conditions, nulls, frequencies and rules, over any text: the same pairs, and the same weights."""
    columns = {name: pa.array([row[at] for row in records], pa.string()) for at, name in enumerate("abd")}
    people = pa.table({"unique_id": pa.array(range(len(records))), **columns})
    expected = splinks(model, people)
    read = read_splink(model)
    assert ours(read, people) == pytest.approx(expected, abs=1e-9)
    written = json.loads(json.dumps(write_splink(read)))
    assert read_splink(written).comparisons == read.comparisons
    assert splinks(written, people) == pytest.approx(expected, abs=1e-9)


EVERY_LEVEL = LinkageModel(
    comparisons=(
        Comparison(
            "forename",
            (
                Exact("forename"),
                Swapped("forename", "surname"),
                our.Edits("forename", 1),
                our.JaroWinkler("forename", 0.9),
                our.Initial("forename"),
            ),
            ("forename",),
            rare=(Rare("forename"), Rare("forename", 0.5, level=2, least=0.2)),
        ),
        Comparison("surname", (Exact("surname"), our.SharedWords("surname")), ("surname",)),
        Comparison(
            "birth_date",
            (
                our.DayMonthSwapped("birth_date"),
                our.YearOff("birth_date"),
                our.DaysApart("birth_date", 31),
                our.SameYear("birth_date"),
            ),
            ("birth_date",),
        ),
        Comparison(
            "address",
            (
                Both(Exact("number"), our.JaroWinkler("street", 0.88)),
                Either(Exact("postcode"), Not(our.SharedWords("street"))),
            ),
            ("street", "postcode"),
        ),
    ),
    blocking=(BlockingRule((EitherOrder("forename", "surname"),)), BlockingRule((Same("everyone"),))),
    training=(BlockingRule((Same("everyone"),)),),
)
PEOPLE = mentions("""
    everyone | forename | surname       | birth_date | number | street      | postcode
    1        | martha   | van der osei  | 1987-03-11 | 12     | high street | N1 2AB
    1        | marhta   | osei          | 1987-11-03 | 12     | high streat | N1 2AB
    1        | m        | osei          | 1987-03-30 |        | low road    | N1 2AC
    1        | osei     | martha        | 1978-03-11 | 13     | low lane    |
    1        | ruth     | lane-osei     | 1987-13-01 | 13     |             |
    1        |          | lane          |            | 12     | high street |
    1        | ruth     | van           | 1987-12-01 |        |             | N1 2AB
    1        | rut      | van lane lane | 1988-01-05 | 14     | high road   | N1 2AC
""")


def learnt(model: LinkageModel, *unknown: str) -> FixedModel:
    """The model with m falling from level to level and u rising, but for comparisons that are unknown."""
    falling = [(0.7 - 0.1 * c) ** np.arange(one.size) for c, one in enumerate(model.comparisons)]
    shares = tuple(one / one.sum() for one in falling)
    known = tuple(comparison.name not in unknown for comparison in model.comparisons)
    chances = Trained(m=shares, u=tuple(one[::-1] for one in shares), learnt=known)
    return fixed_model(model, levels_table(model.comparisons, chances), matches=0.01)


def test_a_model_of_ours_runs_in_splink():
    """Every level that SQL can say, with rare values, gives the weights in Splink that it gives here."""
    model = learnt(EVERY_LEVEL)
    expected = splinks(write_splink(model), PEOPLE)
    assert len(expected) == 28
    for comparison in model.comparisons:
        assert len(set(weigh(PEOPLE, model)[f"w_{comparison.name}"].to_pylist())) >= comparison.size
    assert ours(model, PEOPLE) == pytest.approx(expected, abs=1e-9)
    assert ours(read_splink(write_splink(model)), PEOPLE) == pytest.approx(expected, abs=1e-9)


def test_what_nothing_was_learnt_of_weighs_nothing():
    """A comparison without m and u in the report is written with the same for both."""
    written = write_splink(learnt(EVERY_LEVEL, "surname"))["comparisons"]
    levels = {one["output_column_name"]: one["comparison_levels"][1:] for one in written}
    same = {
        name: all(level["m_probability"] == level["u_probability"] for level in of)
        for name, of in levels.items()
    }
    assert same == {"forename": False, "surname": True, "birth_date": False, "address": False}


@pytest.mark.parametrize("level", [our.ShortFor("forename"), our.Edits("forename", 2)])
def test_a_level_that_sql_cannot_say_is_named(level: Level):
    """Nicknames, and two edits: DuckDB counts swaps otherwise from two on."""
    comparison = Comparison("forename", (Exact("forename"), level), ("forename",))
    model = learnt(replace(EVERY_LEVEL, comparisons=(comparison, *EVERY_LEVEL.comparisons[1:])))
    with pytest.raises(ScienceError, match=str(level)):
        write_splink(model)


def test_blocking_rules_in_splinks_words():
    """Names in either order make two rules; sounds are a column that the records must have."""
    rule = BlockingRule((EitherOrder("a", "b"), Slice("d", 0, 4), Sounds("a")))
    end = 'substr(l."d", 1, 4) = substr(r."d", 1, 4) AND l."a_sound" = r."a_sound"'
    assert splink_rules(rule) == [
        f'l."a" = r."a" AND l."b" = r."b" AND {end}',
        f'l."a" = r."b" AND l."b" = r."a" AND {end}',
    ]


@pytest.mark.parametrize(
    ("sql", "level"),
    [
        ('"a_l" = "a_r"', Exact("a")),
        ("a_r = a_l", Exact("a")),
        ('"first name_l" = "first name_r"', Exact('"first name"')),
        ("lower(a_l) = lower(a_r)", Exact('LOWER("a")')),
        ("a_l = b_r", Across("a", "b")),
        ("a_r = b_l", Across("b", "a")),
        ("a_l = b_r AND b_l = a_r", Swapped("a", "b")),
        ("a_l <> a_r", Not(Exact("a"))),
        ("jaro_winkler_similarity(a_l, a_r) >= 0.9", AtLeast("a", "jaro_winkler_similarity", 0.9)),
        ("0.9 < jaro_similarity(a_l, a_r)", AtLeast("a", "jaro_similarity", np.nextafter(0.9, 1))),
        ("jaccard(a_l, a_r) < 0.5", Not(AtLeast("a", "jaccard", 0.5))),
        ("levenshtein(a_l, a_r) <= 2", AtMost("a", "levenshtein", 2)),
        ("NOT damerau_levenshtein(a_l, a_r) > 2", AtMost("a", "damerau_levenshtein", 2)),
        ("abs(a_l - a_r) <= 5", AtMost("CAST(a AS DOUBLE)", "abs", 5)),
        (
            "NOT (a_l = a_r OR levenshtein(b_l, b_r) > 1)",
            Both(Not(Exact("a")), AtMost("b", "levenshtein", 1)),
        ),
        ("a_l IS NULL", Says('"a" IS NULL', 0)),
        ("NOT a_r = 'x'", Says("NOT \"a\" = 'x'", 1)),
    ],
)
def test_a_condition_as_a_level(sql: str, level: Level):
    """What SQL says of two records, as this room says it; more than a bound is at least the next number."""
    assert level_of(sql) == level


def one_level(sql: str, **more: object) -> Settings:
    """The settings of one comparison with one condition."""
    levels = [{"sql_condition": sql, "label_for_charts": "the one", **more}, {"sql_condition": "ELSE"}]
    return {
        "link_type": "dedupe_only",
        "comparisons": [{"output_column_name": "c", "comparison_levels": levels}],
    }


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (one_level("great_circle(a_l, a_r) < 3"), r"Comparison c: level 1 \(the one\): .*GREAT_CIRCLE"),
        (one_level("a_l = a_r AND ("), "level 1.*cannot be read"),
        (one_level("a = b"), "neither record"),
        (one_level("read_text(a_l) = read_text(a_r)"), "'read_?text' is not understood"),
        (one_level("a_l = (SELECT 1) AND b_l = b_r"), "is not understood"),
        (one_level("levenshtein(a_l, b_r) < 2"), "condition is not understood"),
        (one_level("array_length(list_intersect(a_l, a_r)) < 2"), "condition is not understood"),
        (one_level("a_l < a_r"), "condition is not understood"),
        (one_level("a_l IS NULL AND a_r IS NULL", is_null_level=True), "null level is not understood"),
        (one_level("levenshtein(a_l, a_r) < 2", tf_adjustment_column="a"), "no level is its exact match"),
        (one_level("a_l = a_r", m_probability="often"), "'m_probability' of a level is a number"),
        (one_level("a_l = a_r") | {"sql_dialect": "spark"}, "the SQL of spark"),
        (one_level("a_l = a_r") | {"link_type": "all"}, "'link_type' is one of"),
        (one_level("a_l = a_r") | {"probability_two_random_records_match": 1}, "above 0 and below 1"),
        (one_level("a_l = a_r") | {"comparisons": []}, "comparisons with names"),
        (
            one_level("a_l = a_r")
            | {
                "blocking_rules_to_generate_predictions": [
                    {"blocking_rule": "l.a = r.a", "arrays_to_explode": ["a"]}
                ]
            },
            "unfolds lists",
        ),
        (one_level("ELSE"), "last level must be ELSE"),
        (one_level(" AND ".join(["a_l = a_r"] * 400)), r"has more than 5,000 characters"),
        (one_level("(" * 900 + "a_l = a_r" + ")" * 900), "level 1"),
        (
            one_level("a_l = a_r", tf_adjustment_column="a", tf_adjustment_weight=2),
            "'tf_adjustment_weight' of a",
        ),
        ({"link_type": "dedupe_only", "comparisons": ["a"]}, "each of the 'comparisons' is an object"),
        ({"link_type": "dedupe_only", "comparisons": "a"}, "expected a list under 'comparisons'"),
        ({"comparisons": [{"comparison_levels": ["a"]}]}, "Comparison comparison_1: level 1 is no object"),
        ({"comparisons": [{"comparison_levels": [{"sql_condition": "ELSE"}]}]}, "nothing to compare"),
        (one_level("a_l = a_r") | {"blocking_rules_to_generate_predictions": [1]}, "a blocking rule is SQL"),
        ("[]", "are an object"),
        ("{", "no JSON"),
        ("model.json", "the text of the file, not its name"),
    ],
)
def test_what_is_not_understood_is_told_with_its_place(wrong: Settings | str, told: str):
    """The comparison, the level, and what was found there."""
    with pytest.raises(ScienceError, match=told):
        read_splink(wrong)


def test_levels_must_end_in_else_and_nulls_come_first():
    """Otherwise pairs would have no weight, or evidence would hang on the order."""
    settings = one_level("a_l = a_r")
    levels = settings["comparisons"][0]["comparison_levels"]
    null = {"sql_condition": "a_l IS NULL OR a_r IS NULL", "is_null_level": True}
    for wrong, told in (
        (levels[:1], "last level must be ELSE"),
        ([levels[0], null, levels[1]], "it comes first"),
    ):
        settings["comparisons"][0]["comparison_levels"] = wrong
        with pytest.raises(ScienceError, match=told):
            read_splink(settings)


# As version 4 writes it: a prefix for Bayes factors that version 5 ignores, untrained levels without m or u.
VERSION_4 = r"""{
  "link_type": "dedupe_only",
  "probability_two_random_records_match": 0.002,
  "retain_matching_columns": true,
  "retain_intermediate_calculation_columns": false,
  "additional_columns_to_retain": [],
  "sql_dialect": "duckdb",
  "linker_uid": "a1b2c3d4",
  "em_convergence": 0.0001,
  "max_iterations": 25,
  "bayes_factor_column_prefix": "bf_",
  "term_frequency_adjustment_column_prefix": "tf_",
  "comparison_vector_value_column_prefix": "gamma_",
  "unique_id_column_name": "mention_id",
  "source_dataset_column_name": "source_dataset",
  "blocking_rules_to_generate_predictions": [
    {"blocking_rule": "l.\"everyone\" = r.\"everyone\"", "sql_dialect": "duckdb"}
  ],
  "comparisons": [{
    "output_column_name": "forename",
    "comparison_levels": [
      {"sql_condition": "\"forename_l\" IS NULL OR \"forename_r\" IS NULL",
       "label_for_charts": "forename is NULL", "is_null_level": true},
      {"sql_condition": "\"forename_l\" = \"forename_r\"", "label_for_charts": "Exact match on forename",
       "m_probability": 0.7, "u_probability": 0.01,
       "tf_adjustment_column": "forename", "tf_adjustment_weight": 1.0},
      {"sql_condition": "jaro_winkler_similarity(\"forename_l\", \"forename_r\") >= 0.92",
       "label_for_charts": "Jaro-Winkler distance of forename >= 0.92", "u_probability": 0.004},
      {"sql_condition": "damerau_levenshtein(\"forename_l\", \"forename_r\") <= 1",
       "label_for_charts": "Damerau-Levenshtein distance of forename <= 1", "m_probability": 0.05},
      {"sql_condition": "ELSE", "label_for_charts": "All other comparisons",
       "m_probability": 0.1, "u_probability": 0.98}
    ],
    "comparison_description": "NameComparison"
  }]
}"""


def test_version_4_is_read():
    """What Splink 4 saved, read from its text, weighs as Splink 5 weighs it; so do levels left untrained."""
    assert ours(read_splink(VERSION_4), PEOPLE) == pytest.approx(
        splinks(json.loads(VERSION_4), PEOPLE), abs=1e-9
    )


def test_a_table_of_weights():
    """Ids as they were, the sources where there are several, and one part for each comparison."""
    settings = one_level("a_l = a_r", m_probability=0.9, u_probability=0.1) | {"link_type": "link_only"}
    settings["comparisons"][0]["comparison_levels"][1] |= {"m_probability": 0.1, "u_probability": 0.9}
    records = pa.table(
        {"unique_id": [7, 10, 7], "source_dataset": ["tax", "tax", "census"], "a": ["x", None, "x"]}
    )
    found = weigh(records, read_splink(settings))
    prior, agree = np.log2(0.0001 / 0.9999), np.log2(9)
    assert found.drop_columns(["match_probability"]).to_pylist() == [
        {
            "mention_id_l": 7,
            "mention_id_r": right,
            "source_l": "census",
            "source_r": "tax",
            "match_weight": pytest.approx(prior + weight),
            "w_c": pytest.approx(weight),
        }
        for right, weight in ((10, -agree), (7, agree))
    ]
    odds = np.exp2(prior - agree)
    assert found["match_probability"][0].as_py() == pytest.approx(odds / (1 + odds))


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ({"a": ["x"]}, "need the column 'unique_id'"),
        ({"unique_id": ["1", None], "a": ["x", "y"]}, "1 records have no unique_id"),
        ({"unique_id": ["1", "1"], "a": ["x", "y"]}, "the same unique_id"),
        ({"unique_id": ["1", "2"]}, "The model reads a, which"),
    ],
)
def test_records_that_cannot_be_weighed(records: dict[str, list[str | None]], told: str):
    """Told before anything is computed."""
    with pytest.raises(ScienceError, match=told):
        weigh(pa.table(records), read_splink(one_level("a_l = a_r")))


def test_lists_in_common_weigh_as_in_splink():
    """Columns that hold lists: items are counted once each; an empty list has none."""
    settings = one_level("array_length(list_intersect(a_l, a_r)) >= 2", m_probability=0.9)
    lists = [["x", "", ""], ["", "x"], ["", ""], [], None]
    records = pa.table({"unique_id": ["1", "2", "3", "4", "5"], "a": lists})
    weights = ours(read_splink(settings), records)
    assert weights == pytest.approx(splinks(settings, records), abs=1e-9)
    assert [pair for pair, weight in weights.items() if weight > weights["3", "4"]] == [("1", "2")]


def test_the_how_to_runs(tmp_path, monkeypatch):
    """Each block of the page, in order, on files of the names that it uses; Splink takes what it writes."""
    monkeypatch.chdir(tmp_path)
    Path("model.json").write_text(VERSION_4)
    parquet.write_table(PEOPLE, "people.parquet")
    invented = np.random.default_rng(1).integers(0, 40, 200)
    parquet.write_table(
        pa.table(
            {
                "mention_id": [f"m{at:03d}" for at in range(200)],
                "source": ["people"] * 200,
                "record_id": [f"r{at:03d}" for at in range(200)],
                "role": ["person"] * 200,
                "surname": [f"name {at}" for at in invented],
                "birth_date": [f"1987-03-{1 + at % 28:02d}" for at in invented],
                "postcode": [f"N{1 + at % 7} 2AB" for at in invented],
            }
        ),
        "mentions.parquet",
    )
    page = (ROOT / "docs" / "how-to" / "use-a-splink-model.md").read_text()
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, names)
    assert by_pair(names["links"], "mention_id_l", "mention_id_r") == pytest.approx(
        splinks(json.loads(VERSION_4), PEOPLE), abs=1e-9
    )
    written = json.loads(Path("for-splink.json").read_text())
    assert splinks(written, parquet.read_table("mentions.parquet"))
