"""The gate's edges: until when a permit lasts, what makes it void, and what a condition of consent does."""

import json
import shutil
from datetime import date

import pyarrow.csv as pv
import pytest

from licet import register as records
from licet.errors import Refused
from licet.licence import Kind, Status, approve, grants_of, issue, load, read_origin
from licet.licence.finding import findings_of_table
from licet.programme import Category, Choice, Operation, open_folder
from licet.run import weigh
from licet.sources import gather
from tests.run.boroughs import approved, borough, edit, real, run, vouch_again

PAPERS_EXPIRE = date(2027, 11, 1)


@pytest.fixture
def folder(tmp_path):
    return borough(tmp_path / "b")


def opened(folder):
    programme = open_folder(folder)
    return records.open_register(programme.var), programme


def weighed(folder):
    return weigh(*opened(folder))


def rewrite(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# Until when a permit lasts.


def papers_as_they_are(folder):
    pass


def one_paper_that_expires_first(folder):
    rewrite(folder / "paperwork" / "sharing-housing.yaml", "expires: 2027-11-01", "expires: 2027-02-03")


def one_paper_that_was_renewed(folder):
    """The longer of two papers of one kind counts, so that a renewal does not shorten anything."""
    old = folder / "paperwork" / "sharing-housing.yaml"
    shutil.copy(old, folder / "paperwork" / "renewed.yaml")
    rewrite(old, "expires: 2027-11-01", "expires: 2027-02-03")
    edit(
        folder,
        "  - paperwork/sharing-police.yaml\n",
        "  - paperwork/sharing-police.yaml\n  - paperwork/renewed.yaml\n",
    )
    vouch_again(folder)


def evidence_that_stops_being_fresh(folder):
    edit(folder, "freshness: {months: 24}", "freshness: {months: 9}")
    vouch_again(folder)


def evidence_of_a_month_without_that_day(folder):
    """Six months after 31 May is 30 November."""
    edit(folder, "freshness: {months: 24}", "freshness: {months: 6}")
    rewrite(folder / "evidence" / "codebook.yaml", "on-date: 2026-05-15", "on-date: 2026-05-31")
    vouch_again(folder)


def a_programme_that_ends(folder):
    edit(folder, "ends: 2028-03-31", "ends: 2026-12-24")
    vouch_again(folder)


@pytest.mark.parametrize(
    ("change", "until"),
    [
        (papers_as_they_are, PAPERS_EXPIRE),
        (one_paper_that_expires_first, date(2027, 2, 3)),
        (one_paper_that_was_renewed, PAPERS_EXPIRE),
        (evidence_that_stops_being_fresh, date(2027, 2, 15)),
        (evidence_of_a_month_without_that_day, date(2026, 11, 30)),
        (a_programme_that_ends, date(2026, 12, 24)),
    ],
)
def test_a_permit_lasts_until_the_earliest_of_papers_evidence_and_programme(folder, change, until):
    change(folder)
    permit = weighed(folder).permit
    assert permit is not None
    assert permit.until == until


def test_a_permit_is_good_on_its_last_day_and_void_on_the_next(folder):
    found = weighed(folder)
    register, programme = opened(folder)
    assert load(register, found.permit.id, programme, found.evidence_digest, PAPERS_EXPIRE) == found.permit
    with pytest.raises(Refused, match="The permit ended on 01 November 2027"):
        load(register, found.permit.id, programme, found.evidence_digest, date(2027, 11, 2))


def test_stale_evidence_grants_nothing(folder):
    edit(folder, "freshness: {months: 24}", "freshness: {months: 6}")
    vouch_again(folder)
    found = weighed(folder)
    assert {decision.status for decision in found.decisions} == {Status.WITHHELD}
    assert "no fresh evidence" in found.refusal


# What makes a permit void.


def edited_in_the_register(found):
    from licet.register.models import Permit

    stored = Permit.objects.get(id=found.permit.id)
    stored.body["until"] = "2099-12-31"
    stored.save()


def test_a_permit_that_was_edited_in_the_register_is_refused(folder):
    found = weighed(folder)
    register, programme = opened(folder)
    edited_in_the_register(found)
    with pytest.raises(Refused, match="not the one that was issued"):
        load(register, found.permit.id, programme, found.evidence_digest, found.today)
    with pytest.raises(Refused, match="not the one that was issued"):
        run(folder)


def test_a_permit_that_nobody_issued_is_refused(folder):
    found = weighed(folder)
    register, programme = opened(folder)
    with pytest.raises(Refused, match="No such permit was issued"):
        load(register, "0" * 64, programme, found.evidence_digest, found.today)


def test_a_permit_does_not_outlive_its_evidence_its_proposal_or_a_paper(folder):
    real(folder)
    approved(folder)
    found = weighed(folder)
    register, programme = opened(folder)
    given = (found.permit.id, programme, found.evidence_digest, found.today)
    assert load(register, *given).approved_by == "P. Governor"
    with pytest.raises(Refused, match="new evidence"):
        load(register, found.permit.id, programme, "0" * 64, found.today)
    paper = folder / "paperwork" / "impact-assessment.yaml"
    paper.write_text(paper.read_text().replace("expires: ", "expires: 2020-01-01 # "))
    with pytest.raises(Refused, match="the impact assessment expired"):
        load(register, found.permit.id, open_folder(folder), found.evidence_digest, found.today)
    rewrite(folder / "layouts" / "pupils.yaml", "area: ward", "area: postcode")
    with pytest.raises(Refused, match="programme or a layout has changed"):
        load(register, found.permit.id, open_folder(folder), found.evidence_digest, found.today)


def test_a_permit_does_not_outlive_a_file_that_a_layout_extends(folder):
    real(folder)
    layout = folder / "layouts" / "pupils.yaml"
    layout.rename(layout.with_name("pupils-2025.yaml"))
    layout.write_text("extends: pupils-2025.yaml\nversion: 2\n")
    approved(folder)
    found = weighed(folder)
    register, _ = opened(folder)
    given = (found.permit.id, open_folder(folder), found.evidence_digest, found.today)
    assert load(register, *given).approved_by == "P. Governor"
    rewrite(layout.with_name("pupils-2025.yaml"), "area: ward", "area: postcode")
    with pytest.raises(Refused, match="programme or a layout has changed"):
        load(register, *given)


def test_the_same_licence_on_the_same_evidence_is_one_permit(folder):
    one, two = weighed(folder).permit, weighed(folder).permit
    assert one == two
    from licet.register.models import Entry, Permit

    assert Permit.objects.count() == Entry.objects.filter(kind="permit").count() == 1


def test_an_approval_of_other_grants_is_no_approval(folder):
    """A governor says yes to the grants that they saw, not to whatever else would be granted."""
    real(folder)
    found = weighed(folder)
    register, programme = opened(folder)
    fewer = grants_of(found.decisions)[:-1]
    approve(register, programme, found.evidence_digest, fewer, "P. Governor")
    assert "No governor has approved" in (weighed(folder).refusal or "")


def test_real_people_need_a_governor_whatever_is_handed_in(folder):
    """`issue` asks the register itself: no argument of its caller stands for an approval."""
    real(folder)
    found = weighed(folder)
    register, programme = opened(folder)
    findings = findings_of_table(found.findings)
    with pytest.raises(Refused, match="No governor has approved"):
        issue(register, programme, found.decisions, findings, found.evidence_digest, None, found.today)


# The door for invented people.


def without_charter(folder):
    """A borough as one that was made without a charter, its origin made out anew."""
    text = (folder / "programme.yaml").read_text()
    (folder / "programme.yaml").write_text(text[: text.index("\ncharter:")] + "\n")
    origin = json.loads((folder / "origin.json").read_text())
    (folder / "origin.json").write_text(json.dumps(origin | {"charter": False}))
    vouch_again(folder)
    return folder


def test_a_synthetic_permit_grants_everything_to_listed_files_alone(folder):
    found = weighed(without_charter(folder))
    assert found.permit.kind is Kind.SYNTHETIC
    assert found.permit.invented
    assert len(found.permit.grants) == len(open_folder(folder).programme.requested())
    assert set(found.permit.source_digests) < set(read_origin(folder).digests)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda f: (f / "origin.json").unlink(), "there is no origin.json"),
        (lambda f: edit(f, "title: Early", "title: Late"), "is not the one that origin.json lists"),
        (lambda f: (f / "sources" / "tax.csv").write_text("x"), None),
        (lambda f: (f / "sources" / "surgery.csv").write_text("x"), "sources/surgery.csv is not the file"),
        (lambda f: (f / "sources" / "surgery.csv").unlink(), "sources/surgery.csv is not the file"),
        (lambda f: unlist(f, "sources/surgery.csv"), "origin.json does not list sources/surgery.csv"),
        (lambda f: unlist(f, "programme.yaml"), "programme.yaml is not the one"),
    ],
)
def test_a_synthetic_permit_is_refused_where_anything_is_not_as_shipped(folder, spoil, reason):
    spoil(without_charter(folder))
    found = weighed(folder)
    assert (found.permit is None) == (reason is not None)
    assert (reason or "") in (found.refusal or "")


