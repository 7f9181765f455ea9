"""The report as people see it: nothing runs off the page, on a desk or on a phone."""

from pathlib import Path

import pytest

from licet.publish import public_files
from tests.publish import stories

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

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


@pytest.fixture(scope="module", params=["borough", "refused", "tiny"])
def address(request, tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("report")
    text = public_files(getattr(stories, request.param)())["report.html"]
    (folder / "report.html").write_text(text, encoding="utf-8")
    return (folder / "report.html").as_uri()


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


@pytest.mark.parametrize("width", [1280, 700, 320])
def test_nothing_runs_off_the_page(browser, address, width):
    """No sideways scrolling of the page, everything unfolded; wide tables scroll inside their own box."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_words_in_pictures_are_whole_and_large_enough(browser, address, width):
    """No word of a picture is cut off at its edge, none is smaller than 10.5 pixels."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(SMALLEST) >= 10.5
    page.close()


def test_one_drawing_of_each_picture_is_seen(browser, address):
    """The wide one on a desk, the narrow one on a phone."""
    for width, seen in ((1280, "wide"), (320, "narrow")):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(address)
        for name in ("wide", "narrow"):
            shown = page.evaluate(
                f"document.querySelector('figure .{name}').getBoundingClientRect().width > 0"
            )
            assert shown == (name == seen)
        page.close()
