"""What a holder, an analyst or a failing machine can hand in: a clear error each time, and nothing lost.

Each case breaks one thing in a borough that has a whole run already. The next run must say what is wrong,
without a value of any record; the last run must be there to the byte, `latest` must name it, and the
register must open with its ledger whole.
"""

import re
import shutil
from pathlib import Path

import psycopg
import pytest

from licet import register as records
from licet import sources
from licet.errors import ProgrammeError, Refused, ScienceError, SourceError
from licet.ledger import verifier
from licet.programme import digest_of_file, open_folder
from licet.run import weigh
from licet.sources import postgres as reader
from tests.run.boroughs import borough, edit, run, vouch_again
from tests.run.damage import (
    LAYOUT,
    SURGERY,
    SURVEY,
    another,
    as_parquet,
    as_sqlite,
    as_workbook,
    both,
    changed,
    content,
    day,
    half_parquet,
    in_row_4,
    listed,
    rows_of,
    text,
    write,
)
from tests.sources import workbooks
from tests.sources.postgres import Server, postgres  # noqa: F401 (a fixture)

SECRET = "zqxsecret"


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """A borough with a whole run, whose surgery knows a patient with a name that occurs nowhere else."""
    folder = borough(tmp_path_factory.mktemp("bad") / "b")
    first, *others = rows_of(folder, SURGERY)
    write(folder, SURGERY, [first | {"forename": SECRET}, *others])
    vouch_again(folder)
    run(folder)
    records.close_register()
    return folder


@pytest.fixture
def folder(finished, tmp_path) -> Path:
    """A copy of it to break."""
    return shutil.copytree(finished, tmp_path / "b", symlinks=True)


DAY_FIRST = text(LAYOUT, "birth-date: birth_date", "birth-date: {column: birth_date, date: DD/MM/YYYY}")

