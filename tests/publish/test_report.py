"""The report: one page that stands alone, says what is not real, and shows nothing that is hidden."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from licet.licence import Finding, findings_of_table
from licet.publish import PAGES, Story, published
from licet.publish.systems import HIDE_UP_TO
from tests.publish import stories

STORIES = {
    "borough": stories.borough,
    "refused": stories.refused,
    "without charter": stories.without_charter,
    "tiny": stories.tiny,
}
FIGURES = ("proposal", "uses", "river", "one-link", "match-weights", "families", "needs", "rates-flagged")


APART = tuple(f"Apart from the named reference, points{end}" for end in ("", ": from", ": to"))


class Page(HTMLParser):
    """The page's elements in order, with attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, str]]:
    return {name: dict(published(make()).files) for name, make in STORIES.items()}


@pytest.fixture(params=STORIES)
def files(request, written) -> dict[str, str]:
    return written[request.param]


@pytest.fixture(params=PAGES)
def text(request, files) -> str:
    return files[request.param]


@pytest.fixture
def page(text) -> Page:
    return Page(text)


def tables(files: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if path not in PAGES}


@pytest.fixture(scope="module")
def borough(written) -> Page:
    return Page(written["borough"]["report.html"])


def test_the_page_needs_nothing_from_elsewhere(text, page):
    """No script, no style sheet, no picture, no font comes from outside the file."""
    assert not {"script", "link", "img", "iframe", "object", "image", "use"} & {
        tag for tag, _ in page.elements
    }
    for _, attrs in page.elements:
        for name in ("href", "src", "xlink:href", "action"):
            assert attrs.get(name, "#").startswith(("#", "data:text/csv", *PAGES)), attrs
    assert "@import" not in text
    assert all(
        re.fullmatch(r"#(proposal|uses)-hatch-[a-z]+(-\d)?", place)
        for place in re.findall(r"url\(([^)]*)\)", text)
    )
    assert set(re.findall(r"https?://[^\s\"'<]+", text)) == {"http://www.w3.org/2000/svg"}


def test_every_link_leads_somewhere_and_every_name_is_one_thing(page):
    """Links inside the page resolve; no id is given twice."""
    ids = page.ids()
    assert len(ids) == len(set(ids))
    wanted = {attrs["href"][1:] for tag, attrs in page.elements if tag == "a" and attrs["href"][0] == "#"}
    for _, attrs in page.elements:
        wanted |= {*attrs.get("aria-labelledby", "").split(), *attrs.get("aria-describedby", "").split()}
    assert wanted <= set(ids)


def test_the_contents_lead_to_every_figure(borough):
    """Each figure has its deep link."""
    hrefs = {attrs["href"] for tag, attrs in borough.elements if tag == "a"}
    figures = tuple(attrs["id"] for tag, attrs in borough.elements if tag == "figure")
    assert figures == FIGURES
    assert {f"#{name}" for name in figures} <= hrefs


def test_headings_go_down_one_step_at_a_time(page):
    """One first heading; no level is skipped."""
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_says_what_it_shows(page):
    """Each drawing is an image with a name and a description, drawn for a page and for a phone."""
    drawings = [(k, attrs) for k, (tag, attrs) in enumerate(page.elements) if tag == "svg"]
    undrawn = page.text.count("There is no picture") + page.text.count("Nid oes llun")
    assert len(drawings) >= 2 * (sum(tag == "figure" for tag, _ in page.elements) - undrawn)
    for place, attrs in drawings:
        assert attrs["role"] == "img"
        assert attrs["aria-label"]
        assert "viewbox" in attrs
        assert page.elements[place + 1][0] == "desc"


def test_the_table_comes_right_after_its_figure(page):
    """The first table after a figure is the figure's own."""
    for place, (tag, attrs) in enumerate(page.elements):
        if tag == "figure":
            after = next(
                a["id"] for t, a in page.elements[place:] if t == "div" and a.get("class") == "table"
            )
            assert after == f"table-{attrs['id']}"


