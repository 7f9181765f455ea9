"""What a CSV file may look like, and what stops it. A row's number leads to its place in the file."""

import resource
import time

import numpy as np
import pytest

from licet.errors import SourceError
from licet.sources import csv_file
from licet.sources.batches import ROW
from licet.sources.csv_scan import MOST_LINES
from licet.sources.layout import Delimiter, Encoding
from tests.sources.reading import rows_of, set_aside, told

WRONG_NUMBER = "has the wrong number of cells"


def written(tmp_path, content, name="s.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(tmp_path, content, *columns, **how):
    return rows_of(written(tmp_path, content), *(columns or ("a", "b")), **how)


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,x\n2,y\n",
        "a,b\n1,x\n2,y",
        "a,b\r\n1,x\r\n2,y\r\n",
        "a,b\r1,x\r2,y\r",
        "\ufeffa,b\n1,x\n2,y\n",
        "\n\na,b\n1,x\n2,y\n",
        'a,b\n"1","x"\n"2","y"\n',
        "b,note,a\nx,,1\ny,,2\n",
        "a,b,\n1,x,p\n2,y,q\n",
        "a,c,b,c\n1,p,x,q\n2,p,y,q\n",
    ],
    ids=[
        "plain",
        "no end",
        "crlf",
        "cr",
        "mark",
        "blank before",
        "quoted",
        "order",
        "no name",
        "others twice",
    ],
)
def test_rows_are_the_same_however_the_file_is_written(tmp_path, content):
    assert told(read(tmp_path, content)) == [(1, "1", "x"), (2, "2", "y")]


@pytest.mark.parametrize("delimiter", Delimiter)
def test_cells_stand_between_the_declared_delimiter(tmp_path, delimiter):
    content = "a,b\n1,x\n".replace(",", delimiter.character)
    assert told(read(tmp_path, content, delimiter=delimiter)) == [(1, "1", "x")]


def test_another_delimiter_is_suggested_and_not_guessed(tmp_path):
    with pytest.raises(SourceError, match="say 'delimiter: semicolon' in the layout"):
        read(tmp_path, "a;b\n1;x\n")


def test_blank_lines_are_no_rows_and_shift_no_number(tmp_path):
    rows = read(tmp_path, "a,b\n1,x\n\n3,y\n\r\n5,too,many\n\n7,z\n\n")
    assert told(rows) == [(1, "1", "x"), (3, "3", "y"), (7, "7", "z")]
    assert set_aside(rows) == [(5, WRONG_NUMBER)]


def test_a_blank_line_is_no_row_of_a_file_with_one_column_either(tmp_path):
    assert told(read(tmp_path, 'a\nx\n\n""\ny\n', "a")) == [(1, "x"), (3, None), (4, "y")]


def test_a_cell_in_quotes_may_hold_delimiters_quotes_and_lines(tmp_path):
    content = 'a,b\n1,"High St, ""The Elms""\nFlat 2"\n2,y\n'
    assert told(read(tmp_path, content)) == [(1, "1", 'High St, "The Elms"\nFlat 2'), (2, "2", "y")]


def test_a_quote_inside_a_plain_cell_is_a_letter(tmp_path):
    assert told(read(tmp_path, 'a,b\n1,5" pipe\n2,"y"\n')) == [(1, "1", '5" pipe'), (2, "2", "y")]


def test_a_quote_inside_quotes_that_is_not_doubled_sets_its_row_aside(tmp_path):
    rows = read(tmp_path, 'a,b\n1,"Sarah "Sally" Lane"\n2,y\n')
    assert (told(rows), set_aside(rows)) == (
        [(2, "2", "y")],
        [(1, "has a quote inside quotes that is not doubled")],
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('a,b\n1,x\n2,"y\n3,z\n4,w\n', r"row 2 opens a quote that is not closed"),
        ('a,b\n1,x\n2,"y\n3,z\n4,"w"\n', r"row 2 opens a quote that is not closed"),
        ('a,b\n"1","x"\n"2","y\n"3","z"\n', r"row 2 opens a quote that is not closed"),
        (
            'a,b\n1,x\n2,"' + "y\n" * (MOST_LINES + 1) + '"\n',
            rf"row 2 begins a cell .* more than {MOST_LINES} lines",
        ),
        ('"a,b\n1,x\n', r"the header opens a quote that is not closed"),
    ],
)
def test_a_stray_quote_swallows_no_rows_in_silence(tmp_path, content, said):
    with pytest.raises(SourceError, match=rf"s\.csv  {said}"):
        read(tmp_path, content)


