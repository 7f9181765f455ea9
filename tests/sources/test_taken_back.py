"""Feeds that take back what they said: nothing of it is kept but how much it was."""

import sqlite3

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from licet.errors import SourceError
from licet.programme import Category
from licet.run.balance import check_balances
from licet.sources import exclude
from licet.sources.columns import wanted_of
from licet.sources.files import read_rows
from licet.sources.layout import Layout
from licet.sources.rows import interpret
from licet.sources.tables import joined

EVERYTHING = frozenset(Category)
LAYOUT = """
layout: feed
version: 1
category: health
record: id
deletions: {column: action, is: [purge, delete, D]}
mentions:
  patient: {forename: first, surname: last, birth-date: dob}
  contact: {forename: kin}
ties:
  - {from: contact, to: patient, kind: parent-of}
events:
  - {of: patient, kind: visit, date: seen}
"""
HEADER = "id,action,first,last,dob,kin,seen\n"


def layout_of(text=LAYOUT, **changes):
    return Layout.model_validate(YAML(typ="safe").load(text) | changes)


def arrived(tmp_path, rows, permitted=EVERYTHING, **changes):
    path = tmp_path / "feed.csv"
    path.write_text(HEADER + "".join(f"{row.strip()}\n" for row in rows.strip().splitlines()))
    layout = layout_of(**changes)
    return interpret("feed", layout, read_rows(path, wanted_of(layout, permitted), "feed.csv"), permitted)


def named(got):
    return got.mentions.column("forename").to_pylist()


def balanced(got):
    """The counts after exclusion; the balance is checked as a run checks it."""
    after = exclude(joined([got]), None, None, frozenset())
    persons = after.mentions.select(["mention_id"])
    check_balances(after, persons, persons)
    (counts,) = after.counts
    return (counts.rows, counts.accepted, counts.set_aside, counts.mentions, counts.kept, counts.excluded)


def test_a_deletion_takes_out_every_earlier_row_of_its_record_and_names_nobody(tmp_path):
    got = arrived(
        tmp_path,
        """
        1,add,Ada,Osei,2015-02-03,Kofi,2026-01-05
        2,add,Ben,Lane,2014-05-06,Ruth,2026-01-06
        1,purge,Ada,Osei,2015-02-03,Kofi,2026-01-05
        """,
    )
    assert named(got) == ["ben", "ruth"]
    assert got.ties.num_rows == got.events.num_rows == 1
    assert balanced(got) == (3, 3, 0, 4, 2, {"deletion": 2})


def test_a_later_row_of_the_same_record_comes_back(tmp_path):
    got = arrived(
        tmp_path,
        """
        1,add,Ada,Osei,2015-02-03,,
        1,D,,,,,
        1,add,Ida,Osei,2015-02-03,,
        """,
    )
    assert named(got) == ["ida"]
    assert balanced(got) == (3, 3, 0, 2, 1, {"deletion": 1})


def test_a_deletion_after_a_repeat_takes_out_both_and_a_repeat_after_it_is_set_aside(tmp_path):
    got = arrived(
        tmp_path,
        """
        1,add,Ada,Osei,2015-02-03,,
        1,add,Ada,Osay,2015-02-03,,
        1,delete,,,,,
        1,add,Ida,Osei,2015-02-03,,
        1,add,Ivy,Osei,2015-02-03,,
        """,
    )
    assert named(got) == ["ida"]
    assert got.quarantine.column("row_number").to_pylist() == [5]
    assert balanced(got) == (5, 4, 1, 3, 1, {"deletion": 2})


def test_a_deletion_of_a_record_that_is_not_in_the_file_takes_out_nobody(tmp_path):
    got = arrived(tmp_path, "1,add,Ada,Osei,2015-02-03,,\n9,delete,,,,,")
    assert balanced(got) == (2, 2, 0, 1, 1, {})


def test_capitals_and_spaces_do_not_hide_a_deletion(tmp_path):
    got = arrived(tmp_path, "1,add,Ada,Osei,2015-02-03,,\n1 , PURGE ,,,,,")
    assert got.mentions.num_rows == 0