CASES = {
    "unknown key": (
        text("programme.yaml", "threshold: 0.9", "treshold: 0.9"),
        ProgrammeError,
        r"programme\.yaml:\d+:\d+  unknown key 'treshold' under linking. Did you mean 'threshold'\?",
    ),
    "charter without a required clause": (
        text("programme.yaml", "  opposition:", "  # opposition:"),
        ProgrammeError,
        r"programme\.yaml:\d+:\d+  missing key 'opposition' under charter",
    ),
    "charter without a required group": (
        text("programme.yaml", "    lone-parent:", "    # lone-parent:"),
        ProgrammeError,
        r"a charter lists every required group; missing: lone-parent",
    ),
    "missing column": (
        content(SURGERY, lambda old: old.replace(b"nhs_number", b"nhs number", 1)),
        SourceError,
        r"sources/surgery\.csv  has no column 'nhs_number'. Mend the layout, or ask the holder",
    ),
    "Windows-1252 that was not declared": (
        both(
            in_row_4(SURGERY, street="Zoë Street"),
            content(SURGERY, lambda old: old.decode().encode("cp1252")),
        ),
        SourceError,
        r"surgery\.csv  row 4 is not written in utf-8, as declared. .*'encoding: windows-1252'",
    ),
    "UTF-8 that was declared Windows-1252": (
        both(
            in_row_4(SURGERY, street="Zoë Street"),
            text(LAYOUT, "layout: surgery", "layout: surgery\nencoding: windows-1252"),
        ),
        SourceError,
        r"surgery\.csv  row 4 is not written in windows-1252, as declared. .*'encoding: utf-8'",
    ),
    "semicolons that were not declared": (
        content(SURGERY, lambda old: old.replace(b",", b";")),
        SourceError,
        r"surgery\.csv  has no column .* say 'delimiter: semicolon' in the layout",
    ),
    "truncated Parquet": (
        another(".parquet", half_parquet),
        SourceError,
        r"surgery\.parquet  is not a whole Parquet file",
    ),
    "XLSX bomb": (
        another(".xlsx", lambda _, to: workbooks.bomb(to, 200)),
        SourceError,
        r"surgery\.xlsx  unpacks to more than 67,108,864 bytes",
    ),
    "XLSX with a far corner": (
        another(".xlsx", lambda _, to: workbooks.far_corner(to)),
        SourceError,
        r"surgery\.xlsx  cannot be unpacked within 6,144 MiB of memory",
    ),
    "empty file": (
        content(SURGERY, lambda _: b""),
        SourceError,
        r"surgery\.csv  is empty. Expected a header",
    ),
    "a file that is gone": (
        lambda folder: (folder / SURGERY).unlink(),
        SourceError,
        r"surgery\.csv  is not there, or not a file",
    ),
    "impossible dates": (
        both(changed(SURGERY, day("31/02/{y}")), DAY_FIRST),
        SourceError,
        r"surgery\.csv  every row was set aside, most often because 'patient.birth_date' is not a date",
    ),
    "two-digit years": (
        both(changed(SURGERY, day("{d}/{m}/{yy}")), DAY_FIRST),
        SourceError,
        r"every row was set aside, .* most of these have a year of two digits, which may mean two centuries",
    ),
    "months before days": (
        both(changed(SURGERY, day("{m}/{d}/{y}")), DAY_FIRST),
        SourceError,
        r"'patient.birth_date' .* most of these would be dates written MM/DD/YYYY. The other rows may be",
    ),
    "ten megabytes in a cell": (
        in_row_4(SURGERY, street="x" * 10_000_000),
        SourceError,
        r"surgery\.csv  row 4 has a cell of more than 100,000 characters",
    ),
    "null bytes": (
        content(SURGERY, lambda old: old.replace(b"\n", b"\n\0", 3)),
        SourceError,
        r"surgery\.csv  row 1 has a null byte",
    ),
    "a million columns": (
        content(SURGERY, lambda _: b",".join(b"c%d" % n for n in range(1_000_000))),
        SourceError,
        r"surgery\.csv  has 1,000,000 columns, where a source has at most 16,384",
    ),
    "a stray quote": (
        content(SURGERY, lambda old: old.replace(SECRET.encode(), b'"' + SECRET.encode(), 1)),
        SourceError,
        r"surgery\.csv  row 1 begins a cell in quotes of more than 200 lines. Look there for a quote",
    ),
    "an objection that cannot be split": (
        content("objections.csv", lambda old: old + b'Ada,"Lane,,,all,\n'),
        SourceError,
        r"objections\.csv  row \d+ opens a quote that is not closed",
    ),
    "negative weights": (
        in_row_4(SURVEY, weight="-1"),
        ScienceError,
        r"survey\.csv by evidence/codebook\.yaml  Column 'weight' holds 1 weights that are negative",
    ),
    "weights of zero": (
        changed(SURVEY, lambda _: {"weight": "0"}),
        ScienceError,
        r"Every weight in column 'weight' is zero",
    ),
    "a stratum with one cluster": (
        in_row_4(SURVEY, stratum="99"),
        ScienceError,
        r"1 strata \(column 'stratum'\) hold a single",
    ),
    "a survey that is no survey": (
        content(SURVEY, lambda _: b"\xff\xfe\0\0"),
        SourceError,
        r"evidence/survey\.csv  is not CSV in UTF-8 with a header",
    ),
}


def kept(folder: Path) -> dict[str, str]:
    """The digest of every file of the run that `latest` names."""
    run_folder = (folder / "var" / "runs" / "latest").resolve()
    return {str(path): digest_of_file(path) for path in run_folder.rglob("*") if path.is_file()}


def exported(folder: Path, to: Path) -> Path:
    records.close_register()
    records.export(records.open_register(folder / "var"), to, "b")
    return to


def verifies(export: Path, older: Path) -> bool:
    """Whether the ledger is whole and goes on from an older checkpoint, as an outsider finds it."""
    files = [str(export / records.EXPORT_FILE), "--older", str(older / records.CHECKPOINT_FILE)]
    return verifier.main(files) == 0


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_and_nothing_is_lost(folder, tmp_path, name):
    damage, kind, said = CASES[name]
    before, ledger = kept(folder), exported(folder, tmp_path / "before")
    damage(folder)
    vouch_again(folder)
    with pytest.raises(kind, match=said) as told:
        run(folder)
    assert SECRET not in str(told.value)
    assert kept(folder) == before
    assert verifies(exported(folder, tmp_path / "after"), ledger)


def test_expired_paperwork_stops_the_permit_by_name_and_the_last_run_stays(folder, tmp_path):
    before, ledger = kept(folder), exported(folder, tmp_path / "before")
    paper = folder / "paperwork" / "impact-assessment.yaml"
    paper.write_text(re.sub(r"expires: [\d-]+", "expires: 2026-01-31", paper.read_text()))
    vouch_again(folder)
    outcome = run(folder)
    assert outcome.weighed.permit is None
    assert "impact assessment expired on 31 January 2026" in str(outcome.weighed.refusal)
    assert {path: digest_of_file(Path(path)) for path in before} == before
    assert verifies(exported(folder, tmp_path / "after"), ledger)


