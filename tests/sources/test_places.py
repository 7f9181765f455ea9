"""Where a source may be, and what is asked of it."""

import pyarrow as pa
import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from licet.errors import SourceError
from licet.programme import Category, Source
from licet.sources.batches import ROW, Wanted
from licet.sources.columns import wanted_of
from licet.sources.files import digest_of_tables, read_rows
from licet.sources.layout import DateFormat, Delimiter, Encoding, Layout
from licet.sources.places import Database, place_of

COMMON = {"holder": "H", "layout": "layouts/s.yaml", "gateway": "G"}


class Folder:
    """A folder as far as places need it."""

    def __init__(self, root):
        self.root = root


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({}, "either 'file' or 'database'"),
        ({"file": "a.csv", "database": "DB", "table": "t"}, "either 'file' or 'database'"),
        ({"database": "DB"}, "needs 'table'"),
        ({"database": "postgresql://u:p@h/d", "table": "t"}, "should match pattern"),
        ({"file": "../a.csv"}, "inside the programme's folder"),
    ],
)
def test_a_source_is_a_file_or_a_database(where, said):
    with pytest.raises(ValidationError, match=said):
        Source.model_validate(COMMON | where)


def test_a_database_is_named_by_the_environment(tmp_path, monkeypatch):
    source = Source.model_validate(COMMON | {"database": "WEXCOMBE_DB", "table": "public.pupils"})
    assert source.place == "WEXCOMBE_DB/public.pupils"
    monkeypatch.delenv("WEXCOMBE_DB", raising=False)
    with pytest.raises(SourceError, match="the environment has no WEXCOMBE_DB"):
        place_of(Folder(tmp_path), source)
    monkeypatch.setenv("WEXCOMBE_DB", "postgresql://u:p@h/d")
    assert place_of(Folder(tmp_path), source) == Database("postgresql://u:p@h/d")


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    root = tmp_path / "programme"
    root.mkdir()
    (tmp_path / "other.csv").write_text("a\n1\n")
    (root / "s.csv").symlink_to(tmp_path / "other.csv")
    with pytest.raises(SourceError, match=r"s\.csv  leads out of the programme's folder"):
        place_of(Folder(root), Source.model_validate(COMMON | {"file": "s.csv"}))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("s.docx", r"s\.docx  has an ending that is not known. Expected one of: \.csv, "),
        ("s.csv", r"s\.csv  does not exist. Put the file there"),
        ("s.parquet", r"s\.parquet  does not exist"),
        ("s.xlsx", r"s\.xlsx  does not exist"),
        ("s.sqlite", r"s\.sqlite  does not exist"),
    ],
)
def test_a_file_that_is_not_there_or_of_no_known_kind_is_told(tmp_path, name, said):
    with pytest.raises(SourceError, match=said):
        read_rows(tmp_path / name, Wanted(("a",)), name)


def test_a_source_of_which_no_column_may_be_read_is_not_opened(tmp_path):
    with pytest.raises(SourceError, match="has no column that may be read"):
        read_rows(tmp_path / "absent.csv", Wanted(()), "absent.csv")


def digest(*chunks):
    """The digest of a column in pieces."""
    tables = [pa.table({"a": pa.array(cells, pa.string()), ROW: list(range(len(cells)))}) for cells in chunks]
    return digest_of_tables(tables)


def test_a_digest_is_of_cells_and_not_of_how_they_were_cut_into_batches():
    whole = digest(["ab", None, "", "Zoë"])
    assert whole == digest(["ab"], [None, ""], [], ["Zoë"])
    for other in (
        ["a", None, "b", "Zoë"],
        ["ab", "", None, "Zoë"],
        ["ab", None, "", "Zoe"],
        ["ab", None, ""],
    ):
        assert digest(other) != whole


def test_what_is_asked_of_a_source_follows_its_layout():
    layout = Layout.model_validate(
        YAML(typ="safe").load(
            """
            layout: visits
            version: 1
            category: health
            record: ref
            encoding: windows-1252
            delimiter: semicolon
            mentions:
              child:
                forename: first
                birth-date: {column: dob, date: DD/MM/YYYY}
                id-upn: {column: upn, category: education}
            events:
              - {of: child, kind: visit, date: {column: seen, date: YYYYMMDD}}
            """
        )
    )
    wanted = wanted_of(layout, frozenset({Category.HEALTH}), "Sheet 2")
    assert wanted == Wanted(
        ("first", "dob", "seen", "ref"),
        Encoding.WINDOWS_1252,
        Delimiter.SEMICOLON,
        {"dob": DateFormat.BRITISH, "seen": DateFormat.COMPACT},
        "ref",
        "Sheet 2",
    )
