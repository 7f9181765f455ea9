"""`licet layout`: a draft from a holder's file, with the holder's yes in the ledger before it is read."""

from datetime import date

import pyarrow.csv as pv
import pytest
from ruamel.yaml import YAML

from licet import register as records
from licet.programme import open_folder, read_yaml
from licet.sources import Layout
from tests.cli.shell import answer, licet
from tests.sources import workbooks
from tests.sources.exports import EXPORTS, table

YES = "H. Older, 1 May 2026"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "programme"
    licet("init", made)
    (made / "sources").mkdir()
    pv.write_csv(table(EXPORTS["sims-pupils"]), made / "sources" / "pupils.csv")
    return made


def guess(file, *more, yes=YES):
    return licet("layout", "guess", file, "--holder-agrees", yes, *more)


def agreements(folder):
    """The agreements in the register, each with its entry in the ledger."""
    records.open_register(open_folder(folder).var)
    from licet.register.models import HolderAgreement

    return [
        (each.source, each.purpose, each.agreed, each.entry.kind) for each in HolderAgreement.objects.all()
    ]


def files(folder):
    return {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "var" not in path.parts
    }


def test_the_draft_goes_to_standard_output_and_nothing_else_is_kept(folder):
    before = files(folder)
    done = guess(folder / "sources" / "pupils.csv")
    assert (done.exit_code, done.stderr) == (0, "")
    layout = Layout.model_validate(YAML(typ="safe").load(done.stdout))
    assert (layout.layout, layout.category, layout.record) == ("pupils", "education", "Pupil_ID")
    assert files(folder) == before
    assert not (folder / "var" / "runs").exists()


def test_the_holders_yes_is_in_the_ledger_even_if_the_file_cannot_be_read(folder):
    file = folder / "sources" / "pupils.csv"
    file.write_bytes(b"\x00" * 9)
    done = guess(file)
    assert done.exit_code == 5
    assert agreements(folder) == [("pupils", "layout-guess", YES, "holder-agreement")]


def test_a_file_that_no_source_names_is_entered_by_its_path(folder):
    file = folder / "sources" / "new-file.csv"
    (folder / "sources" / "pupils.csv").rename(file)
    assert guess(file).exit_code == 0
    assert agreements(folder)[0][0] == "sources/new-file.csv"


def test_shares_are_of_rounded_counts_and_say_nothing_of_few(folder):
    file = folder / "sources" / "pupils.csv"
    lines = file.read_text().splitlines()
    upns = [line.split(",")[1] for line in lines[1:]]
    for broken, said in ((4, "nearly all values pass"), (33, "71 in 100 values pass")):
        wrong = [line.replace(upn, '"X"') for line, upn in zip(lines[1:], upns, strict=True)][:broken]
        file.write_text("\n".join([lines[0], *wrong, *lines[1 + broken :]]))
        (line,) = [line for line in guess(file).stdout.splitlines() if line.startswith("    id-upn")]
        assert said in line


def test_a_draft_can_be_written_beside_the_other_layouts(folder):
    to = folder / "layouts" / "school.yaml"
    done = guess(folder / "sources" / "pupils.csv", "--to", to)
    assert done.exit_code == 0
    assert f"Wrote {to}" in done.stdout
    assert read_yaml(to, Layout).once_in_file == ("child",)


def test_a_draft_is_never_written_over_a_file(folder):
    done = guess(folder / "sources" / "pupils.csv", "--to", folder / "layouts" / "pupils.yaml")
    assert done.exit_code == 3
    assert "exists, and is not written over" in done.stderr
    assert agreements(folder) == []


def test_a_file_outside_a_programme_has_no_ledger_for_its_holders_yes(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("forename\nAda\n")
    done = guess(file)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "is in no programme's folder" in done.stderr


@pytest.mark.parametrize("words", ["", "  "])
def test_nobodys_yes_is_no_yes(folder, words):
    done = guess(folder / "sources" / "pupils.csv", yes=words)
    assert done.exit_code == 3
    assert "Say who agreed and when" in done.stderr
    assert agreements(folder) == []


def test_a_file_without_a_header_is_refused_and_nothing_of_it_shown(folder):
    file = folder / "sources" / "pupils.csv"
    file.write_text("Zorro,Quux,28/02/2015\nAda,Osei,01/03/2015\n")
    done = guess(file)
    assert done.exit_code == 5
    assert done.stderr.startswith("sources/pupils.csv  begins with what looks like somebody's record")
    assert "Zorro" not in done.output


@pytest.mark.parametrize(
    ("content", "more", "told"),
    [
        ("forename,surname\n", [], "has a header and no rows"),
        ("forename;surname\nAda;Osei\n", [], "delimiter: semicolon"),
        ("forename;surname\nAda;Osei\n", ["--delimiter", "semicolon"], "delimiter: semicolon"),
        ("forename,surname\nZo\xeb,Osei\n", ["--encoding", "windows-1252"], "encoding: windows-1252"),
        ("forename,surname,forename\nA,B,C\n", [], "or one column twice"),
    ],
)
def test_how_a_file_is_written_is_declared_and_enters_the_draft(folder, content, more, told):
    file = folder / "sources" / "new.csv"
    file.write_bytes(content.encode("cp1252"))
    assert told in guess(file, *more).output


def test_templates_are_listed_and_shown():
    listed = answer(licet("layout", "list", "--json"))
    assert "school-census-pupils" in listed
    for name, about in listed.items():
        shown = licet("layout", "show", name).stdout
        assert about in shown
        assert shown.splitlines()[0].endswith("check each column against your own export.")
    wrong = licet("layout", "show", "school-census-pupil")
    assert (wrong.exit_code, wrong.stdout) == (3, "")
    assert "Did you mean 'school-census-pupils'?" in wrong.stderr


def test_a_sheet_of_a_workbook_is_named_and_the_draft_says_so(folder):
    tenants = [["Tenant Surname", "Tenant DOB"], *(["Osei", f"{n + 1:02}/05/2001"] for n in range(20))]
    file = workbooks.xlsx(folder / "sources" / "homes.xlsx", Notes=[["x"], ["y"]], **{"On, now": tenants})
    for more, said in (([], "is not told which sheet"), (["--table", "Old"], "has no such sheet")):
        done = guess(file, *more)
        assert done.exit_code == 5
        assert f"{said} to read. Say one with --table: Notes, On, now." in done.stderr
    text = guess(file, "--table", "On, now").stdout
    assert "birth-date: {column: Tenant DOB, date: DD/MM/YYYY}" in text
    assert '# It is for one sheet or table. Its source in programme.yaml needs: table: "On, now"\n' in text
    assert Layout.model_validate(YAML(typ="safe").load(text))
    assert "table:" not in guess(folder / "sources" / "pupils.csv").stdout


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_dates_that_a_workbook_holds_as_dates_are_not_asked_about(folder, ending):
    cells = [["Tenant Surname", "Tenant DOB"], *(["Osei", date(2001, 5, n % 12 + 1)] for n in range(20))]
    file = folder / "sources" / f"homes.{ending}"
    workbooks.xlsx(file, S=cells) if ending == "xlsx" else workbooks.ods(file, cells)
    (line,) = [line for line in guess(file).stdout.splitlines() if "birth-date" in line]
    assert line.startswith("    birth-date: Tenant DOB  # because its name says dob")
    assert "ask the holder" not in line
