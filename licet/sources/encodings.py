"""How a file's letters are written: checked against what its layout declares, then brought to UTF-8."""

import pyarrow as pa

from licet.errors import SourceError
from licet.sources.layout import Encoding

OTHER = {Encoding.UTF_8: Encoding.WINDOWS_1252, Encoding.WINDOWS_1252: Encoding.UTF_8}
CODEC = {Encoding.UTF_8: "utf-8", Encoding.WINDOWS_1252: "cp1252"}


def in_utf_8(data: bytes, encoding: Encoding) -> bytes:
    """The same text in UTF-8; `data` must have passed `first_wrong`."""
    return data if encoding is Encoding.UTF_8 else data.decode(CODEC[encoding]).encode()


def first_wrong(data: bytes, encoding: Encoding) -> int | None:
    """The place of the first byte that shows that the text is not written so; None where all is well."""
    if data.isascii():
        return None
    if encoding is Encoding.WINDOWS_1252:
        return _first_not_decoded(data, encoding) if not _is_really_utf_8(data) else _first_not_ascii(data)
    return None if _is_utf_8(data) else _first_not_decoded(data, encoding)


def wrong_encoding(row: str, encoding: Encoding) -> SourceError:
    """The complaint about a row that is not written as declared."""
    other = OTHER[encoding]
    return SourceError(
        f"{row} is not written in {encoding}, as declared. If the holder wrote {other}, say "
        f"'encoding: {other}' in the layout; else ask for the file in UTF-8."
    )


def _is_utf_8(data: bytes) -> bool:
    whole = pa.Array.from_buffers(
        pa.large_binary(), 1, [None, pa.array([0, len(data)], pa.int64()).buffers()[1], pa.py_buffer(data)]
    )
    try:
        whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _is_really_utf_8(data: bytes) -> bool:
    """Whether text declared as Windows-1252 is UTF-8, and of letters that Windows-1252 has itself.

    É and a closing quotation mark in Windows-1252 are by chance a letter in UTF-8, but a phonetic one.
    """
    if not _is_utf_8(data):
        return False
    letters = "".join({letter for letter in data.decode() if not letter.isascii()})
    return bool(letters.encode(CODEC[Encoding.WINDOWS_1252], errors="ignore"))


def _first_not_decoded(data: bytes, encoding: Encoding) -> int | None:
    try:
        data.decode(CODEC[encoding])
    except UnicodeDecodeError as wrong:
        return wrong.start
    return None


def _first_not_ascii(data: bytes) -> int:
    return len(data.decode("ascii", errors="replace").partition("�")[0])
