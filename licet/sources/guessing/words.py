"""Words that councils, schools, surgeries, police and benefit offices give to columns, from words.csv.

A phrase is words in their order, in English or Welsh; capitals, accents and what stands between words do not
matter. To teach the guess a word, add a line to the file.
"""

import csv
from collections.abc import Mapping
from importlib import resources

Phrases = Mapping[str, tuple[str, ...]]


def _read() -> dict[str, dict[str, tuple[str, ...]]]:
    """Phrases by kind and meaning, in the order of the file."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    text = (resources.files("licet.sources.guessing") / "words.csv").read_text(encoding="utf-8")
    for line in csv.DictReader(text.splitlines()):
        table = found.setdefault(line["kind"], {})
        table[line["meaning"]] = (*table.get(line["meaning"], ()), line["phrase"])
    return found


_TABLES = _read()

FIELDS: Phrases = _TABLES["field"]
"""What each field of a person is called. Under `relationship`: what says how somebody is related."""

UNPLACEABLE: Phrases = _TABLES["unplaceable"]
"""What a layout has no field for."""

MARKERS: Phrases = _TABLES["marker"]
"""Safety markers, by what they mean."""

ROLES: Phrases = _TABLES["role"]
"""Whom a column is about."""

CATEGORIES: Phrases = _TABLES["category"]
"""What the records may be about, by words in the names of the file and its columns."""

RELATIONS: Phrases = _TABLES["relation"]
"""Words that say how somebody is related to a child, each kind with a tie of its own."""

ORDINALS = {word: int(number) for number, said in _TABLES["ordinal"].items() for word in said}
"""Words that say which of several."""

OUTSIDERS = frozenset(_TABLES["word"]["outsider"])
"""Words about somebody or something that is no part of a family."""

FORMER = frozenset(_TABLES["word"]["former"])
"""Words of what was, or is also, called something else: such a column gives way to one without."""

GLUE = frozenset(_TABLES["word"]["glue"])
"""Words that change nothing."""

NUMBERING = frozenset(_TABLES["word"]["numbering"])
"""Words of a column that numbers records."""

AMBIGUOUS = frozenset(_TABLES["word"]["ambiguous"])
"""Phrases that mean their field only if the values bear it out."""

SUBJECTS = tuple(_TABLES["subject"])
"""Roles that a record may be about; columns that name nobody are about the first that it has."""
