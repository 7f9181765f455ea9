"""The report in Welsh: nothing stays English by accident, and what stays so on purpose says it."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from gettext import NullTranslations
from html.parser import HTMLParser
from itertools import chain
from urllib.parse import unquote

import pytest
from babel.numbers import format_percent

from licet.programme import said
from licet.publish import PAGES, languages, published, report
from licet.publish.kept import END, START, in_drawing, in_page, plain
from licet.publish.language import Language
from licet.publish.welsh import SOFT_HYPHEN, breakable, listed
from licet.publish.words import count_words, group_title, inside, percent_words, sentence, stop
from tests.publish import messages, stories

ENGLISH, WELSH = languages()
STORIES = {
    "borough": stories.borough,
    "refused": stories.refused,
    "without charter": stories.without_charter,
    "tiny": stories.tiny,
}
NAMES = {name.replace("-", " ") for name in stories.SOURCES}
PHRASES = [words for words, _, _ in stories.NEEDS.values()] + [
    level.replace("-", " ") for levels in stories.GROUPS.values() for level in levels if "-" in level
]
"""What the council's files say in words that are in texts of ours as well."""


class Spoken(HTMLParser):
    """A page's texts, each with the language that it is said to be in."""

    VOID = frozenset({"meta", "br", "link", "rect", "path", "line", "circle"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.languages: list[str] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if "aria-label" in given:
            self.texts.append((self.languages[-1], given["aria-label"]))
        if tag not in self.VOID:
            self.open.append(tag)
            self.languages.append(given.get("lang", self.languages[-1] if self.languages else ""))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.languages.pop()

    def handle_data(self, data):
        if data.strip() and self.open[-1] != "style":
            words = " ".join(data.replace(SOFT_HYPHEN, "").split())
            self.texts.append((self.languages[-1], words))

    def files(self) -> dict[str, list[list[str]]]:
        given = [attrs for _, attrs in self.tags if "download" in attrs]
        return {
            attrs["download"]: list(csv.reader(io.StringIO(unquote(attrs["href"].partition(",")[2]))))
            for attrs in given
        }


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, str]]:
    return {name: dict(published(make()).files) for name, make in STORIES.items()}


@pytest.fixture(scope="module")
def english() -> tuple[frozenset[str], re.Pattern[str]]:
    """Whole texts of ours, in small letters; and every run of two words or more that they hold."""
    texts = set(chain.from_iterable([m] if isinstance(m, str) else m for m in messages.used()))
    runs = {run.strip(" .,;:()'") for text in texts for run in re.split(r"\{\w+\}", text)}
    several = sorted(
        (re.escape(run) for run in runs if len(re.findall(r"[A-Za-z]{2,}", run)) > 1), reverse=True
    )
    return frozenset(text.lower() for text in texts), re.compile("|".join(several), re.IGNORECASE)


def in_english(text: str, english: tuple[frozenset[str], re.Pattern[str]]) -> bool:
    """Whether a text is one of ours, or holds two words of one."""
    (whole, runs), text = english, text.lower().rstrip(".")
    for phrase in PHRASES:
        text = text.replace(phrase, "")
    return text not in NAMES and (text in whole or runs.search(text) is not None)


def test_english_is_noticed(english):
    """So that finding none means something."""
    for text in ("Hidden", "too few to say", "felly: All linked mentions are 5", "Ataliwyd: accept it"):
        assert in_english(text, english), text
    assert not in_english("Byddai Hexley Council yn cysylltu cofnodion", english)


@pytest.mark.parametrize("story", STORIES)
def test_nothing_of_ours_stays_english_in_the_welsh_page(written, english, story):
    """Every text, description and label that is not marked as English."""
    page = Spoken(written[story][WELSH.page])
    assert [text for language, text in page.texts if language == "cy" and in_english(text, english)] == []


class Mute(Language):
    """A language in which nobody has a word to say: what is still on its page never asked the catalogue."""

    def own(self, words: str) -> str:
        return "\N{MIDDLE DOT}" if words else ""


class NoWords(NullTranslations):
    """Every text without its letters, its places kept."""

    def gettext(self, message: str) -> str:
        return re.sub(r"(\{\w+\})|[^\W\d_]+", lambda found: found[1] or "\N{MIDDLE DOT}", message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid2 if n else msgid1)


@pytest.mark.parametrize("story", STORIES)
def test_every_word_of_a_page_and_its_files_went_through_the_catalogue(story):
    """But for dates, digests, the names of programs, and what is said to be in another language."""
    mute = Mute(**{**vars(WELSH), "catalogue": NoWords()})
    found = report.findings_of(STORIES[story]())
    page = Spoken(report.page(mute, found, report.contents_of(mute, found)))
    cells = [cell for rows in page.files().values() for row in rows for cell in row]
    allowed = {"licet", "python", "Tachwedd", "Mawrth"}
    texts = [text for language, text in page.texts if language == "cy" and text != "Cymraeg"]
    digests = re.compile("[0-9a-f]{16,}")
    assert {
        word for text in (*texts, *cells) for word in re.findall(r"[^\W\d_]{2,}", digests.sub("", text))
    } <= allowed


