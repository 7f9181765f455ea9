"""The documents that a programme carries: who owns them, who signed, until when."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from licet.programme.documents import HEADINGS, Document
from licet.programme.reading import Written
from licet.programme.sentence import Sentence, said
from licet.programme.words import DOCUMENT_WORDS

ONE_PER_PROGRAMME = tuple(kind for kind in Document if kind is not Document.SHARING_AGREEMENT)

NAMED = 3
"""How many empty headings a message names."""

Text = Annotated[str, Field(min_length=1)]


class Paper(Written):
    """One signed document; a sharing agreement names the source that it covers."""

    document: Document
    """Which kind of document it is."""
    owner: Text
    """Who answers for it."""
    version: Text
    """Its version, as its owner numbers it."""
    signed_by: Text
    """Who signed."""
    signed_on: date
    """The day of signing; before it, the paper is not in force."""
    expires: date
    """The last day on which it is in force."""
    source: str | None = None
    """Which source a sharing agreement covers."""
    contents: dict[str, str] = Field(default_factory=dict)
    """What it says under each heading of its kind, or where that is written."""

    @model_validator(mode="after")
    def _known_headings(self) -> Self:
        unknown = sorted(set(self.contents) - set(HEADINGS[self.document]))
        if unknown:
            raise ValueError(
                f"unknown heading '{unknown[0]}' in the contents of the {self.title()}; expected some of "
                f"{', '.join(HEADINGS[self.document])}"
            )
        return self

    def unsaid(self) -> list[str]:
        """The headings under which it says nothing."""
        return [name for name in HEADINGS[self.document] if not self.contents.get(name, "").strip()]

    def title(self) -> Sentence:
        """What messages call it."""
        return _named(self.document, self.source)


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
    words = _named(kind, source)
    held = [paper for paper in papers if paper.document is kind and paper.source == source]
    if not held:
        return said("the {document} is missing", document=words)
    if all(paper.expires < today for paper in held):
        return said("the {document} expired on {day}", document=words, day=max(p.expires for p in held))
    in_force = [paper for paper in held if paper.signed_on <= today <= paper.expires]
    if not in_force:
        return said("the {document} is not signed yet", document=words)
    unsaid = min((paper.unsaid() for paper in in_force), key=len)
    if not unsaid:
        return None
    return said("the {document} says nothing under {headings}", document=words, headings=_some(unsaid))


def _some(headings: Sequence[str]) -> str:
    named, more = ", ".join(headings[:NAMED]), len(headings) - NAMED
    return said("{headings} and {count} more", headings=named, count=more) if more > 0 else named


def _named(kind: Document, source: str | None) -> Sentence:
    if source is None:
        return DOCUMENT_WORDS[kind]
    return said("{document} for {source}", document=DOCUMENT_WORDS[kind], source=source)
