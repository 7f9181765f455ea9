"""Answers from SPSS, Stata, Parquet and CSV: codes as they are, and the same findings from each."""

import polars
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pyreadstat
import pytest
from ruamel.yaml import YAML

from licet.errors import SourceError
from licet.evidence import Codebook, findings_of
from licet.run.survey_files import FORMATS, read_answers
from tests.run.boroughs import borough

ANSWERS = {"weight": [1.5, 2.0, 1.0, 1.0], "q": [1.0, 2.0, 9.0, None], "ward": ["N", "S", "", "S"]}


def in_format(path, table: dict[str, list]):
    frame = polars.DataFrame(table)
    if path.suffix in (".sav", ".zsav"):
        labels = {"q": {1: "yes", 2: "no", 9: "refused"}}
        missing = {"q": [{"lo": 9, "hi": 9}]}
        pyreadstat.write_sav(
            frame, path, compress=path.suffix == ".zsav", variable_value_labels=labels, missing_ranges=missing
        )
    else:
        pyreadstat.write_dta(frame, path, variable_value_labels={"q": {1: "yes", 2: "no", 9: "refused"}})
    return path


@pytest.mark.parametrize("ending", [".sav", ".zsav", ".dta"])
def test_codes_are_read_and_not_labels(tmp_path, ending):
    """What SPSS declares as missing is missing; Stata has other codes for that, and keeps its 9."""
    read = read_answers(in_format(tmp_path / f"s{ending}", ANSWERS), f"s{ending}")
    assert read.column("q").to_pylist() == [1, 2, 9 if ending == ".dta" else None, None]
    assert read.column("q").type == pa.int64()
    assert read.column("weight").to_pylist() == [1.5, 2.0, 1.0, 1.0]
    assert read.column("ward").to_pylist() == ["N", "S", None, "S"]


@pytest.mark.parametrize("ending", [".sav", ".dta", ".parquet"])
def test_a_survey_says_the_same_in_every_format(tmp_path, ending):
    folder = borough(tmp_path / "b")
    codebook = Codebook.model_validate(YAML(typ="safe").load(folder / "evidence" / "codebook.yaml"))
    answers = pv.read_csv(folder / "evidence" / "survey.csv")
    path = tmp_path / f"survey{ending}"
    if ending == ".parquet":
        pq.write_table(answers, path)
    else:
        in_format(path, {"q": [1.0] * answers.num_rows} | answers.to_pydict())
    found = findings_of(read_answers(path, path.name), codebook, 0.95)
    assert found.equals(findings_of(answers, codebook, 0.95))


@pytest.mark.parametrize("ending", FORMATS)
def test_a_broken_file_is_told_by_its_kind_and_never_by_its_contents(tmp_path, ending):
    path = tmp_path / f"s{ending}"
    for content in (b"\xff\xfe\0zqxsecret" * 50, b""):
        path.write_bytes(content)
        with pytest.raises(SourceError, match=rf"s{ending}  is not (CSV|Parquet|SPSS|Stata)") as refused:
            read_answers(path, path.name)
        assert "zqxsecret" not in str(refused.value)


@pytest.mark.parametrize("ending", [".sav", ".dta"])
def test_half_a_file_is_refused(tmp_path, ending):
    path = in_format(tmp_path / f"s{ending}", {"q": [float(n % 5) for n in range(5000)]})
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(SourceError, match=r"is not (SPSS|Stata)"):
        read_answers(path, path.name)


def test_an_unknown_ending_lists_the_known_ones(tmp_path):
    with pytest.raises(
        SourceError, match=r"s\.xls  has an ending that is not known. Expected one of: \.csv, "
    ):
        read_answers(tmp_path / "s.xls", "s.xls")
