"""Short secrets that have to be kept for a while, unreadable without a key that lies elsewhere."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
"""Bytes (NIST SP 800-38D, section 8.2)."""


def seal(key: bytes, name: bytes, secret: str) -> str:
    """A secret under AES-256-GCM.

    Args:
        key: 32 bytes, such as `signing.derived` gives
        name: says which secret it is; it opens under that name only
        secret: anything

    Returns:
        URL-safe text, another one every time.
    """
    nonce = os.urandom(_NONCE)
    return urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, secret.encode(), name)).decode()


def unseal(key: bytes, name: bytes, sealed: str) -> str | None:
    """The secret; None where it was sealed under another key or name, or was changed."""
    try:
        packed = urlsafe_b64decode(sealed)
        return AESGCM(key).decrypt(packed[:_NONCE], packed[_NONCE:], name).decode()
    except (ValueError, InvalidTag):
        return None
