"""`licet explain`: for a stated reason, in the ledger first, masked unless asked otherwise."""

import json
import re

import pyarrow.compute as pc
import pytest

from licet import register as records
from licet.errors import Refused
from licet.run import latest_run
from tests.cli.shell import finished, licet
from tests.run.boroughs import borough, edit, run, vouch_again

WHY = ("--reason", "a check of case 7", "--as", "A. Worker")


def somebody(folder):
    """A family with a need, a parent in it whom the surgery knows, and what the surgery wrote of them."""
    store = latest_run(folder / "var")
    families, persons, mentions = (store.table(name) for name in ("families", "persons", "mentions"))
    known = mentions.join(persons.select(["mention_id", "person_id"]), "mention_id", join_type="inner")
    patients = known.filter(pc.equal(known.column("source"), "surgery"))
    patients = patients.filter(pc.is_valid(patients.column("birth_date")))
    needy = set(store.table("needs").column("family_id").to_pylist())
    parents = [row for row in families.to_pylist() if row["role"] == "parent" and row["family_id"] in needy]
    written = {row["person_id"]: row for row in patients.sort_by("mention_id").to_pylist()}
    row = next(row for row in parents if row["person_id"] in written)
    return row["family_id"], row["person_id"], written[row["person_id"]]


def looks(folder):
    records.open_register(folder / "var")
    from licet.register.models import Entry, Look

    assert Entry.objects.filter(kind="look").count() == Look.objects.count()
    return list(Look.objects.values_list("by", "reason", "subject"))


def test_a_family_is_explained_masked_and_the_look_is_in_the_ledger(tmp_path):
    folder = finished(tmp_path / "b")
    family, person, written = somebody(folder)
    done = licet("explain", folder, family, *WHY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].startswith(f"{family} in run ")
    assert f"{person}: parent" in done.stdout
    assert "Need: " in done.stdout
    for column in ("forename", "surname", "birth_date"):
        assert str(written[column]) not in done.stdout
    assert looks(folder) == [("A. Worker", "a check of case 7", family)]


def test_a_person_is_explained_unmasked_if_asked(tmp_path):
    folder = finished(tmp_path / "b")
    _, person, written = somebody(folder)
    said = licet("explain", folder, person, *WHY, "--unmask").stdout
    assert f"{written['forename']} {written['surname']} {written['birth_date']}" in said
    assert "surgery (patient)" in said


def test_nothing_is_shown_where_the_ledger_cannot_take_the_look(tmp_path, monkeypatch):
    folder = finished(tmp_path / "b")
    family, _, _ = somebody(folder)

    def full(*_given):
        raise Refused("The ledger is full.")

    monkeypatch.setattr("licet.register.look", full)
    done = licet("explain", folder, family, *WHY, "--unmask")
    assert (done.exit_code, done.stdout) == (4, "")


@pytest.mark.parametrize("missing", ["--reason", "--as"])
def test_a_reason_and_a_name_are_required(tmp_path, missing):
    folder = finished(tmp_path / "b")
    family, _, _ = somebody(folder)
    given = {"--reason": "a check", "--as": "A. Worker"}
    without = [word for option, value in given.items() if option != missing for word in (option, value)]
    assert licet("explain", folder, family, *without).exit_code == 2
    done = licet("explain", folder, family, *without, missing, "  ")
    assert (done.exit_code, done.stdout) == (4, "")
    assert looks(folder) == []


def test_whoever_objects_to_being_shown_is_not_shown_nor_is_their_family(tmp_path):
    folder = finished(tmp_path / "b")
    family, person, written = somebody(folder)
    details = [written[column] or "" for column in ("forename", "surname", "birth_date", "postcode")]
    with (folder / "objections.csv").open("a") as file:
        file.write(",".join([*details, "show", "2026-11-22"]) + "\n")
    run(folder)
    for subject in (family, person):
        done = licet("explain", folder, subject, *WHY)
        assert (done.exit_code, done.stdout) == (4, "")
        assert "objects to being shown" in done.stderr
    assert looks(folder) == []


@pytest.mark.parametrize("subject", ["F9999999", "", "surgery/1"])
def test_an_unknown_id_is_told_plainly(tmp_path, subject):
    done = licet("explain", finished(tmp_path / "b"), subject, *WHY)
    assert (done.exit_code, done.stdout) == (5, "")
    assert "no such family_id or person_id" in done.stderr


def test_one_mention_is_answered_with_how_to_ask_of_two(tmp_path):
    done = licet("explain", finished(tmp_path / "b"), "surgery/1/patient", *WHY)
    assert (done.exit_code, done.stdout) == (5, "")
    assert "together with a second one: licet explain DIR ONE OTHER" in done.stderr


