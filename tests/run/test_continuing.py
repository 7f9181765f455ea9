"""A run goes on from the last one: numbers stay with people, and none is ever given to somebody else."""

import json
import random
import re
import shutil
from datetime import UTC, datetime, timedelta

import pyarrow.compute as pc
import pytest

from licet import register as records
from licet import run as job
from licet.errors import RunFailed
from licet.programme import open_folder
from licet.publish import PAGES
from licet.run.store import digests_of_stages
from tests.run.boroughs import borough, run, vouch_again
from tests.run.damage import rows_of, write

FAMILIES = 60


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A borough that was run once; tests work on copies of it."""
    folder = borough(tmp_path_factory.mktemp("ran") / "b", FAMILIES)
    run(folder)
    records.close_register()
    return folder


@pytest.fixture
def folder(ran, tmp_path):
    return shutil.copytree(ran, tmp_path / "b", symlinks=True)


def again(folder, seed: int, until: str | None = None, draws: int = 0):
    """Another run of the same people: with another seed it has another name."""
    path = folder / "programme.yaml"
    path.write_text(re.sub(r"seed: \d+", f"seed: {seed}", path.read_text()))
    vouch_again(folder)
    return run(folder, until=until, draws=draws).store


def shuffled(folder, without: int = 0) -> None:
    """The same rows in another order, without some of the surgery's first patients."""
    for source in ("surgery", "pupils", "health-visits", "attendance"):
        rows = rows_of(folder, f"sources/{source}.csv")
        rows = rows[without:] if source == "surgery" else rows
        random.Random(3).shuffle(rows)
        write(folder, f"sources/{source}.csv", rows)
    vouch_again(folder)


def people(store) -> dict[tuple[str, ...], str]:
    """The person of each mention, known by what it says rather than by its row."""
    mentions, persons = store.table("mentions"), store.table("persons")
    joined = mentions.join(persons.select(["mention_id", "person_id"]), "mention_id").to_pylist()
    said = ("source", "role", "id_nhs", "id_upn", "id_nino", "forename", "surname", "birth_date")
    return {tuple(row[name] for name in said): row["person_id"] for row in joined if row["birth_date"]}


def members(store) -> set[tuple[str, ...]]:
    return set(zip(*store.table("families").select(range(4)).to_pydict().values(), strict=True))


def told(store, table: str) -> dict[str, int]:
    counts = pc.value_counts(store.table(table)["change"]).to_pylist()
    return {each["values"]: each["counts"] for each in counts}


def numbers(store) -> dict:
    return json.loads((store.root / "manifest.json").read_text())["numbers"]


def test_a_first_run_goes_on_from_nothing(ran):
    store = job.latest_run(ran / "var")
    assert numbers(store)["before"] == {"earlier": None, "persons": 0, "families": 0}
    assert store.table("person_changes").num_rows == store.table("family_changes").num_rows == 0


def test_rows_in_another_order_leave_every_number_with_its_person(folder):
    """Rows without a number of their own are known by what they say: row 12 is now somebody else."""
    before = job.latest_run(folder / "var")
    shuffled(folder)
    after = run(folder).store
    assert numbers(after)["before"]["earlier"] == before.id
    was, now = people(before), people(after)
    assert was == now
    assert set(told(after, "person_changes")) == set(told(after, "family_changes")) == {"kept"}
    assert members(before) == members(after)


def test_who_leaves_takes_the_number_along_and_who_comes_has_a_new_one(folder):
    """Twenty patients are not in the second run; in the third they are back, and new to it."""
    first = job.latest_run(folder / "var")
    whole = (folder / "sources" / "surgery.csv").read_bytes()
    shuffled(folder, without=20)
    second = run(folder).store
    (folder / "sources" / "surgery.csv").write_bytes(whole)
    vouch_again(folder)
    third = again(folder, seed=5)
    ids = [set(store.table("persons")["person_id"].to_pylist()) for store in (first, second, third)]
    gone = ids[0] - ids[1]
    assert gone
    assert told(second, "person_changes")["gone"] == len(gone)
    assert numbers(third)["before"]["earlier"] == second.id
    assert not gone & ids[2]
    come = ids[2] - ids[1]
    assert come
    assert min(come) > max(ids[0] | ids[1])
    # They are the same people: only their numbers are others.
    assert people(first).keys() == people(third).keys()


@pytest.mark.long
def test_an_interrupted_run_ends_with_the_same_bytes(folder, tmp_path):
    """Killed after it noted its last number and before its tables were there, or between its stages."""
    straight = shutil.copytree(folder, tmp_path / "straight", symlinks=True)
    whole = again(straight, seed=1, draws=2)
    store = again(folder, seed=1, until="link", draws=2)
    (store.root / "stages" / "link.json").unlink()
    again(folder, seed=1, until="link", draws=2)
    resumed = again(folder, seed=1, draws=2)
    assert resumed.id == whole.id
    mine, theirs = (digests_of_stages(store) for store in (resumed, whole))
    assert {name for name in mine if mine[name] != theirs[name]} <= set(PAGES)
    assert numbers(resumed) == numbers(whole)


