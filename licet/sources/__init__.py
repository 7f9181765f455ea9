"""What arrived: layouts, identifiers, reading, checking; bad rows are set aside with a reason, never lost."""

from licet.sources.exclusion import exclude, objecting_persons, without
from licet.sources.gather import (
    Gathered,
    Shut,
    digests_of_opened,
    gather,
    layouts,
    linkable,
    objections_of,
    opened,
    why_shut,
)
from licet.sources.layout import Layout
from licet.sources.people_lists import PeopleList, read_people
from licet.sources.preview import Preview, preview
from licet.sources.tables import (
    ADDRESSES,
    EVENTS,
    GROUPS,
    MENTIONS,
    QUARANTINE,
    RESTRICTIONS,
    TIES,
    Arrived,
    Counts,
)

__all__ = [
    "ADDRESSES",
    "EVENTS",
    "GROUPS",
    "MENTIONS",
    "QUARANTINE",
    "RESTRICTIONS",
    "TIES",
    "Arrived",
    "Counts",
    "Gathered",
    "Layout",
    "PeopleList",
    "Preview",
    "Shut",
    "digests_of_opened",
    "exclude",
    "gather",
    "layouts",
    "linkable",
    "objecting_persons",
    "objections_of",
    "opened",
    "preview",
    "read_people",
    "why_shut",
    "without",
]
