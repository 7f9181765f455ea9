"""What Welsh does to words when they stand together."""

from collections.abc import Sequence

from licet.publish.kept import START

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