@pytest.mark.long
def test_a_damaged_table_is_made_again_as_it_was_whatever_run_came_since(folder):
    second = again(folder, seed=1)
    path = second.path_of("persons")
    whole = path.read_bytes()
    again(folder, seed=2)
    path.write_bytes(b"")
    again(folder, seed=1)
    assert path.read_bytes() == whole


@pytest.mark.long
def test_runs_that_cross_never_give_one_number_to_two(folder):
    """One run stops, another gives numbers to new people, and then the first goes on."""
    shuffled(folder, without=20)
    run(folder)
    write_all = (folder / "sources" / "surgery.csv").read_bytes()
    stopped = again(folder, seed=1, until="read")
    assert stopped.has("quarantine")
    rows = rows_of(folder, "sources/surgery.csv")
    write(folder, "sources/surgery.csv", [*rows, *strangers(rows, "Zora")])
    vouch_again(folder)
    between = again(folder, seed=2)
    write(folder, "sources/surgery.csv", rows)
    assert (folder / "sources" / "surgery.csv").read_bytes() == write_all
    vouch_again(folder)
    resumed = again(folder, seed=1)
    assert resumed.id == stopped.id
    assert numbers(resumed)["before"]["earlier"] == between.id
    assert told(resumed, "person_changes")["gone"] == told(between, "person_changes")["new"]


def strangers(rows: list[dict[str, str]], forename: str) -> list[dict[str, str]]:
    """Somebody who is nobody else, by name, date of birth and address."""
    blank = dict.fromkeys(rows[0], "")
    said = {"forename": forename, "surname": "Quillon", "birth_date": "1961-03-09", "postcode": "WX1 1AA"}
    return [blank | said | {"sex": "f", "number": "77", "street": "Farthing Yard"}]


def test_a_purged_run_leaves_the_last_number(folder):
    """Nobody can be found again, so everybody is new, and no number is given a second time."""
    first = job.latest_run(folder / "var")
    ids, families = (set(first.table(t)[c].to_pylist()) for t, c in COLUMNS)
    programme = open_folder(folder)
    register = records.open_register(programme.var)
    later = datetime.now(UTC).date() + timedelta(days=366)
    job.purge(register, programme, job.past_keeping(register, programme, later))
    after = again(folder, seed=1)
    assert numbers(after)["before"]["earlier"] is None
    assert set(told(after, "person_changes")) == set(told(after, "family_changes")) == {"new"}
    assert min(after.table("persons")["person_id"].to_pylist()) > max(ids)
    assert min(after.table("families")["family_id"].to_pylist()) > max(families)


COLUMNS = (("persons", "person_id"), ("families", "family_id"))


def test_a_run_of_before_numbers_were_noted_is_gone_on_from(folder):
    """Such a run says nowhere which numbers it gave: its tables do."""
    before = job.latest_run(folder / "var")
    (before.root / "numbers.json").unlink()
    manifest = json.loads((before.root / "manifest.json").read_text())
    del manifest["numbers"]
    (before.root / "manifest.json").write_text(json.dumps(manifest))
    after = again(folder, seed=1)
    assert numbers(after)["before"]["earlier"] == before.id
    assert set(told(after, "person_changes")) == set(told(after, "family_changes")) == {"kept"}


def test_draws_name_persons_by_their_lasting_numbers(folder):
    """Where the best answer was renumbered, a draw still says of whom it speaks, behind a dash too."""
    shuffled(folder, without=20)
    plain = again(folder, seed=1, draws=3)
    fresh = shutil.copytree(folder, folder.parent / "fresh", ignore=shutil.ignore_patterns("var"))
    first = run(fresh, draws=3).store
    assert not plain.table("persons")["person_id"].equals(first.table("persons")["person_id"])
    lasting = dict(zip(*(s.table("persons")["person_id"].to_pylist() for s in (first, plain)), strict=True))
    was, now = (store.table("draws")["person_id"].to_pylist() for store in (first, plain))
    assert len(was)
    for old, new in zip(was, now, strict=True):
        person, dash, piece = old.partition("-")
        assert new == lasting[person] + dash + piece
    assert plain.table("ranges").equals(first.table("ranges"))


def test_a_damaged_earlier_run_stops_the_next_one(folder):
    """To go on without it would give everybody a new number, silently."""
    before = job.latest_run(folder / "var")
    before.path_of("persons").write_bytes(b"")
    with pytest.raises(RunFailed, match=f"Run {before.id} is damaged"):
        again(folder, seed=1)
    shutil.rmtree(before.root / "stages")
    after = again(folder, seed=1)
    assert set(told(after, "person_changes")) == {"new"}


def test_a_run_that_may_link_nothing_is_passed_over(folder):
    """The papers lapse, a run is refused, the papers are renewed: numbers are as before."""
    before = job.latest_run(folder / "var")
    origin = (folder / "origin.json").read_text()
    (folder / "origin.json").unlink()
    refused = run(folder)
    assert refused.weighed.permit is None
    (folder / "origin.json").write_text(origin)
    after = again(folder, seed=1)
    assert numbers(after)["before"]["earlier"] == before.id
    assert set(told(after, "person_changes")) == {"kept"}
