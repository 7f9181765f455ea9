"""Sentences that remember how they were made, so that a report can say them in another language."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce

Given = str | int | date | tuple[str, ...]
"""What a template may be filled with. A tuple is a list of words.

A text that is no sentence was written by others in their own words, and stays so in every language.
"""


class Sentence(str):
    """English words, with the template and the arguments that they were made from."""

    template: str
    given: Mapping[str, Given]

    def __str__(self) -> str:
        # So that an error which was raised with a sentence gives the sentence back, not its letters alone.
        return self


def said(template: str, /, **given: Given) -> Sentence:
    """A sentence made of a template and what fills its places: said("among {group}", group=...)."""
    sentence = Sentence(template.format(**{name: _english(value) for name, value in given.items()}))
    sentence.template, sentence.given = template, given
    return sentence


def listed(words: Sequence[str]) -> str:
    """A list as English writes it: 'a', 'a and b', 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def in_turn(parts: Sequence[str]) -> str:
    """Parts of a sentence one after another: 'this; that; and that'."""
    return reduce(lambda before, part: said("{before}; {part}", before=before, part=part), parts)


def _english(value: Given) -> str:
    if isinstance(value, tuple):
        return listed(value)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return f"{value:,}" if isinstance(value, int) else value