def test_every_table_is_a_file_and_every_file_a_table(files):
    """Each table can be downloaded from the page, and lies beside it, alike."""
    page = Page(files["report.html"])
    linked = {
        f"public/{attrs['download'].removesuffix('.csv')}.csv": unquote(attrs["href"].partition(",")[2])
        for tag, attrs in page.elements
        if "download" in attrs
    }
    assert linked == tables(files)
    assert sum(tag == "table" for tag, _ in page.elements) == len(linked)


def test_equal_stories_give_equal_bytes(written):
    """Nothing depends on the moment, or on what was drawn before."""
    assert published(stories.borough()).files == written["borough"]


def test_it_opens_with_what_is_proposed_and_what_came_of_it(borough):
    """The sentence that the reader came for, then the answer of this run."""
    assert (
        "Hexley Council would link school, nursery and early years, health, police, housing, tax and benefit "
        "records to offer early help to families." in borough.text
    )
    assert "12 are granted as proposed, 3 are granted with conditions and 6 are withheld" in borough.text
    assert "6 of 7 sources were opened." in borough.text
    assert "about 2,205 families with children" in borough.text


def test_without_a_permit_it_says_that_nothing_was_linked_and_why(written):
    """The same report, with only what exists."""
    page = Page(written["refused"]["report.html"])
    said = "Nothing was linked, because no governor has approved this programme"
    assert page.text.count(said) == 2, "once in the answer at the top, once where the links would be"
    assert [attrs["id"] for tag, attrs in page.elements if tag == "figure"] == ["proposal", "uses"]
    assert "People found" not in page.text
    assert "public/river.csv" not in written["refused"]


def test_invented_people_are_named_so_in_every_section(written):
    """Each section's heading says it, and each printed page."""
    text = written["borough"]["report.html"]
    assert text.count('<p class="tag">Invented people</p>') == text.count("<section")
    assert '@page { @top-center { content: "Invented people"' in text
    assert "Invented people</p>" not in written["refused"]["report.html"]


def test_hypothetical_evidence_is_named_beside_figure_and_table(borough, written):
    """Whatever rests on answers that nobody gave says so; and so does its file."""
    text = written["borough"]["report.html"]
    marked = 'class="tag hypothetical">hypothetical'
    for name in ("proposal", "uses"):
        assert marked in text[text.index(f'<figure id="{name}"') :].partition('<div class="wide">')[0]
    for path, body in tables(written["borough"]).items():
        rests = path.startswith(("public/use-", "public/uses", "public/refused-", "public/proposal"))
        assert body.splitlines()[0].endswith("evidence") == rests, path
        name = path.removeprefix("public/").removesuffix(".csv")
        caption = text[text.index(f'id="caption-{name}"') :].partition("</caption>")[0]
        assert (marked in caption) == rests, path


def test_real_evidence_is_not_called_hypothetical():
    """The label follows the evidence, not the page."""
    story = stories.borough()
    place = story.findings.schema.get_field_index("hypothetical")
    real = story.findings.set_column(place, "hypothetical", pa.array([False] * len(story.findings)))
    keys = {old.key(): new.key() for old, new in zip(*map(_by_place, (story.findings, real)), strict=True)}
    decisions = tuple(replace(d, cited=tuple(keys[key] for key in d.cited)) for d in story.decisions)
    page = Page(published(replace(story, findings=real, decisions=decisions)).files["report.html"])
    assert not [attrs for _, attrs in page.elements if "hypothetical" in attrs.get("class", "")]


def _by_place(findings: pa.Table) -> list[Finding]:
    def place(finding: Finding) -> tuple[str, ...]:
        return (finding.question, str(finding.pattern), finding.group, finding.measure)

    return sorted(findings_of_table(findings), key=place)


def test_too_few_answers_are_too_few_to_say(written):
    """A group below the charter's least number shows neither share nor number."""
    rows = _rows(written["borough"]["public/use-05-housing-council.csv"])
    black = rows["Ethnic group: black"]
    assert [black[name] for name in ("Accept", "Oppose", "Answers")] == ["too few to say"] * 3
    assert rows["Ethnic group: white"]["Accept"] == "72"


