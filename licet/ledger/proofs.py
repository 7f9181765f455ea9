"""Inclusion and consistency proofs of the hash tree (RFC 6962, 2.1.1 and 2.1.2), made and checked."""

from collections.abc import Sequence

from licet.ledger.verifier import node_hash, root_of


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that, with one leaf, give the root (RFC 6962, 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"the tree has {len(leaves)} leaves, there is none at {index}")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def includes(root: bytes, size: int, leaf: bytes, index: int, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that a leaf stands at an index of the tree with this root."""
    if not 0 <= index < size:
        return False
    node, place, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistency_proof(leaves: Sequence[bytes], older_size: int) -> list[bytes]:
    """The hashes that show that the first `older_size` leaves are unchanged (RFC 6962, 2.1.2)."""
    if not 0 < older_size <= len(leaves):
        raise IndexError(f"expected an older size from 1 to {len(leaves)}, got {older_size}")
    return _subproof(leaves, older_size, complete=True)


def is_consistent(
    older: bytes, older_size: int, newer: bytes, newer_size: int, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the newer tree only added leaves to the older one (RFC 9162, 2.1.4.2)."""
    if not 0 < older_size <= newer_size:
        return False
    if older_size == newer_size:
        return not proof and older == newer
    path = list(proof) if older_size & (older_size - 1) else [older, *proof]
    if not path:
        return False
    place, last = older_size - 1, newer_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_node = new_node = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new_node = node_hash(new_node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_node == older and new_node == newer


def _subproof(leaves: Sequence[bytes], older_size: int, *, complete: bool) -> list[bytes]:
    if older_size == len(leaves):
        return [] if complete else [root_of(leaves)]
    split = _split(len(leaves))
    if older_size <= split:
        return [*_subproof(leaves[:split], older_size, complete=complete), root_of(leaves[split:])]
    return [*_subproof(leaves[split:], older_size - split, complete=False), root_of(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)
