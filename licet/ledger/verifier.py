"""Verify a Licet ledger export. Stands alone: Python's standard library, this one file, no network.

    python verifier.py EXPORT.json [--older CHECKPOINT.json ...]

An export holds entries and a signed checkpoint. This program checks, in this order:
1. every entry is in its place: numbered 0, 1, 2, ... with nothing missing;
2. the hash tree over the entries has the size and the root that the checkpoint states (RFC 6962, 2.1);
3. the checkpoint's Ed25519 signature is good (RFC 8032, 5.1.7);
4. for each older checkpoint that a witness kept: it was signed by the same key, and the first entries of this
   export still have its root. So a ledger that was cut short, changed or rewritten since is found.
It prints one line and exits 0, or says what is wrong and exits 8.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from typing import Any

FORMAT = "licet-ledger-1"
BROKEN = 8


class Broken(Exception):
    """The export does not verify; the message says where."""


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962, 2.1: a leaf is hashed with the prefix 0x00."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962, 2.1: an inner node is hashed with the prefix 0x01."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The tree's root over leaf hashes; an empty tree's root is the hash of nothing.

    Complete subtrees are folded as leaves arrive, so it takes n steps and little memory.
    """
    if not leaves:
        return hashlib.sha256(b"").digest()
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, node = 1, leaf
        while peaks and peaks[-1][0] == size:
            node = node_hash(peaks.pop()[1], node)
            size *= 2
        peaks.append((size, node))
    node = peaks.pop()[1]
    while peaks:
        node = node_hash(peaks.pop()[1], node)
    return node


def entry_bytes(entry: dict[str, Any]) -> bytes:
    """What is hashed of an entry: its canonical JSON (sorted keys, no spaces, UTF-8)."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def checkpoint_bytes(checkpoint: dict[str, Any]) -> bytes:
    """What is signed of a checkpoint: its origin, size and root, a line each."""
    return f"{FORMAT}\n{checkpoint['origin']}\n{checkpoint['size']}\n{checkpoint['root']}\n".encode()


def verify_export(export: dict[str, Any], older: Sequence[dict[str, Any]] = ()) -> int:
    """Check an export in the four steps above; the number of entries, or Broken with the reason."""
    if export.get("format") != FORMAT:
        raise Broken(f"expected the format {FORMAT}")
    entries, checkpoint = export["entries"], export["checkpoint"]
    for place, entry in enumerate(entries):
        if entry.get("seq") != place:
            raise Broken(f"entry {place} is not where it should be: an entry was lost, added or moved")
    leaves = [leaf_hash(entry_bytes(entry)) for entry in entries]
    if checkpoint["size"] != len(leaves):
        raise Broken(f"the checkpoint states {checkpoint['size']} entries, the export has {len(leaves)}")
    if root_of(leaves).hex() != checkpoint["root"]:
        raise Broken("the entries do not give the root that was signed: an entry was changed")
    verify_checkpoint(checkpoint)
    for witness in older:
        _verify_extends(leaves, checkpoint, witness)
    return len(leaves)


def verify_checkpoint(checkpoint: dict[str, Any]) -> None:
    """Check a checkpoint's signature with the key that it names."""
    key, signature = bytes.fromhex(checkpoint["public_key"]), bytes.fromhex(checkpoint["signature"])
    if not ed25519_verifies(key, checkpoint_bytes(checkpoint), signature):
        raise Broken("the checkpoint's signature is not good")


def _verify_extends(leaves: Sequence[bytes], checkpoint: dict[str, Any], witness: dict[str, Any]) -> None:
    verify_checkpoint(witness)
    if (witness["public_key"], witness["origin"]) != (checkpoint["public_key"], checkpoint["origin"]):
        raise Broken("the older checkpoint was signed by another key or for another ledger")
    if witness["size"] > len(leaves):
        raise Broken(
            f"an older checkpoint states {witness['size']} entries, now there are {len(leaves)}: cut short"
        )
    if root_of(leaves[: witness["size"]]).hex() != witness["root"]:
        raise Broken(f"the first {witness['size']} entries are not those of an older checkpoint: rewritten")


# Ed25519, verification only, as RFC 8032 section 5.1 gives it. Points are (X, Y, Z, T) with x = X/Z,
# y = Y/Z, xy = T/Z. Nothing here handles a secret, so it need not run in constant time.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def ed25519_verifies(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature over a message is good for a public key (RFC 8032, 5.1.7)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, commitment = _decode(public_key), _decode(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    return _same(_times(scalar, BASE), _add(commitment, _times(challenge, key)))


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _same(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % P == 0


def _decode(encoded: bytes) -> Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


_BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = _decode(_BASE_Y.to_bytes(32, "little")) or (0, 1, 1, 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the export named on the command line."""
    parser = argparse.ArgumentParser(description="Verify a Licet ledger export.")
    parser.add_argument("export")
    parser.add_argument("--older", action="append", default=[], help="a checkpoint kept by a witness")
    given = parser.parse_args(arguments)
    try:
        count = verify_export(_load(given.export), [_load(path) for path in given.older])
    except Broken as broken:
        print(f"NOT VERIFIED: {broken}")
        return BROKEN
    except (OSError, ValueError, KeyError, TypeError) as unreadable:
        print(f"NOT VERIFIED: the export or checkpoint cannot be read ({type(unreadable).__name__})")
        return BROKEN
    print(f"Verified: {count} entries, the signed root, and {len(given.older)} older checkpoint(s).")
    return 0


def _load(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        loaded = json.load(file)
    if not isinstance(loaded, dict):
        raise ValueError("expected a JSON object")
    return loaded


if __name__ == "__main__":
    sys.exit(main())
