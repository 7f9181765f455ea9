"""A packed file's directory, looked at before anything is unpacked, and whether it tells the truth."""

import os
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from licet.errors import SourceError, told_by_kind
from licet.sources.limits import MIB, Limits, check_unpacked

MOST_MEMBERS = 10_000
"""Files in a workbook: a few for each sheet and picture."""

LOCAL_HEADER = 30
"""Bytes of a member's own header before its name (APPNOTE.TXT, section 4.3.7)."""


def check_members(path: Path, limits: Limits) -> None:
    """Refuse a packed file that unpacks to too much, by its directory and then in truth."""
    with told_by_kind(_not_whole), zipfile.ZipFile(path) as packed:
        members = packed.infolist()
        check_unpacked(path.stat().st_size, sum(member.file_size for member in members), limits)
        if len(members) > MOST_MEMBERS or any(_is_unusual(member) for member in members):
            raise SourceError("is packed as no spreadsheet program does. Ask the holder for it as CSV.")
        _check_truthful(path, members)


def _not_whole(kind: str) -> SourceError:
    return SourceError(
        f"is not a whole workbook ({kind}). Compare its size with the holder's, and copy it again; a "
        "workbook with a password has to be saved without one."
    )


def _is_unusual(member: zipfile.ZipInfo) -> bool:
    encrypted = bool(member.flag_bits & 0x1)
    known = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    # A directory that is cut off can place a member before the file begins.
    return encrypted or not known or member.header_offset < 0


def _check_truthful(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Unpack each member a little at a time, keeping nothing: none may go on past what its directory says."""
    with path.open("rb") as file:
        for member in members:
            file.seek(member.header_offset)
            header = file.read(LOCAL_HEADER)
            name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
            file.seek(name + extra, os.SEEK_CUR)
            if _unpacked(file, member) != member.file_size:
                raise SourceError(
                    "is packed with a directory that does not tell the truth, which no spreadsheet "
                    "program does. Ask the holder for it as CSV."
                )


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> int:
    """How many bytes a member really unpacks to, counted to one piece past what its directory says."""
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size
    unpacking, left, total = zlib.decompressobj(-zlib.MAX_WBITS), member.compress_size, 0
    waiting = b""
    while total <= member.file_size and not unpacking.eof:
        if not waiting:
            waiting = file.read(min(left, MIB))
            left -= len(waiting)
            if not waiting:
                break
        total += len(unpacking.decompress(waiting, MIB))
        waiting = unpacking.unconsumed_tail
    return total
