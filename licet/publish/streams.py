"""What became of each source's rows and mentions, in counts that balance as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from licet.publish.disclosure import Shown, alone, line
from licet.publish.shapes import families_shown
from licet.publish.story import LinkageStory, SourceStory, Story
from licet.publish.words import title

CAUSES = {"do-not-link": "marked do not link", "objection": "objected", "no consent": "did not agree"}
"""Why a mention is left out, in the order of the page."""


@dataclass(frozen=True)
class Stream:
    """One source's counts as they are shown; `left_out` by cause, in one order for all sources."""

    name: str
    holder: str
    opened: bool
    rows: Shown
    set_aside: Shown
    mentions: Shown
    left_out: tuple[tuple[str, Shown], ...]
    linked: Shown


@dataclass(frozen=True)
class River:
    """All streams, and where they end."""

    streams: tuple[Stream, ...]
    linked: Shown
    persons: Shown
    families: Shown


def course_of(story: Story, linkage: LinkageStory) -> River:
    """Every source's stream, and the people and families that they come to."""
    families = None if story.families is None else families_shown(story.families)
    linked = line([source.linked for source in story.sources if source.opened])
    each = iter(linked.parts)
    causes = _causes(story.sources)
    streams = tuple(
        _stream(source, causes, next(each)) if source.opened else _shut(source) for source in story.sources
    )
    return River(streams, linked.total, alone(linkage.persons), families)


def _causes(sources: Sequence[SourceStory]) -> list[str]:
    """Every cause for which anybody was left out of any source."""
    seen = {cause for source in sources for cause, count in source.excluded.items() if count}
    return [*(cause for cause in CAUSES if cause in seen), *sorted(seen - set(CAUSES))]


def _stream(source: SourceStory, causes: Sequence[str], linked: Shown) -> Stream:
    """The counts of an opened source.

    Rows that were read are not told apart from all rows, so a few set aside cannot be subtracted out. Those
    linked are never hidden to protect those left out: the mentions that both come from are.
    """
    parts = line([source.linked, *(source.excluded.get(cause, 0) for cause in causes)], keep=1)
    return Stream(
        name=title(source.name),
        holder=source.holder,
        opened=True,
        rows=alone(source.rows),
        set_aside=alone(source.set_aside),
        mentions=None if linked is None else parts.total,
        left_out=tuple((CAUSES.get(c, c), n) for c, n in zip(causes, parts.parts[1:], strict=True)),
        linked=linked,
    )


def _shut(source: SourceStory) -> Stream:
    return Stream(title(source.name), source.holder, False, None, None, None, (), None)