def unlist(folder, name):
    origin = json.loads((folder / "origin.json").read_text())
    del origin["digests"][name]
    (folder / "origin.json").write_text(json.dumps(origin))


# A grant on condition that consent is asked.

ASKED = """
  - column: q_education
    question: How acceptable is it that the council uses police records if it asks you first?
    category: police
    purpose: offer-early-help
    actor: council
    choice: consent-asked
    accept: [4, 5]
    oppose: [1, 2]
    undecided: [3]
"""


def asked_first(folder):
    """Parents accept the use of police records if they are asked first, and not otherwise."""
    path = folder / "evidence" / "codebook.yaml"
    path.write_text(path.read_text().rstrip("\n") + ASKED)
    edit(folder, "objections: objections.csv", "objections: objections.csv\nconsents: consents.csv")
    vouch_again(folder)
    return folder


def consenting(folder, rows):
    header = "forename,surname,birth_date,postcode"
    (folder / "consents.csv").write_text("\n".join([header, *(",".join(row) for row in rows)]) + "\n")


def counts_of(folder):
    found = weighed(folder)
    gathered = gather(open_folder(folder), found.permit, found.today)
    return {each.source: each for each in gathered.arrived.counts}, gathered.arrived.mentions


def test_a_condition_of_consent_is_granted_and_excludes_whoever_has_not_agreed(folder):
    consenting(asked_first(folder), [])
    decisions = weighed(folder).decisions
    (police,) = [
        d for d in decisions if d.use.category is Category.POLICE and d.use.operation is Operation.LINK
    ]
    assert police.status is Status.CONDITIONAL
    assert police.conditions == ("may-object", "consent-asked")
    assert police.granted_as.choice is Choice.CONSENT_ASKED
    counts, mentions = counts_of(folder)
    assert counts["police"].kept == 0
    assert counts["police"].excluded["no consent"] > 0
    assert "police" not in mentions.column("source").to_pylist()
    assert "no consent" not in counts["surgery"].excluded


