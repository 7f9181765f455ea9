"""Whom an objection takes out: what matches, and what may match."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.errors import SourceError
from licet.sources import ADDRESSES, EVENTS, MENTIONS, exclude, matching, objecting_persons, read_people
from licet.sources.crowd import crowd_of
from licet.sources.matching import may_be
from licet.sources.people_lists import DETAILS, Restriction
from licet.sources.tables import EMPTY, Counts

OBJECTOR = {"forename": "sarah", "surname": "o'neil", "birth_date": "1988-03-04", "postcode": "AB1 2DE"}


def mentions(*people):
    rows = [
        dict.fromkeys(MENTIONS.names)
        | {"mention_id": f"s/{n}/p", "source": "s", "record_id": str(n), "role": "p"}
        | person
        for n, person in enumerate(people)
    ]
    return pa.Table.from_pylist(rows, schema=MENTIONS)


def listed(**details):
    return pa.table({name: pa.array([details.get(name)], pa.string()) for name in DETAILS})


def found(objector, people):
    """The mentions that may be the objector."""
    return may_be(listed(**objector), crowd_of(people, DETAILS))[1].tolist()


def drawn(values):
    return st.sampled_from([None, *values])


PEOPLE = st.fixed_dictionaries(
    {
        "forename": drawn(["sarah", "sara", "tom", "thomas", "o'neil"]),
        "surname": drawn(["o'neil", "oneil", "lane", "sarah"]),
        "birth_date": drawn(["1988-03-04", "1988-04-03", "1988-03-05", "1961-09-12"]),
        "postcode": drawn(["AB1 2DE", "ZZ9 9ZZ"]),
        "id_nhs": drawn(["9434765919", "9434765870"]),
    }
)


@given(PEOPLE, st.lists(PEOPLE, min_size=1, max_size=8), st.lists(st.integers(0, 3), min_size=8, max_size=8))
@settings(max_examples=300, deadline=None)
def test_looking_people_up_finds_whom_comparing_with_everybody_finds(objector, people, units):
    _, of = np.unique(units[: len(people)], return_inverse=True)
    crowd = crowd_of(mentions(*people), DETAILS, of.astype(np.int64))
    looked_up = may_be(listed(**objector), crowd)[1].tolist()
    with pytest.MonkeyPatch.context() as everybody:
        everybody.setattr(matching, "_candidates", lambda *_, **__: np.arange(crowd.size))
        assert looked_up == may_be(listed(**objector), crowd)[1].tolist()


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        ({}, True),
        ({"birth_date": None}, True),
        ({"birth_date": None, "postcode": "ZZ9 9ZZ"}, True),
        ({"surname": "lane"}, True),
        ({"forename": "sara", "birth_date": "1988-04-03"}, True),
        ({"forename": "o'neil", "surname": "sarah"}, True),
        ({"forename": "sally", "birth_date": None, "surname": "lane"}, False),
        ({"forename": "sadie", "birth_date": None}, True),
        ({"forename": "kim", "surname": "lane"}, True),
        ({"surname": "lane", "birth_date": "1988-03-05", "postcode": None}, True),
        ({"surname": "lane", "birth_date": "1988-03-05", "postcode": "ZZ9 9ZZ"}, False),
        ({"birth_date": "1961-09-12"}, False),
        ({"forename": "michael", "postcode": "ZZ9 9ZZ"}, False),
        ({"forename": "jo", "surname": "banks", "birth_date": None, "postcode": None}, False),
    ],
)
def test_what_may_be_the_objector_is_taken_out(change, taken):
    people = mentions(OBJECTOR | change)
    assert found(OBJECTOR, people) == ([0] if taken else [])


def test_a_short_form_at_the_very_edge_of_close_is_taken_out():
    tom = mentions({"forename": "tom", "surname": "lane"})
    assert found({"forename": "thomas", "surname": "lane"}, tom) == [0]


def test_each_hit_names_the_row_of_the_list_and_the_unit():
    people = mentions(OBJECTOR, {"id_nhs": "9434765919"}, OBJECTOR)
    both = pa.concat_tables([listed(**OBJECTOR), listed(id_nhs="9434765919")])
    rows, units = may_be(both, crowd_of(people, DETAILS))
    assert list(zip(rows.tolist(), units.tolist(), strict=True)) == [(0, 0), (0, 2), (1, 1)]


@pytest.mark.parametrize(
    ("person", "taken"),
    [
        ({"forename": "suharto", "birth_date": "1988-03-04"}, True),
        ({"surname": "suharto", "birth_date": "1988-03-04"}, True),
        ({"forename": "suharto", "surname": "suharto", "birth_date": "1988-03-04"}, True),
        ({"surname": "suharto"}, True),
        ({"forename": "suharto"}, True),
        ({"forename": "suharto", "surname": "lane"}, False),
        ({"forename": "suharto", "surname": "lane", "birth_date": "1988-03-04"}, True),
        ({"forename": "suharto", "birth_date": "1961-09-12"}, False),
        ({"forename": "kofi", "birth_date": "1988-03-04"}, False),
    ],
)
@pytest.mark.parametrize("column", ["forename", "surname"])
def test_somebody_with_a_single_name_can_object_whichever_name_a_record_takes_it_for(column, person, taken):
    objector = {column: "suharto", "birth_date": "1988-03-04"}
    assert found(objector, mentions(person)) == ([0] if taken else [])


def test_a_single_name_alone_would_be_everybodys_who_has_it(tmp_path):
    with pytest.raises(SourceError, match="row 1 names nobody: expected forename and surname, one name with"):
        people_list(tmp_path, "forename,surname,birth_date\nSuharto,,\n")
    assert len(people_list(tmp_path, "forename,surname,birth_date\nSuharto,,1988-03-04\n")) == 1


@pytest.mark.parametrize(
    ("written", "recorded"), [("O Neil", "o'neil"), ("Muñoz", "munoz"), ("Smith-Lane", "smith lane")]
)
def test_the_spelling_of_a_name_lets_no_objector_slip(tmp_path, written, recorded):
    objections = people_list(tmp_path, f"forename,surname\nSarah,{written}\n")
    people = mentions({"forename": "sarah", "surname": recorded, "postcode": "ZZ1 1ZZ"})
    arrived = replace(EMPTY, mentions=people, counts=(Counts("s", 1, 1, 0, 1, 1),))
    assert exclude(arrived, objections, None, frozenset()).mentions.num_rows == 0


def test_an_identifier_is_enough():
    people = mentions({"id_nhs": "9434765919"})
    assert found({"id_nhs": "9434765919"}, people) == [0]


def people_list(tmp_path, text):
    path = tmp_path / "objections.csv"
    path.write_text(text)
    return read_people(path, "objections.csv")


def test_an_objection_removes_the_objector_and_what_was_said_of_them_and_is_counted(tmp_path):
    people = mentions(OBJECTOR, {"forename": "ada", "surname": "o'neil", "birth_date": "2015-02-28"})
    event = {"mention_id": "s/0/p", "source": "s", "category": "health", "kind": "x", "on_date": "2026-01-01"}
    arrived = replace(
        EMPTY,
        mentions=people,
        events=pa.Table.from_pylist([event | {"value": None, "record": 1}], schema=EVENTS),
        counts=(Counts("s", 2, 2, 0, 2, 2),),
    )
    objections = people_list(tmp_path, "forename,surname,birth_date,uses\nSarah,O'Neil,1988-03-04,all\n")
    left = exclude(arrived, objections, None, frozenset())
    assert left.mentions.column("mention_id").to_pylist() == ["s/1/p"]
    assert left.events.num_rows == 0
    assert (left.counts[0].kept, left.counts[0].excluded) == (1, {"objection": 1})


def test_an_objection_to_a_named_use_leaves_that_use_only(tmp_path):
    objections = people_list(
        tmp_path, "forename,surname,birth_date,uses\nSarah,O'Neil,1988-03-04,health/find-needs\n"
    )
    left = exclude(
        replace(EMPTY, mentions=mentions(OBJECTOR), counts=(Counts("s", 1, 1, 0, 1, 1),)),
        objections,
        None,
        frozenset(),
    )
    assert left.mentions.num_rows == 1
    assert left.restrictions.to_pylist() == [
        {"mention_id": "s/0/p", "operation": "find-needs", "category": "health"}
    ]


def test_an_objection_to_linking_anything_takes_the_person_out_whole(tmp_path):
    objections = people_list(tmp_path, "forename,surname,uses\nSarah,O'Neil,police/link\nA,B,show\n")
    assert objections.restrictions[0] is None
    assert objections.restrictions[1] is not None
    assert [type(each) for each in objections.restrictions[1]] == [Restriction]


def test_pooled_details_find_an_objector_whom_no_single_mention_shows(tmp_path):
    """One record has her name, another, linked to it, her date of birth under a married name."""
    people = mentions(
        {"forename": "sarah", "surname": "o'neil", "postcode": "ZZ1 1ZZ", "birth_date": "1977-07-07"},
        {"forename": "s", "surname": "lane", "birth_date": "1988-03-04"},
    )
    objections = people_list(tmp_path, "forename,surname,birth_date\nSarah,O'Neil,1988-03-04\n")
    persons = pa.table({"mention_id": ["s/0/p", "s/1/p"], "person_id": ["P1", "P1"]})
    apart = pa.table({"mention_id": ["s/0/p", "s/1/p"], "person_id": ["P1", "P2"]})
    assert objecting_persons(people, persons, objections).to_pylist() == ["P1"]
    assert objecting_persons(people, apart, objections).to_pylist() == []


def test_without_consent_a_source_that_asks_for_it_keeps_nobody(tmp_path):
    arrived = replace(EMPTY, mentions=mentions(OBJECTOR), counts=(Counts("s", 1, 1, 0, 1, 1),))
    left = exclude(arrived, None, None, frozenset({"s"}))
    assert (left.mentions.num_rows, left.counts[0].excluded) == (0, {"no consent": 1})
    yes = people_list(tmp_path, "forename,surname,birth_date\nSarah,O'Neil,1988-03-04\n")
    assert exclude(arrived, None, yes, frozenset({"s"})).mentions.num_rows == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("forename,surname,uses\nSarah,O'Neil,everything\n", "row 1: unknown word under 'uses'"),
        ("forename,postcode\nSarah,AB1 2DE\n", "row 1 names nobody"),
        ("forename,surname,birth_date\nA,B,2015-13-45\n", "row 1: birth_date is not a date written"),
        ("forename,surname,id_nhs\nA,B,9434765918\n", "row 1: id_nhs fails its check"),
        ("forename,surname,shoe\nSarah,O'Neil,4\n", "unknown column 'shoe'"),
        (
            "forename,surname,\trow number\nSarah,O'Neil,4\n",
            "csv  has a column named 'row number' with a tab",
        ),
    ],
)
def test_an_objection_that_cannot_be_read_stops_everything(tmp_path, text, said):
    with pytest.raises(SourceError, match=said):
        people_list(tmp_path, text)


def test_an_address_that_one_record_protects_leaves_every_record():
    """One agency knows of the refuge, another does not."""
    place = {"street_number": "5", "postcode": "AB1 2DE", "address_key": "|5|mill lane|AB1 2DE"}
    slip = place | {"address_key": "|5|mil lane|AB1 2DE"}
    elsewhere = place | {"street_number": "6", "address_key": "|6|mill lane|AB1 2DE"}
    people = mentions(OBJECTOR | place, OBJECTOR | slip, OBJECTOR | elsewhere)
    told = enumerate((place, slip, elsewhere))
    addresses = [(f"s/{n}/p", each["address_key"], None, None, None) for n, each in told]
    arrived = replace(
        EMPTY,
        mentions=people,
        addresses=pa.table(
            [pa.array(c, pa.string()) for c in zip(*addresses, strict=True)], schema=ADDRESSES
        ),
        protected=pa.table({"place": [place["address_key"], "5|AB1 2DE"]}),
        counts=(Counts("s", 3, 3, 0, 3, 3),),
    )
    left = exclude(arrived, None, None, frozenset())
    assert left.mentions.column("postcode").to_pylist() == [None, None, "AB1 2DE"]
    assert left.addresses.column("mention_id").to_pylist() == ["s/2/p"]
    assert left.protected.num_rows == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("forename,surname\nA,B\n\nC\n", "row 3 has the wrong number of cells"),
        ('forename,surname\nA,"B\nC,D\n', "row 1 opens a quote that is not closed"),
        ("forename,surname\nA,B\n\n,D\n", "row 3 names nobody"),
        ("forename,surname,surname\nA,B,C\n", "names the column 'surname' twice"),
        ("", "is empty"),
    ],
)
def test_no_objection_is_lost_in_a_broken_file(tmp_path, text, said):
    """A stray quote would otherwise swallow the people after it."""
    with pytest.raises(SourceError, match=said):
        people_list(tmp_path, text)
