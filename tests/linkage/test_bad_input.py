"""What no linkage should be given, and is: each ends soon, with a sensible answer or a word of advice."""

import numpy as np
import pyarrow as pa
import pytest

from licet.errors import ScienceError
from licet.linkage import Constraints, LinkageModel, SourceConstraint, fields, link, standard_model
from licet.linkage.blocking import BlockingRule
from licet.linkage.keys import Same
from tests.linkage.tables import mentions_of

ANY = Constraints({"file": SourceConstraint(once_per_record=True)})
COMPARED = (fields.forename(), fields.surname(), fields.birth_date(), fields.sex())
KEYS = (("forename", "surname"), ("birth_date", "forename"), ("birth_date", "surname"))
PEOPLE = 2_000


def model(largest: int = 500) -> LinkageModel:
    rules = tuple(BlockingRule(tuple(map(Same, keys)), largest) for keys in KEYS)
    return LinkageModel(COMPARED, rules, rules, random_pairs=50_000)


def crowd(**given: list[str | None]) -> pa.Table:
    """People with names, days and sexes of their own, but for the columns that are given."""
    chance = np.random.default_rng(5)
    columns: dict[str, list[str | None]] = {
        "forename": [f"name{number}" for number in chance.integers(0, 60, PEOPLE)],
        "surname": [f"house{number}" for number in chance.integers(0, 300, PEOPLE)],
        "birth_date": (np.datetime64("1950-01-01") + chance.integers(0, 9_000, PEOPLE)).astype(str).tolist(),
        "sex": chance.choice(["f", "m"], PEOPLE).tolist(),
    }
    return mentions_of(columns | given)


def test_all_names_missing():
    """The standard model refuses; a model written by hand links nobody and says what it could not learn."""
    nobody: list[str | None] = [None] * PEOPLE
    nameless = crowd(forename=nobody, surname=nobody)
    with pytest.raises(ScienceError, match="Linkage needs forename, surname and two more"):
        standard_model(nameless)
    found = link(nameless, model(), ANY)
    assert found.report.links == 0
    assert found.report.persons == PEOPLE
    assert any("Nothing could be learnt of forename" in warning for warning in found.report.warnings)


def test_one_value_in_every_row():
    """All blocks are past their size: nobody is linked, and the warnings say how many were left out."""
    same = crowd(
        **{
            name: [value] * PEOPLE
            for name, value in zip(
                ("forename", "surname", "birth_date", "sex"), ("ada", "osei", "2000-01-01", "f"), strict=True
            )
        }
    )
    for tried in (standard_model(same), model()):
        found = link(same, tried, ANY)
        assert found.report.links == 0
        assert any(
            "left out 1 blocks for their size (2,000 mentions)" in each for each in found.report.warnings
        )


def test_names_of_five_hundred_letters():
    """Each name is written twice, now and then without its last letter: the two are one person."""
    chance = np.random.default_rng(6)
    letters = chance.choice(list("abcdefghijklmnopqrst"), (PEOPLE // 2, 500))
    whole = ["".join(row) for row in letters]
    long = whole + [name[: 499 + place % 2] for place, name in enumerate(whole)]
    born = [str(np.datetime64("1950-01-01") + day) for day in range(PEOPLE // 2)] * 2
    found = link(crowd(surname=long, birth_date=born, forename=["ada", "ben"] * (PEOPLE // 2)), model(), ANY)
    assert found.report.persons == PEOPLE // 2


def test_scripts_mixed_in_one_column():
    """Latin, Cyrillic, Arabic, Han, Hebrew and Gothic: whoever is written alike twice is found."""
    names = ["olga", "Ольга", "أحمد", "李娜", "שרה", "ñandú", "𐍈𐍉", "ok"]
    twice = [names[number % 8] for number in range(PEOPLE // 2)] * 2
    surnames = [f"{names[number % 7]} {number % 90}" for number in range(PEOPLE // 2)] * 2
    born = [str(np.datetime64("1950-01-01") + day) for day in range(PEOPLE // 2)] * 2
    found = link(crowd(forename=twice, surname=surnames, birth_date=born), model(), ANY)
    assert found.report.persons == PEOPLE // 2
    assert found.report.links >= PEOPLE // 2


def test_a_cluster_that_would_explode_is_refused_with_advice():
    """Ten thousand mentions of one person are fifty million pairs."""
    many = mentions_of(
        {
            name: [value] * 10_000
            for name, value in zip(
                ("forename", "surname", "birth_date", "sex"), ("ada", "osei", "2000-01-01", "f"), strict=True
            )
        }
    )
    allowed = LinkageModel(
        COMPARED, model(10_000).blocking, model().training, random_pairs=50_000, most_pairs=1_000_000
    )
    with pytest.raises(ScienceError, match=r"would add 49,995,000 pairs, past the limit\. Add a key to it"):
        link(many, allowed, ANY)
