"""What Welsh does to words when they stand together."""

import re
from collections.abc import Sequence

from licet.publish.kept import END, START

VOWELS = frozenset("aeiouwyâêîôûŵŷ")
ASPIRATED = {"p": "ph", "t": "th", "c": "ch"}


def listed(words: Sequence[str]) -> str:
    """A list: 'ysgol ac iechyd', 'ysgol, iechyd a threth'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_and(words[-1])}"


def _and(word: str) -> str:
    """'a' mutates p, t and c, and is 'ac' before a vowel. Words in another language are not mutated.

    Source: Peter Wynn Thomas, "Gramadeg y Gymraeg", 1996, on the aspirate mutation.
    """
    first = word.lstrip(START)[:1].lower()
    if first in VOWELS:
        return f"ac {word}"
    aspirated = ASPIRATED.get(first)
    if aspirated is None or word[1:2].lower() == "h" or word.startswith(START):
        return f"a {word}"
    return f"a {word[0]}{aspirated[1:]}{word[1:]}"


SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_ENDINGS = "iadau|iad|rwydd|iaethau|iaeth|aethau|aeth|oedd|ydd|edd|iol|ion|awyd"
_LONG = re.compile(rf"({START}[^{END}]*{END})|(?<!\w)(\w{{5,}}?)((?:{_ENDINGS})(?!\w))")


def breakable(words: str) -> str:
    """Words whose long ones may be broken before their ending: not those in another language.

    Not every browser knows how Welsh is hyphenated. Only an ending with five letters before it is parted,
    and nobody who writes Welsh has reviewed the endings yet.
    """
    return _LONG.sub(lambda m: m[1] or f"{m[2]}{SOFT_HYPHEN}{m[3]}", words)
