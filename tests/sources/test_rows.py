"""How a layout turns rows into mentions, ties, addresses and events. These examples are the manual."""

from textwrap import dedent

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from licet.errors import SourceError
from licet.programme import Category
from licet.sources.batches import Wanted
from licet.sources.columns import columns_to_read, wanted_of
from licet.sources.files import read_rows
from licet.sources.layout import Layout
from licet.sources.rows import interpret

EVERYTHING = frozenset(Category)
LAYOUT = """
layout: pupils
version: 1
category: education
record: ref
mentions:
  child:
    forename: first
    surname: last
    birth-date: {column: dob, date: DD/MM/YYYY}
    id-upn: upn
    address: {street-number: no, street-name: street, postcode: pc}
    groups:
      ethnic-group: {column: eth, codes: {W: white, B: black}}
  contact:
    forename: c_first
    surname: c_last
    phone: {column: tel, category: health}
    address-of: child
ties:
  - {from: contact, to: child, kind: parent-of, when: {column: rel, is: [mother, father]}}
events:
  - {of: child, kind: absence, date: {column: term}, value: rate}
  - {of: contact, kind: visit, date: {column: seen, category: health}}
markers:
  - {when: {column: flag, is: [R]}, means: protected-address}
  - {when: {column: flag, is: [X]}, means: do-not-link, of: [child]}
"""
HEADER = "ref,first,last,dob,upn,no,street,pc,eth,c_first,c_last,tel,rel,term,rate,seen,flag"
ADA = (
    "1,Ada,O’Neil,28/02/2015,P207000016049,5,High St,ab1 2de,B,Kofi,Lane,01 23,mother,"
    "2026-04-01,12.5,2026-05-05,"
)


def arrived(tmp_path, *rows, permitted=EVERYTHING, layout=LAYOUT):
    path = tmp_path / "pupils.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    read = Layout.model_validate(YAML(typ="safe").load(dedent(layout)))
    return interpret("pupils", read, read_rows(path, wanted_of(read, permitted), "pupils.csv"), permitted)


def test_a_row_may_mention_several_people(tmp_path):
    got = arrived(tmp_path, ADA)
    child, contact = got.mentions.to_pylist()
    assert (child["mention_id"], child["forename"], child["surname"]) == ("pupils/1/child", "ada", "o'neil")
    assert (child["birth_date"], child["postcode"]) == ("2015-02-28", "AB1 2DE")
    assert contact["address_key"] == child["address_key"] == "|5|high st|AB1 2DE"
    tie = got.ties.to_pylist()[0]
    assert (tie["mention_id_from"], tie["mention_id_to"], tie["kind"]) == (
        "pupils/1/contact",
        "pupils/1/child",
        "parent-of",
    )
    assert [(e["kind"], e["value"], e["category"]) for e in got.events.to_pylist()] == [
        ("absence", 12.5, "education"),
        ("visit", None, "health"),
    ]
    assert [(g["group"], g["level"]) for g in got.groups.to_pylist()] == [("ethnic-group", "black")]


def test_a_column_that_is_not_permitted_is_not_read(tmp_path):
    """Without health, the phone number and the visit are not even parsed."""
    layout = Layout.model_validate(YAML(typ="safe").load(LAYOUT))
    assert {"tel", "seen"} & set(columns_to_read(layout, frozenset({Category.EDUCATION}))) == set()
    got = arrived(tmp_path, ADA, permitted=frozenset({Category.EDUCATION}))
    assert got.mentions.column("phone").null_count == 2
    assert got.events.column("kind").to_pylist() == ["absence"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (ADA.replace("P207000016049", "P207000016048"), "child.id_upn"),
        (ADA.replace("28/02/2015", "30/02/2015"), "child.birth_date"),
        (ADA.replace("2026-04-01", "01/04/26"), "absence.date"),
        (",".join(["1"] + [""] * 16), "nobody"),
    ],
)
def test_a_broken_row_is_set_aside_with_a_reason_and_without_its_value(tmp_path, row, field):
    got = arrived(tmp_path, row, ADA.replace("1,Ada", "2,Ada"))
    (found,) = got.quarantine.to_pylist()
    assert (found["row_number"], found["field"], found["row_kept"]) == (1, field, False)
    assert got.mentions.column("record_id").unique().to_pylist() == ["2"]
    (counts,) = got.counts
    assert (counts.rows, counts.accepted, counts.set_aside) == (2, 1, 1)


def test_a_row_with_too_many_cells_is_set_aside_and_the_others_keep_their_numbers(tmp_path):
    got = arrived(tmp_path, ADA + ",too,many", ADA.replace("P207000016049", "P207000016040"))
    assert got.quarantine.column("row_number").to_pylist() == [1, 2]


def test_a_record_id_that_comes_twice_is_set_aside_the_second_time(tmp_path):
    got = arrived(tmp_path, ADA, ADA)
    assert got.counts[0].set_aside == 1
    assert got.quarantine.column("row_number").to_pylist() == [2]


def test_a_bad_postcode_loses_its_value_but_not_its_row(tmp_path):
    got = arrived(tmp_path, ADA.replace("ab1 2de", "nowhere"))
    assert got.mentions.column("postcode").null_count == 2
    assert got.quarantine.column("row_kept").to_pylist() == [True]


def test_a_protected_address_goes_nowhere(tmp_path):
    got = arrived(tmp_path, ADA + "R")
    assert got.addresses.num_rows == 0
    assert got.mentions.column("address_key").null_count == got.mentions.column("postcode").null_count == 2


