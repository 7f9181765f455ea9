"""What became of each source's rows and mentions, in counts that balance as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from licet.programme import Choice, said
from licet.publish.sheet import Name, Sheet, Shown, compared
from licet.publish.story import SourceStory, Story

DO_NOT_LINK, OBJECTION, NO_CONSENT = "do-not-link", "objection", "no consent"
DELETION, UPDATE = "deletion", "update"
CAUSES = {
    DO_NOT_LINK: said("marked do not link"),
    OBJECTION: said("objected"),
    NO_CONSENT: said("did not agree"),
    DELETION: said("taken back by the holder"),
    UPDATE: said("replaced by a later row"),
}
"""Why a mention is left out, in the order of the page."""

LINKED, PEOPLE = ("linked",), ("people",)


@dataclass(frozen=True)
class Stream:
    """One source's counts as they are shown; `left_out` by cause, in one order for all sources."""

    name: str
    opened: bool
    rows: Shown
    set_aside: Shown
    mentions: Shown
    left_out: tuple[tuple[str, Shown], ...]
    linked: Shown

    @property
    def is_hidden(self) -> bool:
        """Whether none of its counts may be told."""
        counts = (self.rows, self.set_aside, self.mentions, *(n for _, n in self.left_out), self.linked)
        return all(count is None for count in counts)


@dataclass(frozen=True)
class River:
    """All streams, and where they end."""

    streams: tuple[Stream, ...]
    linked: Shown
    persons: Shown
    families: Shown

    @property
    def is_drawn(self) -> bool:
        """Whether any stream can be told: a picture of hidden counts alone would show nothing."""
        return not all(stream.is_hidden for stream in self.streams)


def counted(story: Story) -> Sheet:
    """Rows and mentions of the opened sources.

    Rows that were read are not told apart from all rows, so a few set aside cannot be subtracted out. Those
    linked are never hidden to protect those left out: the mentions that both come from are. Where each row
    names one person, whoever knows so could compare rows with mentions, so that is a fact.
    """
    opened = [source for source in story.sources if source.opened]
    causes = causes_of(story)
    sheet = Sheet(
        cells={name: count for source in opened for name, count in _cells(source, causes).items()},
        totals={
            **{("mentions", source.name): _mentions(source, causes) for source in opened},
            LINKED: tuple(("linked", source.name) for source in opened),
        },
        kept=frozenset(("linked", source.name) for source in opened),
    )
    facts = [
        compared(sheet, [("set aside", s.name), *_mentions(s, causes)], [("rows", s.name)]) for s in opened
    ]
    return Sheet(sheet.cells, sheet.totals, tuple(fact for each in facts for fact in each), sheet.kept)


def left_out(story: Story) -> list[Name]:
    """The cells of all mentions that were left out."""
    causes = causes_of(story)
    return [name for s in story.sources if s.opened for name in _mentions(s, causes)[1:]]


def course_of(story: Story, shown: Mapping[Name, Shown], families: Shown) -> River:
    """Every source's stream, and the people and families that they come to."""
    causes = causes_of(story)
    streams = tuple(
        _stream(source, causes, shown) if source.opened else _shut(source) for source in story.sources
    )
    return River(streams, shown[LINKED], shown[PEOPLE], families)


def causes_of(story: Story) -> list[str]:
    """Every cause for which anybody might be left out, whether or not anybody was."""
    seen = {cause for source in story.sources for cause, count in source.excluded.items() if count}
    asked = {d.granted_as.choice for d in story.decisions if d.granted_as is not None}
    expected = {DO_NOT_LINK, OBJECTION, *([NO_CONSENT] if Choice.CONSENT_ASKED in asked else [])}
    return [*(cause for cause in CAUSES if cause in seen | expected), *sorted(seen - set(CAUSES))]


def _cells(source: SourceStory, causes: Sequence[str]) -> dict[Name, int]:
    return {
        ("rows", source.name): source.rows,
        ("set aside", source.name): source.set_aside,
        ("linked", source.name): source.linked,
        **{("left out", source.name, cause): source.excluded.get(cause, 0) for cause in causes},
    }


def _mentions(source: SourceStory, causes: Sequence[str]) -> tuple[Name, ...]:
    """The cells that a source's mentions come to: those linked first."""
    return ("linked", source.name), *(("left out", source.name, cause) for cause in causes)


def _stream(source: SourceStory, causes: Sequence[str], shown: Mapping[Name, Shown]) -> Stream:
    return Stream(
        name=source.name,
        opened=True,
        rows=shown["rows", source.name],
        set_aside=shown["set aside", source.name],
        mentions=shown["mentions", source.name],
        left_out=tuple((CAUSES.get(c, c), shown["left out", source.name, c]) for c in causes),
        linked=shown["linked", source.name],
    )


def _shut(source: SourceStory) -> Stream:
    return Stream(source.name, False, None, None, None, (), None)
