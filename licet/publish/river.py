"""Picture 3: the river of records, from each source to people and families."""

from collections.abc import Mapping

from licet.programme import said
from licet.publish.exhibits import NOT_DRAWN, Cell, Column, Figure, Table
from licet.publish.language import Language
from licet.publish.river_joints import ALL_HIDDEN, NOT_OPENED
from licet.publish.river_narrow import drawn_narrow
from licet.publish.river_wide import drawn_wide
from licet.publish.shapes import FAMILIES
from licet.publish.sheet import Name, Shown
from licet.publish.story import Story
from licet.publish.streams import River, Stream, course_of
from licet.publish.words import about_families, about_people, count_words, sentence, title

NAME = "river"


def river(language: Language, story: Story, shown: Mapping[Name, Shown]) -> Figure:
    """The river of records."""
    course = course_of(story, shown, shown.get(FAMILIES))
    label, told = _title(language, course), _told(language, course)
    return Figure(
        id=NAME,
        name=language.text("The river of records"),
        title=label,
        description=told,
        wide=drawn_wide(language, course, label, told) if course.is_drawn else NOT_DRAWN,
        narrow=drawn_narrow(language, course, label, told) if course.is_drawn else NOT_DRAWN,
        table=_table(language, course),
        note=_note(language, course),
    )


def _note(language: Language, course: River) -> str:
    """How to read the picture, or why there is none."""
    if not course.is_drawn:
        return language.text(
            "There is no picture, because no source that was opened has counts that may be shown. "
            "The table has what can be said."
        )
    return language.text(
        "A record can name several people, so there can be more mentions than rows. Widths are counts. "
        "A dashed outline is a hidden count, drawn as wide as what is beside it. What is left out and "
        "hidden is in the table alone."
    )


def _title(language: Language, course: River) -> str:
    """What the mentions come to, as far as it can be said."""
    opened = sum(stream.opened for stream in course.streams)
    if course.linked is None and course.persons is None:
        return language.text("How many people the records name cannot be said")
    if course.linked is None:
        return language.plural(
            "The mentions in {count} source turn out to be {people}",
            "The mentions in {count} sources turn out to be {people}",
            opened,
            people=about_people(language, course.persons),
        )
    if course.persons is None:
        return language.plural(
            "About {mentions} mentions in {count} source; how many people they are cannot be said",
            "About {mentions} mentions in {count} sources; how many people they are cannot be said",
            opened,
            mentions=course.linked,
        )
    return language.plural(
        "About {mentions} mentions in {count} source turn out to be {people}",
        "About {mentions} mentions in {count} sources turn out to be {people}",
        opened,
        mentions=course.linked,
        people=about_people(language, course.persons),
    )


def _told(language: Language, course: River) -> str:
    parts = "; ".join(_stream_words(language, stream) for stream in course.streams)
    together = language.text(
        "All linked mentions are {people}, and these form {families}.",
        people=about_people(language, course.persons),
        families=about_families(language, course.families),
    )
    return f"{parts}. {together}"


def _stream_words(language: Language, stream: Stream) -> str:
    name = title(language, stream.name)
    if not stream.opened:
        return f"{name}: {language.of(NOT_OPENED)}"
    if stream.is_hidden:
        return f"{name}: {language.of(ALL_HIDDEN)}"
    return language.text(
        "{source}: {rows} rows, {mentions} mentions, {linked} linked",
        source=name,
        rows=count_words(language, stream.rows),
        mentions=count_words(language, stream.mentions),
        linked=count_words(language, stream.linked),
    )


def _table(language: Language, course: River) -> Table:
    causes = next(([cause for cause, _ in s.left_out] for s in course.streams if s.opened), [])
    columns = (
        Column(said("Source")),
        Column(said("Rows"), "count"),
        Column(said("Set aside"), "count"),
        Column(said("Mentions"), "count"),
        *(Column(sentence(language.theirs(cause)), "count") for cause in causes),
        Column(said("Linked"), "count"),
    )
    rows = tuple(_row(language, stream, len(columns) - 1) for stream in course.streams)
    last = (said("All sources"), *[""] * (len(columns) - 2), course.linked)
    return Table(NAME, language.text("Rows and mentions by source"), columns, (*rows, last), total=True)


def _row(language: Language, stream: Stream, width: int) -> tuple[Cell, ...]:
    name = title(language, stream.name)
    if not stream.opened:
        return (name, *[said("not opened")] * width)
    left_out = (count for _, count in stream.left_out)
    return (name, stream.rows, stream.set_aside, stream.mentions, *left_out, stream.linked)
