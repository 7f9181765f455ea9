"""Words by their sound, for blocking: spelling varies where sound does not."""

import pyarrow as pa
import pyarrow.compute as pc

_LETTERS = (
    ("[BFPV]", "1"),
    ("[CGJKQSXZ]", "2"),
    ("[DT]", "3"),
    ("[L]", "4"),
    ("[MN]", "5"),
    ("[R]", "6"),
)


def soundex(words: pa.Array) -> pa.Array:
    """The American Soundex code of each text (R163), null where it has no letter of A to Z.

    Source: United States National Archives, "The Soundex indexing system".
    """
    letters = pc.replace_substring_regex(pc.utf8_upper(words), "[^A-Z]", "")
    first = pc.utf8_slice_codeunits(letters, 0, 1)
    digits = _digits(letters)
    # The first letter stands for itself: its digit goes, with those that ran into it.
    rest = pc.replace_substring_regex(pc.utf8_slice_codeunits(digits, 1), "[^0-9]", "")
    padded = pc.utf8_slice_codeunits(pc.binary_join_element_wise(rest, "000", ""), 0, 3)
    code = pc.binary_join_element_wise(first, padded, "")
    return pc.if_else(pc.equal(first, ""), None, code)


def _digits(letters: pa.Array) -> pa.Array:
    # H and W do not part two letters of one sound; vowels do.
    digits = pc.replace_substring_regex(letters, "([A-Z])[HW]+", r"\1")
    for pattern, digit in _LETTERS:
        digits = pc.replace_substring_regex(digits, pattern, digit)
    for digit in "123456":
        digits = pc.replace_substring_regex(digits, f"{digit}{digit}+", digit)
    return digits
