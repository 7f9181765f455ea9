"""Where the rows of a CSV file end and what is wrong with each, before any cell is read."""

import numpy as np
import numpy.typing as npt

from licet.linkage.compiled import compiled

QUOTE, LINE_FEED, RETURN = ord('"'), ord("\n"), ord("\r")

BLANK, UNDOUBLED, HIDING, NULL, LONG, MANY_LINES, NEVER_CLOSED = 1, 2, 4, 8, 16, 32, 64
"""What a row may have: nothing in it; a quote inside quotes that is not doubled; a quoted cell with a line
in it that could be a row; a null byte; a cell too long; a cell of too many lines; a quote left open."""

HOPELESS = NULL | LONG | MANY_LINES | NEVER_CLOSED
"""After one of these, nobody knows where the next row begins."""

MOST_LINES = 200
"""Lines of one quoted cell: an address has up to ten, and a stray quote swallows the rest of the file."""

STARTING, PLAIN, QUOTED, CLOSING = 0, 1, 2, 3


@compiled
def scan(
    data: npt.NDArray[np.uint8],
    delimiter: int,
    columns: int,
    longest: int,
    last: bool,
    ends: npt.NDArray[np.int64],
    cells: npt.NDArray[np.int64],
    flags: npt.NDArray[np.uint8],
) -> int:
    """Fill in, row by row, where each ends, how many cells it has and its flags.

    columns: how many cells a row should have, 0 if not known yet. longest: characters allowed in a cell.
    last: whether the data ends with the file, else a row that may go on is left for the next call.
    Returns the rows told; stops early where the arrays are full, or after a hopeless row.
    Source: RFC 4180, sections 2.5 to 2.7: quotes open a cell at its beginning and are doubled inside it.
    """
    row, at = 0, 0
    while at < len(data) and row < len(ends):
        at, cells[row], flags[row] = _row(data, at, delimiter, columns, longest)
        if at == len(data) and not last and not flags[row] & (NULL | LONG | MANY_LINES):
            return row
        ends[row] = at
        row += 1
        if flags[row - 1] & HOPELESS:
            return row
    return row


@compiled
def _row(
    data: npt.NDArray[np.uint8], start: int, delimiter: int, columns: int, longest: int
) -> tuple[int, int, int]:
    """Where the row that begins at `start` ends, its cells and its flags."""
    state, cells, length, lines, delimiters, at = STARTING, 1, 0, 0, 0, start
    flag = BLANK if data[start] == LINE_FEED or data[start] == RETURN else 0
    while at < len(data) and not flag & HOPELESS:
        byte = data[at]
        at += 1
        # The second and later bytes of a character in UTF-8 begin with the bits 10.
        length += (byte & 0xC0) != 0x80
        ends_line = byte == LINE_FEED or (byte == RETURN and not (at < len(data) and data[at] == LINE_FEED))
        if byte == QUOTE:
            state = CLOSING if state == QUOTED else PLAIN if state == PLAIN else QUOTED
        elif state == QUOTED:
            delimiters += byte == delimiter
            if ends_line:
                flag |= _flag_of_line(lines, delimiters, columns)
                lines, delimiters = lines + 1, 0
        elif byte == delimiter:
            state, cells, length, lines, delimiters = STARTING, cells + 1, 0, 0, 0
        elif ends_line:
            return at, cells, flag
        elif byte != RETURN:
            flag |= 0 if state != CLOSING else UNDOUBLED if lines == 0 else NEVER_CLOSED
            state = PLAIN
        flag |= (NULL if byte == 0 else 0) | (LONG if length > longest else 0)
    return at, cells, flag | (NEVER_CLOSED if state == QUOTED and not flag & HOPELESS else 0)


@compiled
def _flag_of_line(lines: int, delimiters: int, columns: int) -> int:
    """What the end of a line inside a quoted cell says; its first line began outside the quotes."""
    if lines >= MOST_LINES:
        return MANY_LINES
    return HIDING if lines > 0 and columns > 2 and delimiters >= columns - 1 else 0
