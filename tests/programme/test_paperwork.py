"""Papers: each kind says what it must, is signed and in force, or the permit is stopped by its name."""

from datetime import date

import pytest
from pydantic import ValidationError

from licet.programme import HEADINGS, Document, Paper, lacking
from licet.programme.documents import TRANSPARENCY_RECORD

TODAY = date(2026, 11, 22)


def paper(document, **changes):
    given = {
        "document": document,
        "owner": "Owner",
        "version": "1",
        "signed-by": "A. Guardian",
        "signed-on": date(2026, 1, 1),
        "expires": date(2027, 1, 1),
        "contents": dict.fromkeys(HEADINGS[Document(document)], "Said."),
    }
    return Paper.model_validate(given | changes)


def every_paper(**changed):
    papers = [paper(str(kind)) for kind in Document if kind is not Document.SHARING_AGREEMENT]
    papers.append(paper("sharing-agreement", source="pupils"))
    kind = changed.pop("document", None)
    return [
        paper(str(each.document), source=each.source, **changed) if each.document == kind else each
        for each in papers
    ]


def test_papers_that_say_everything_and_are_in_force_stop_nothing():
    assert lacking(every_paper(), ["pupils"], TODAY) == []


@pytest.mark.parametrize("kind", list(Document))
def test_each_missing_paper_is_named(kind):
    papers = [each for each in every_paper() if each.document != kind]
    words = kind.replace("-", " ") + (" for pupils" if kind is Document.SHARING_AGREEMENT else "")
    assert lacking(papers, ["pupils"], TODAY) == [f"the {words} is missing"]


@pytest.mark.parametrize("kind", list(Document))
def test_each_expired_paper_is_named_with_its_day(kind):
    papers = every_paper(document=kind, expires=date(2026, 11, 21))
    (problem,) = lacking(papers, ["pupils"], TODAY)
    assert problem.endswith("expired on 21 November 2026")
    assert kind.replace("-", " ") in problem


@pytest.mark.parametrize("kind", list(Document))
def test_a_paper_that_is_silent_on_a_heading_is_told_where(kind):
    contents = dict.fromkeys(HEADINGS[kind], "Said.") | {HEADINGS[kind][-1]: "  "}
    (problem,) = lacking(every_paper(document=kind, contents=contents), ["pupils"], TODAY)
    assert problem.endswith(f"says nothing under {HEADINGS[kind][-1]}")


def test_many_silent_headings_are_counted():
    papers = every_paper(document=Document.TRANSPARENCY_RECORD, contents={})
    assert lacking(papers, ["pupils"], TODAY)[0].endswith(
        "0.1 id, 0.2 standard-version, 0.3 organisation-type and 62 more"
    )


def test_a_paper_signed_tomorrow_is_not_signed_yet():
    papers = every_paper(document=Document.IMPACT_ASSESSMENT, **{"signed-on": date(2026, 11, 23)})
    assert lacking(papers, ["pupils"], TODAY) == ["the impact assessment is not signed yet"]


def test_an_agreement_covers_its_own_source_alone():
    assert lacking(every_paper(), ["pupils", "police"], TODAY) == [
        "the sharing agreement for police is missing"
    ]


def test_an_unknown_heading_is_told():
    with pytest.raises(ValidationError, match="unknown heading 'risk' in the contents of"):
        paper("impact-assessment", contents={"risk": "x"})


def test_the_transparency_record_has_the_65_fields_of_the_standard():
    assert len(TRANSPARENCY_RECORD) == len(set(TRANSPARENCY_RECORD)) == 65
