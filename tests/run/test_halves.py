"""Names and what follows from them may be kept apart, each half in a folder of its own."""

import pytest

from licet import register as records
from licet.errors import RunFailed
from licet.programme import open_folder
from licet.run import latest_run, manifest
from licet.run.store import is_complete, publish
from tests.run.boroughs import borough, run


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = borough(tmp_path_factory.mktemp("whole") / "b")
    outcome = run(folder)
    return manifest(open_folder(folder), outcome.weighed, outcome.store)


def apart(monkeypatch, tmp_path):
    monkeypatch.setenv("LICET_IDENTITY", str(tmp_path / "names"))
    monkeypatch.setenv("LICET_PAYLOAD", str(tmp_path / "rest"))


def test_the_halves_of_a_run_may_be_kept_elsewhere(whole, tmp_path, monkeypatch):
    """The same tables, byte for byte; nothing of them under var; each folder open to its owner alone."""
    apart(monkeypatch, tmp_path)
    folder = borough(tmp_path / "b")
    outcome = run(folder)
    assert manifest(open_folder(folder), outcome.weighed, outcome.store) == whole
    assert not list((folder / "var").rglob("*.parquet"))
    names, rest = tmp_path / "names" / outcome.store.id, tmp_path / "rest" / outcome.store.id
    assert {path.name for path in names.iterdir()} >= {"mentions.parquet", "persons.parquet"}
    assert {path.name for path in rest.iterdir()} >= {"families.parquet", "needs.parquet"}
    assert not {path.name for path in names.iterdir()} & {path.name for path in rest.iterdir()}
    for path in (names.parent, names, rest.parent, rest):
        assert path.stat().st_mode & 0o777 == 0o700


def test_what_comes_after_a_run_finds_the_halves(tmp_path, monkeypatch):
    apart(monkeypatch, tmp_path)
    folder = borough(tmp_path / "b")
    outcome = run(folder, until="link")
    before = outcome.store.path_of("persons").stat().st_mtime_ns
    again = run(folder)
    assert again.store.path_of("persons").stat().st_mtime_ns == before
    assert latest_run(folder / "var").table("families").num_rows
    monkeypatch.delenv("LICET_IDENTITY")
    with pytest.raises(RunFailed, match="LICET_IDENTITY and LICET_PAYLOAD as they were"):
        latest_run(folder / "var").table("mentions")


def test_a_touched_table_elsewhere_is_made_again(tmp_path, monkeypatch):
    apart(monkeypatch, tmp_path)
    folder = borough(tmp_path / "b")
    store = run(folder, until="link").store
    (tmp_path / "names" / store.id / "persons.parquet").write_bytes(b"")
    assert not is_complete(store, "link")
    assert run(folder, until="link").store.table("persons").num_rows


def test_a_file_is_staged_in_the_half_that_it_goes_to(tmp_path, monkeypatch):
    """A rename stays within one filesystem, and no name ever touches the other half's disk."""
    apart(monkeypatch, tmp_path)
    folder = borough(tmp_path / "b")
    outcome = run(folder, until="read")
    seen = []
    monkeypatch.setattr("licet.run.store.sync", seen.append)
    persons = outcome.store.table("quarantine")
    register = records.open_register(open_folder(folder).var)
    publish(register, outcome.store, "x", {"persons": persons, "needs": persons}, {"n": 1}, "none")
    run_ = outcome.store.id
    assert seen[:3] == [
        tmp_path / "names" / run_ / ".new" / "persons.parquet",
        tmp_path / "rest" / run_ / ".new" / "needs.parquet",
        outcome.store.root / ".new" / "n.json",
    ]
    assert not any(path.exists() for path in (seen[0].parent, seen[1].parent, seen[2].parent))


def test_a_half_must_be_a_whole_path_of_ones_own(tmp_path, monkeypatch):
    folder, shared, file = borough(tmp_path / "b"), tmp_path / "shared", tmp_path / "file"
    shared.mkdir(mode=0o755)
    file.write_text("")
    for named, said in (
        ("rest", "LICET_PAYLOAD must be a whole path"),
        (str(shared), "Others may open the folder"),
        (str(file), "cannot be used: File exists"),
    ):
        monkeypatch.setenv("LICET_PAYLOAD", named)
        with pytest.raises(RunFailed, match=said):
            run(folder, until="decide")
    assert shared.stat().st_mode & 0o777 == 0o755
