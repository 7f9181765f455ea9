"""A first draft of a layout from columns that nobody has seen: what is placed, asked, and never told."""

import re
import sqlite3
from contextlib import closing
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from licet.errors import SourceError
from licet.programme import Category
from licet.sources import guessing
from licet.sources.batches import ROW, UNREADABLE, Header
from licet.sources.files import Rows
from licet.sources.guessing import as_yaml, first_rows, words
from licet.sources.guessing.seen import looks_like_a_record
from licet.sources.layout import Delimiter, Encoding, Layout
from licet.sources.rows import interpret
from tests.sources import workbooks
from tests.sources.exports import EXPORTS, british, nhs, table, upn
from tests.sources.reading import rows_of


def draft(name, rows, header=Header()):  # noqa: B008
    return guessing.draft(name, rows, header)


def placements(made):
    """What each column was taken for."""
    found = {}
    for person in made.people:
        found |= {placed.column: f"{person.role}.{name}" for name, placed in person.fields.items()}
        if person.relation is not None:
            found[person.relation.column] = f"{person.role}.relationship"
    found |= {event.column: "event" for event in made.events} | dict.fromkeys(made.markers, "marker")
    return found | ({made.record: "record"} if made.record else {})


def hidden(passing, failing):
    """The share as the disclosure rule would show it."""
    return None if min(passing, failing) < 8 else round(100 * passing / (passing + failing))


def text_of(made, percent=hidden):
    return as_yaml(made, Encoding.UTF_8, Delimiter.COMMA, percent)


def read(text):
    return Layout.model_validate(YAML(typ="safe").load(text))


def columns(**given):
    return pa.table({name: pa.array(list(values), pa.string()) for name, values in given.items()})


def line_of(text, word):
    (line,) = [line for line in text.splitlines() if word in line]
    return line


def looked_at(path):
    """The draft of a file, from a first look at it."""
    look = first_rows(path, path.name, Encoding.UTF_8, Delimiter.COMMA)
    return text_of(draft("s", look.table, look.header))


@pytest.mark.parametrize("name", EXPORTS)
def test_columns_of_every_style_are_placed(name):
    """30 exports of as many styles, 399 columns: exports.csv says what each should be taken for."""
    export = EXPORTS[name]
    got = placements(draft(name, table(export)))
    expected = {column: placement for column, (_, placement) in export.items()}
    assert {column: got.get(column, "-") for column in export} == expected


@pytest.mark.parametrize("name", EXPORTS)
def test_a_draft_is_a_layout_that_reads_its_own_file(name):
    rows = table(EXPORTS[name])
    layout = read(text_of(draft(name, rows)))
    numbered = rows.append_column(ROW, pa.array(np.arange(1, rows.num_rows + 1)))
    got = interpret("s", layout, Rows(numbered, UNREADABLE.empty_table()), frozenset(Category))
    assert got.counts[0].accepted == rows.num_rows
    assert got.mentions.num_rows >= rows.num_rows


@pytest.mark.parametrize("name", EXPORTS)
def test_no_value_is_in_a_draft(name):
    rows = table(EXPORTS[name])
    text = text_of(draft(name, rows)).lower()
    telling = (
        "upn",
        "nhs",
        "nino",
        "phone",
        "email",
        "british",
        "iso",
        "compact",
        "number",
        "uprn",
        "address",
        "whole address",
    )
    told = [column for column, (made, _) in EXPORTS[name].items() if made in telling]
    values = {value.lower() for column in told for value in rows.column(column).to_pylist()}
    assert not [value for value in values if value in text]


def test_the_reason_for_each_guess_is_on_its_line():
    bad = [upn(n) for n in range(100)] + ["X" * 13] * 20
    text = text_of(draft("s", columns(upn=bad, surname=["Osei"] * 120, forename=["Ada"] * 120)))
    assert line_of(text, "id-upn").endswith(
        "{column: upn, if-bad: drop-value}  # because its name says upn, and 83 in 100 values pass the pupil "
        "number check"
    )
    assert line_of(text, "  surname").endswith("# because its name says surname")


def test_values_prove_what_no_name_tells():
    text = text_of(draft("s", columns(q=[nhs(n) for n in range(60)], r=["x"] * 60)))
    assert "id-nhs: q  # because nearly all values pass the NHS number check" in text