def test_two_stray_quotes_with_rows_between_them_are_seen(tmp_path):
    rows = read(tmp_path, 'a,b,c\n1,"x,p\n2,y,q\n3,z",r\n4,w,s\n')
    assert (told(rows), set_aside(rows)) == (
        [(2, "4", "w")],
        [(1, "has a cell in quotes with whole rows in it")],
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b\n1,x\n2,y\0\n", "row 2 has a null byte"),
        ("a,b\n1,x\n".encode("utf-16"), "the header (has a null byte|is not written in utf-8)"),
        ("a,c\n1,x\n", "has no column 'b'. Mend the layout, or ask the holder"),
        ("a,B \n1,x\n", "has no column 'b', only one that differs from it in capitals or spaces"),
        ("a,b,b\n1,x,y\n", "names the column 'b' twice"),
        (",".join("ab" + "c" * 20_000), "has 20,002 columns, where a source has at most 16,384"),
    ],
)
def test_what_stops_a_file_says_what_to_do(tmp_path, content, said):
    with pytest.raises(SourceError, match=rf"s\.csv  {said}"):
        read(tmp_path, content)


def test_a_header_alone_is_a_file_without_rows(tmp_path):
    assert [told(read(tmp_path, content)) for content in ("a,b", "a,b\n", "a,b\r\n\r\n")] == [[], [], []]


@pytest.mark.parametrize(
    ("encoding", "wrong", "row"),
    [
        (Encoding.UTF_8, "a,b\n1,x\n\n3,Zoë\n".encode("cp1252"), 3),
        (Encoding.WINDOWS_1252, "a,b\n1,x\n\n3,Zoë\n".encode(), 3),
        (Encoding.WINDOWS_1252, b"a,b\n1,\x81\n", 1),
    ],
)
def test_another_encoding_than_declared_is_refused_with_the_first_bad_row(tmp_path, encoding, wrong, row):
    with pytest.raises(SourceError, match=f"row {row} is not written in {encoding}, as declared") as refused:
        read(tmp_path, wrong, encoding=encoding)
    assert "Zo" not in str(refused.value)
    other = {Encoding.UTF_8: "windows-1252", Encoding.WINDOWS_1252: "utf-8"}[encoding]
    assert f"'encoding: {other}'" in str(refused.value)


@pytest.mark.parametrize("name", ["Zoë – “Z”", "ANDRÉ’S", "Ann"])
def test_windows_1252_is_read_where_it_is_declared(tmp_path, name):
    """A capital letter with an accent before a closing quotation mark is also a letter in UTF-8."""
    content = f"a,b\n1,{name}\n".encode("cp1252")
    assert told(read(tmp_path, content, encoding=Encoding.WINDOWS_1252)) == [(1, "1", name)]


def test_a_header_may_have_letters_of_its_encoding(tmp_path):
    content = "é,b\n1,x\n".encode("cp1252")
    assert told(read(tmp_path, content, "é", encoding=Encoding.WINDOWS_1252)) == [(1, "1")]


def test_a_file_is_the_same_read_in_parts(tmp_path, monkeypatch):
    """Parts end in the middle of rows, of quotes, of letters and between the two bytes of a line end."""
    lines = ["a,b"]
    lines += [f'{n},"Zoë ""{n}"", {"x" * (n % 7)}\r\nand"' if n % 3 else f"{n},y,z" for n in range(1, 300)]
    path = written(tmp_path, "\r\n".join(lines) + "\r\n")
    whole = rows_of(path, "a", "b")
    for part in (61, 64, 97):
        monkeypatch.setattr(csv_file, "PART", part)
        parts = rows_of(path, "a", "b")
        assert (told(parts), set_aside(parts)) == (told(whole), set_aside(whole))
    assert len(told(whole)) == 200
    monkeypatch.setattr(csv_file, "PART", 12)
    with pytest.raises(SourceError, match="row 1 is longer than 12 bytes"):
        rows_of(path, "a", "b")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,x\n2," + b"y" * 10_000_000 + b"\n", "row 2 has a cell of more than 100,000 characters"),
        (b'a,b\n1,x\n2,"' + b"y" * 10_000_000, "row 2 has a cell of more than 100,000 characters"),
        (b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n", "has 1,000,000 columns"),
        (b"\0" * 10_000_000, "the header has a null byte"),
        (b"a,b\n" + b"y" * 40_000_000, "row 1 has a cell of more than"),
        (b"a,b\n" + b"," * 40_000_000, "row 1 is longer than"),
    ],
    ids=["long cell", "open quote", "a million columns", "null bytes", "no line ends", "delimiters alone"],
)
def test_a_hostile_file_is_refused_at_once_and_in_little_memory(tmp_path, content, said):
    path = written(tmp_path, content)
    rows_of(written(tmp_path, "a,b\n", "first.csv"), "a")  # The kernel is compiled by now.
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with pytest.raises(SourceError, match=said):
        rows_of(path, "a", "b")
    assert time.perf_counter() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_only_the_wanted_columns_are_kept(tmp_path):
    rows = read(tmp_path, "a,secret,b\n1,s,x\n", "b")
    assert rows.table.column_names == ["b", ROW]


def test_a_file_of_many_rows_has_a_number_for_each(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "PART", 4096)
    rows = rows_of(written(tmp_path, "a\n" + "".join(f"{n}\n" for n in range(1, 5001))), "a")
    assert np.array_equal(rows.table.column(ROW).to_numpy(), np.arange(1, 5001))
    assert rows.table.column("a").to_pylist() == [str(n) for n in range(1, 5001)]
