"""Linkage end to end: tables in, tables out."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from licet.errors import ScienceError
from licet.linkage import (
    BlockingRule,
    Constraints,
    Linkage,
    LinkageModel,
    SourceConstraint,
    fields,
    link,
    standard_model,
)
from licet.linkage.comparisons import Comparison
from licet.linkage.keys import Same
from licet.linkage.levels import Edits, Exact
from licet.linkage.report import doubts
from licet.linkage.training import Trained
from tests.linkage.tables import mentions

ONCE = SourceConstraint(once_per_record=True, once_in_file=frozenset({"person"}))
EXPECTED = ["w_role_expected", "w_age_expected", "w_sex_expected"]
TWO_FILES = Constraints({"one": ONCE, "two": ONCE})
PEOPLE = 400


def two_files(seed: int = 7) -> pa.Table:
    """400 invented people in two files; in the second, one in eight has a letter or a digit mistyped."""
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghiklmnoprstu"))
    names = ["".join(rng.choice(letters, rng.integers(4, 9))) for _ in range(140)]
    days = np.datetime64("1960-01-01") + rng.integers(0, 20_000, PEOPLE)
    person = {
        "forename": [names[n] for n in rng.integers(0, 60, PEOPLE)],
        "surname": [names[n] for n in rng.integers(60, 140, PEOPLE)],
        "birth_date": days.astype(str).tolist(),
        "postcode": [f"ZX{n}" for n in rng.integers(0, 150, PEOPLE)],
    }
    files = []
    for source in ("one", "two"):
        written = {name: list(values) for name, values in person.items()}
        for values in written.values():
            for at in rng.choice(PEOPLE, PEOPLE // 8, replace=False) if source == "two" else ():
                values[at] = values[at][:-1] + str(rng.integers(0, 10))
        ids = [f"{source}{at:03d}" for at in range(PEOPLE)]
        identity = {
            "mention_id": ids,
            "source": [source] * PEOPLE,
            "record_id": ids,
            "role": ["person"] * PEOPLE,
        }
        files.append(pa.table({**identity, **written}))
    return pa.concat_tables(files)


@pytest.fixture(scope="module")
def people() -> pa.Table:
    return two_files()


@pytest.fixture(scope="module")
def linked(people: pa.Table) -> Linkage:
    return link(people, standard_model(people), TWO_FILES)


def together(linkage: Linkage) -> dict[str, list[str]]:
    """Each person's mentions."""
    groups: dict[str, list[str]] = {}
    for row in linkage.persons.select(["mention_id", "person_id"]).to_pylist():
        groups.setdefault(row["person_id"], []).append(row["mention_id"])
    return groups


def test_two_files_of_the_same_people_are_linked(linked: Linkage):
    """Nearly everybody is found in both files, and nobody is found who is somebody else."""
    pairs = [group for group in together(linked).values() if len(group) > 1]
    right = [pair for pair in pairs if pair[0][3:] == pair[1][3:]]
    assert len(right) == len(pairs) > 0.97 * PEOPLE


def test_the_tables_are_as_promised(people: pa.Table, linked: Linkage):
    """Columns, types, order and what they say of one another."""
    assert linked.persons.schema == pa.schema(
        [
            ("mention_id", pa.string()),
            ("person_id", pa.string()),
            ("draw", pa.int32()),
            ("support", pa.float64()),
            ("ambiguous", pa.bool_()),
        ]
    )
    links = linked.links.to_pylist()
    names = ["mention_id_l", "mention_id_r", "match_weight", "match_probability"]
    compared = ["w_forename", "w_surname", "w_birth_date", "w_address"]
    assert linked.links.column_names == [*names, *compared, *EXPECTED, "w_family"]
    assert linked.persons["mention_id"].to_pylist() == sorted(people["mention_id"].to_pylist())
    pairs = [(row["mention_id_l"], row["mention_id_r"]) for row in links]
    assert pairs == sorted(set(pairs))
    assert all(one < other for one, other in pairs)
    assert min(row["match_probability"] for row in links) >= 0.01
    prior = linked.report.priors.filter(
        pc.not_equal(linked.report.priors["source_l"], linked.report.priors["source_r"])
    )
    for row in links:
        parts = sum(value for name, value in row.items() if name.startswith("w_"))
        assert row["match_weight"] == pytest.approx(prior["weight"][0].as_py() + parts)


def test_persons_are_numbered_in_the_order_of_their_smallest_mention(linked: Linkage):
    """A number, so that nothing of a holder's own record number is in it."""
    groups = together(linked)
    ordered = sorted(groups, key=lambda person: min(groups[person]))
    assert ordered == [f"P{number:08d}" for number in range(1, len(groups) + 1)]


def test_who_stands_alone_is_fully_supported(linked: Linkage):
    """A mention that joins nobody is itself; one that joins somebody is so with its link's probability."""
    sizes = {person: len(group) for person, group in together(linked).items()}
    for row in linked.persons.to_pylist():
        alone = sizes[row["person_id"]] == 1
        assert row["support"] == 1 if alone else 0.5 < row["support"] <= 1


def test_row_order_changes_nothing(people: pa.Table, linked: Linkage):
    """The same tables to the byte, and the same report."""
    shuffled = people.take(np.random.default_rng(1).permutation(len(people)))
    again = link(shuffled, standard_model(shuffled), TWO_FILES)
    assert again.links.equals(linked.links)
    assert again.persons.equals(linked.persons)
    assert again.report == linked.report


def test_the_seed_draws_the_random_pairs_and_nothing_else(people: pa.Table, linked: Linkage):
    """Another seed moves u a little, and so the weights."""
    other = link(people, standard_model(people), TWO_FILES, seed=1)
    assert not other.links.equals(linked.links)
    assert len(set(map(tuple, together(other).values())) ^ set(map(tuple, together(linked).values()))) < 20