@pytest.mark.parametrize(
    ("dates", "written"),
    [
        ([f"{n % 28 + 1:02}/{n % 12 + 1:02}/2015" for n in range(60)], "DD/MM/YYYY"),
        ([f"{n % 12 + 1:02}/{n % 28 + 1:02}/2015" for n in range(60)], "MM/DD/YYYY"),
        ([f"{n % 28 + 1:02}-{n % 12 + 1:02}-2015 00:00" for n in range(60)], "DD/MM/YYYY"),
        ([f"2015{n % 12 + 1:02}{n % 28 + 1:02}" for n in range(60)], "YYYYMMDD"),
    ],
)
def test_the_order_of_dates_is_proved_by_a_day_past_twelve(dates, written):
    line = line_of(text_of(draft("s", columns(dob=dates, forename=["Ada"] * 60))), "birth-date")
    assert f"{{column: dob, date: {written}}}" in line
    assert f"can be read as {written}" in line
    assert "ask the holder" not in line


@pytest.mark.parametrize("past_twelve", [0, 7])
def test_an_order_that_hardly_any_date_tells_stays_a_question(past_twelve):
    dates = [f"{n % 12 + 1:02}/{n % 11 + 1:02}/2015" for n in range(60)] + ["28/02/2015"] * past_twelve
    made = draft("s", columns(dob=dates, forename=["Ada"] * len(dates)))
    line = line_of(text_of(made), "birth-date")
    assert "{column: dob, date: DD/MM/YYYY}" in line
    assert "ask the holder: both orders fit: DD/MM/YYYY or MM/DD/YYYY" in line


def test_years_of_two_digits_are_refused():
    made = draft("s", columns(dob=["28/02/15"] * 60, forename=["Ada"] * 60))
    assert "birth_date" not in made.people[0].fields
    assert "two-digit years" in made.unused["dob"]


def test_a_name_that_its_values_deny_places_nothing():
    made = draft("s", columns(postcode=["tall", "short"] * 30, dob=["no"] * 60, forename=["Ada"] * 60))
    assert list(made.people[0].fields) == ["forename"]
    assert all("most values do not" in made.unused[column] for column in ("postcode", "dob"))


@pytest.mark.parametrize(
    ("values", "record"),
    [
        ([str(n) for n in range(60)], "case_ref"),
        ([str(n) for n in range(59)] + ["1"], None),
        ([str(n) for n in range(59)] + [None], None),
    ],
)
def test_only_a_column_in_which_every_row_has_its_own_value_numbers_records(values, record):
    assert draft("s", columns(case_ref=values, forename=["Ada"] * 60)).record == record


def test_an_identifier_of_people_never_numbers_records():
    """It would stand in the id of each mention, and so in every table."""
    made = draft("s", columns(upn_ref=[upn(n) for n in range(60)], forename=["Ada"] * 60))
    assert made.record is None
    assert placements(made)["upn_ref"] == "child.id_upn"


def test_nothing_is_told_of_seven_rows_or_fewer():
    few = columns(upn=[upn(n) for n in range(7)], dob=[british(n) for n in range(7)], forename=["Ada"] * 7)
    text = text_of(draft("s", few), lambda *_: pytest.fail("a share of so few was asked for"))
    assert not re.search(r"\d in 100|nearly all|hardly ever", text)
    assert "birth-date: dob  # because its name says dob; ask the holder: too few dates" in text


def test_what_records_are_about_stays_a_question_unless_a_name_says_it():
    made = draft("s", columns(forename=["Ada"] * 9, surname=["Osei"] * 9))
    assert made.category is None
    text = text_of(made)
    assert "ask the holder: no name says what these records are about" in line_of(text, "category:")
    assert draft("tenants", columns(tenant_surname=["Osei"] * 9, rent=["5"] * 9)).category is Category.HOUSING


@pytest.mark.parametrize(
    "cell", ["9434765919", "AB1 2DE", "28/02/2015", "ada@example.org", "07700 900123", "12345"]
)
def test_a_first_row_that_is_a_record_is_refused_and_not_shown(cell):
    with pytest.raises(SourceError, match="begins with what looks like somebody's record") as raised:
        draft("s", columns(**{"Zorro": ["Ada"] * 9, cell: ["x"] * 9}))
    assert cell not in str(raised.value)
    assert "Zorro" not in str(raised.value)


def test_where_nothing_can_be_placed_nothing_is_shown():
    with pytest.raises(SourceError, match="no column that could be placed") as raised:
        draft("s", columns(zorro=["Ada"] * 9, quux=["x"] * 9))
    assert "zorro" not in str(raised.value)