SEPARATED = LAYOUT.replace("address-of: child", "address: {postcode: c_pc, street-number: c_no}").replace(
    "means: protected-address}", "means: protected-address, of: [child]}"
)


@pytest.mark.parametrize(
    ("own_postcode", "kept"), [("XY9 8ZZ", "XY9 8ZZ"), ("AB1 2DE", None), ("", None), ("nonsense", None)]
)
def test_a_parent_elsewhere_keeps_an_address_that_is_surely_another(tmp_path, own_postcode, kept):
    """With the same postcode, or none, it may be the protected one in other words, and is dropped."""
    path = tmp_path / "pupils.csv"
    path.write_text(f"{HEADER},c_no,c_pc\n{ADA}R,5,{own_postcode}\n", encoding="utf-8")
    layout = Layout.model_validate(YAML(typ="safe").load(SEPARATED))
    rows = read_rows(path, wanted_of(layout, EVERYTHING), "pupils.csv")
    child, contact = interpret("pupils", layout, rows, EVERYTHING).mentions.to_pylist()
    assert (child["postcode"], contact["postcode"]) == (None, kept)


def test_do_not_link_marks_only_the_roles_that_it_names(tmp_path):
    got = arrived(tmp_path, ADA + "X")
    assert got.mentions.column("marker").to_pylist() == ["do-not-link", None]


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"pupils.csv  has no column 'forename'. Mend the layout"):
        arrived(tmp_path, ADA, layout=LAYOUT.replace("forename: first", "forename: forename"))


def test_an_event_is_read_only_if_every_column_of_it_may_be(tmp_path):
    """Its value, or the condition under which it happened, may be about something that is withheld."""
    for part in (
        "value: {column: rate, category: police}",
        "value: rate, when: {column: {column: flag, category: police}, is: [R]}",
    ):
        layout = LAYOUT.replace("value: rate", part)
        got = arrived(tmp_path, ADA + "R", permitted=EVERYTHING - {Category.POLICE}, layout=layout)
        assert "absence" not in got.events.column("kind").to_pylist()
        assert "absence" in arrived(tmp_path, ADA + "R", layout=layout).events.column("kind").to_pylist()


@pytest.mark.parametrize(
    "change",
    [
        ("record: ref", "record: upn\n", "id-upn: upn", "id-upn: {column: upn, category: health}"),
        ("surname: c_last", "surname: {column: last, category: police}", "", ""),
    ],
)
def test_a_column_is_about_one_category(change):
    """Else what is withheld could be read under another name."""
    text = LAYOUT.replace(change[0], change[1])
    text = text.replace(change[2], change[3]) if change[2] else text
    with pytest.raises(ValidationError, match="categor"):
        Layout.model_validate(YAML(typ="safe").load(text))


def test_whoever_shares_a_protected_address_keeps_no_trace_of_it(tmp_path):
    """Not the address, nor the area, nor that they live with somebody."""
    text = LAYOUT.replace("means: protected-address}", "means: protected-address, of: [child]}")
    text = text.replace("ties:", "ties:\n  - {from: contact, to: child, kind: lives-with}")
    text = text.replace("    groups:\n", "    groups:\n      area: street\n")
    assert "area" in arrived(tmp_path, ADA, layout=text).groups.column("group").to_pylist()
    got = arrived(tmp_path, ADA + "R", layout=text)
    assert got.addresses.num_rows == 0
    assert got.mentions.column("address_key").null_count == 2
    assert "area" not in got.groups.column("group").to_pylist()
    assert got.ties.column("kind").to_pylist() == ["parent-of"]


def test_a_header_that_names_a_column_twice_is_refused(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("a,b,a\n1,2,3\n")
    with pytest.raises(SourceError, match="names the column 'a' twice"):
        read_rows(path, Wanted(("a",)), "p.csv")


def test_dates_in_another_order_than_declared_stop_the_file(tmp_path):
    """Half of them would be read as other days without a word."""
    swapped = [
        ADA.replace("1,Ada", f"{n},Ada").replace("28/02/2015", f"02/{n:02}/2015") for n in range(1, 29)
    ]
    with pytest.raises(
        SourceError, match=r"'child.birth_date' .* in about 60% of rows, .* MM/DD/YYYY"
    ) as told:
        arrived(tmp_path, *swapped)
    assert "2015" not in str(told.value)


def test_a_tie_with_a_broken_date_can_set_its_row_aside_and_the_counts_balance(tmp_path):
    since = LAYOUT.replace("is: [mother, father]}}", "is: [mother, father]}, valid-from: {SEEN}}")
    strict = since.replace("SEEN", "column: seen, category: health, if-bad: set-aside")
    got = arrived(tmp_path, ADA.replace("2026-05-05", "soon"), layout=strict)
    (counts,) = got.counts
    assert (counts.set_aside, counts.mentions, got.mentions.num_rows, got.ties.num_rows) == (1, 0, 0, 0)
    assert {"tie contact to child", "visit.date"} == set(got.quarantine.column("field").to_pylist())


def test_a_blank_line_shifts_no_number_in_the_quarantine(tmp_path):
    got = arrived(tmp_path, "", ADA, "", ADA.replace("1,Ada", "2,Ada").replace("28/02/2015", "soon"))
    assert got.quarantine.column("row_number").to_pylist() == [4]
    assert got.counts[0].rows == 2