def test_uses_that_were_asked_about_and_decided_alike_share_a_row(written):
    """Seven kinds of records, each asked about once: linking, finding needs and publishing stand together."""
    rows = list(csv.DictReader(io.StringIO(written["borough"]["public/uses.csv"])))
    school = rows[0]
    assert school["With what, by whom"] == "School records, by the council"
    assert school["What is done"] == "Linking, finding needs and publishing figures"
    assert school["Group with the lowest share"] == "Lone parents: 72\N{NO-BREAK SPACE}% (66 to 78)"
    told = [(row["With what, by whom"].partition(" records")[0], row["What is done"]) for row in rows]
    assert ("Police", "Linking") in told
    assert ("Police", "Finding needs and publishing figures") in told, "refused for another reason"


def test_the_grid_outlines_what_fails_and_says_why(borough, written):
    """Of police records every group falls short, and the sentence of the decision stands in the picture."""
    text = written["borough"]["report.html"]
    figure = text[text.index('<figure id="uses"') :].partition("</figure>")[0]
    wide, narrow = figure.split('<div class="narrow">')
    for drawing in (wide, narrow):
        assert drawing.count('fill="none" stroke="#a8480b"') == 16, "15 groups and housing's too few"
        plain = " ".join(re.sub("<[^>]*>", " ", drawing).split())
        assert "Withheld: among all parents, 36 % (30 to 42) accept it" in plain
    assert "No group is clearly apart from another; police records" in figure


def test_the_question_stands_beside_its_figures(borough):
    """The wording that parents were asked, once for each row of uses that rests on it."""
    assert borough.text.count("How acceptable is it that the council uses police records?") == 2


def test_outcomes_have_their_words(written):
    """No reader knows the outcomes by their numbers."""
    needs = list(csv.DictReader(io.StringIO(written["borough"]["public/needs.csv"])))
    assert [row["Outcome"] for row in needs][:2] == [
        "Getting a good education",
        "Good early years development",
    ]
    assert not re.search(r"[Oo]utcome \d", written["borough"]["report.html"])


def test_needs_have_totals_by_area_and_in_all(written):
    """Both margins of the table; where no area is known there is one column, called all areas."""
    *_, last = csv.DictReader(io.StringIO(written["borough"]["public/needs.csv"]))
    assert last["Need"] == "All needs, a family counted once for each"
    assert last["All areas"].isdigit()
    story = stories.borough()
    assert story.families is not None
    nowhere = story.families.needs.filter(pc.is_null(story.families.needs.column("area")))
    told = published(replace(story, families=replace(story.families, needs=nowhere))).files[
        "public/needs.csv"
    ]
    assert next(csv.reader(io.StringIO(told))) == ["Need", "Outcome", "All areas", "people"]


def test_every_shape_is_listed_whether_any_family_has_it_or_not(written):
    """A shape that is left out would be one that nobody has, which is a count of none."""
    rows = list(csv.DictReader(io.StringIO(written["borough"]["public/families.csv"])))
    assert len(rows) == 4 * 4 * 2 + 1


def test_a_level_with_too_few_is_named_and_has_no_dot(written):
    """Among families that may be shown: a level of 9 has neither rate nor number, in grey."""
    rows = _rows(written["borough"]["public/rates-flagged.csv"])
    assert rows["Ethnic group: white"][APART[0]] == "reference"
    assert {rows["Income: middle"][name] for name in ("Rate", "Among")} == {"too few to say"}
    figure = (
        written["borough"]["report.html"].partition('<figure id="rates-flagged"')[2].partition("</figure>")[0]
    )
    assert figure.count(">too few to say<") == 2 * sum(
        row["Rate"] == "too few to say" for row in rows.values()
    )


def test_the_model_is_not_told_where_few_were_linked():
    """The chance before comparing, times all pairs, is how many people two sources share."""
    assert "public/one-link.csv" in published(stories.borough()).files
    assert "public/one-link.csv" not in published(stories.tiny()).files