def test_what_is_wrong_with_a_deleted_row_is_nobodys_business_any_more(tmp_path):
    """Nothing of a deleted row may reach the disk, not even that its date was broken."""
    got = arrived(tmp_path, "1,add,Ada,Osei,2015-02-30,,\n2,add,Ben,Lane,,,\n1,purge,Ada,,nonsense,,")
    assert got.quarantine.num_rows == 0
    assert balanced(got) == (3, 3, 0, 2, 1, {"deletion": 1})


def test_no_value_of_a_deleted_row_is_in_any_table(tmp_path):
    got = arrived(tmp_path, "1,add,Zorro,Quux,2015-02-03,Xylo,2026-01-05\n2,add,Ben,Lane,,,\n1,D,Zorro,,,,")
    tables = [
        getattr(got, name) for name in ("mentions", "addresses", "ties", "events", "groups", "quarantine")
    ]
    text = " ".join(str(table.to_pylist()) for table in [*tables, got.protected]).lower()
    assert "ben" in text
    assert not any(word in text for word in ("zorro", "quux", "xylo", "2015-02-03", "feed/1/"))


def test_with_updates_the_latest_row_of_a_record_holds(tmp_path):
    rows = """
        1,add,Ada,Osei,2015-02-03,Kofi,
        2,add,Ben,Lane,2014-05-06,,
        1,change,Ida,Osei,2015-02-03,,
        1,change,Ivy,Osei,2015-02-03,,
        """
    got = arrived(tmp_path, rows, updates=True)
    assert named(got) == ["ben", "ivy"]
    assert balanced(got) == (4, 4, 0, 5, 2, {"update": 3})
    without = arrived(tmp_path, rows)
    assert (named(without), without.counts[0].set_aside) == (["ada", "ben", "kofi"], 2)


def test_an_update_that_is_broken_does_not_bring_back_what_it_replaced(tmp_path):
    got = arrived(tmp_path, "1,add,Ada,Osei,2015-02-03,,\n1,change,Ada,Osei,2015-02-30,,", updates=True)
    assert balanced(got) == (2, 1, 1, 1, 0, {"update": 1})


def test_updates_and_deletions_together_count_each_row_once(tmp_path):
    rows = """
        1,add,Ada,Osei,2015-02-03,,
        1,change,Ida,Osei,2015-02-03,,
        1,purge,,,,,
        1,add,Ivy,Osei,2015-02-03,,
        1,change,Isa,Osei,2015-02-03,,
        """
    got = arrived(tmp_path, rows, updates=True)
    assert named(got) == ["isa"]
    assert balanced(got) == (5, 5, 0, 4, 1, {"deletion": 2, "update": 1})


def test_rows_without_an_id_do_not_replace_one_another(tmp_path):
    got = arrived(tmp_path, ",add,Ada,Osei,,,\n,add,Ben,Lane,,,", updates=True)
    assert got.counts[0].set_aside == 2
    assert got.counts[0].excluded == {}


def test_the_column_of_deletions_is_read_whatever_may_be_linked(tmp_path):
    layout = layout_of(
        mentions={"patient": {"forename": {"column": "first", "category": "education"}}}, ties=[]
    )
    layout = layout.model_copy(update={"events": ()})
    assert "action" in wanted_of(layout, frozenset({Category.EDUCATION})).columns


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",purge,Ada,,,,", "row 2 deletes a record without saying which: 'id' is missing"),
        ("1,purge,Ada", "row 2 has the wrong number of cells, and it may be one that deletes another"),
    ],
)
def test_a_deletion_that_cannot_be_understood_stops_the_run(tmp_path, row, told):
    with pytest.raises(SourceError, match=told) as raised:
        arrived(tmp_path, f"1,add,Ada,Osei,2015-02-03,,\n{row}")
    assert "Ada" not in str(raised.value)


@pytest.mark.parametrize("key", [{"updates": True, "deletions": None}, {"updates": False}])
def test_without_a_record_column_nobody_knows_which_rows_are_meant(key):
    with pytest.raises(ValidationError, match="need 'record'"):
        layout_of(**{"record": None, **key})


def test_a_database_has_no_later_rows(tmp_path):
    path = tmp_path / "feed.sqlite"
    with sqlite3.connect(path) as database:
        database.execute(f"CREATE TABLE feed ({HEADER})")
    database.close()
    with pytest.raises(SourceError, match="keeps its rows in no order"):
        read_rows(path, wanted_of(layout_of(), EVERYTHING), "feed.sqlite")
