"""Salted commitments: an entry can be published without what it speaks of being guessed from it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def commitment(salt: bytes, details: Mapping[str, Any]) -> str:
    """HMAC-SHA-256 of the details under a salt that stays in the register, as 64 hex digits."""
    text = json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


def opens(committed: str, salt: bytes, details: Mapping[str, Any]) -> bool:
    """Whether salt and details are those that were committed to."""
    return hmac.compare_digest(committed, commitment(salt, details))
