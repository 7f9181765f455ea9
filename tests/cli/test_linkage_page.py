"""`licet linkage-page`: under the gate of a look, for its owner alone, masked unless asked otherwise."""

import re

import pyarrow.compute as pc
import pytest

from licet.run import latest_run
from tests.cli.shell import finished, licet
from tests.cli.test_explain import WHY, looks, refusals, somebody
from tests.run.boroughs import edit, run, vouch_again


def page(folder) -> str:
    return (latest_run(folder / "var").root / "identity" / "linkage.html").read_text(encoding="utf-8")


def values(folder, *columns: str) -> set[str]:
    mentions = latest_run(folder / "var").table("mentions")
    return {value for column in columns for value in mentions.column(column).to_pylist() if value}


def words(html: str) -> set[str]:
    return set(re.findall(r"[a-z0-9][a-z0-9-]{3,}", re.sub(r"<[^>]*>", " ", html).lower()))


def test_the_page_is_its_owners_alone_masked_and_in_the_ledger(tmp_path):
    folder = finished(tmp_path / "b")
    done = licet("linkage-page", folder, *WHY)
    assert (done.exit_code, done.stderr) == (0, "")
    path = latest_run(folder / "var").root / "identity" / "linkage.html"
    assert str(path) in done.stdout
    assert path.stat().st_mode & 0o777 == 0o600
    html = page(folder)
    assert "Invented people." in html
    assert "<summary>" in html
    assert not words(html) & values(folder, "birth_date", "id_nhs", "record_id")
    assert not words(html) & {name for name in values(folder, "forename") if len(name) > 6}
    assert looks(folder) == [("A. Worker", "a check of case 7", "the linkage, with records")]
    assert not list(path.parent.glob(".*"))


def test_values_are_shown_if_asked(tmp_path):
    folder = finished(tmp_path / "b")
    licet("linkage-page", folder, *WHY, "--unmask")
    assert words(page(folder)) & values(folder, "birth_date")


def test_without_records_no_example_is_there(tmp_path):
    folder = finished(tmp_path / "b")
    licet("linkage-page", folder, *WHY, "--no-records")
    assert "This page shows records" not in page(folder)
    assert "P000" not in page(folder)
    assert looks(folder) == [("A. Worker", "a check of case 7", "the linkage")]


def test_without_records_there_is_nothing_to_unmask(tmp_path):
    folder = finished(tmp_path / "b")
    done = licet("linkage-page", folder, *WHY, "--no-records", "--unmask")
    assert (done.exit_code, done.stdout) == (4, "")
    assert "nothing to unmask" in done.stderr
    assert looks(folder) == []
    assert not (latest_run(folder / "var").root / "identity" / "linkage.html").exists()


def test_whoever_objects_to_being_shown_is_in_no_example(tmp_path, monkeypatch):
    folder = finished(tmp_path / "b")
    _, person, written = somebody(folder)
    details = [written[column] or "" for column in ("forename", "surname", "birth_date", "postcode")]
    with (folder / "objections.csv").open("a") as file:
        file.write(",".join([*details, "show", "2026-11-22"]) + "\n")
    run(folder)
    drawn = []

    def kept(_linked, shown, *_given, **_named):
        drawn.append(shown.column("mention_id"))
        return "page"

    monkeypatch.setattr("licet.cli.linkage_page.page", kept)
    assert licet("linkage-page", folder, *WHY).exit_code == 0
    persons = latest_run(folder / "var").table("persons")
    theirs = persons.filter(pc.equal(persons.column("person_id"), person)).column("mention_id").to_pylist()
    assert theirs
    assert not set(theirs) & set(drawn[0].to_pylist())
    assert len(drawn[0]) > 100


@pytest.mark.parametrize("given", [("--reason", " ", "--as", "A"), ("--reason", "why", "--as", " ")])
def test_a_reason_and_a_name_are_required(tmp_path, given):
    folder = finished(tmp_path / "b")
    done = licet("linkage-page", folder, *given)
    assert (done.exit_code, done.stdout) == (4, "")
    assert not (latest_run(folder / "var").root / "identity" / "linkage.html").exists()


def test_records_of_what_may_not_be_shown_are_in_no_example(tmp_path):
    folder = finished(tmp_path / "b")
    asked = (
        "operation: show\n    categories: [education, early-years, health, police, housing, tax, benefits]"
    )
    edit(folder, asked, "operation: show\n    categories: [education]")
    vouch_again(folder)
    run(folder)
    assert licet("linkage-page", folder, *WHY).exit_code == 0
    named = re.findall(r"<summary>([^<]*)</summary>", page(folder))
    assert [each for each in named if "pupils" in each or "attendance" in each]
    assert not [each for each in named if "surgery" in each or "benefits" in each or "housing" in each]


def test_a_refusal_is_in_the_ledger_and_writes_nothing(tmp_path):
    folder = finished(tmp_path / "b")
    edit(folder, "title: Early help in Wexcombe", "title: Fraud in Wexcombe")
    done = licet("linkage-page", folder, *WHY)
    assert (done.exit_code, done.stdout) == (4, "")
    assert [entry["subject"] for entry in refusals(folder)] == ["the linkage, with records"]
    assert not (latest_run(folder / "var").root / "identity" / "linkage.html").exists()
