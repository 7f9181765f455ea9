"""The documents that a programme carries: who owns them, who signed, until when."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from licet.programme.reading import Written


class Document(StrEnum):
    """Kinds of document that the law or good practice asks for."""

    IMPACT_ASSESSMENT = "impact-assessment"
    RECORD_OF_PROCESSING = "record-of-processing"
    SHARING_AGREEMENT = "sharing-agreement"
    EQUALITY_IMPACT_ASSESSMENT = "equality-impact-assessment"
    TRANSPARENCY_RECORD = "transparency-record"
    APPROPRIATE_POLICY_DOCUMENT = "appropriate-policy-document"


ONE_PER_PROGRAMME = tuple(kind for kind in Document if kind is not Document.SHARING_AGREEMENT)

Text = Annotated[str, Field(min_length=1)]


class Paper(Written):
    """One signed document; a sharing agreement names the source that it covers."""

    document: Document
    owner: Text
    version: Text
    signed_by: Text
    signed_on: date
    expires: date
    source: str | None = None
    summary: str = ""

    def title(self) -> str:
        """What messages call it."""
        words = self.document.replace("-", " ")
        return f"{words} for {self.source}" if self.source else words


def lacking(papers: Sequence[Paper], sources: Sequence[str], today: date) -> list[str]:
    """What stands in the way: each missing, unsigned-yet or expired document, by name; empty if nothing."""
    required: list[tuple[Document, str | None]] = [(kind, None) for kind in ONE_PER_PROGRAMME]
    required += [(Document.SHARING_AGREEMENT, source) for source in sources]
    return [problem for kind, source in required if (problem := _problem(papers, kind, source, today))]


def in_force_until(papers: Sequence[Paper], today: date) -> date | None:
    """The last day on which every document that is in force today still is."""
    latest: dict[tuple[Document, str | None], date] = {}
    for paper in papers:
        if paper.signed_on <= today <= paper.expires:
            kind = (paper.document, paper.source)
            latest[kind] = max(paper.expires, latest.get(kind, paper.expires))
    return min(latest.values(), default=None)


def _problem(papers: Sequence[Paper], kind: Document, source: str | None, today: date) -> str | None:
    words = kind.replace("-", " ") + (f" for {source}" if source else "")
    held = [paper for paper in papers if paper.document is kind and paper.source == source]
    if not held:
        return f"the {words} is missing"
    if all(paper.expires < today for paper in held):
        return f"the {words} expired on {max(p.expires for p in held):%d %B %Y}"
    if not any(paper.signed_on <= today <= paper.expires for paper in held):
        return f"the {words} is not signed yet"
    return None
