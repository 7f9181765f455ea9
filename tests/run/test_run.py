"""The main job: balances, equal runs, resuming, objectors who leave no trace."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

from licet import register as records
from licet.errors import RunFailed, SourceError
from licet.programme import open_folder
from licet.run import manifest
from licet.run.balance import check_balances
from licet.run.store import is_complete
from tests.run.boroughs import borough, run, tables


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = borough(tmp_path_factory.mktemp("run") / "b")
    return folder, run(folder)


def test_counts_balance_in_each_unit(finished):
    _, outcome = finished
    note, late = outcome.store.note("arrived"), outcome.store.note("linkage")["excluded_after_linking"]
    in_persons = outcome.store.table("persons").num_rows
    assert in_persons == sum(each["kept"] for each in note["opened"]) - sum(late.values())
    for each in note["opened"]:
        assert each["rows"] == each["accepted"] + each["set_aside"]
        assert each["mentions"] == each["kept"] + sum(each["excluded"].values())
    set_aside = outcome.store.table("quarantine").filter(
        ~pq.read_table(outcome.store.path_of("quarantine")).column("row_kept").to_numpy()
    )
    assert set_aside.num_rows >= sum(each["set_aside"] for each in note["opened"])


def test_an_imbalance_fails_the_run(finished):
    folder, outcome = finished
    from dataclasses import replace

    from licet.run.job import Job

    job = Job(open_folder(folder), outcome.weighed, outcome.weighed.permit, outcome.store, lambda _: None)
    arrived, persons = job.gathered.arrived, outcome.store.table("persons")
    left = outcome.store.table("mentions")
    check_balances(arrived, left, persons)
    with pytest.raises(RunFailed, match="do not balance"):
        check_balances(arrived, left, persons.slice(1))
    one = arrived.counts[0]
    wrong = replace(arrived, counts=(replace(one, accepted=one.accepted - 1), *arrived.counts[1:]))
    with pytest.raises(RunFailed, match=f"counts of {one.source} do not balance"):
        check_balances(wrong, left, persons)


def test_equal_runs_have_equal_tables_to_the_byte_and_equal_manifests(finished, tmp_path):
    folder, outcome = finished
    other = borough(tmp_path / "b")
    again = run(other)
    assert manifest(open_folder(other), again.weighed, again.store) == manifest(
        open_folder(folder), outcome.weighed, outcome.store
    )


def test_a_finished_run_is_not_done_again(finished):
    folder, outcome = finished
    before = {path: path.stat().st_mtime_ns for path in outcome.store.root.rglob("*.parquet")}
    again = run(folder)
    assert again.store.id == outcome.store.id
    assert {path: path.stat().st_mtime_ns for path in again.store.root.rglob("*.parquet")} == before


def test_a_table_that_was_touched_is_made_again(tmp_path):
    folder = borough(tmp_path / "b")
    outcome = run(folder)
    path = outcome.store.path_of("needs")
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert not is_complete(outcome.store, "needs")
    run(folder)
    assert path.read_bytes() == whole


def test_var_is_private_and_the_payload_names_nobody(finished):
    folder, outcome = finished
    for path in (folder / "var", outcome.store.root, outcome.store.root / "identity"):
        assert path.stat().st_mode & 0o777 == 0o700
    names = set(outcome.store.table("mentions").column("surname").to_pylist()) - {None}
    payload = {
        value
        for path in outcome.store.root.glob("payload/*.parquet")
        for column in pq.read_table(path).columns
        if str(column.type) == "string"
        for value in column.to_pylist()
    }
    assert not names & payload
    mentions = outcome.store.table("mentions")
    for column in ("id_nhs", "id_upn", "id_nino", "address_key", "mention_id"):
        assert not (set(mentions.column(column).to_pylist()) - {None}) & payload
    own_numbers = {one for one in mentions.column("record_id").to_pylist() if not one.isdigit()}
    assert not [value for value in payload if value and any(part in own_numbers for part in value.split("/"))]


def test_two_runs_at_once_are_refused(tmp_path):
    import fcntl

    folder = borough(tmp_path / "b")
    run(folder, until="decide")
    with (folder / "var" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(RunFailed, match="Another run"):
            run(folder)


TOKEN = "zqxtoken"


def plant(folder: Path) -> dict[str, str]:
    """Give three people of the surgery's file values that occur nowhere else.

    One objects and is found by name and date of birth; one is marked do-not-link; one lives at a protected
    address. Returns the token of each kind.
    """
    path = folder / "sources" / "surgery.csv"
    rows = pv.read_csv(path, convert_options=pv.ConvertOptions(strings_can_be_null=False)).to_pylist()
    rows = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    free = [row for row in rows if not row["do_not_link"] and not row["address_protected"]][:3]
    tokens = {}
    for kind, row in zip(("objector", "hidden", "protected"), free, strict=True):
        token = tokens[kind] = f"{TOKEN}{kind}"
        row["street"], row["unit"] = f"{token} street", f"{token} flat"
        if kind != "protected":
            row["forename"], row["surname"] = f"{token}forename", f"{token}surname"
            row["ethnicity"], row["sex"] = f"{token}ethnic", "f"
    free[0]["birth_date"], free[0]["postcode"] = "1931-07-13", "WX9 9ZZ"
    free[1]["do_not_link"] = "yes"
    free[2]["address_protected"] = "yes"
    write(path, rows)
    objections = folder / "objections.csv"
    with objections.open("a") as file:
        file.write(f"{tokens['objector']}forename,{tokens['objector']}surname,1931-07-13,,all,2026-11-22\n")
    return tokens


def write(path: Path, rows: list[dict[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue())


def traces(folder: Path, token: str) -> list[str]:
    """Where a token occurs: in any file's bytes or, for Parquet, its values."""
    found = []
    for path in folder.rglob("*"):
        if not path.is_file() or path.name.startswith("register.sqlite3"):
            continue
        text = path.read_bytes().decode("utf-8", errors="replace").lower()
        if path.suffix == ".parquet":
            text += str(pq.read_table(path).to_pydict()).lower()
        if token in text:
            found.append(str(path))
    return found


