"""API keys: `sr_` + 32 random bytes + a checksum, shown once, kept as a SHA-256 digest."""

import hashlib
import secrets
import zlib

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY, _CHECK = 43, 6
_SHOWN = 9


def _base62(number: int, width: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _ALPHABET[digit] + digits
    return digits.rjust(width, "0")


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), _CHECK)


def new_api_key() -> str:
    """A key of 256 random bits; 52 characters, no punctuation but the prefix's."""
    body = _base62(secrets.randbits(256), _BODY)
    return f"sr_{body}{_checksum(body)}"


def is_well_formed(key: str) -> bool:
    """Whether the checksum fits: a mistyped key is told apart without asking the database."""
    body, check = key[3:-_CHECK], key[-_CHECK:]
    return key.startswith("sr_") and len(key) == 3 + _BODY + _CHECK and key.isascii() and check == _checksum(body)


def digest(key: str) -> bytes:
    """What is stored: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(key.encode()).digest()


def prefix(key: str) -> str:
    """How a key begins, `sr_` and six characters: enough to know it again, and 220 bits short of guessing it."""
    return key[:_SHOWN]
