"""The Welsh catalogue: every text of the report is in it, nothing else is, and each is really Welsh."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from tests.publish import messages
from tests.publish.messages import ROOT, Message

PLURALS = 5
"""Welsh numbers mutate differently after 1, 2, 3 and 6; what is left takes the first form."""

SAME_IN_BOTH: frozenset[str] = frozenset()
"""Texts with letters of their own that are the same in Welsh: names and units."""


@pytest.fixture(scope="module")
def entries() -> dict[Message, Entry]:
    with (ROOT / "publish" / "locale" / "cy" / "LC_MESSAGES" / "report.po").open("rb") as text:
        return {each.id: each for each in read_po(text, locale="cy", abort_invalid=True) if each.id}


@pytest.fixture(scope="module")
def used() -> dict[Message, str]:
    return messages.used()


def texts(message: Message) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (message,)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def words(text: str) -> str:
    """The letters of a text, without its places."""
    return re.sub(r"\{\w+\}|[^\w]|_", "", text)


def test_the_texts_of_templates_and_of_python_are_found(used):
    """One of each kind, so that finding nothing missing means something."""
    assert {"Skip to the answer", "all parents", "in 100", "{title}: report of {day}"} <= used.keys()
    assert ("{count} point", "{count} points") in used
    assert ("{caption} (table of {count} row)", "{caption} (table of {count} rows)") in used


def test_no_text_is_missing(entries, used):
    assert {message: place for message, place in used.items() if message not in entries} == {}


def test_no_text_is_left_over(entries, used):
    assert [message for message in entries if message not in used] == []


def test_every_text_is_written_where_it_is_said():
    """A text that is put together elsewhere could not be looked for in the catalogue."""
    found = {
        path.name: list(lines) for path in ROOT.rglob("*.py") if (lines := list(messages.unwritten(path)))
    }
    assert found == {}


def test_every_text_is_translated_and_not_doubtful(entries):
    for message, entry in entries.items():
        assert not entry.fuzzy, message
        several = isinstance(message, tuple)
        assert len(entry.string) == PLURALS if several else isinstance(entry.string, str), message
        assert all(entry.string if several else [entry.string]), message


def test_no_welsh_is_the_english(entries):
    same = {
        message
        for message, entry in entries.items()
        if words("".join(texts(message))) and set(texts(entry.string)) & set(texts(message))
    }
    assert same == SAME_IN_BOTH


def test_what_fills_a_text_is_the_same_in_both(entries):
    """A place that is missing would lose a figure; one that is new would stop the report."""
    for message, entry in entries.items():
        for text in texts(entry.string):
            assert places(text) == places(texts(message)[-1]), message


def test_no_text_of_english_pages_is_unsaid_by_its_singular(entries):
    """Both forms of a plural have the same places."""
    for message in entries:
        assert len({frozenset(places(each)) for each in texts(message)}) == 1, message
