"""What would happen to somebody who moved, changed their name, has one name, or is taken for a twin."""

from dataclasses import replace

import pyarrow as pa
import pytest

from licet.errors import ScienceError
from licet.linkage import (
    BlockingRule,
    Constraints,
    Linkage,
    LinkageModel,
    SourceConstraint,
    link,
    standard_model,
)
from licet.linkage.hypothesis import CASES, Case, hypothesis_records
from licet.linkage.keys import Same
from tests.linkage.town import both, homes

ONCE = SourceConstraint(once_per_record=True)


@pytest.fixture(scope="module")
def town() -> tuple[pa.Table, LinkageModel, Linkage]:
    people = homes(250, 3)
    table = both(people, people)
    # The forms name everybody in the order of the list.
    number = [place % (len(table) // 2) for place in range(len(table))]
    born = [f"{1930 + n % 80}-0{1 + n % 9}-1{n % 7}" for n in number]
    table = table.append_column("birth_date", pa.array(born))
    model = standard_model(table)
    return table, model, link(table, model, Constraints({"form": ONCE, "list": ONCE}))


def cases_of(town, **changed) -> dict[str, dict]:
    table, model, linkage = town
    levels = pa.table({"mention_id": table["mention_id"], "level": ["all"] * len(table)})
    given = {"found_in": "form", "threshold": 0.9, "size": 150, "seed": 1}
    found = hypothesis_records(table, model, linkage.report, changed.pop("levels", levels), **given | changed)
    return {(row["case"], row["level"]): row for row in found.to_pylist()}


def test_each_change_costs_weight(town):
    """Whoever moved and has a new surname too is found less often than after either alone."""
    found = {case: row for (case, _), row in cases_of(town).items()}
    assert list(found) == [case.name for case in CASES]
    weight = {case: row["match_weight"] for case, row in found.items()}
    assert weight["moved, new surname"] < min(weight["moved"], weight["new surname"])
    assert max(weight["moved"], weight["new surname"]) < weight["no numbers known"]
    assert weight["a twin's record"] < weight["no numbers known"]
    assert found["nothing changed"]["linked"] > 0.95
    assert found["moved, new surname"]["linked"] < found["nothing changed"]["linked"]


def test_only_a_twins_record_should_not_be_linked(town):
    assert {case for (case, _), row in cases_of(town).items() if not row["same"]} == {"a twin's record"}


def test_what_no_blocking_rule_joins_is_not_linked_whatever_it_weighs(town):
    """Where only dates of birth are looked by, nobody without one is found, however alike the rest is."""
    table, model, linkage = town
    by_date = replace(model, blocking=(BlockingRule((Same("birth_date"),)),))
    undated = [Case("no date of birth", empty=("birth_date",))]
    (row,) = cases_of((table, by_date, linkage), cases=undated).values()
    assert (row["joined"], row["match_probability"], row["linked"]) == (0, 0, 0)
    (joined,) = cases_of(town, cases=undated).values()
    assert row["match_weight"] == joined["match_weight"] > 6
    assert joined["linked"] > 0.9


def test_cases_are_told_by_group(town):
    """Up to so many of each level, and only of those who have what the case is about."""
    table = town[0]
    level = ["odd" if each[-1] in "13579" else "even" for each in table["mention_id"].to_pylist()]
    levels = pa.table({"mention_id": table["mention_id"], "level": level})
    found = cases_of(town, levels=levels, size=40)
    assert {row["records"] for (case, _), row in found.items() if case == "nothing changed"} == {40}
    assert {group for _, group in found} == {"even", "odd"}


def test_the_copy_differs_in_what_the_case_says(town):
    """There are nineteen initials: whoever would be given their own is left out."""
    row = cases_of(town, cases=[Case("another middle name", others=("middle",))])[
        "another middle name", "all"
    ]
    assert 120 < row["records"] < 150
    assert row["match_weight"] < cases_of(town)["nothing changed", "all"]["match_weight"]


def test_equal_seeds_give_equal_tables(town):
    assert cases_of(town) == cases_of(town)
    assert cases_of(town) != cases_of(town, seed=2)


def test_refused(town):
    with pytest.raises(ScienceError, match="No mention comes from 'census'"):
        cases_of(town, found_in="census")
    nobody = pa.table({"mention_id": pa.array([], pa.string()), "level": pa.array([], pa.string())})
    with pytest.raises(ScienceError, match="No record with a level"):
        cases_of(town, levels=nobody)
    blank = town[0].drop_columns("middle").append_column("middle", pa.nulls(len(town[0]), pa.string()))
    with pytest.raises(ScienceError, match="Nobody has all of middle, birth_date"):
        cases_of((blank, *town[1:]), cases=[Case("x", others=("middle", "birth_date"))])
