"""Share links as text: what they open and until when, signed, so that a forged one never reaches the database."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from storyreel_chassis.ids import now
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.share import Share

PATH = "/shared"
_ID, _TIME, _MAC = 16, 4, 16
"""Bytes. 36 together, so that base64 has no spare bits and every link has one spelling."""
_LENGTH = 48


def path_of(token: str) -> str:
    """Where a link leads."""
    return f"{PATH}/{token}"


class Claim(NamedTuple):
    """What a link says that we have signed."""

    share_id: UUID
    expires_at: datetime


class ShareLinks:
    """Writes links and reads them back."""

    def __init__(self, key: bytes, *, public_url: str = "", clock: Callable[[], datetime] = now) -> None:
        """Links under this key, 32 bytes; `public_url` goes before every path."""
        self._key, self._public_url, self._clock = key, public_url.rstrip("/"), clock

    def url(self, one: Share) -> str:
        """The link as people get it."""
        return f"{self._public_url}{path_of(self.token(one))}"

    def token(self, one: Share) -> str:
        """The link's last part."""
        claim = one.share_id.bytes + int(one.expires_at.timestamp()).to_bytes(_TIME, "big")
        return urlsafe_b64encode(claim + self._mac(claim)).decode()

    def read(self, token: str) -> Claim:
        """What a link says.

        Raises:
            Refused: it is not one of ours, or has expired
        """
        if len(token) != _LENGTH or not token.isascii():
            raise refuse("share_invalid")
        try:
            packed = urlsafe_b64decode(token)
        except ValueError:
            raise refuse("share_invalid") from None
        if urlsafe_b64encode(packed).decode() != token:  # `/` and `+` would be read as `_` and `-`
            raise refuse("share_invalid")
        claim, mac = packed[: _ID + _TIME], packed[_ID + _TIME :]
        if not hmac.compare_digest(mac, self._mac(claim)):
            raise refuse("share_invalid")
        expires_at = datetime.fromtimestamp(int.from_bytes(claim[_ID:], "big"), UTC)
        if expires_at <= self._clock():
            raise refuse("share_expired")
        return Claim(UUID(bytes=claim[:_ID]), expires_at)

    def _mac(self, claim: bytes) -> bytes:
        return hmac.digest(self._key, claim, "sha256")[:_MAC]
