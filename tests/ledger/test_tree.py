"""The hash tree and its proofs, against RFC 6962's own reference recursion and RFC 8032's vectors."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from licet.ledger import (
    commitment,
    consistency_proof,
    ed25519_verifies,
    includes,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    opens,
    root_of,
)


def reference_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + reference_root(leaves[:k]) + reference_root(leaves[k:])).digest()


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(f"entry {number}".encode()) for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 9, 100])
def test_the_root_is_the_reference_root(count):
    assert root_of(leaves_of(count)) == reference_root(leaves_of(count))


def test_an_empty_leaf_has_the_published_hash():
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(st.integers(1, 60), st.data())
def test_every_leaf_is_provably_in_and_no_other(count, data):
    leaves = leaves_of(count)
    index = data.draw(st.integers(0, count - 1))
    proof = inclusion_proof(leaves, index)
    assert includes(root_of(leaves), count, leaves[index], index, proof)
    assert not includes(root_of(leaves), count, leaf_hash(b"other"), index, proof)
    if count > 1:
        assert not includes(root_of(leaves), count, leaves[index], (index + 1) % count, proof)


@given(st.integers(1, 60), st.data())
def test_growth_is_provable_and_rewriting_is_not(count, data):
    leaves = leaves_of(count)
    older_size = data.draw(st.integers(1, count))
    older, newer = root_of(leaves[:older_size]), root_of(leaves)
    proof = consistency_proof(leaves, older_size)
    assert is_consistent(older, older_size, newer, count, proof)
    rewritten = root_of([leaf_hash(b"other"), *leaves[1:]])
    assert not is_consistent(older, older_size, rewritten, count, proof)


@pytest.mark.parametrize(
    ("key", "message", "signature"),
    [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)
def test_rfc_8032_vectors(key, message, signature):
    assert ed25519_verifies(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))
    assert not ed25519_verifies(bytes.fromhex(key), bytes.fromhex(message) + b"!", bytes.fromhex(signature))


@given(st.binary(max_size=200), st.integers(0, 511))
def test_signatures_of_a_library_verify_and_one_flipped_bit_does_not(message, bit):
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key, signature = secret.public_key().public_bytes_raw(), secret.sign(message)
    assert ed25519_verifies(key, message, signature)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << (bit % 8)
    assert not ed25519_verifies(key, message, bytes(flipped))


def test_a_commitment_opens_only_to_what_was_committed():
    committed = commitment(b"salt", {"stage": "link", "rows": 5})
    assert opens(committed, b"salt", {"rows": 5, "stage": "link"})
    assert not opens(committed, b"salt", {"rows": 6, "stage": "link"})
    assert not opens(committed, b"other", {"rows": 5, "stage": "link"})