@pytest.mark.parametrize("story", STORIES)
def test_files_from_the_welsh_page_are_in_welsh(written, english, story):
    """The headings, and every cell."""
    for name, rows in Spoken(written[story][WELSH.page]).files().items():
        assert [cell for row in rows for cell in row if in_english(cell, english)] == [], name


@pytest.mark.parametrize("story", STORIES)
def test_both_pages_tell_the_same_numbers(written, story):
    """Whatever is hidden in one is hidden in the other: two pages together give nothing away."""
    here, there = (Spoken(written[story][page]).files() for page in PAGES)
    assert here.keys() == there.keys()
    hidden, cudd = "hidden", WELSH.of(said("hidden"))
    for name, rows in here.items():
        for row, other in zip(rows[1:], there[name][1:], strict=True):
            assert [c if c.isdigit() else c == hidden for c in row] == [
                c if c.isdigit() else c == cudd for c in other
            ], name


@pytest.mark.parametrize("story", STORIES)
def test_no_mark_is_left_on_any_page_or_in_any_file(written, story):
    for path, text in written[story].items():
        assert START not in text, path
        assert END not in text, path


def test_each_page_says_its_language_and_leads_to_the_other(written):
    for language, other in ((ENGLISH, WELSH), (WELSH, ENGLISH)):
        page = Spoken(written["borough"][language.page])
        assert dict(page.tags)["html"]["lang"] == language.tag
        link = next(attrs for tag, attrs in page.tags if tag == "a" and "hreflang" in attrs)
        assert link == {"href": other.page, "hreflang": other.code, "lang": other.code}
        assert (other.code, other.name) in page.texts


def test_the_welsh_page_says_that_it_is_a_draft(written):
    """In Welsh and, for officers, in English; the English page says nothing of it."""
    page = Spoken(written["refused"][WELSH.page])
    assert ("cy", "Drafft, heb ei adolygu: cyfieithiad i'w wirio.") in page.texts
    assert ("en", "Draft, unreviewed: a translation to be checked.") in page.texts
    assert "Draft, unreviewed" not in written["refused"][ENGLISH.page]


def test_what_the_council_wrote_keeps_its_language(written):
    """Titles, names, questions, needs and levels, alone and inside a sentence; the linkage's doubts too."""
    texts = Spoken(written["borough"][WELSH.page]).texts
    for own in (
        "Early help in Hexley",
        "Hexley Council",
        "A family worker calls and asks whether help is wanted.",
        "How acceptable is it that the council uses police records?",
        "A child missed a tenth or more of the last two terms",
        "mixed or other",
        "Training on 'birth_date' had not settled after 25 rounds: its weights are rough.",
    ):
        assert ("en", own) in texts, own


def test_the_english_page_is_in_one_language(written):
    """But for the name of the other page."""
    texts = Spoken(written["borough"][ENGLISH.page]).texts
    assert {text for language, text in texts if language != "en-GB"} == {"Cymraeg"}


def test_reasons_from_other_rooms_are_told_in_welsh(written):
    """The sentence of a decision, why a source stayed shut, why a need was not looked for, a refusal."""
    borough = " ".join(text for _, text in Spoken(written["borough"][WELSH.page]).texts)
    assert "ymhlith yr holl rieni, mae 36% (30 i 42) yn ei dderbyn" in borough
    assert "Heb ei hagor, oherwydd ataliwyd cysylltu cofnodion yr heddlu" in borough
    assert "Ni chaniateir canfod anghenion mewn cofnodion yr heddlu." in borough
    refused = " ".join(text for _, text in Spoken(written["refused"][WELSH.page]).texts)
    assert refused.count("Y rheswm: nid oes yr un llywodraethwr wedi cymeradwyo'r rhaglen hon") == 2


def test_a_reason_that_is_no_sentence_of_ours_is_told_as_it_is():
    """In its own language, and with one full stop."""
    story = replace(stories.refused(), refusal="Something else stands in the way.")
    texts = Spoken(published(story).files[WELSH.page]).texts
    assert ("en", "something else stands in the way.") in texts


def test_counts_are_worked_out_once_for_both_pages(monkeypatch):
    """Hiding is a search, and two searches would take twice as long."""
    calls = []
    found = report.findings_of
    monkeypatch.setattr(report, "findings_of", lambda story: calls.append(story) or found(story))
    disclosed = report.shown_of
    monkeypatch.setattr(report, "shown_of", lambda *given: calls.append(given) or disclosed(*given))
    published(stories.tiny())
    assert len(calls) == 2, "found once, and in that disclosed once"