def test_same_named_twins_come_out_ambiguous(people: pa.Table):
    """Two children alike in every field, each in both files: linked to neither, and marked."""
    twin = people.slice(0, 1).to_pylist()[0]
    rows = [
        twin | {"mention_id": f"{source}-{name}", "record_id": name, "source": source}
        for source in ("one", "two")
        for name in ("t1", "t2")
    ]
    found = link(
        pa.concat_tables([people.slice(1), pa.Table.from_pylist(rows)]), standard_model(people), TWO_FILES
    )
    twins = [row for row in found.persons.to_pylist() if "-t" in row["mention_id"]]
    assert len({row["person_id"] for row in twins}) == 4
    assert all(row["ambiguous"] for row in twins)
    assert found.report.ambiguous >= 4


def test_a_stricter_threshold_joins_no_more(people: pa.Table, linked: Linkage):
    """Links stay the same; fewer of them join."""
    strict = link(people, standard_model(people), TWO_FILES, threshold=0.9999999)
    assert strict.links.equals(linked.links)
    assert strict.report.persons > linked.report.persons


@pytest.mark.parametrize("threshold", [0.2, 1.0])
def test_a_threshold_that_joins_the_unlikely_is_refused(people: pa.Table, threshold: float):
    """More likely than not is the least."""
    with pytest.raises(ScienceError, match="threshold"):
        link(people, standard_model(people), TWO_FILES, threshold=threshold)


def test_progress_is_told_each_step(people: pa.Table):
    """In their order, as they begin."""
    steps: list[str] = []
    link(people, standard_model(people), TWO_FILES, progress=steps.append)
    assert steps == ["encode", "train", "block", "compare", "score", "cluster"]


def test_nobody_to_compare_is_everybody_alone():
    """Blocks that join nobody give no links, and say that nothing was learnt."""
    table = mentions("""
        forename | surname | birth_date | postcode
        kofi     | osei    | 1980-01-01 | ZX1
        ruth     | lane    | 1990-02-02 | ZX2
    """)
    found = link(table, standard_model(table), Constraints({"file": SourceConstraint(once_per_record=True)}))
    assert found.links.num_rows == 0
    assert found.persons["support"].to_pylist() == [1.0, 1.0]
    assert "Nothing could be learnt of surname" in " ".join(found.report.warnings)


def test_a_field_on_one_side_only_is_no_evidence(people: pa.Table, linked: Linkage):
    """Sex in one file alone weighs nothing, and the report says so."""
    half = people.append_column("sex", pc.if_else(pc.equal(people["source"], "one"), "f", None))
    found = link(half, standard_model(half), TWO_FILES)
    known = ["mention_id", "person_id", "ambiguous"]
    assert found.persons.select(known).equals(linked.persons.select(known))
    assert set(found.links["w_sex"].to_pylist()) == {0.0}
    assert any("sex" in warning for warning in found.report.warnings)


def test_a_weaker_agreement_that_weighs_more_is_doubted():
    """Levels in the wrong order come out as a warning in words; within a bit they are rough, not wrong."""
    comparison = Comparison("surname", (Exact("surname"), Edits("surname", 1)), ("surname",))
    trained = Trained((np.array([0.1, 0.8, 0.1]),), (np.array([0.1, 0.1, 0.8]),), (True,))
    assert doubts([comparison], trained, [], []) == (
        "surname: 'surname: the same' weighs less than 'surname: edits at most 1', a weaker agreement. "
        "Few records may have come out like one of them: learn from more records, or make one level of both.",
    )
    rough = Trained((np.array([0.1, 0.19, 0.71]),), (np.array([0.1, 0.1, 0.8]),), (True,))
    assert doubts([comparison], rough, [], []) == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"comparisons": ()}, "names of their own"),
        ({"comparisons": (fields.surname(), fields.surname())}, "names of their own"),
        ({"blocking": ()}, "at least one blocking rule"),
        ({"keep": 1.5}, "probability"),
        (
            {"training": (BlockingRule((Same("surname"), Same("birth_date"), Same("postcode"))),)},
            "fewer than two",
        ),
        ({"training": (BlockingRule((Same("surname"),)),)}, "nothing is learnt of it"),
    ],
)
def test_a_model_that_cannot_learn_is_refused(people: pa.Table, change: dict[str, object], problem: str):
    """What EM could not identify is an error of the model, before any data are seen."""
    with pytest.raises(ScienceError, match=problem):
        replace(standard_model(people), **change)


def test_the_standard_model_uses_the_columns_that_hold_something():
    """An empty column is none; an identifier is compared, blocked on and learnt from."""
    table = mentions("""
        forename | surname | birth_date | email | id_nhs  | age
        kofi     | osei    | 1980-01-01 |       | 9990001 | 46
    """)
    model = standard_model(table)
    assert [one.name for one in model.comparisons] == ["forename", "surname", "birth_date", "id_nhs"]
    assert str(model.blocking[0]) == str(model.training[0]) == "id_nhs"
    assert "email" not in model.columns
    assert "age" not in model.columns


def test_without_a_date_of_birth_other_blocks_teach():
    """The forename is then learnt where surname and middle name agree, and the rest where it does."""
    table = mentions("forename | surname | middle | address_key\nkofi | osei | k | 1 high st")
    model: LinkageModel = standard_model(table)
    assert [str(rule) for rule in model.training] == [
        "forename + surname",
        "forename + address_key",
        "surname + middle",
    ]


def test_too_little_to_link_by_is_refused():
    """Two names alone are not a person."""
    with pytest.raises(ScienceError, match="two more of"):
        standard_model(mentions("forename | surname | sex\nkofi | osei | f"))