@pytest.mark.parametrize(
    "name", ["a: b #c forename", 'fore"name', "forename\n- x", "[forename]", "- forename"]
)
def test_no_name_of_a_column_breaks_the_draft(name):
    rows = columns(**{name: ["Ada"] * 9, "no": ["x: #"] * 9, "yes # {": ["y"] * 9, "surname": ["Osei"] * 9})
    layout = read(text_of(draft("on", rows)))
    assert layout.layout == "on"
    assert name in {column.column for column in layout.identity_columns()} or name == 'fore"name'


@pytest.mark.parametrize("header", ["address_1", "Address", "Street"])
def test_a_number_and_street_in_one_column_are_to_be_taken_apart(header):
    rows = columns(**{header: [f"{n} Mill Lane" for n in range(60)], "surname": ["Osei"] * 60})
    line = line_of(text_of(draft("s", rows)), "number-and-street")
    assert f"number-and-street: {header}  # because" in line
    said = "are a number and a street, and nothing" if header == "Address" else "begin with a number, and a"
    assert f"nearly all values {said}" in line


@pytest.mark.parametrize("whole", [60, 30, 7])
def test_a_whole_address_in_one_column_is_not_used(whole):
    cells = [f"{n} Mill Lane" + (", Northam, AB1 2CD" if n < whole else "") for n in range(60)]
    rows = columns(address=cells, surname=["Osei"] * 60)
    assert "a whole address in one column" in draft("s", rows).unused["address"]


def test_what_is_said_of_an_address_that_is_taken_apart_is_what_was_looked_for():
    cells = [f"{n} Mill Lane" + (", Northam, AB1 2CD" if n < 9 else "") for n in range(120)]
    line = line_of(text_of(draft("s", columns(address=cells, surname=["Osei"] * 120))), "number-and-street")
    assert line.endswith("and 92 in 100 values are a number and a street, and nothing after them")


HOUSES = [str(n * 7 % 40 + 1) for n in range(60)]
RUNS = [str(n + 1) for n in range(60)]
NEARLY = [*RUNS[:30], "30", *RUNS[31:]]


@pytest.mark.parametrize("running", [RUNS, NEARLY, [None, *RUNS[1:]]])
@pytest.mark.parametrize("house", ["Hse #", "House", "Property", "Bldg No", "HSE_NUM"])
@pytest.mark.parametrize("number", ["SYS-NO.", "Row No", "Seq", "No", "#"])
def test_a_number_of_rows_is_never_that_of_a_house(number, house, running):
    rows = columns(**{number: running, "surname": ["Osei"] * 60, house: HOUSES, "street": ["Mill Lane"] * 60})
    made = draft("s", rows)
    assert placements(made).get(house) == "person.street_number"
    assert made.record == (number if running is RUNS else None)
    assert (number in made.unused) == (running is not RUNS)


def test_even_a_number_that_a_name_gives_to_houses_may_not_run_on_from_row_to_row():
    rows = columns(house_no=RUNS, surname=["Osei"] * 60, street=["Mill Lane"] * 60)
    assert "run on from row to row" in draft("s", rows).unused["house_no"]
    assert (
        placements(draft("s", rows.set_column(0, "house_no", [HOUSES])))["house_no"] == "person.street_number"
    )


def test_a_number_of_somebody_is_not_that_of_their_house():
    made = draft("s", columns(pupil_no=HOUSES, ticket_no=HOUSES, pupil_surname=["Osei"] * 60))
    assert set(made.unused) == {"pupil_no", "ticket_no"}


@pytest.mark.parametrize(
    "header", ["Rel'ship", "RELSHIP", "Rel", "Reln", "Rel. to Child", "R'ship", "Relation-ship", "Rltnshp"]
)
def test_usual_abbreviations_of_relationship_are_known(header):
    rows = columns(
        pupil_surname=["Osei"] * 60, contact_surname=["Lane"] * 60, **{header: ["Mother", "Father"] * 30}
    )
    assert placements(draft("s", rows))[header] == "contact.relationship"


@pytest.mark.parametrize(
    ("people", "values", "why"),
    [
        (["pupil", "contact"], ["QX", "QY"], "most of its words are not known"),
        (["pupil"], ["Mother", "Father"], "not which two people"),
        (["pupil", "contact 1", "contact 2"], ["Mother", "Father"], "not which two people"),
    ],
)
def test_a_relationship_that_makes_no_tie_is_listed_with_its_reason(people, values, why):
    names = {f"{who} {name}": ["Osei"] * 60 for who in people for name in ("forename", "surname")}
    made = draft("s", columns(**names, relationship=values * 30))
    assert why in made.unused["relationship"]
    assert f"#   relationship: {made.unused['relationship']}" in text_of(made)


