"""`licet evaluate`: the last run beside a known truth."""

from itertools import takewhile

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

from tests.cli.shell import answer, finished, licet
from tests.run.boroughs import borough


def test_evaluate_gives_scores_overall_by_role_and_by_group_with_intervals(tmp_path):
    folder = finished(tmp_path / "b")
    found = answer(licet("evaluate", folder, "--truth", folder / "truth" / "truth.parquet", "--json"))
    assert found["overall"]["f1"] > 0.9
    assert (
        found["overall"]["mentions"]
        == found["mentions"]
        == sum(r["mentions"] for r in found["by_role"].values())
    )
    assert {"child", "patient", "claimant", "contact-1"} <= set(found["by_role"])
    assert "suspect" not in found["by_role"], "police was not opened, so it does not count"
    rows = found["by_group"]["ethnic-group"]
    assert {row["level"] for row in rows} == {"white", "asian", "black", "mixed-or-other"}
    shares = [row for row in rows if row["measure"] in ("recall", "precision")]
    assert len(shares) == 8
    for row in shares:
        assert 0 <= row["ci_low"] <= row["estimate"] <= row["ci_high"] + 1e-9 <= 1 + 1e-9


MEASURES = {"recall", "precision", "person split", "person merged", "link rate", "unlinkable", "left out"}


def test_evaluate_says_whom_the_linkage_gets_wrong(tmp_path):
    """Every measure in every level, with its basis; differences are judged together, the reference is not."""
    folder = finished(tmp_path / "b")
    found = answer(licet("evaluate", folder, "--truth", folder / "truth" / "truth.parquet", "--json"))
    rows = {(row["level"], row["measure"]): row for row in found["by_group"]["ethnic-group"]}
    assert {measure for _, measure in rows if not measure.endswith(("difference", "ratio"))} == MEASURES
    assert rows["black", "recall"]["basis"] == "truth"
    assert rows["black", "link rate"]["basis"] == "counted"
    for level, measure in rows:
        judged = rows[level, measure]["apart"]
        if measure.endswith("difference") and level != "white" and not rows[level, measure]["too_few"]:
            assert judged in (True, False)
            assert rows[level, measure]["p_value"] <= rows[level, measure]["p_adjusted"]
        else:
            assert judged is None


def test_a_truth_that_knows_families_tells_of_families(tmp_path):
    """The column `family` is no group: it says who belongs together, and adds three measures."""
    folder = finished(tmp_path / "b")
    truth = pq.read_table(folder / "truth" / "truth.parquet")
    number = [str(int(person[1:]) // 4) for person in truth["person"].to_pylist()]
    pq.write_table(truth.append_column("family", pa.array(number)), tmp_path / "t.parquet")
    found = answer(licet("evaluate", folder, "--truth", tmp_path / "t.parquet", "--json"))
    assert list(found["by_group"]) == ["ethnic-group"]
    measures = {row["measure"] for row in found["by_group"]["ethnic-group"]}
    assert {*MEASURES, "family members placed", "family whole", "wrong members"} <= measures


def test_evaluate_prints_an_aligned_table(tmp_path):
    folder = finished(tmp_path / "b")
    lines = licet("evaluate", folder, "--truth", folder / "truth" / "truth.parquet").stdout.splitlines()
    assert lines[1].split() == ["role", "mentions", "precision", "recall", "F1"]
    assert lines[2].split()[0] == "all"
    by_role = list(takewhile(lambda line: not line.startswith("Links by"), lines[1:]))
    assert len({len(line.rstrip()) for line in by_role if line.strip()}) == 1
    groups = lines[lines.index("Links by ethnic-group") + 1 :]
    assert groups[0].split() == ["ethnic-group", "measure", "among", "share", "interval", "apart", "by"]
    printed = [line.split("  ") for line in groups[1:] if line.strip()]
    assert len(printed) == 4 * len(MEASURES)
    assert sum(line.rstrip().endswith("reference") for line in groups) == len(MEASURES)


def test_the_truth_may_be_csv(tmp_path):
    folder = finished(tmp_path / "b")
    truth = pq.read_table(folder / "truth" / "truth.parquet")
    pv.write_csv(truth, tmp_path / "truth.csv")
    both = [
        answer(licet("evaluate", folder, "--truth", path, "--json"))["overall"]
        for path in (folder / "truth" / "truth.parquet", tmp_path / "truth.csv")
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "truth.csv  does not exist"),
        ("source,record_id,role\na,1,b\n", "truth.csv  has no column person"),
        ("source,record_id\na,1,zqxtoken\n", "truth.csv  is not CSV"),
    ],
)
def test_a_truth_that_cannot_be_read_is_a_source_error(tmp_path, file, said):
    folder = finished(tmp_path / "b")
    if file is not None:
        (tmp_path / "truth.csv").write_text(file)
    done = licet("evaluate", folder, "--truth", tmp_path / "truth.csv", "--json")
    assert (done.exit_code, done.stdout) == (5, "")
    assert said in done.stderr
    assert "zqxtoken" not in done.stderr


def test_without_a_whole_run_there_is_nothing_to_evaluate(tmp_path):
    folder = borough(tmp_path / "b")
    pq.write_table(pa.table({"source": ["a"]}), tmp_path / "t.parquet")
    done = licet("evaluate", folder, "--truth", tmp_path / "t.parquet")
    assert done.exit_code == 7
    assert "There is no whole run yet" in done.stderr
