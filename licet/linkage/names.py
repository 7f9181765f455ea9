"""Names as they are compared: what varies in writing one name is folded away, its letters are not.

Folding belongs here and not where names are stored: O'Neil stays O'Neil in a record, and is compared as
oneil. Marks are taken only from letters that are known without them, so a name in any script stays a name.
"""

from functools import reduce
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

NAMES = ("forename", "middle", "surname", "former_surname")

PARTICLES = (
    *("de", "da", "do", "dos", "das", "del", "della", "der", "den", "di", "du", "la", "le", "las", "los"),
    *(
        "van",
        "von",
        "zu",
        "ten",
        "ter",
        "af",
        "av",
        "ap",
        "ab",
        "ferch",
        "verch",
        "bin",
        "ibn",
        "bint",
        "al",
        "el",
    ),
)
"""Words that many names have in common, so that sharing one says nothing."""

NO_NAMES = tuple(files("licet.linkage").joinpath("no_names.txt").read_text("utf-8").splitlines())
"""What is written where a forename is not known, or was not asked: no evidence."""

_STEPS = (
    # What only shapes a line, vowel points, and marks over letters that are often written without.
    (r"[\p{Cf}\x{0591}-\x{05C7}\x{064B}-\x{065F}\x{0670}]", ""),
    ("[‘’ʼ`´'ʻ′]", ""),
    (r"[-‐‑‒–—.,\s\p{Z}]+", " "),
    (r"([\p{Latin}\p{Greek}\p{Cyrillic}])\p{Mn}+", r"\1"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ø", "o"),
    ("ł", "l"),
    ("[đð]", "d"),
    ("þ", "th"),
    ("ı", "i"),
    ("ς", "σ"),
    # O Neil, Mac Donald and Mc Donald are as often written in one.
    (r"^(o|mc|mac) (\p{L}{2})", r"\1\2"),
)


def folded(people: pa.Table) -> pa.Table:
    """The same people with their names, as far as there are any, folded."""
    for name in NAMES:
        if name in people.column_names:
            encoded = people.column(name).cast(pa.string()).combine_chunks().dictionary_encode()
            names = fold(encoded.dictionary)
            if name == "forename":
                names = pc.if_else(pc.is_in(names, pa.array(NO_NAMES)), pa.scalar(None, names.type), names)
            column = names.take(encoded.indices)
            people = people.set_column(people.schema.get_field_index(name), name, column)
    return people


def fold(names: pa.Array) -> pa.Array:
    """Each name in lower case without accents, apostrophes and hyphens; never empty where it was not."""
    text = pc.utf8_lower(pc.utf8_normalize(names, form="NFKD"))
    text = reduce(lambda told, step: pc.replace_substring_regex(told, *step), _STEPS, text)
    # Some scripts are taken apart by NFKD, and put together again here.
    text = pc.utf8_normalize(pc.utf8_trim_whitespace(text), form="NFC")
    return pc.if_else(pc.equal(text, ""), names, text)