def test_somebody_whom_words_of_any_script_name_has_a_role_that_a_layout_can_have():
    names = [f"{who} {name}" for who in ("名", "母", "1234", "zorb") for name in ("forename", "surname")]
    made = draft("s", columns(**dict.fromkeys(names, ["Osei"] * 9)))
    assert len(read(text_of(made)).mentions) == 4
    assert not made.unused


KNOWN_WORDS = sorted(
    {
        phrase
        for table in (words.FIELDS, words.ROLES, words.UNPLACEABLE, words.MARKERS)
        for phrases in table.values()
        for phrase in phrases
    }
    | words.NUMBERING
    | words.OUTSIDERS
    | words.FORMER
    | set(words.ORDINALS)
)
HEADERS = st.lists(
    st.one_of(st.sampled_from(KNOWN_WORDS), st.text(max_size=4), st.sampled_from("123")),
    min_size=1,
    max_size=3,
).map(" ".join)
CELLS = st.one_of(
    st.sampled_from(
        [["12 Mill Lane"], HOUSES, RUNS, ["Mother", "Father"], ["Osei", "van Dijk"], ["QX", "Q Y"]]
    ),
    st.sampled_from([british, upn, nhs]).map(lambda make: [make(n) for n in range(60)]),
    st.lists(st.one_of(st.none(), st.text(max_size=6)), min_size=1, max_size=5),
)
FILES = st.dictionaries(HEADERS, CELLS, min_size=1, max_size=8)


UNUSED = re.compile(r'^#   ("(?:[^"\\]|\\.)*"|[^":]+): ', re.MULTILINE)


def named_in(text):
    """The columns that a draft uses, asks about or lists as not used."""
    layout = read(text)
    found = {column.column for column in layout.identity_columns()} | {layout.record}
    conditions = [each.when for each in (*layout.ties, *layout.markers) if each.when is not None]
    found |= {condition.column.column for condition in conditions}
    _, *asked = text.partition("# events:\n")[2].split("#   - ")
    found |= {YAML(typ="safe").load(each.splitlines()[0])["date"]["column"] for each in asked}
    unused = re.findall(UNUSED, text.partition("# Not used:\n")[2])
    return found | {YAML(typ="safe").load(column) for column in unused}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(file=FILES)
def test_every_column_is_used_or_listed_whatever_it_is_called_and_holds(file):
    rows = columns(**{name: (cells * 60)[:60] for name, cells in file.items()} | {"surname": ["Osei"] * 60})
    assume(not looks_like_a_record(rows.column_names))
    assert set(rows.column_names) <= named_in(text_of(draft("s", rows)))


@pytest.mark.parametrize("ending", ["csv", "parquet", "sqlite"])
def test_a_first_look_reads_every_column_of_a_file_of_any_kind(tmp_path, ending):
    rows = table(EXPORTS["births"])
    path = tmp_path / f"births.{ending}"
    if ending == "csv":
        pv.write_csv(rows, path)
    elif ending == "parquet":
        pq.write_table(rows, path)
    else:
        with closing(sqlite3.connect(path)) as database:
            names = ", ".join(f'"{name}"' for name in rows.column_names)
            database.execute(f"CREATE TABLE births ({names})")
            marks = ", ".join("?" * rows.num_columns)
            cells = zip(*(column.to_pylist() for column in rows.columns), strict=True)
            database.executemany(f"INSERT INTO births VALUES ({marks})", cells)
            database.commit()
    look = first_rows(path, path.name, Encoding.UTF_8, Delimiter.COMMA)
    assert look.table.num_rows == rows.num_rows
    assert placements(draft("births", look.table)) == placements(draft("births", rows))


ENDINGS = ("csv", "parquet", "xlsx", "sqlite")


