"""Names brought to one form without harm: nothing is lost but case, titles and what is no name."""

import pyarrow as pa
import pyarrow.compute as pc

from licet.sources.identifiers import missing_if_empty

TITLES = ("mr", "mrs", "miss", "ms", "mx", "dr", "prof", "rev", "revd")
"""What stands before a name and is surely no part of it. Sir, Master, Lady and Prince are also forenames."""

PLACEHOLDERS = (
    *("unknown", "unknown unknown", "not known", "not given", "not provided", "not recorded", "not stated"),
    *(
        "not applicable",
        "name unknown",
        "no name",
        "unnamed",
        "anonymous",
        "n/k",
        "nk",
        "n.k.",
        "n/a",
        "n.a.",
    ),
    *("tbc", "tba", "dummy", "test", "test test", "anhysbys", "ddim yn hysbys"),
    *("baby", "baby boy", "baby girl", "unborn", "unborn baby", "unborn child"),
)
"""What is written where a name is not known. Na, Null and None are somebody's names, so they are not here."""

FILLED_IN = r"^(x{2,}|z{3,})$"
APOSTROPHES = "[‘’ʼ`´ʻ‛′＇]"
HYPHENS = r"\s*[‐‑‒–—−－-]\s*"
SPACES = r"[\s\p{Z}]+"
UNSEEN = r"[\x{00AD}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}\x{FEFF}]"
TITLED = rf"^(?:(?:{'|'.join(TITLES)})(?:\.\s*|\s))+(.*\p{{L}}.*)$"


def plain(values: pa.Array) -> pa.Array:
    """Lower case, one space between words, one form of apostrophe; empty text is missing."""
    evened = pc.utf8_normalize(pc.utf8_lower(pc.utf8_normalize(values, form="NFC")), form="NFC")
    evened = pc.replace_substring_regex(evened, APOSTROPHES, "'")
    evened = pc.utf8_trim_whitespace(pc.replace_substring_regex(evened, SPACES, " "))
    return missing_if_empty(evened)


def standard_name(values: pa.Array) -> pa.Array:
    """A forename, middle name or surname, in whatever script.

    Apostrophes, hyphens, particles and diacritics stay, each in one form; a single name stays as it is. A
    title before a name is dropped. What is no name is missing: a placeholder, or text without a letter.
    """
    seen = plain(pc.replace_substring_regex(values, UNSEEN, ""))
    joined = pc.replace_substring_regex(seen, HYPHENS, "-")
    named = pc.replace_substring_regex(joined, TITLED, r"\1")
    written = pc.match_substring_regex(named, r"\p{L}")
    nobody = pc.or_(pc.is_in(named, pa.array(PLACEHOLDERS)), pc.match_substring_regex(named, FILLED_IN))
    return pc.if_else(pc.and_not(written, nobody), named, pa.scalar(None, pa.string()))
