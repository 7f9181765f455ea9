"""Errors planted by group: stated, found in what agencies write, and as ever unless told otherwise."""

import json

import numpy as np
import pyarrow.csv as pv
import pytest
from typer.testing import CliRunner

from licet.borough import AS_EVER, TODAY, Planting, make_borough, worse
from licet.borough.population import town
from licet.borough.recording import DATE_SLIP, NO_NUMBER, SLIP, Agency, written
from licet.cli.main import app
from licet.errors import ProgrammeError

NOISE = 4
"""How many standard errors a simulated rate may lie from the stated one."""


def wrong(planting: Planting) -> dict[str, dict[str, tuple[float, float]]]:
    """By group: how often surname, date and number are wrong or absent, with standard errors."""
    made = town(20_000, 5, TODAY, planting)
    people = made.people
    who = np.flatnonzero((people.old_surname == "") & (people.surname != ""))
    said = written(np.random.default_rng(4), made, who, Agency(nicknames=0.0))
    differs = {
        "surname": said["surname"] != people.surname[who],
        "date": said["birth_date"] != people.born[who].astype(str),
        "number": said["nhs"] == "",
    }
    groups = {group: people.ethnic[who] == group for group in ("white", "asian", "black")}
    return {
        group: {
            name: (each[here].mean(), np.sqrt(each[here].mean() / here.sum()))
            for name, each in differs.items()
        }
        for group, here in groups.items()
    }


def near(found: tuple[float, float], stated: float) -> bool:
    # Two like letters swapped, and dates that cannot be swapped, are no slips: a little under the rate.
    return 0.7 * stated - NOISE * found[1] < found[0] < stated + NOISE * found[1]


def test_a_planted_group_is_written_worse_as_often_as_stated_and_others_are_not():
    found = wrong(Planting({"black": 6}, {"black": 5}))
    assert near(found["black"]["surname"], 6 * SLIP)
    assert near(found["black"]["date"], 5 * DATE_SLIP)
    assert near(found["black"]["number"], 5 * NO_NUMBER)
    for group in ("white", "asian"):
        assert near(found[group]["surname"], SLIP)
        assert near(found[group]["date"], DATE_SLIP)
        assert near(found[group]["number"], NO_NUMBER)


def test_as_ever_only_names_outside_the_british_pool_are_written_worse():
    found = wrong(AS_EVER)
    assert near(found["white"]["surname"], SLIP)
    for group in ("asian", "black"):
        assert near(found[group]["surname"], 2 * SLIP)
        assert near(found[group]["date"], DATE_SLIP)


@pytest.mark.parametrize(
    ("words", "planting"),
    [
        ([], AS_EVER),
        (["nobody"], Planting()),
        (["black=6", "asian=1.5"], Planting({"black": 6, "asian": 1.5}, {"black": 6, "asian": 1.5})),
    ],
)
def test_a_planting_is_asked_for_in_words_which_the_origin_repeats(tmp_path, words, planting):
    assert worse(words) == planting
    make_borough(tmp_path / "b", 60, 1, planting=planting)
    made_by = json.loads((tmp_path / "b" / "origin.json").read_text())["made-by"]
    assert made_by == " ".join(
        ["licet make-borough --families 60 --seed 1", *(f"--worse {w}" for w in words)]
    )


def test_the_command_makes_what_it_names(tmp_path):
    """Equal words give equal files, and a planting other files than none."""
    for name, words in (("one", ["--worse", "black=9"]), ("two", ["--worse", "black=9"]), ("ever", [])):
        given = ["make-borough", str(tmp_path / name), "--families", "60", "--seed", "1", *words]
        assert CliRunner().invoke(app, given).exit_code == 0
    read = {name: pv.read_csv(tmp_path / name / "sources" / "surgery.csv") for name in ("one", "two", "ever")}
    assert read["one"].equals(read["two"])
    assert not read["one"].equals(read["ever"])


@pytest.mark.parametrize(
    ("words", "said"),
    [(["black"], "written as a group"), (["black=more"], "written as a group"), (["black=-1"], "0 times")],
)
def test_what_is_no_planting_is_refused(words, said):
    with pytest.raises(ProgrammeError, match=said):
        worse(words)


def test_a_group_that_no_borough_has_is_refused():
    with pytest.raises(ProgrammeError, match="Nobody in a borough is martian"):
        town(60, 1, TODAY, worse(["martian=2"]))