def test_whoever_agreed_is_kept_and_nobody_beside_them(folder):
    asked_first(folder)
    written = pv.read_csv(folder / "sources" / "police.csv").to_pylist()
    whole = [row for row in written if row["suspect_birth_date"] and row["postcode"]]
    one = whole[0]
    details = [str(one[f"suspect_{name}"]) for name in ("forename", "surname", "birth_date")]
    consenting(folder, [[*details, one["postcode"]]])
    counts, mentions = counts_of(folder)
    kept = [row for row in mentions.to_pylist() if row["source"] == "police"]
    assert one["incident"] in {row["record_id"] for row in kept}
    assert {(row["forename"], row["surname"]) for row in kept} == {(details[0].lower(), details[1].lower())}
    assert counts["police"].kept + sum(counts["police"].excluded.values()) == counts["police"].mentions


def test_an_objection_goes_before_a_consent(folder):
    """Whoever agreed once and objects now is out, and counted as objecting."""
    asked_first(folder)
    one = next(
        r for r in pv.read_csv(folder / "sources" / "police.csv").to_pylist() if r["suspect_birth_date"]
    )
    details = [str(one[f"suspect_{name}"]) for name in ("forename", "surname", "birth_date")]
    consenting(folder, [[*details, one["postcode"] or ""]])
    with (folder / "objections.csv").open("a") as file:
        file.write(",".join([*details, one["postcode"] or "", "all", "2026-11-22"]) + "\n")
    counts, mentions = counts_of(folder)
    assert "police" not in mentions.column("source").to_pylist()
    assert counts["police"].excluded["objection"] >= 1
