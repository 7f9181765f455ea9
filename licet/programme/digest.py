"""Digests: equal things have equal digests, whatever order their keys were written in."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

CHUNK = 1024 * 1024


def digest_of(thing: Any) -> str:
    """SHA-256 of a thing's canonical JSON, as 64 hex digits."""
    return hashlib.sha256(canonical_json(thing)).hexdigest()


def canonical_json(thing: Any) -> bytes:
    """JSON with sorted keys and no spare spaces, in UTF-8."""
    return json.dumps(
        thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hex digits."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha.update(chunk)
    return sha.hexdigest()


def _plain(thing: Any) -> Any:
    if isinstance(thing, BaseModel):
        return thing.model_dump(mode="json", by_alias=True)
    if isinstance(thing, frozenset | set):
        return sorted(thing)
    if isinstance(thing, date | Path):
        return str(thing)
    raise TypeError(f"no canonical JSON for {type(thing).__name__}")