def test_only_what_may_be_shown_is_shown(tmp_path):
    """A programme that asks to show education alone shows no other record and no need that rests on one."""
    folder = finished(tmp_path / "b")
    text = (folder / "programme.yaml").read_text()
    asked = (
        "operation: show\n    categories: [education, early-years, health, police, housing, tax, benefits]"
    )
    assert asked in text
    edit(folder, asked, "operation: show\n    categories: [education]")
    vouch_again(folder)
    run(folder)
    family, _, written = somebody(folder)
    said = licet("explain", folder, family, *WHY, "--unmask").stdout
    assert "surgery: not shown, because showing these records is not granted" in said
    assert str(written["birth_date"]) not in said
    needs = json.loads(json.dumps(open_needs(folder)))
    assert all(words in needs for words in [line for line in said.splitlines() if line.startswith("Need: ")])


def open_needs(folder):
    return [
        f"Need: {sure}{words} (outcome 1)"
        for sure in ("", "possibly ")
        for words in (
            "a child missed a tenth or more of the last two terms",
            "a child was suspended three times or more in a year",
        )
    ]


def a_link(folder, *, one_person: bool = True):
    """Two mentions of two sources with a link, and what their records say."""
    store = latest_run(folder / "var")
    persons = {row["mention_id"]: row["person_id"] for row in store.table("persons").to_pylist()}
    rows = {row["mention_id"]: row for row in store.table("mentions").to_pylist()}
    for link in store.table("links").to_pylist():
        one, other = rows[link["mention_id_l"]], rows[link["mention_id_r"]]
        same = persons[one["mention_id"]] == persons[other["mention_id"]]
        if one["source"] != other["source"] and same == one_person:
            return one, other, link
    raise AssertionError("no such link")


