"""Words that a page keeps in the language in which they were written, whatever language it is in.

Titles, questions and names come from the council's own files, in English. Inside a sentence of another
language they stand between two characters of Unicode that isolate a run of text and are never seen, and
become an element with its language where the page is written.
Source: Unicode Standard Annex 9, "Unicode Bidirectional Algorithm", section 2.4, explicit isolates.
"""

import re

from markupsafe import Markup, escape

FILES_ARE_IN = "en"

START, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_WHOLE = re.compile(f"{START}([^{START}{END}<>]*){END}")
_MARKS = re.compile(f"[{START}{END}]")


def kept(words: str) -> str:
    """Words between their marks."""
    return f"{START}{words}{END}" if words else ""


def plain(words: str) -> str:
    """Words without marks, for where no element can stand: a file, an attribute."""
    return _MARKS.sub("", words)


def in_page(words: object) -> object:
    """Words as HTML; whatever is no text, or is HTML already, as it is."""
    if isinstance(words, Markup) or not isinstance(words, str):
        return words
    return Markup(_spoken(str(escape(words)), "span"))


def in_drawing(body: str) -> str:
    """The elements of a drawing."""
    return _spoken(body, "tspan")


def _spoken(markup: str, element: str) -> str:
    return plain(_WHOLE.sub(rf'<{element} lang="{FILES_ARE_IN}">\1</{element}>', markup))