@pytest.mark.parametrize(
    ("words", "welsh"),
    [
        ([], ""),
        (["ysgol"], "ysgol"),
        (["ysgol", "iechyd"], "ysgol ac iechyd"),
        (["ysgol", "tai", "treth"], "ysgol, tai a threth"),
        (["tai", "cofnodion"], "tai a chofnodion"),
        (["tai", "Pobl"], "tai a Phobl"),
        (["tai", "chwaer"], "tai a chwaer"),
        (["tai", "plant"], "tai a phlant"),
        (["tai", "thema"], "tai a thema"),
        (["tai", "budd-daliadau"], "tai a budd-daliadau"),
        (["tai", "yr heddlu"], "tai ac yr heddlu"),
        (["tai", f"{START}police{END}"], f"tai a {START}police{END}"),
        (["tai", f"{START}early years{END}"], f"tai ac {START}early years{END}"),
    ],
)
def test_a_welsh_list_mutates_what_follows_and(words, welsh):
    assert listed(words) == welsh


@pytest.mark.parametrize(
    ("count", "welsh"), [(1, "pwynt"), (2, "bwynt"), (3, "phwynt"), (6, "phwynt"), (5, "pwynt")]
)
def test_numbers_mutate_as_welsh_does(count, welsh):
    """After 2 softly, after 3 and 6 by breath; the noun stays singular."""
    assert WELSH.plural("{count} point", "{count} points", count) == f"{count} {welsh}"


def test_dates_and_numbers_are_written_as_each_language_writes_them():
    day = date(2026, 11, 22)
    assert (ENGLISH.of(day), WELSH.of(day)) == ("22 November 2026", "22 Tachwedd 2026")
    assert (ENGLISH.of(1310), WELSH.of(1310)) == ("1,310", "1,310")
    assert WELSH.number(-4.25, "+0.0;-0.0") == "\N{MINUS SIGN}4.2"
    assert ENGLISH.number(12.3, "0.0") == "12.3"
    assert percent_words(WELSH, 38) == format_percent(0.38, locale="cy")
    assert percent_words(ENGLISH, 38) == "38\N{NO-BREAK SPACE}%"
    assert (count_words(ENGLISH, None), count_words(WELSH, None)) == ("hidden", "cudd")


def test_a_group_keeps_the_level_that_the_charter_names():
    assert group_title(ENGLISH, "income=low") == "Income: low"
    assert group_title(WELSH, "income=low") == f"Incwm: {START}low{END}"
    assert group_title(WELSH, "lone-parent=yes") == "Rhieni sengl"


def test_kept_words_become_elements_and_are_still_escaped():
    words = f"Incwm: {START}<low> & so{END}"
    assert in_page(words) == 'Incwm: <span lang="en">&lt;low&gt; &amp; so</span>'
    assert in_drawing(f"<text>{START}low{END} i</text>") == '<text><tspan lang="en">low</tspan> i</text>'
    assert in_drawing(f"<text>{START}cut</text>") == "<text>cut</text>"
    assert plain(words) == "Incwm: <low> & so"


def test_first_letters_and_full_stops_look_behind_the_mark():
    assert sentence(f"{START}low{END}") == f"{START}Low{END}"
    assert inside(f"{START}Low{END}") == f"{START}low{END}"
    assert inside("NHS number") == "NHS number"
    assert stop(f"{START}Done.{END}") == f"{START}Done.{END}"
    assert stop("done") == "done."


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Crybwylliadau", "Crybwyll-iadau"),
        ("Penderfyniad: sefydlogrwydd", "Penderfyn-iad: sefydlog-rwydd"),
        ("blynyddoedd cynnar", "blynydd-oedd cynnar"),
        ("rhesi a phobl, dydd", "rhesi a phobl, dydd"),
        (f"{START}Penderfyniad{END} tystiolaeth", f"{START}Penderfyniad{END} tystiol-aeth"),
    ],
)
def test_long_welsh_words_may_be_broken_before_their_ending(words, parts):
    """Short words stay whole, and so do words in another language; files have no such places."""
    assert breakable(words).replace(SOFT_HYPHEN, "-") == parts
    assert breakable(words).replace(SOFT_HYPHEN, "") == words


def test_only_welsh_cells_have_places_to_break_and_no_file_has(written):
    assert SOFT_HYPHEN in written["borough"][WELSH.page]
    assert SOFT_HYPHEN not in written["borough"][ENGLISH.page]
    assert "%C2%AD" not in written["borough"][WELSH.page]
