"""Rivers made up at the edges of the disclosure rule: a hidden total, a hidden stream, one source, five."""

from dataclasses import replace

from licet.publish import Story
from tests.publish import stories


def total_hidden() -> Story:
    """One source of six has too few to say, so the total of all mentions is hidden."""
    counts = [(300, 1, 9), (4, 0, 0), (120, 9, 12), (90, 0, 30), (40, 1, 0), (12, 0, 0)]
    return _told(counts, persons=250)


def stream_hidden() -> Story:
    """One source has no count that may be told; what all come to is told."""
    counts = [(300, 20, 30), (3, 1, 1), (120, 15, 12), (90, 10, 30), (40, 10, 15), (3, 0, 1)]
    return _told(counts, persons=250)


def people_hidden() -> Story:
    """One source, whose mentions come to too few people."""
    story = _told([(110, 20, 30)], persons=5)
    return replace(story, sources=story.sources[:1])


def all_hidden() -> Story:
    """No count of any source may be told."""
    return _told([(1, 0, 0)] * 6, persons=4)


def one_source() -> Story:
    """Nothing joins."""
    return _of(1)


def five_sources() -> Story:
    """All opened."""
    return _of(5)


def _of(many: int) -> Story:
    story = stories.borough()
    return replace(story, sources=story.sources[:many])


def _told(counts: list[tuple[int, int, int]], persons: int) -> Story:
    """counts: mentions linked, rows set aside, mentions that were objected to; each row is one mention."""
    story = stories.borough()
    assert story.linkage is not None
    opened = [
        replace(
            source,
            rows=linked + out + aside,
            set_aside=aside,
            mentions=linked + out,
            excluded={"objection": out},
            linked=linked,
        )
        for source, (linked, aside, out) in zip(story.sources, counts, strict=False)
    ]
    shut = story.sources[len(counts) :]
    return replace(story, sources=(*opened, *shut), linkage=replace(story.linkage, persons=persons))
