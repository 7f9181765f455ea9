"""How alike two texts are by their letters, compiled: bounds that tell most pairs apart at once come first.

One, other: codes of equally many texts, -1 for none, which is like nothing.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.compiled import compiled
from licet.linkage.encoding import Bools, Codes, Counts

Masks = npt.NDArray[np.uint64]

SLACK = 1e-9  # what rounding may do to a bound


class Texts(NamedTuple):
    """Texts by their code: letters[start[code]:start[code + 1]], and which letters there are, in 64 bits.

    letters: numbered from 0 on. alphabet: how many there are. longest: letters of the longest text.
    """

    letters: Codes
    start: Counts
    mask: Masks
    alphabet: int
    longest: int


def texts_of(values: pa.Array) -> Texts:
    """The letters of all values."""
    written = np.frombuffer("".join(values.to_pylist()).encode("utf-32-le"), dtype=np.uint32)
    number = np.zeros(int(written.max(initial=0)) + 1, dtype=np.int32)
    number[written] = 1
    alphabet = int(number.sum())
    letters = (np.cumsum(number, dtype=np.int32) - np.int32(1))[written]
    length = pc.utf8_length(values).to_numpy().astype(np.int64)
    start = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    return Texts(letters, start, _masks(letters, start), alphabet, int(length.max(initial=0)))


def jaro_winkler_from(texts: Texts, one: Codes, other: Codes, least: float) -> Bools:
    """Whether the Jaro-Winkler similarity, prefix weight 0.1, is at least so much (above 0).

    Source: Winkler 1990, "String comparator metrics and enhanced decision rules in the Fellegi-Sunter model".
    """
    return _alike(texts, one, other, least)


def edits_up_to(texts: Texts, one: Codes, other: Codes, most: float) -> Bools:
    """Whether at most so many letters were inserted, deleted, changed or swapped with a neighbour.

    Source: optimal string alignment; Boytsov 2011, "Indexing methods for approximate dictionary searching".
    """
    return _near(texts, one, other, int(min(most, texts.longest)))


@compiled
def initial_of(texts: Texts, one: Codes, other: Codes) -> Bools:
    """Whether one text is a single letter with which the other begins."""
    letters, start = texts.letters, texts.start
    result = np.zeros(len(one), dtype=np.bool_)
    for pair in range(len(one)):
        i, j = one[pair], other[pair]
        if i >= 0 and j >= 0 and min(start[i + 1] - start[i], start[j + 1] - start[j]) == 1:
            result[pair] = letters[start[i]] == letters[start[j]]
    return result


@compiled
def _masks(letters: Codes, start: Counts) -> Masks:
    mask = np.zeros(len(start) - 1, dtype=np.uint64)
    for value in range(len(mask)):
        for at in range(start[value], start[value + 1]):
            mask[value] |= np.uint64(1) << np.uint64(letters[at] & 63)
    return mask


@compiled
def _bits_set(mask: np.uint64) -> np.int64:
    """How many of 64 bits are set."""
    mask -= (mask >> np.uint64(1)) & np.uint64(0x5555555555555555)
    mask = (mask & np.uint64(0x3333333333333333)) + ((mask >> np.uint64(2)) & np.uint64(0x3333333333333333))
    mask = (mask + (mask >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((mask * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _near(texts: Texts, one: Codes, other: Codes, most: int) -> Bools:
    room = np.empty((3, texts.longest + 2), dtype=np.int32)
    letters, start, mask = texts.letters, texts.start, texts.mask
    result = np.zeros(len(one), dtype=np.bool_)
    for pair in range(len(one)):
        i, j = one[pair], other[pair]
        if i < 0 or j < 0:
            continue
        a, a_end, b, b_end = start[i], start[i + 1], start[j], start[j + 1]
        # A letter that the other text does not hold takes an edit of its own.
        if abs((a_end - a) - (b_end - b)) > most or _bits_set(mask[i] & ~mask[j]) > most:
            continue
        if _bits_set(mask[j] & ~mask[i]) > most:
            continue
        while a < a_end and b < b_end and letters[a] == letters[b]:
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and letters[a_end - 1] == letters[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
        longer = max(a_end - a, b_end - b)
        result[pair] = longer <= most or _aligned(letters, a, a_end, b, b_end, most, room)
    return result


@compiled
def _aligned(letters: Codes, a: int, a_end: int, b: int, b_end: int, most: int, room: Codes) -> bool:
    """Optimal string alignment near the diagonal; ended once a row and the one before are past `most`."""
    width, past, least_before = b_end - b, most + 1, 0
    for y in range(width + 2):
        room[0, y] = min(y, past)
    for x in range(1, a_end - a + 1):
        before, above, row = (x - 2) % 3, (x - 1) % 3, x % 3
        first, last = max(1, x - most), min(width, x + most)
        letter, least = letters[a + x - 1], min(x, past)
        room[row, first - 1] = least if first == 1 else past
        room[row, last + 1] = past
        for y in range(first, last + 1):
            cost = room[above, y - 1] + (letter != letters[b + y - 1])
            cost = min(cost, room[above, y] + 1, room[row, y - 1] + 1)
            if x > 1 and y > 1 and letter == letters[b + y - 2] and letters[a + x - 2] == letters[b + y - 1]:
                cost = min(cost, room[before, y - 2] + 1)
            room[row, y] = cost
            least = min(least, cost)
        if least > most and least_before > most:
            return False
        least_before = least
    return bool(room[(a_end - a) % 3, width] <= most)


@compiled
def _alike(texts: Texts, one: Codes, other: Codes, least: float) -> Bools:
    found = np.empty((2, texts.longest), dtype=np.bool_)
    first, following = np.empty(texts.alphabet, dtype=np.int32), np.empty(texts.longest, dtype=np.int32)
    letters, start, mask = texts.letters, texts.start, texts.mask
    result = np.zeros(len(one), dtype=np.bool_)
    for pair in range(len(one)):
        i, j = one[pair], other[pair]
        if i < 0 or j < 0:
            continue
        a, a_end, b, b_end = start[i], start[i + 1], start[j], start[j + 1]
        length, other_length = a_end - a, b_end - b
        # A letter that the other text does not hold is not in common.
        common = min(length - _bits_set(mask[i] & ~mask[j]), other_length - _bits_set(mask[j] & ~mask[i]))
        if common <= 0:
            continue
        prefix = 0
        while prefix < min(4, length, other_length) and letters[a + prefix] == letters[b + prefix]:
            prefix += 1
        if _with_prefix((common / length + common / other_length + 1) / 3, prefix) + SLACK >= least:
            similarity = _jaro(letters, a, a_end, b, b_end, found, first, following)
            result[pair] = _with_prefix(similarity, prefix) >= least
    return result


@compiled
def _with_prefix(similarity: float, prefix: int) -> float:
    """What the first letters in common add, from a similarity of 0.7 on."""
    return min(similarity + prefix * 0.1 * (1.0 - similarity), 1.0) if similarity > 0.7 else similarity


@compiled
def _jaro(
    letters: Codes, a: int, a_end: int, b: int, b_end: int, found: Bools, first: Codes, following: Codes
) -> float:
    """found, first, following: room for marks of both texts, for each letter, and for each place."""
    length, other_length = a_end - a, b_end - b
    common = _find_common(letters, a, length, b, other_length, found, first, following)
    if not common:
        return 0.0
    moved, x = 0, 0
    for y in range(other_length):
        if found[1, y]:
            while not found[0, x]:
                x += 1
            moved += letters[a + x] != letters[b + y]
            x += 1
    # Added in this order: another may differ in the last bit, and so at a bound.
    similarity = common / length
    similarity += common / other_length
    similarity += (common - moved // 2) / common
    return similarity / 3


@compiled
def _find_common(
    letters: Codes,
    a: int,
    length: int,
    b: int,
    other_length: int,
    found: Bools,
    first: Codes,
    following: Codes,
) -> int:
    """Mark each letter of the other text with the first free place of the same letter within the window."""
    window = max(max(length, other_length) // 2 - 1, 0)
    for y in range(other_length):
        first[letters[b + y]] = -1
    for x in range(length):
        first[letters[a + x]] = -1
        found[0, x] = False
    for x in range(length - 1, -1, -1):
        following[x] = first[letters[a + x]]
        first[letters[a + x]] = x
    common = 0
    for y in range(other_length):
        x = first[letters[b + y]]
        # The window moves on: what lies before it stays behind.
        while 0 <= x < y - window:
            x = following[x]
        found[1, y] = 0 <= x <= y + window
        if found[1, y]:
            found[0, x] = True
            common += 1
            x = following[x]
        first[letters[b + y]] = x
    return common
