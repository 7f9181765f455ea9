"""What a run opens, links and says, when parents have withheld something, everything, or were not asked."""

import os
import shutil
from dataclasses import replace

import pytest

from licet import register as records
from licet.errors import Refused, SourceError
from licet.licence import approve, grants_of
from licet.programme import open_folder
from licet.publish import PAGES
from licet.run import manifest, run_programme, weigh
from tests.run.boroughs import QUIET, approved, borough, edit, real, run, vouch_again


def test_a_withheld_source_is_never_opened(tmp_path):
    """The police file is a named pipe that nobody writes to: opening it would hang for ever."""
    folder = borough(tmp_path / "b")
    (folder / "sources" / "police.csv").unlink()
    os.mkfifo(folder / "sources" / "police.csv")
    outcome = run(folder)
    (shut,) = outcome.store.note("arrived")["shut"]
    assert shut["source"] == "police"
    assert "linking police records is withheld: among all parents" in shut["reason"]
    assert "police" not in outcome.store.table("mentions").column("source").to_pylist()
    assert outcome.store.note("needs")["not_run"] == {"offence": ["police"], "domestic-abuse": ["police"]}


def test_what_was_withheld_and_why_is_told_in_welsh_as_well(tmp_path):
    """The reasons come from four rooms, and a run that is resumed has them too."""
    folder = borough(tmp_path / "b")
    run(folder, until="fairness")
    outcome = run(folder)
    # Long Welsh words may break at soft hyphens.
    report, adroddiad = ((outcome.store.root / name).read_text().replace("\xad", "") for name in PAGES)
    assert "linking police records is withheld: among all parents" in report
    assert "ataliwyd cysylltu cofnodion yr heddlu: ymhlith yr holl rieni" in adroddiad
    assert "Finding needs in police records is not granted." in report
    assert "Ni chaniateir canfod anghenion mewn cofnodion yr heddlu." in adroddiad
    assert not set(PAGES) & set(manifest(open_folder(folder), outcome.weighed, outcome.store)["published"])


@pytest.mark.parametrize("removal", ["files", "entry"])
def test_without_evidence_nothing_is_linked_and_the_report_says_so(tmp_path, removal):
    folder = borough(tmp_path / "b")
    if removal == "files":
        (folder / "evidence" / "survey.csv").unlink()
    else:
        edit(folder, "  - {answers: evidence/survey.csv, codebook: evidence/codebook.yaml}", "  []")
    outcome = run(folder)
    assert outcome.weighed.permit is None
    assert not outcome.store.has("mentions")
    assert not outcome.store.has("persons")
    report, adroddiad = ((outcome.store.root / name).read_text() for name in PAGES)
    assert "Nothing was linked, because no linking was granted" in report
    assert "Ni chysylltwyd dim. Y rheswm: ni chaniatawyd dim cysylltu." in adroddiad


def test_a_borough_whose_charter_was_deleted_gets_no_synthetic_permit(tmp_path):
    """Not even where somebody lists the new programme.yaml in origin.json: it was made with a charter."""
    for again in (False, True):
        folder = borough(tmp_path / f"b{again}")
        text = (folder / "programme.yaml").read_text()
        (folder / "programme.yaml").write_text(text[: text.index("\ncharter:")])
        if again:
            vouch_again(folder)
        outcome = run(folder)
        assert outcome.weighed.permit is None
        assert not outcome.store.has("mentions")


def test_invented_data_whose_files_were_changed_is_treated_as_real(tmp_path):
    folder = borough(tmp_path / "b")
    with (folder / "sources" / "pupils.csv").open("a") as file:
        file.write("P9,,A,B,2015-01-01,f,white,,1,Mill Lane,WX1 1AA,,home,Weir,,,,,,,,,,,,\n")
    with pytest.raises(Refused, match="not the invented file"):
        run(folder)


def test_real_data_waits_for_a_second_person(tmp_path):
    folder = real(borough(tmp_path / "b"))
    outcome = run(folder)
    assert outcome.weighed.permit is None
    assert "No governor has approved" in (outcome.weighed.refusal or "")
    opened = open_folder(folder)
    register = records.open_register(opened.var)
    weighed = weigh(register, opened)
    grants = grants_of(weighed.decisions)
    with pytest.raises(Refused, match="cannot approve it"):
        approve(register, opened, weighed.evidence_digest, grants, " early help  DATA team")
    approve(register, opened, weighed.evidence_digest, grants, "P. Governor")
    permit = run(folder, until="decide").weighed.permit
    assert permit is not None
    assert (permit.approved_by, permit.invented) == ("P. Governor", False)


def test_a_missing_or_expired_paper_stops_the_permit_by_name(tmp_path):
    folder = real(borough(tmp_path / "b"))
    approved(folder)
    assert run(folder, until="decide").weighed.permit is not None
    paper = folder / "paperwork" / "sharing-surgery.yaml"
    text = paper.read_text()
    paper.write_text(text.replace("expires: ", "expires: 2020-01-01 # "))
    refused = run(folder, until="decide").weighed
    assert "the sharing agreement for surgery expired on 1 January 2020" in (refused.refusal or "")
    edit(folder, "  - paperwork/sharing-surgery.yaml\n", "")
    assert "the sharing agreement for surgery is missing" in (
        run(folder, until="decide").weighed.refusal or ""
    )


