"""The documents that a programme carries: who owns them, who signed, until when."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from licet.programme.documents import HEADINGS, Document
from licet.programme.reading import Written

ONE_PER_PROGRAMME = tuple(kind for kind in Document if kind is not Document.SHARING_AGREEMENT)

NAMED = 3
"""How many empty headings a message names."""

Text = Annotated[str, Field(min_length=1)]


class Paper(Written):
    """One signed document; a sharing agreement names the source that it covers.

    contents: what it says, or where that is written, under each heading of its kind.
    """

    document: Document
    owner: Text
    version: Text
    signed_by: Text
    signed_on: date
    expires: date
    source: str | None = None
    contents: dict[str, str] = Field(default_factory=dict)

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
    in_force = [paper for paper in held if paper.signed_on <= today <= paper.expires]
    if not in_force:
        return f"the {words} is not signed yet"
    unsaid = min((paper.unsaid() for paper in in_force), key=len)
    return f"the {words} says nothing under {_some(unsaid)}" if unsaid else None


def _some(headings: Sequence[str]) -> str:
    named, more = ", ".join(headings[:NAMED]), len(headings) - NAMED
    return f"{named} and {more} more" if more > 0 else named
