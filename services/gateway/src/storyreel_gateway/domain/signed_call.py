"""A call that says by Standard Webhooks who sent it: read with suspicion, believed once a key of the sender's fits.

The signature is over the body's own bytes. Whatever is odd makes a call that nobody signed, never an error. The library
that signs what we send (`standardwebhooks`) verifies by one secret and its own clock, takes the body for text, and has
an error of another kind for each oddity; so it is the tests' judge here, and no more.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
"""How far a call's time may lie from ours, before or after."""
_MARK = "whsec_"
LEAST_KEY = 16
"""Bytes; the standard has 24 to 64."""
_ID = re.compile(r"[!-~]{1,200}")
_SECONDS = re.compile(r"[0-9]{1,12}")
_VERSION, _DIGEST = "v1,", 32
_MOST_SIGNATURES = 8


@dataclass(frozen=True, slots=True)
class SignedCall:
    """What a call says of itself; nothing of it is known to be true."""

    webhook_id: str
    """The same whenever the call is tried again."""
    signed: bytes = field(repr=False)
    signatures: tuple[bytes, ...] = field(repr=False)

    def fits(self, key: bytes) -> bool:
        """Whether one of its signatures was made with this key."""
        right = hmac.digest(key, self.signed, "sha256")
        return any(hmac.compare_digest(right, one) for one in self.signatures)


def read_call(headers: Mapping[str, str], body: bytes, at: datetime) -> SignedCall | None:
    """The call, at this time; None where it says nothing that could hold, or says it of another time."""
    webhook_id, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = tuple(_signatures(headers.get("webhook-signature", "")))
    if not (signatures and _ID.fullmatch(webhook_id) and _SECONDS.fullmatch(seconds)):
        return None
    if abs(int(seconds) - at.timestamp()) > TOLERANCE.total_seconds():
        return None
    return SignedCall(webhook_id, b"%s.%s.%s" % (webhook_id.encode(), seconds.encode(), body), signatures)


def key_of(secret: str) -> bytes:
    """The key in a secret, `whsec_` and base64.

    Raises:
        ValueError: there is none in it; the message does not tell it
    """
    text = secret.removeprefix(_MARK)
    key = _decoded(text + "=" * (-len(text) % 4))
    if text == secret or key is None or len(key) < LEAST_KEY:
        raise ValueError(f"must be {_MARK} and base64 of {LEAST_KEY} bytes or more")
    return key


def _signatures(text: str) -> list[bytes]:
    """Those of the version that we know; while a secret is changed there are several."""
    said = [one.removeprefix(_VERSION) for one in text.split(" ")[:_MOST_SIGNATURES] if one.startswith(_VERSION)]
    return [one for one in map(_decoded, said) if one is not None and len(one) == _DIGEST]


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