def test_values_of_objectors_hidden_people_and_protected_addresses_occur_nowhere(tmp_path):
    """Run from the shell, with a temporary folder of its own that is searched too."""
    from tests.run.boroughs import vouch_again

    folder, scratch = borough(tmp_path / "b"), tmp_path / "scratch"
    scratch.mkdir()
    tokens = plant(folder)
    vouch_again(folder)
    done = subprocess.run(
        [sys.executable, "-m", "licet.cli", "run", str(folder)],
        env=os.environ | {"TMPDIR": str(scratch), "DUCKDB_TEMP": str(scratch)},
        capture_output=True,
        text=True,
        check=True,
    )
    opened = open_folder(folder)
    records.export(records.open_register(opened.var), tmp_path / "export", "b")
    assert TOKEN not in (done.stdout + done.stderr).lower()
    excluded = pq.read_table(folder / "var" / "runs" / "latest" / "payload" / "exclusions.parquet")
    assert sum(excluded.column("excluded").to_pylist()) > 0
    for token in tokens.values():
        for place in (folder / "var", tmp_path / "export", scratch):
            assert traces(place, token) == []
    kept = tables_of(folder)["mentions"]
    assert kept.num_rows > 0


def tables_of(folder: Path):
    from licet.run import latest_run

    return tables(latest_run(folder / "var"))


def test_the_search_for_traces_would_find_one(tmp_path):
    """The same tokens without objection, marker or protection do occur: the test above can fail."""
    folder = borough(tmp_path / "b")
    plant(folder)
    text = (folder / "sources" / "surgery.csv").read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row["do_not_link"] = row["address_protected"] = ""
    write(folder / "sources" / "surgery.csv", rows)
    (folder / "objections.csv").write_text("forename,surname,birth_date,postcode,uses,lodged_on\n")
    from tests.run.boroughs import vouch_again

    vouch_again(folder)
    run(folder, until="link")
    for kind in ("objector", "hidden", "protected"):
        assert traces(folder / "var", f"{TOKEN}{kind}")


def test_every_event_has_a_number_of_its_own(finished):
    """Absence and suspensions come from one row; a need that cites the one must not show the other."""
    _, outcome = finished
    records_ = outcome.store.table("events").column("record").to_pylist()
    assert len(set(records_)) == len(records_)
    events = {row["record"]: row for row in outcome.store.table("events").to_pylist()}
    absences = [n for n in outcome.store.table("needs").to_pylist() if n["need"] == "persistent-absence"]
    assert absences
    assert {events[record]["kind"] for need in absences for record in need["evidence"]} == {"absence"}


def test_a_file_of_which_nothing_is_left_stops_the_run(tmp_path):
    """A layout that declares another order of dates is wrong, not every row."""
    folder = borough(tmp_path / "b")
    layout = folder / "layouts" / "surgery.yaml"
    text = layout.read_text()
    layout.write_text(
        text.replace("birth-date: birth_date", "birth-date: {column: birth_date, date: DD/MM/YYYY}")
    )
    with pytest.raises(SourceError, match=r"every row was set aside.*is not a date written DD/MM/YYYY"):
        run(folder)
