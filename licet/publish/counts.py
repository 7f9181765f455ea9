"""Every count of people on the page, protected together: what one table hides, no other gives away."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from licet.publish import group_rates, hearing, need_counts, shapes, streams, weights
from licet.publish.disclosure import disclosed
from licet.publish.hearing import Opinion
from licet.publish.sheet import Fact, Name, Sheet, Shown, compared, joined
from licet.publish.story import Story
from licet.publish.streams import LINKED, PEOPLE

FAMILIES, FLAGGED = shapes.FAMILIES, ("flagged",)


def shown_of(story: Story, heard: Sequence[Opinion]) -> Mapping[Name, Shown]:
    """Every count of a story as the page shows it; heard: what parents say, of which answers are counted."""
    return disclosed(sheet_of(story, heard))


def sheet_of(story: Story, heard: Sequence[Opinion]) -> Sheet:
    """Every count that the page shows, and how they hang together across its tables."""
    parts = [hearing.counted(heard)]
    if story.linkage is not None:
        parts += [
            streams.counted(story),
            weights.counted(story.linkage),
            Sheet({PEOPLE: story.linkage.persons}),
        ]
    if story.families is not None:
        flagged = story.families.flagged
        parts += [
            shapes.counted(story.families),
            need_counts.counted(story.families),
            group_rates.counted(story.families.rates),
            Sheet({} if flagged is None else {FLAGGED: flagged}),
        ]
    sheet = joined(parts)
    return joined([sheet, Sheet({}, facts=tuple(_across(story, sheet)))])


def _across(story: Story, sheet: Sheet) -> Iterable[Fact]:
    """What the same people count for in one table and in another."""
    if story.linkage is not None:
        yield from compared(sheet, sheet.totals[LINKED], [PEOPLE])
    if story.linkage is None or story.families is None:
        return
    families, out = sheet.totals[FAMILIES], streams.left_out(story)
    mentions = [*sheet.totals[LINKED], *out]
    # measure: those counted and all that there are, as other tables have them.
    elsewhere: dict[str, tuple[list[Name], list[Name]]] = {
        "flagged": ([FLAGGED] if FLAGGED in sheet.cells else [], list(families)),
        "in one record alone": ([], [PEOPLE]),
        "excluded": (out, mentions),
    }
    if FLAGGED in sheet.cells:
        yield from compared(sheet, families, [FLAGGED])
    rated = sorted(name for name in sheet.cells if name[0] == group_rates.COUNTED)
    for (_, measure, _), names in groupby(rated, key=lambda name: name[:3]):
        counted = list(names)
        everybody = [*counted, *map(group_rates.rest, counted)]
        for here, there in zip((counted, everybody), elsewhere[measure], strict=True):
            if there:
                yield from compared(sheet, there, here)
