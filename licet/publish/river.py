"""Picture 3: the river of records, from each source to people and families."""

from collections.abc import Mapping

from licet.publish.exhibits import Cell, Column, Figure, Table
from licet.publish.river_drawing import drawn_narrow, drawn_wide
from licet.publish.shapes import FAMILIES
from licet.publish.sheet import Name, Shown
from licet.publish.story import Story
from licet.publish.streams import River, Stream, course_of
from licet.publish.words import about, count_words, sentence

NAME = "river"


def river(story: Story, shown: Mapping[Name, Shown]) -> Figure:
    """The river of records."""
    course = course_of(story, shown, shown.get(FAMILIES))
    label = (
        f"{sentence(about(course.linked, 'mentions'))} in {sum(s.opened for s in course.streams)} sources "
        f"turn out to be {about(course.persons, 'people')}"
    )
    told = _told(course)
    return Figure(
        id=NAME,
        name="The river of records",
        title=label,
        description=told,
        wide=drawn_wide(course, label, told),
        narrow=drawn_narrow(course, label, told),
        table=_table(course),
        note="A record can name several people, so there can be more mentions than rows. "
        "Widths are counts. A source that was not opened is not counted.",
    )


def _told(course: River) -> str:
    parts = "; ".join(map(_stream_words, course.streams))
    people, families = about(course.persons, "people"), about(course.families, "families")
    return f"{parts}. All linked mentions are {people}, and these form {families}."


def _stream_words(stream: Stream) -> str:
    if not stream.opened:
        return f"{stream.name}: not opened, not counted"
    counts = ((stream.rows, "rows"), (stream.mentions, "mentions"), (stream.linked, "linked"))
    return f"{stream.name}: {', '.join(f'{count_words(count)} {unit}' for count, unit in counts)}"


def _table(course: River) -> Table:
    causes = next(([cause for cause, _ in s.left_out] for s in course.streams if s.opened), [])
    columns = (
        Column("Source"),
        Column("Rows", "count"),
        Column("Set aside", "count"),
        Column("Mentions", "count"),
        *(Column(sentence(cause), "count") for cause in causes),
        Column("Linked", "count"),
    )
    rows = tuple(_row(stream, len(columns) - 1) for stream in course.streams)
    last = ("All sources", *[""] * (len(columns) - 2), course.linked)
    return Table(NAME, "Rows and mentions by source", columns, (*rows, last), total=True)


def _row(stream: Stream, width: int) -> tuple[Cell, ...]:
    if not stream.opened:
        return (stream.name, *["not opened"] * width)
    left_out = (count for _, count in stream.left_out)
    return (stream.name, stream.rows, stream.set_aside, stream.mentions, *left_out, stream.linked)
