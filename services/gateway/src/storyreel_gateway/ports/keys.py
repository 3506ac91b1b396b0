"""The API keys."""

from typing import Protocol

from storyreel_gateway.domain.principal import Principal


class Keys(Protocol):
    """The API keys."""

    async def find_key(self, digest: bytes) -> Principal | None:
        """Whom a key stands for; none where it is unknown, revoked or expired.

        Raises:
            Transient: the database is away
        """
