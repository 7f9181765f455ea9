"""The person records of `bench.linkage`: as many as asked for, each of somebody, and linked well."""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from bench import linkage, people
from bench.febrl import score
from bench.harness import Stopwatch

RECORDS = 6_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Records of small towns, so that there are several."""
    found: Path = tmp_path_factory.mktemp("people")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "FAMILIES", 150)
        people.write_people(RECORDS, found / "people.parquet", found / "truth.parquet")
    return found


def test_records_are_those_that_were_asked_for(folder: Path):
    """Each with an id of its own and both names, and the truth apart from them, in the same order."""
    mentions, truth = pq.read_table(folder / "people.parquet"), pq.read_table(folder / "truth.parquet")
    assert len(mentions) == len(truth) == RECORDS
    assert mentions["mention_id"].equals(truth["mention_id"])
    assert pc.count_distinct(mentions["mention_id"]).as_py() == RECORDS
    assert mentions["forename"].null_count == mentions["surname"].null_count == 0
    assert "person" not in mentions.column_names


def test_towns_share_no_postcode(folder: Path):
    """Pairs grow with the towns, then, and not with their square."""
    mentions, truth = pq.read_table(folder / "people.parquet"), pq.read_table(folder / "truth.parquet")
    town = pc.list_element(pc.split_pattern(truth["person"], "/"), 0).to_pylist()
    area = pc.utf8_slice_codeunits(mentions["postcode"], 0, 2).to_pylist()
    both = {pair for pair in zip(town, area, strict=True) if pair[1]}
    assert len(both) == len({one for one, _ in both}) == len({other for _, other in both}) > 1


def test_records_are_linked_and_written(folder: Path):
    """Read to written clusters, and the count of pairs that were compared."""
    watch = Stopwatch()
    pairs = linkage.ours(folder / "people.parquet", folder / "ours.parquet", watch)()
    found = score(pq.read_table(folder / "ours.parquet"), pq.read_table(folder / "truth.parquet"))
    assert found["f1"] > 0.93
    assert pairs > found["pairs"]
    steps = list(watch.seconds)
    assert (steps[0], steps[-1]) == ("read", "write")