def written(path, header, rows):
    """A file of text cells, of the kind that its ending says; a cell that is None is empty."""
    if path.suffix == ".csv":
        lines = [",".join(cell or "" for cell in row) for row in (header, *rows)]
        path.write_text("".join(f"{line}\n" for line in lines))
    elif path.suffix == ".xlsx":
        workbooks.xlsx(path, S=[header, *rows])
    elif path.suffix == ".parquet":
        cells = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        pq.write_table(pa.table(cells, names=header), path)
    else:
        with closing(sqlite3.connect(path)) as database:
            names = ", ".join(f'"{name}"' for name in header)
            database.execute(f"CREATE TABLE s ({names})")
            database.executemany(f"INSERT INTO s VALUES ({', '.join('?' * len(header))})", rows)
            database.commit()
    return path


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y", "%Y%m%d"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_draft_is_the_same_whether_no_child_or_up_to_seven_are_expected(tmp_path, ending, form):
    drafts = set()
    for expected in (0, 1, 7):
        rows = [("Osei", f"{date(2026, 5, n + 13):{form}}" if n < expected else None) for n in range(40)]
        drafts.add(looked_at(written(tmp_path / f"s{expected}.{ending}", ("surname", "EDD"), rows)))
    (text,) = drafts
    assert "ask the holder: too few dates" in line_of(text, "expected-date")


@pytest.mark.parametrize("typed", [pa.date32(), pa.timestamp("us")])
def test_a_declared_type_answers_how_few_dates_are_written_and_none_as_well(tmp_path, typed):
    drafts = set()
    for expected in (0, 1, 7):
        days = [date(2026, 5, n + 1) if n < expected else None for n in range(40)]
        path = tmp_path / "s.parquet"
        pq.write_table(
            pa.table({"surname": ["Osei"] * 40, "EDD": pa.array(days, pa.date32()).cast(typed)}), path
        )
        drafts.add(looked_at(path))
    (text,) = drafts
    assert line_of(text, "expected-date").endswith("expected-date: EDD  # because its name says edd")


@pytest.mark.parametrize(
    ("header", "good", "other"),
    [
        ("dob", "2015-02-28", "none"),
        ("upn", upn(1), "none"),
        ("sex", "1", "F"),
        ("street", "12 Mill Lane", "Rose"),
    ],
)
def test_what_fewer_than_eight_values_hold_changes_no_draft(header, good, other):
    """Beside as many others that bear the name out, and beside enough of them."""
    for many in (0, 20):
        drafts = set()
        for few in (0, 1, 7):
            cells = [good] * (many or few) + [other] * (few if many else 0)
            rows = columns(**{header: (cells + [None] * 40)[:40], "surname": ["Osei"] * 40})
            drafts.add(text_of(draft("s", rows)))
        assert len(drafts) == 1


@pytest.mark.parametrize(
    ("header", "telling", "plain"), [("street", "12 Mill Lane", "Lane"), ("sex", "1", "F")]
)
def test_seven_values_that_would_be_read_in_another_way_change_no_draft_though_they_are_most(
    header, telling, plain
):
    drafts = set()
    for few in (0, 7):
        rows = columns(**{header: [telling] * few + [plain] * (13 - few), "surname": ["Osei"] * 13})
        drafts.add(text_of(draft("s", rows)))
    assert len(drafts) == 1


@pytest.mark.parametrize("failing", [1, 6])
def test_dates_of_which_hardly_any_can_be_read_are_too_few(failing):
    cells = ["2015-02-28"] * 7 + ["none"] * failing
    line = line_of(text_of(draft("s", columns(dob=cells, surname=["Osei"] * len(cells)))), "birth-date")
    assert line.endswith(
        ": dob  # because its name says dob; ask the holder: too few dates to tell how they are written"
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_columns_without_a_name_are_listed_by_their_places(tmp_path, ending):
    header = ("forename", "", "surname", " ")
    text = looked_at(written(tmp_path / f"s.{ending}", header, [("Ada", "x", "Osei", None)] * 9))
    _, _, unused = text.partition("# Not used:\n")
    assert unused.startswith("#   columns without a name, by their places")
    assert unused.endswith(": 2, 4\n")
    assert read(text).mentions["person"].surname.column == "surname"


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_column_can_take_the_place_of_the_numbers_of_rows(tmp_path, ending):
    path = written(tmp_path / f"s.{ending}", ("forename", "surname", ROW), [("Ada", "Osei", "x")] * 9)
    complaint = rf"s\.{ending}  has a column named 'row number' .* Rename the column"
    with pytest.raises(SourceError, match=complaint):
        first_rows(path, path.name, Encoding.UTF_8, Delimiter.COMMA)
    with pytest.raises(SourceError, match=complaint):
        rows_of(path, "forename")
