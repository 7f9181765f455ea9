"""Which mention of an earlier run is one of this run: by what it says, for numbers of records are reused."""

import pyarrow as pa
import pytest

from licet.run.same_mentions import same_mentions
from licet.sources.tables import MENTIONS

NUMBERED = {
    "a new surname is the same person": ("Ada Osei 2015-01-02", "Ada Lane 2015-01-02", True),
    "another forename and date of birth is somebody else": (
        "Ada Osei 2015-01-02",
        "Ben Osei 2017-01-02",
        False,
    ),
    "a contact whose place another took is somebody else": ("Ruth Lane -", "Kofi Lane -", False),
    "a contact who married is the same": ("Ruth Lane -", "Ruth Osei -", True),
    "a father and his son of one name are two": ("Kofi Osei 1960-05-05", "Kofi Osei 1990-05-05", False),
    "a corrected forename is the same person": ("Jon Osei 2015-01-02", "John Osei 2015-01-02", True),
    "what tells nothing is nobody's": ("- - -", "- - -", False),
}


def mentions(*lines: str, source: str = "pupils") -> pa.Table:
    """Each line a record: forename, surname, date of birth, and perhaps an address; `-` is missing."""
    rows = []
    for number, line in enumerate(lines, 1):
        forename, surname, born, *place = (None if word == "-" else word for word in line.split())
        said = {"forename": forename, "surname": surname, "birth_date": born}
        ids = {"mention_id": f"{source}/{number}/child", "record_id": str(number), "role": "child"}
        rows.append({"source": source, "address_key": place[0] if place else None} | ids | said)
    return pa.Table.from_pylist(rows, schema=MENTIONS)


def numbers(found: pa.Table) -> list[tuple[int, int]]:
    return [(int(row["was"].split("/")[1]), int(row["now"].split("/")[1])) for row in found.to_pylist()]


@pytest.mark.parametrize("case", NUMBERED)
def test_a_numbered_record_is_known_by_its_number_and_by_what_it_says(case):
    before, after, same = NUMBERED[case]
    assert numbers(same_mentions(mentions(before), mentions(after), [])) == ([(1, 1)] if same else [])


def test_an_identifier_comes_before_a_name():
    """The same NHS number, and everything else changed; then another number, and nothing else changed."""
    place = MENTIONS.get_field_index("id_nhs")

    def numbered(line: str, number: str) -> pa.Table:
        return mentions(line).set_column(place, "id_nhs", pa.array([number]))

    changed = same_mentions(numbered("Ada Osei 2015-01-02", "1"), numbered("Adaeze Lane -", "1"), [])
    assert numbers(changed) == [(1, 1)]
    assert not len(same_mentions(numbered("Ada Osei -", "1"), numbered("Ada Osei -", "2"), []))


def test_rows_without_a_number_are_known_by_what_they_say():
    """Somebody new came first, and everybody else moved by a row."""
    before = mentions("Ada Osei 2015-01-02", "Ben Lane 2016-03-04")
    after = mentions("Zoe Park 2014-01-01", "Ada Osei 2015-01-02", "Ben Lane 2016-03-04")
    assert numbers(same_mentions(before, after, ["pupils"])) == [(1, 2), (2, 3)]


def test_without_more_than_a_name_the_address_counts_and_a_name_alone_is_nobodys():
    before = mentions("Ada Osei - A", "Ben Lane - A", "Cai Rees -")
    after = mentions("Ada Osei - B", "Ben Lane - A", "Cai Rees -")
    assert numbers(same_mentions(before, after, ["pupils"])) == [(2, 2)]
    moved = same_mentions(mentions("Ada Osei 2015-01-02 A"), mentions("Ada Osei 2015-01-02 B"), ["pupils"])
    assert numbers(moved) == [(1, 1)]


def test_rows_that_say_the_same_are_taken_in_order_if_there_are_as_many():
    twice = ["Ada Osei 2015-01-02"] * 2
    assert numbers(same_mentions(mentions(*twice), mentions(*twice), ["pupils"])) == [(1, 1), (2, 2)]
    assert not len(same_mentions(mentions(*twice), mentions(twice[0]), ["pupils"]))


def test_another_source_is_another_record():
    one, other = mentions("Ada Osei 2015-01-02"), mentions("Ada Osei 2015-01-02", source="surgery")
    for unnumbered in ([], ["pupils", "surgery"]):
        assert not len(same_mentions(one, other, unnumbered))
