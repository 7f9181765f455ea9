"""The river where counts are hidden: what its title claims, what is drawn, and that no width tells."""

import csv
import io
import re
from dataclasses import replace

import pytest

from licet.publish import Story, published
from licet.publish.exhibits import NOT_DRAWN
from licet.publish.language import ENGLISH
from licet.publish.river import river
from licet.publish.streams import PEOPLE, counted
from tests.publish import rivers, stories


def figure(story: Story) -> str:
    text = published(story).files["report.html"]
    return text.partition('<figure id="river"')[2].partition("</figure>")[0]


def title(drawn: str) -> str:
    heading = drawn.partition("</span>")[2].partition("</h3>")[0]
    return " ".join(re.sub("<[^>]*>", " ", heading).split())


def test_a_hidden_total_is_left_out_of_the_title_and_outlined():
    """The title says what can be said; the joint of all mentions is a dashed outline."""
    drawn = figure(rivers.total_hidden())
    assert title(drawn) == "The mentions in 6 sources turn out to be about 250 people"
    wide = drawn.partition('<div class="narrow">')[0]
    mouth = re.search(r'<rect x="520\.50" [^>]*>', wide) or re.search(r'<rect x="520\.5" [^>]*>', wide)
    assert mouth is not None
    assert 'stroke-dasharray="3 2"' in mouth[0]


def test_a_hidden_stream_is_one_box_and_the_others_flow():
    """No source that may not be told has joints of its own."""
    story = rivers.stream_hidden()
    rows = list(csv.DictReader(io.StringIO(published(story).files["public/river.csv"])))
    hidden = [row["Source"] for row in rows if {row["Rows"], row["Mentions"], row["Linked"]} == {"hidden"}]
    assert hidden
    drawn = figure(story)
    assert drawn.count(">all counts hidden<") == 2 * len(hidden)
    assert drawn.count(">not opened, not counted<") == 2


def test_a_source_with_one_count_shown_is_not_called_hidden():
    """Rows set aside may be all that can be told of it, and be drawn."""
    story = stories.borough()
    cells, pupils = counted(story), story.sources[0].name
    shown = dict.fromkeys((*cells.cells, *cells.totals, PEOPLE))
    told = river(ENGLISH, story, shown | {("set aside", pupils): 40})
    for drawing in (told.wide, told.narrow):
        assert ">set aside: 40<" in drawing
        assert drawing.count(">all counts hidden<") == 5, "the other sources that were opened"
    assert river(ENGLISH, story, shown).wide == NOT_DRAWN


def test_people_who_cannot_be_counted_are_said_to_be_so():
    """Not 'a hidden number of people', which reads as if somebody hid."""
    told = "About 110 mentions in 1 source; how many people they are cannot be said"
    assert title(figure(rivers.people_hidden())) == told


def test_where_all_is_hidden_there_is_no_picture():
    """Only the sentence, and the table after it."""
    text = published(rivers.all_hidden()).files["report.html"]
    drawn = figure(rivers.all_hidden())
    assert title(drawn) == "How many people the records name cannot be said"
    assert "<svg" not in drawn
    assert "because no source that was opened has counts that may be shown." in drawn
    assert 'id="table-river"' in text


@pytest.mark.parametrize(
    ("make", "sources"), [(rivers.one_source, "1 source"), (rivers.five_sources, "5 sources")]
)
def test_sources_are_counted_in_the_title(make, sources):
    drawn = figure(make())
    assert re.fullmatch(
        rf"About [\d,]+ mentions in {sources} turn out to be about [\d,]+ people", title(drawn)
    )
    assert drawn.count("<svg") == 2


def test_a_picture_follows_from_what_is_shown():
    """Two boroughs whose tables are alike are drawn alike, whatever their hidden counts are."""
    story = rivers.total_hidden()
    few = next(source for source in story.sources if source.linked == 4)
    fewer = replace(few, rows=3, mentions=3, linked=3)
    other = replace(story, sources=tuple(fewer if s is few else s for s in story.sources))
    tables = [published(each).files["public/river.csv"] for each in (story, other)]
    assert tables[0] == tables[1]
    assert figure(story) == figure(other)
