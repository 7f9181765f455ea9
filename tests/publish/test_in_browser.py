"""The report as people see it: on a desk, on a phone, on paper, and through a screen reader's rules."""

from pathlib import Path

import pyarrow as pa
import pytest

from licet.linkage import link, page_of, standard_model
from licet.publish import PAGES, published
from tests.linkage import town
from tests.publish import rivers, stories

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REPORTS = {
    "with families": stories.borough,
    "nothing linked": stories.refused,
    "no charter": stories.without_charter,
    "hardly anybody": stories.tiny,
    "total hidden": rivers.total_hidden,
    "stream hidden": rivers.stream_hidden,
    "all hidden": rivers.all_hidden,
    "one source": rivers.one_source,
    "five sources": rivers.five_sources,
}
WIDTHS = (1280, 320)
ALL_WIDTHS = (1280, 700, 320)

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="Debian's chromium is not installed: apt-get install chromium"
)


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module", params=REPORTS)
def folder(request, tmp_path_factory) -> Path:
    """A report on disk, in every language."""
    path, files = tmp_path_factory.mktemp("report"), published(REPORTS[request.param]()).files
    for page in PAGES:
        (path / page).write_text(files[page], encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=PAGES)
def address(request, folder) -> str:
    """One language's page, as an address."""
    return (folder / request.param).as_uri()


@pytest.fixture
def opened(browser, address):
    """The report in the browser, everything unfolded, at a width."""
    pages = []

    def at(width: int):
        page = browser.new_page(viewport={"width": width, "height": 900})
        pages.append(page)
        page.goto(address)
        page.evaluate(OPEN_ALL)
        return page

    yield at
    for page in pages:
        page.close()


OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"

CUT_OFF = """
[...document.querySelectorAll('figure svg')].filter(svg => svg.getBoundingClientRect().width).flatMap(svg => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
    }).map(text => svg.getAttribute('aria-label') + ': ' + text.textContent);
})"""

SMALLEST = """
Math.min(...[...document.querySelectorAll('figure svg')].flatMap(svg => {
    const width = svg.getBoundingClientRect().width;
    const scale = width / svg.viewBox.baseVal.width;
    return width ? [...svg.querySelectorAll('text')].map(
        text => parseFloat(getComputedStyle(text).fontSize) * scale) : [];
}))"""

OVERLAPPING = """
[...document.querySelectorAll('figure svg')].filter(svg => svg.getBoundingClientRect().width).flatMap(svg => {
    const flat = text => !/rotate/.test(text.getAttribute('transform') || '') && text.textContent.trim();
    const words = [...svg.querySelectorAll('text')].filter(flat);
    const boxes = words.map(text => text.getBoundingClientRect());
    return boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b, j) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3
            ? [words[i].textContent + ' / ' + words[i + 1 + j].textContent] : []));
})"""

FOLDED_ON_PAPER = """
[...document.querySelectorAll('details')].filter(each => {
    const inside = each.querySelector('summary').nextElementSibling;
    return inside && inside.getBoundingClientRect().height === 0;
}).map(each => each.textContent.slice(0, 60))"""

TALLEST = """
Math.max(...[...document.querySelectorAll('figure')].flatMap(each => {
    const drawn = [...each.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width);
    return (drawn.length > 1 ? drawn : [each]).map(part => part.getBoundingClientRect().height);
}))"""

TABLES_CUT = """
[...document.querySelectorAll('.scroll')].filter(each => each.scrollWidth > each.clientWidth + 1)
    .map(each => each.getAttribute('aria-labelledby'))"""

DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""What hangs on scrolling is known once a frame has been drawn."""

NEXT_TO_WIDE_TABLES = """
[...document.querySelectorAll('.scroll')].map(frame => {
    const hint = frame.previousElementSibling.getBoundingClientRect().height > 0;
    const named = document.getElementById(frame.getAttribute('aria-labelledby'));
    const reached = frame.tabIndex === 0 && frame.getAttribute('role') === 'region' && named !== null;
    return {name: named && named.textContent, scrolls: frame.scrollWidth > frame.clientWidth, hint, reached};
})"""

BROKEN_WORDS = """
[...document.querySelectorAll('.scroll th, .scroll td')].flatMap(cell => {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = [];
    for (let text = walk.nextNode(); text; text = walk.nextNode())
        for (const word of text.data.matchAll(/[^\\s\\u00ad/\\-\u2013]+/g)) {
            const range = document.createRange();
            // The hyphen of the line before belongs to the letter behind it.
            range.setStart(text, word.index + Number(text.data[word.index - 1] === '\\u00ad'));
            range.setEnd(text, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1)
                broken.push(word[0]);
        }
    return broken;
})"""

CUT_OFF_IN_GRAPHS = """
[...document.querySelectorAll('.graph')].flatMap(svg => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text, circle')].filter(each => {
        const box = each.getBoundingClientRect();
        return box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom || !box.width;
    }).map(each => svg.getAttribute('aria-label'));
})"""

A4 = {"width": 680, "height": 990}
"""An A4 page within its margins, in pixels."""


@pytest.mark.parametrize("width", ALL_WIDTHS)
def test_nothing_runs_off_the_page(opened, width):
    """No sideways scrolling of the page, everything unfolded; wide tables scroll inside their own box."""
    assert opened(width).evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize("width", ALL_WIDTHS)
def test_words_in_pictures_are_whole_apart_and_large_enough(opened, width):
    """No word of a picture is cut off at its edge or lies on another; none is smaller than 10.5 pixels."""
    page = opened(width)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(SMALLEST) >= 10.5


@pytest.mark.parametrize("width", ALL_WIDTHS)
def test_a_table_that_scrolls_says_so_and_can_be_reached(opened, width):
    """A line of text above each frame that scrolls, and above no other; the keyboard reaches every frame."""
    page = opened(width)
    page.evaluate(DRAWN)
    frames = page.evaluate(NEXT_TO_WIDE_TABLES)
    assert frames
    assert any(frame["scrolls"] for frame in frames) or width > min(WIDTHS)
    for frame in frames:
        assert frame["reached"], frame
        assert frame["hint"] == frame["scrolls"] or width > 700, frame


def test_no_word_of_a_table_is_broken_but_where_it_may_be(opened):
    """A word goes on in the next line only behind a hyphen, soft or hard."""
    assert opened(min(WIDTHS)).evaluate(BROKEN_WORDS) == []


def test_one_drawing_of_each_picture_is_seen(opened):
    """The wide one on a desk, the narrow one on a phone."""
    for width, seen in zip(WIDTHS, ("wide", "narrow"), strict=True):
        page = opened(width)
        for name in ("wide", "narrow"):
            shown = page.evaluate(
                f"document.querySelector('figure .{name}').getBoundingClientRect().width > 0"
            )
            assert shown == (name == seen)


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation(opened, width):
    """The rules of WCAG 2.2 at level AA, and axe's best practice, with everything unfolded."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = axe.Axe().run(opened(width), options=options).response["violations"]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found] == []


def test_on_paper_everything_is_unfolded_and_no_figure_is_cut(browser, address):
    """Folded parts are printed; no table is wider than the page and no figure taller."""
    page = browser.new_page(viewport=A4)
    page.goto(address)
    page.emulate_media(media="print")
    assert page.evaluate(FOLDED_ON_PAPER) == []
    assert page.evaluate(TABLES_CUT) == []
    assert page.evaluate(TALLEST) <= A4["height"]
    assert page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")
    page.close()


@pytest.fixture(scope="module")
def linkage_page(tmp_path_factory) -> str:
    """The page of an invented linkage with families, as an address."""
    everybody = town.homes(60, 5)
    people = pa.concat_tables([town.listed(everybody), town.forms(everybody)], promote_options="default")
    model = standard_model(people)
    found = link(people, model, town.CONSTRAINTS)
    path = tmp_path_factory.mktemp("linkage") / "linkage.html"
    path.write_text(page_of(people, model, town.CONSTRAINTS, found, banner="Invented."), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", ALL_WIDTHS)
def test_the_page_of_a_linkage_fits_and_axe_finds_no_violation(browser, linkage_page, width):
    """Everything unfolded, at every width."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(linkage_page)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.evaluate(CUT_OFF_IN_GRAPHS) == []
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = axe.Axe().run(page, options=options).response["violations"]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found] == []
    page.close()


def test_the_threshold_tool_tells_what_the_table_tells(browser, linkage_page):
    """Moved, it names other numbers and the line moves; without a script it is not there, the table is."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(linkage_page)
    row = page.locator("tr.used").first.locator("td").all_text_contents()
    assert f"{row[1]} pairs would reach it" in page.locator("#told").text_content()
    line = page.locator("#line").get_attribute("d")
    page.locator("#threshold").press("Home")
    assert "50 in 100" in page.locator("#told").text_content()
    assert page.locator("#line").get_attribute("d") != line
    page.close()
    silent = browser.new_context(java_script_enabled=False).new_page()
    silent.goto(linkage_page)
    assert not silent.locator("#tool").is_visible()
    assert silent.locator("#thresholds").is_visible()
    silent.context.close()