def test_rows_that_repeat_a_record_are_set_aside_by_number_and_the_others_are_read(folder):
    """The second of two rows with one number may be another child's: neither is guessed away."""
    rows = rows_of(folder, "sources/pupils.csv")
    write(folder, "sources/pupils.csv", [*rows, rows[0], rows[5]])
    vouch_again(folder)
    outcome = run(folder, until="read")
    repeated = [
        (row["source"], row["row_number"], row["rule"])
        for row in outcome.store.table("quarantine").to_pylist()
        if "repeats" in row["rule"]
    ]
    assert repeated == [("pupils", len(rows) + n, "repeats an earlier row's") for n in (1, 2)]
    (counts,) = [each for each in outcome.store.note("arrived")["opened"] if each["source"] == "pupils"]
    assert (counts["rows"], counts["set_aside"]) == (len(rows) + 2, 2)


@pytest.mark.parametrize(
    ("ending", "make"), [(".parquet", as_parquet), (".xlsx", as_workbook), (".sqlite", as_sqlite)]
)
def test_another_kind_of_file_gives_what_the_csv_gave(folder, ending, make):
    """In Parquet, numbers and dates have types of their own; only the order of SQLite's rows differs."""
    counted = run(folder).store.note("arrived")["opened"]
    another(ending, make)(folder)
    vouch_again(folder)
    assert run(folder, until="read").store.note("arrived")["opened"] == counted


def in_postgres(folder: Path, server: Server, monkeypatch) -> None:
    """Move the surgery's rows into a table, and list what a run reads of it as invented."""
    rows = rows_of(folder, SURGERY)
    names = ", ".join(f'"{name}" text' for name in rows[0])
    server.execute("DROP TABLE IF EXISTS surgery", f"CREATE TABLE surgery ({names})")
    with psycopg.connect(server.url) as connection:
        places = ", ".join(["%s"] * len(rows[0]))
        told = [[value or None for value in row.values()] for row in rows]
        connection.cursor().executemany(f"INSERT INTO surgery VALUES ({places})", told)
    monkeypatch.setenv("SURGERY_DB", server.url)
    edit(folder, f"file: {SURGERY}", "database: SURGERY_DB\n    table: surgery")
    listed(folder, "SURGERY_DB/surgery", "")
    vouch_again(folder)
    opened = open_folder(folder)
    weighed = weigh(records.open_register(opened.var), opened)
    assert weighed.permit is not None
    found = sources.digests_of_opened(opened, weighed.permit, weighed.today)
    listed(folder, "SURGERY_DB/surgery", found["surgery"])


def test_a_database_gives_what_its_file_gave(folder, postgres, monkeypatch):  # noqa: F811
    counted = run(folder).store.note("arrived")["opened"]
    in_postgres(folder, postgres, monkeypatch)
    outcome = run(folder, until="read")
    assert outcome.store.note("arrived")["opened"] == counted
    postgres.execute("UPDATE surgery SET street = 'Another Street'")
    with pytest.raises(Refused, match="SURGERY_DB/surgery is not the invented file"):
        run(folder, until="read")


@pytest.mark.parametrize("reading", [1, 2], ids=["for its digest", "for its rows"])
def test_a_database_that_goes_away_half_way_leaves_the_last_run(
    folder,
    tmp_path,
    postgres,  # noqa: F811
    monkeypatch,
    reading,
):
    before, ledger = kept(folder), exported(folder, tmp_path / "before")
    in_postgres(folder, postgres, monkeypatch)
    monkeypatch.setattr("licet.sources.batches.FETCH", 50)
    whole, readings = reader.batches_of, []

    def dying(*arguments):
        readings.append(arguments)
        for batch in whole(*arguments):
            yield batch
            if len(readings) == reading:
                postgres.stop("immediate")

    monkeypatch.setattr(reader, "batches_of", dying)
    try:
        with pytest.raises(SourceError, match=r"SURGERY_DB/surgery  went away after 50 rows") as told:
            run(folder)
    finally:
        postgres.start()
    assert "opensesame" not in str(told.value)
    assert SECRET not in str(told.value)
    assert kept(folder) == before
    assert verifies(exported(folder, tmp_path / "after"), ledger)
    run(folder, until="read")