def test_two_mentions_are_explained_masked_and_their_points_add_up(tmp_path):
    folder = finished(tmp_path / "b")
    one, other, link = a_link(folder)
    done = licet("explain", folder, one["mention_id"], other["mention_id"], *WHY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "The two records are taken as one person." in done.stdout
    assert f"{one['source']} ({one['role']}): {one['forename'][:1]}… {one['surname'][:1]}…" in done.stdout
    assert str(one["forename"]) not in done.stdout.split("The two records", 1)[1]
    last = done.stdout.splitlines()[-1].split()[-1]
    assert float(last.replace("−", "-")) == pytest.approx(link["match_weight"], abs=0.051)
    assert looks(folder) == [
        ("A. Worker", "a check of case 7", f"{one['mention_id']} and {other['mention_id']}")
    ]


def test_two_mentions_that_are_two_people_come_with_the_reason(tmp_path):
    folder = finished(tmp_path / "b")
    one, other, _ = a_link(folder, one_person=False)
    said = licet("explain", folder, one["mention_id"], other["mention_id"], *WHY, "--unmask").stdout
    assert "The two records are taken as two people. " in said
    assert str(one["surname"]) in said


def test_a_person_comes_with_the_links_that_hold_them_together(tmp_path):
    folder = finished(tmp_path / "b")
    _, person, _ = somebody(folder)
    store = latest_run(folder / "var")
    persons = store.table("persons")
    mine = persons.filter(pc.equal(persons.column("person_id"), person)).column("mention_id").to_pylist()
    said = licet("explain", folder, person, *WHY, "--unmask").stdout
    held = [line for line in said.splitlines() if line.startswith("  ") and line.count("/") == 4]
    assert len(held) == len(mine) - 1
    assert f"{len(mine)} records are taken as this person." in said
    masked = licet("explain", folder, person, *WHY).stdout
    assert not [mention for mention in mine if mention in masked]


def test_an_alternative_who_objects_to_being_shown_is_not_named(tmp_path, monkeypatch):
    folder = finished(tmp_path / "b")
    one, other, _ = a_link(folder, one_person=False)
    persons = latest_run(folder / "var").table("persons").to_pylist()
    named = {row["mention_id"]: row["person_id"] for row in persons}
    person, rival = named[one["mention_id"]], named[other["mention_id"]]
    assert f"Not {rival}: " in licet("explain", folder, person, *WHY).stdout
    monkeypatch.setattr("licet.cli.looking.View.hidden", frozenset({rival}))
    said = licet("explain", folder, person, *WHY).stdout
    assert rival not in said
    assert "There are other people near who may not be shown." in said


def test_a_family_comes_with_how_sure_its_ties_are(tmp_path):
    folder = finished(tmp_path / "b")
    family, person, _ = somebody(folder)
    said = licet("explain", folder, family, *WHY).stdout
    assert f"{person} is a parent of " in said
    assert "so: a chance of " in said


def test_a_mention_that_is_not_there_is_told_without_its_value(tmp_path):
    folder = finished(tmp_path / "b")
    one, _, _ = a_link(folder)
    done = licet("explain", folder, one["mention_id"], "surgery/no-such/record/patient", *WHY)
    assert (done.exit_code, done.stdout) == (5, "")
    assert "Write source/record_id/role" in done.stderr
    assert "no-such" not in done.stderr


def refusals(folder):
    records.open_register(folder / "var")
    from licet.register.models import Entry

    return [entry.details for entry in Entry.objects.filter(kind="look-refused")]


def test_a_refused_look_is_in_the_ledger(tmp_path):
    """Who asked, about whom, why, and why not; nobody who gives no name is entered."""
    folder = finished(tmp_path / "b")
    family, _, written = somebody(folder)
    details = [written[column] or "" for column in ("forename", "surname", "birth_date", "postcode")]
    with (folder / "objections.csv").open("a") as file:
        file.write(",".join([*details, "show", "2026-11-22"]) + "\n")
    run(folder)
    assert licet("explain", folder, family, *WHY).exit_code == 4
    (entry,) = refusals(folder)
    assert {name: entry[name] for name in ("by", "reason", "subject")} == {
        "by": "A. Worker",
        "reason": "a check of case 7",
        "subject": family,
    }
    assert "objects to being shown" in entry["refused"]
    reference = written["mention_id"]
    assert licet("explain", folder, reference, reference, *WHY).exit_code == 4
    assert licet("explain", folder, family, "--reason", " ", "--as", "A. Worker").exit_code == 4
    assert [entry["subject"] for entry in refusals(folder)] == [family, f"{reference} and {reference}"]
    assert looks(folder) == []


def test_two_mentions_are_not_compared_where_one_may_not_be_shown(tmp_path):
    folder = finished(tmp_path / "b")
    asked = (
        "operation: show\n    categories: [education, early-years, health, police, housing, tax, benefits]"
    )
    edit(folder, asked, "operation: show\n    categories: [education]")
    vouch_again(folder)
    run(folder)
    one, other, _ = a_link(folder)
    assert {one["source"], other["source"]} - {"pupils", "attendance"}
    done = licet("explain", folder, one["mention_id"], other["mention_id"], *WHY)
    assert (done.exit_code, done.stdout) == (4, "")
    assert "not granted" in done.stderr
    assert [entry["refused"] for entry in refusals(folder)] == [done.stderr.strip()]
    store = latest_run(folder / "var")
    _, person, _ = somebody(folder)
    said = licet("explain", folder, person, *WHY, "--unmask").stdout
    ids = store.table("mentions").column("mention_id").to_pylist()
    shown = [mention for mention in ids if f"{mention} and" in said or f"and {mention}" in said]
    assert all(mention.split("/")[0] in ("pupils", "attendance") for mention in shown)


def test_a_programme_that_changed_since_its_run_shows_nobody(tmp_path):
    folder = finished(tmp_path / "b")
    family, _, _ = somebody(folder)
    edit(folder, "title: Early help in Wexcombe", "title: Fraud in Wexcombe")
    done = licet("explain", folder, family, *WHY)
    assert (done.exit_code, done.stdout) == (4, "")
    assert "has changed since the permit was issued" in done.stderr


def test_a_run_that_linked_nobody_has_nobody_to_show(tmp_path):
    folder = finished(tmp_path / "b")
    (folder / "evidence" / "survey.csv").unlink()
    run(folder)
    done = licet("explain", folder, "F0000001", *WHY)
    assert (done.exit_code, done.stdout) == (4, "")
    assert "linked nobody" in done.stderr


def test_a_flag_says_in_how_many_plausible_linkages_it_holds(tmp_path):
    """Told only where every need that it rests on may be shown."""
    folder = borough(tmp_path / "b")
    store = run(folder, draws=3).store
    said = [
        licet("explain", folder, row["family_id"], *WHY).stdout
        for row in store.table("flags").to_pylist()[:12]
    ]
    flagged = [line for text in said for line in text.splitlines() if line.startswith("Flagged: ")]
    assert all(
        re.fullmatch(r"Flagged: needs under \d+ outcomes, in [0-3] of 3 plausible linkages.", line)
        for line in flagged
    )
    assert (
        "Flagged: "
        not in licet("explain", folder, store.table("families")["person_id"][0].as_py(), *WHY).stdout
    )
    assert flagged
