"""Names of columns as words: capitals, underscores and words run together are taken apart."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from licet.sources.guessing import words

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)")
SHORTEST = 3
"""Letters of a word that is looked for inside another."""

ENDINGS = ("no", "id")
"""Shorter words that others run together with: HOUSENO, PUPILID."""


def words_of(header: str) -> tuple[str, ...]:
    """The words of a column's name: PupilDOB, pupil_dob and PUPILDOB are pupil, dob; # is no, for number."""
    spelt = unicodedata.normalize("NFKD", header).replace("#", " no ")
    bare = "".join(c for c in spelt if not unicodedata.combining(c))
    found: list[str] = []
    for chunk in re.findall(r"[^\W_]+", bare):
        if chunk.lower() in _vocabulary():
            found.append(chunk.lower())
        else:
            found += (word for piece in CAMEL.split(chunk) for word in _apart(piece.lower()))
    return tuple(found)


def phrases_of(table: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Phrases as words, the longest first."""
    return tuple(sorted((tuple(each.split()) for each in table), key=lambda each: (-len(each), each)))


def _apart(piece: str) -> tuple[str, ...]:
    """A piece as known words, as few as it can be made of; itself where it cannot, or in the singular."""
    known = _vocabulary()
    if piece in known or piece.isdigit():
        return (piece,)
    if piece.endswith("s") and piece[:-1] in known:
        return (piece[:-1],)
    for ending in ENDINGS:
        if piece.endswith(ending) and piece.removesuffix(ending) in known:
            return (piece.removesuffix(ending), ending)
    best: list[tuple[str, ...] | None] = [(), *[None] * len(piece)]
    for end in range(SHORTEST, len(piece) + 1):
        for start in range(end - SHORTEST + 1):
            before, word = best[start], piece[start:end]
            if before is not None and word in known and len(before) + 1 < len(best[end] or (None,) * 99):
                best[end] = (*before, word)
    return best[-1] or (piece,)


@cache
def _vocabulary() -> frozenset[str]:
    tables = (words.FIELDS, words.UNPLACEABLE, words.MARKERS, words.ROLES, words.CATEGORIES)
    phrases = [phrase for table in tables for each in table.values() for phrase in each]
    known = {word for phrase in phrases for word in phrase.split()}
    return frozenset(
        known | words.OUTSIDERS | words.FORMER | set(words.ORDINALS) | words.GLUE | words.NUMBERING
    )
