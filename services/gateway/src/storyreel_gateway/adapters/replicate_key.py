"""The `KeySource` port on Replicate's API."""

from pydantic import SecretStr

from storyreel_chassis.errors import Transient
from storyreel_gateway.domain.signed_call import key_of
from storyreel_media.replicate import BASE_URL, Replicate


class ReplicateKey:
    """See `ports.KeySource`. It is asked once in a long while, so no connection is kept."""

    def __init__(self, token: SecretStr, base_url: str) -> None:
        self._token, self._base_url = token, base_url or BASE_URL

    async def __call__(self) -> bytes:
        """See `ports.KeySource`."""
        async with Replicate(self._token, base_url=self._base_url) as replicate:
            secret = await replicate.webhook_secret()
        try:
            return key_of(secret.get_secret_value())
        except ValueError as error:
            raise Transient("provider_away", f"Replicate's secret for webhooks {error}") from None
