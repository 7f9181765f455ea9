"""XLSX and ODS: what a cell becomes, which sheet is read, and workbooks that nobody should unpack."""

import resource
import time
from dataclasses import replace
from datetime import date, datetime

import pytest

from licet.errors import SourceError
from licet.sources.batches import Wanted
from licet.sources.layout import DateFormat
from licet.sources.limits import LIMITS, MIB
from licet.sources.unpacking import sheet_batches
from tests.sources import workbooks
from tests.sources.reading import rows_of, told


def test_cells_become_text_in_the_declared_form_and_empty_rows_shift_no_number(tmp_path):
    path = workbooks.xlsx(
        tmp_path / "s.xlsx",
        Pupils=[
            [],
            ["ref", "dob", "seen", "secret", "rate"],
            ["007", date(2015, 2, 28), datetime(2026, 5, 5, 9, 30), "s", 12.0],
            [None] * 5,
            [8, "01/03/2015", None, "s", 12.5],
            [None, None, None, "s", True],
        ],
    )
    rows = rows_of(path, "ref", "dob", "seen", "rate", dates={"dob": DateFormat.BRITISH})
    assert told(rows) == [
        (1, "007", "28/02/2015", "2026-05-05T09:30:00", "12"),
        (3, "8", "01/03/2015", None, "12.5"),
        (4, None, None, None, "true"),
    ]


def test_ods_is_read_alike(tmp_path):
    cells = [["ref", "dob", "rate"], ["007", date(2015, 2, 28), 12], ["008", "01/03/2015", 12.5]]
    path = workbooks.ods(tmp_path / "s.ods", cells)
    rows = rows_of(path, "ref", "dob", "rate", dates={"dob": DateFormat.BRITISH})
    assert told(rows) == [(1, "007", "28/02/2015", "12"), (2, "008", "01/03/2015", "12.5")]


def test_one_sheet_of_several_has_to_be_named(tmp_path):
    path = workbooks.xlsx(tmp_path / "s.xlsx", Pupils=[["a"], ["x"]], Staff=[["a"], ["y"]])
    assert told(rows_of(path, "a", table="Staff")) == [(1, "y")]
    for table, said in ((None, "is not told which sheet to read"), ("pupils", "has no such sheet to read")):
        with pytest.raises(SourceError, match=rf"{said}. Say one under 'table' .*: Pupils, Staff\."):
            rows_of(path, "a", table=table)


def test_a_sheet_without_the_column_or_without_anything_is_refused(tmp_path):
    path = workbooks.xlsx(tmp_path / "s.xlsx", Empty=[], Pupils=[["a"], ["x"]])
    with pytest.raises(SourceError, match=r"s\.xlsx  has no column 'b'. Mend the layout"):
        rows_of(path, "b", table="Pupils")
    with pytest.raises(SourceError, match=r"s\.xlsx  has no column 'a'"):
        rows_of(path, "a", table="Empty")


@pytest.mark.parametrize("damage", ["half", "text", "nothing", "another zip", "broken sheet"])
def test_a_damaged_workbook_is_refused(tmp_path, damage):
    path = workbooks.xlsx(tmp_path / "s.xlsx", Pupils=[["a"], ["x"]])
    whole = path.read_bytes()
    if damage == "broken sheet":
        workbooks.sheet_of(path, '<row r="1"><c r="A1"><v>1</c>')
    elif damage == "another zip":
        workbooks.packed(path, {"a.txt": b"a"})
    else:
        path.write_bytes({"half": whole[: len(whole) // 2], "text": b"a,b\n1,2\n", "nothing": b""}[damage])
    with pytest.raises(SourceError, match=r"s\.xlsx  is not a (whole )?workbook"):
        rows_of(path, "a")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: workbooks.bomb(path, 300), "unpacks to more than"),
        (lambda path: workbooks.lying(path, 300), "directory that does not tell the truth"),
        (workbooks.far_corner, "cannot be unpacked within 6,144 MiB of memory"),
    ],
    ids=["bomb", "lying directory", "far corner"],
)
def test_a_workbook_that_would_fill_the_memory_is_refused_at_once(tmp_path, make, said):
    path = make(tmp_path / "s.xlsx")
    assert path.stat().st_size < MIB
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with pytest.raises(SourceError, match=rf"s\.xlsx  .*{said}"):
        rows_of(path, "a")
    assert time.perf_counter() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_the_process_that_unpacks_keeps_to_its_bound(tmp_path):
    """Thirty million cells between two corners: the machine would have the room."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2000"><c r="XFD2000"><v>1</v></c></row>'
    path = workbooks.sheet_of(tmp_path / "s.xlsx", cells)
    with pytest.raises(SourceError, match="cannot be unpacked within 2,000 MiB"):
        rows_of(path, "a", limits=replace(LIMITS, memory=2000 * MIB))


def test_an_ods_row_that_is_repeated_without_end_is_refused(tmp_path):
    path = workbooks.repeated(tmp_path / "s.ods")
    assert path.stat().st_size < MIB
    with pytest.raises(SourceError, match=r"s\.ods  (is not a workbook|cannot be unpacked)"):
        rows_of(path, "a", limits=replace(LIMITS, seconds=20))


def test_limits_hold_in_a_sheet(tmp_path):
    path = workbooks.xlsx(tmp_path / "s.xlsx", S=[["a", "b"], ["x", 1], ["yyyy", 2]])
    for limits, said in (
        (replace(LIMITS, rows=1), "has more than 1 rows"),
        (replace(LIMITS, columns=1), "has 2 columns"),
        (replace(LIMITS, cell=3), "row 2 has a cell of more than 3 characters"),
    ):
        with pytest.raises(SourceError, match=said):
            list(sheet_batches(path, Wanted(("a",)), limits))


def test_a_sheet_of_many_rows_comes_in_batches(tmp_path):
    path = workbooks.xlsx(tmp_path / "s.xlsx", S=[["a"], *([n] for n in range(20_000))])
    batches = list(sheet_batches(path, Wanted(("a",)), LIMITS))
    assert [batch.table.num_rows for batch in batches] == [8192, 8192, 3616]
    assert told(rows_of(path, "a"))[-1] == (20_000, "19999")
