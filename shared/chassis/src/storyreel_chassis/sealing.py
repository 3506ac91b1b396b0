"""Short secrets that have to be kept for a while, unreadable without a key that lies elsewhere."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

KEY_BYTES = 32


def seal(key: bytes, name: bytes, secret: str) -> str:
    """A secret under a one-time pad: SHAKE-256 of the key and the name.

    Args:
        key: 32 bytes, such as `signing.derived` gives
        name: says which secret it is; never used for another one
        secret: anything

    Returns:
        URL-safe text. Nothing proves that it was not changed: whoever opens it must be able to tell a right secret.
    """
    plain = secret.encode()
    return urlsafe_b64encode(_under_pad(key, name, plain)).decode()


def unseal(key: bytes, name: bytes, sealed: str) -> str | None:
    """The secret; None, or nonsense, where it was sealed under another key or name."""
    try:
        return _under_pad(key, name, urlsafe_b64decode(sealed)).decode()
    except ValueError:
        return None


def _under_pad(key: bytes, name: bytes, data: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a sealing key has {KEY_BYTES} bytes")
    pad = hashlib.shake_256(key + name).digest(len(data))
    return bytes(one ^ other for one, other in zip(data, pad, strict=True))
