"""Identifiers, postcodes: each standardised as text and checked by its own rule, all rows at once."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BoolArray = npt.NDArray[np.bool_]

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NHS_WEIGHTS = np.arange(10, 1, -1)
UPN_WEIGHTS = np.arange(2, 14)
NINO = r"^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]?$"
NINO_NEVER = r"^(BG|GB|NK|KN|TN|NT|ZZ)"
POSTCODE = r"^(GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2})$"
UNKNOWN_UPN = r"^UN[1-7]$"


def compact(values: pa.Array) -> pa.Array:
    """Upper case without spaces or hyphens; empty text becomes missing."""
    return missing_if_empty(pc.replace_substring_regex(pc.utf8_upper(values), r"[\s\-]", ""))


def missing_if_empty(values: pa.Array) -> pa.Array:
    """Empty text becomes missing."""
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)


def nhs_number_ok(values: pa.Array) -> BoolArray:
    """Ten digits, not all the same; the tenth is 11 minus the weighted sum modulo 11 (11 counts as 0)."""
    shaped = matches(values, r"^\d{10}$")
    digits = _characters(values, shaped, 10) - ord("0")
    check = 11 - (digits[:, :9] * NHS_WEIGHTS).sum(axis=1) % 11
    check[check == 11] = 0
    same = (digits == digits[:, :1]).all(axis=1)
    ok = np.zeros(len(values), dtype=bool)
    ok[shaped] = (check == digits[:, 9]) & ~same
    return ok


def upn_ok(values: pa.Array) -> BoolArray:
    """A check letter, eleven digits and a last digit or, for a temporary number, a letter."""
    shaped = matches(values, rf"^[{UPN_LETTERS}]\d{{11}}(\d|[{UPN_LETTERS}])$")
    letters = _characters(values, shaped, 13)
    alphabet = np.full(128, -1)
    alphabet[[ord(letter) for letter in UPN_LETTERS]] = np.arange(len(UPN_LETTERS))
    digits = letters[:, 1:] - ord("0")
    temporary = digits[:, 11] > 9
    digits[temporary, 11] = alphabet[letters[temporary, 12]]
    check = (digits * UPN_WEIGHTS).sum(axis=1) % 23
    ok = np.zeros(len(values), dtype=bool)
    ok[shaped] = check == alphabet[letters[:, 0]]
    return ok


def nino_ok(values: pa.Array) -> BoolArray:
    """The shape of a National Insurance number; it has no check digit."""
    return matches(values, NINO) & ~matches(values, NINO_NEVER)


def anything_ok(values: pa.Array) -> BoolArray:
    """A holder's own number: any text."""
    return np.ones(len(values), dtype=bool)


IDENTIFIER_RULES: dict[str, Callable[[pa.Array], BoolArray]] = {
    "id_nhs": nhs_number_ok,
    "id_upn": upn_ok,
    "id_nino": nino_ok,
    "id_local": anything_ok,
}


def unknown_upn(values: pa.Array) -> BoolArray:
    """Codes UN1 to UN7 say that no number is known; they are never a key and never an error."""
    return matches(values, UNKNOWN_UPN)


def uprn_ok(values: pa.Array) -> BoolArray:
    """One to twelve digits, not all nought."""
    return matches(values, r"^\d{1,12}$") & ~matches(values, r"^0+$")


def padded_uprn(values: pa.Array) -> pa.Array:
    """A property number, left-padded to twelve digits so that 199356 equals 000000199356."""
    return pc.utf8_lpad(values, 12, "0")


def spaced_postcode(values: pa.Array) -> pa.Array:
    """A postcode in upper case with one space before its last three characters."""
    return pc.replace_substring_regex(compact(values), r"^(.+)(.{3})$", r"\1 \2")


def postcode_ok(values: pa.Array) -> BoolArray:
    """The shape of a postcode."""
    return matches(values, POSTCODE)


def no_fixed_address(values: pa.Array) -> BoolArray:
    """ZZ99 codes are a status (no fixed abode, not known), recognised first and never matched on."""
    return matches(values, r"^ZZ99 ")


def matches(values: pa.Array, pattern: str) -> BoolArray:
    """Where a value is there and matches."""
    found: BoolArray = pc.fill_null(pc.match_substring_regex(values, pattern), False).to_numpy(
        zero_copy_only=False
    )
    return found


def _characters(values: pa.Array, shaped: BoolArray, width: int) -> npt.NDArray[np.int64]:
    """The character codes of the values that have the right shape: rows × width."""
    chosen = values.filter(pa.array(shaped))
    joined = "".join(chosen.to_pylist()).encode("ascii")
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, width).astype(np.int64)
