"""In which script a text is written: one name may be written in two, and no measure of letters could tell."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SCRIPTS = (
    *("Greek", "Cyrillic", "Armenian", "Hebrew", "Arabic", "Devanagari", "Bengali", "Gurmukhi", "Gujarati"),
    *(
        "Tamil",
        "Telugu",
        "Kannada",
        "Malayalam",
        "Sinhala",
        "Thai",
        "Georgian",
        "Hangul",
        "Ethiopic",
        "Khmer",
    ),
    *("Hiragana", "Katakana", "Han"),
)


def scripts_of(values: pa.Array) -> npt.NDArray[np.int32]:
    """The script in which each text begins, as a number: 0 for Latin, for rare ones and without a letter."""
    found = np.zeros(len(values), dtype=np.int32)
    other = np.flatnonzero(pc.invert(pc.string_is_ascii(values)).to_numpy(zero_copy_only=False))
    rest = values.take(pa.array(other))
    for number, script in enumerate(SCRIPTS, start=1):
        begins = pc.match_substring_regex(rest, rf"^\P{{L}}*\p{{{script}}}")
        found[other[begins.to_numpy(zero_copy_only=False)]] = number
    return found