def test_a_charter_changed_after_its_evidence_was_known_waits_for_a_second_person(tmp_path):
    folder = real(borough(tmp_path / "b"))
    approved(folder)
    assert run(folder, until="decide").weighed.permit is not None
    edit(folder, "majority: {at-least: 0.5}", "majority: {at-least: 0.3}")
    changed = run(folder, until="decide").weighed
    assert changed.permit is None
    assert "changed after the evidence" in (changed.refusal or "")
    approved(folder, "Q. Governor")
    assert run(folder, until="decide").weighed.permit is not None


@pytest.mark.parametrize("change", ["layout", "evidence", "programme"])
def test_a_permit_binds_the_programme_its_layouts_and_the_evidence(tmp_path, change):
    folder = real(borough(tmp_path / "b"))
    approved(folder)
    assert run(folder, until="decide").weighed.permit is not None
    if change == "layout":
        path = folder / "layouts" / "police.yaml"
        path.write_text(path.read_text().replace("category: police", "category: education"))
    elif change == "evidence":
        path = folder / "evidence" / "survey.csv"
        path.write_text(path.read_text().replace(",4,", ",5,", 1))
    else:
        edit(folder, "title: Early help in Wexcombe", "title: Fraud in Wexcombe")
    assert run(folder, until="decide").weighed.permit is None


def test_the_ledger_holds_charter_then_codebook_then_evidence_then_permit(tmp_path):
    folder = borough(tmp_path / "b")
    run(folder, until="read")
    from licet.register.models import Entry

    kinds = list(Entry.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["declared-charter", "declared-codebook", "declared-evidence", "permit", "stage", "stage"]


def test_a_withdrawn_survey_ends_the_permit_of_the_next_run(tmp_path):
    folder = real(borough(tmp_path / "b"))
    approved(folder)
    assert run(folder, until="decide").weighed.permit is not None
    shutil.rmtree(folder / "evidence")
    (folder / "evidence").mkdir()
    (folder / "evidence" / "answers.yaml").write_text("security: yes\n")
    assert run(folder, until="decide").weighed.permit is None


def test_evidence_that_changes_during_a_run_stops_the_next_stage(tmp_path):
    """The permit is asked for again before every stage, with the files as they are by then."""
    folder = borough(tmp_path / "b")

    def meddle(stage):
        if stage == "families":
            (folder / "evidence" / "survey.csv").unlink()

    opened = open_folder(folder)
    register = records.open_register(opened.var)
    with pytest.raises(Refused, match="new evidence since the permit was issued"):
        run_programme(register, opened, replace(QUIET, begin=meddle))
    assert run(folder).weighed.permit is None


@pytest.mark.parametrize("name", ["TEAM, Early Help Data", "early-help data team.", "Eàrly Help Data Team"])
def test_another_spelling_of_the_proposer_is_no_second_person(tmp_path, name):
    folder = real(borough(tmp_path / "b"))
    with pytest.raises(Refused, match="cannot approve it"):
        approved(folder, name)


def test_the_right_to_object_needs_a_list_of_objections(tmp_path):
    folder = real(borough(tmp_path / "b"))
    edit(folder, "objections: objections.csv\n", "")
    approved(folder)
    assert "names no list of objections" in (run(folder, until="decide").weighed.refusal or "")


def test_a_refusal_on_the_way_is_in_the_ledger(tmp_path):
    from licet.register.models import Refusal

    folder = borough(tmp_path / "b")
    with (folder / "sources" / "pupils.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(Refused):
        run(folder)
    assert "not the invented file" in Refusal.objects.get().reason


def test_a_source_that_leads_out_of_the_folder_is_refused(tmp_path):
    folder = borough(tmp_path / "b")
    inside, outside = folder / "sources" / "pupils.csv", tmp_path / "pupils.csv"
    inside.rename(outside)
    inside.symlink_to(outside)
    with pytest.raises(SourceError, match="leads out"):
        run(folder)


def test_without_a_grant_to_publish_the_report_shows_no_figure_about_people(tmp_path):
    """Linking was accepted, publishing was not asked for: families are found, and nobody reads how many."""
    folder = borough(tmp_path / "b")
    edit(folder, "  - operation: publish\n", "  - operation: score\n")
    vouch_again(folder)
    outcome = run(folder)
    assert outcome.store.table("families").num_rows > 0
    report = (outcome.store.root / "report.html").read_text()
    assert "No figure about people is shown" in report
    assert "No source was opened" not in report
    shown = {path.name for path in (outcome.store.root / "public").iterdir()}
    assert not {"families.csv", "needs.csv", "match-weights.csv"} & shown
    assert not [name for name in shown if name.startswith("rates-")]
    river = outcome.store.root / "public" / "river.csv"
    assert not river.exists() or not any(
        cell.isdigit() for cell in river.read_text().replace("\n", ",").split(",")
    )