def test_groups_that_the_charter_leaves_out_are_named(borough):
    """What nobody looked at is said."""
    left_out = "occupation, qualification, tenure, gender, service contact."
    assert f"does not look at these groups: {left_out}" in borough.text


def test_counts_in_files_are_rounded_and_never_small(files):
    """No count of people in any file is 7 or less, or not a multiple of 5."""
    counted = ("families", "needs", "river", "match-weights", "rates-flagged")
    words = ("From, points", "To, points", "Rate", "Rate: from", "Rate: to", *APART)
    for name in counted:
        for row in csv.DictReader(io.StringIO(files.get(f"public/{name}.csv", ""))):
            for column, value in row.items():
                if column in words:
                    continue
                if value.lstrip("-").isdigit():
                    assert int(value) > HIDE_UP_TO, (name, column)
                    assert int(value) % 5 == 0, (name, column)


def test_a_planted_small_count_is_nowhere():
    """Small counts that stand out are in no text, no drawing and no file."""
    story = stories.borough()
    assert story.families is not None
    text = "\n".join(published(story).files.values())
    for number in (9812, 2206, 3119, 8147, 9367):
        assert not re.search(rf"(?<![\d.])({number:,}|{number})(?![\d.])", text)


def test_no_letter_of_a_name_can_break_the_page():
    """Words from files are text, never markup, in the page and in its drawings."""
    story = stories.borough()
    source = replace(story.sources[0], name="<em>x</em>", holder="<script>alert(1)</script>")
    charter = story.programme.charter
    assert charter is not None
    groups = {**charter.groups, "income": ("<q>low</q>", "middle", "high")}
    programme = story.programme.model_copy(
        update={
            "title": "<i>T</i>",
            "offer": "<u>o</u>",
            "charter": charter.model_copy(update={"groups": groups}),
        }
    )
    changed = replace(story, sources=(source, *story.sources[1:]), programme=programme)
    for page in PAGES:
        elements = Page(published(changed).files[page]).elements
        assert not {"script", "em", "i", "u", "q"} & {tag for tag, _ in elements}, page


def test_a_hidden_count_is_hidden_on_the_page_as_in_its_file(written):
    """Each hidden cell of a file is the word on the page, and nothing else is."""
    for files in written.values():
        cells = re.findall(r'<td class="[a-z]+ hidden">([^<]*)</td>', files["report.html"])
        rows = (row for text in tables(files).values() for row in csv.reader(io.StringIO(text)))
        assert cells == ["hidden"] * sum(value == "hidden" for row in rows for value in row)
    assert "hidden</td>" in written["borough"]["report.html"]


def test_nothing_is_said_of_refused_sources_but_why(borough, written):
    """A shut source has no count."""
    row = _rows(written["borough"]["public/river.csv"])["Police"]
    assert set(row.values()) - {"invented", "Police"} == {"not opened"}


def test_the_whole_ledger_line_is_there(borough):
    """Size and root of the ledger, run, permit and versions: enough to check the report."""
    for words in ("41", "ab" * 32, "0123456789abcdef", "A. Governor", "31 March 2027", "0.1.0"):
        assert words in borough.text


def test_sentences_stay_short(borough):
    """The page's own sentences have fewer than 30 words."""
    story: Story = stories.borough()
    text = re.sub(r"\s+", " ", published(story).files["report.html"])
    for paragraph in re.findall(r"<p>([^<]*)</p>", text):
        for sentence in re.split(r"(?<=[.!?]) ", paragraph):
            assert len(sentence.split()) < 30, sentence


def _rows(text: str) -> dict[str, dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return {next(iter(row.values())): row for row in rows}


def test_the_page_s_styles_are_stated_once(written):
    """For every width, each selector has one rule; rules for one width or for paper stand after them."""
    style = written["borough"]["report.html"].partition("<style>")[2].partition("</style>")[0]
    selectors = re.findall(r"^([^\s@}/][^{]*) \{", style, re.MULTILINE)
    assert ".table" in selectors
    assert [each for each in selectors if selectors.count(each) > 1] == []
