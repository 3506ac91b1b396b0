"""Calls to the API: what may be repeated is, what costs money is sent once."""

import asyncio
import json
import random
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal, TypeVar

import httpx
from pydantic import BaseModel, SecretStr, ValidationError

from storyreel_chassis.errors import Away, Broken, StoryreelError, Transient
from storyreel_chassis.telemetry.tracing import exchanged
from storyreel_media.metrics import asking
from storyreel_media.replicate import tls
from storyreel_media.replicate.errors import AnswerLost, error_of
from storyreel_media.replicate.limits import Limiter
from storyreel_media.replicate.models import PROVIDER
from storyreel_media.replicate.timing import Time

AGAIN = (5.0, 15.0, 45.0)
"""Seconds before a call that changes nothing is sent again; a random half of each is left out."""
MOST_BYTES = 64 * 2**20
"""Of one answer: a page of a hundred predictions with their inputs."""
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NEVER = (httpx.UnsupportedProtocol, httpx.InvalidURL)

Answer = TypeVar("Answer", bound=BaseModel)
Method = Literal["GET", "POST"]
Operation = Literal["get", "cancel", "list", "upload", "secret"]
"""What a call that may be repeated is for."""


class Wire:
    """One pool of connections to the API. The token goes to its own origin only, and into no text."""

    def __init__(self, token: SecretStr, base_url: str, time: Time, *, timeout: float, connections: int) -> None:
        self._token, self._base = token, httpx.URL(base_url.rstrip("/") + "/")
        self._time, self._timeout = time, timeout
        self._jitter = random.Random()  # noqa: S311 - spreads retries
        self._http = httpx.AsyncClient(
            headers={"authorization": f"Bearer {token.get_secret_value()}", "user-agent": "storyreel"},
            timeout=httpx.Timeout(timeout, connect=min(10.0, timeout)),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,
            verify=tls.context(),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def repeatable(
        self,
        method: Method,
        path: str,
        kind: type[Answer],
        about: str,
        limit: Limiter,
        *,
        operation: Operation,
        **request: Any,
    ) -> Answer:
        """A call that may be sent as often as one likes; it is, until an answer comes or patience ends.

        Raises:
            StoryreelError: see `errors`
        """
        for wait in (*AGAIN, None):
            try:
                async with limit.turn():
                    with asking(PROVIDER, operation):
                        return await self.once(method, path, kind, about, **request)
            except Transient as error:
                if wait is None:
                    raise
                pause = error.retry_after or wait * self._jitter.uniform(0.5, 1)
            await self._time.sleep(min(pause, AGAIN[-1]))
        raise AssertionError  # the last round returns or raises

    async def once(self, method: Method, path: str, kind: type[Answer], about: str, **request: Any) -> Answer:
        """A call that is sent once.

        Raises:
            StoryreelError: see `errors`; nothing tells whether a call that was lost on its way was done
        """
        try:
            response, body = await self._exchange(method, path, **request)
        except _NEVER as error:
            raise Broken("provider_address", f"Replicate's address is no address: {error}") from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise Away("provider_away", f"Replicate did not answer to {about} ({type(error).__name__})") from None
        return self._understood(response, body, kind, about)

    async def paid(
        self, path: str, model: str, body: Mapping[str, Any], headers: Mapping[str, str], kind: type[Answer]
    ) -> Answer:
        """A call that costs money: sent once, and where nobody can say what became of it that is said.

        Raises:
            AnswerLost: it may have been done
            StoryreelError: it was not done
        """
        with asking(PROVIDER, "create"):
            return await self._paid(path, model, body, headers, kind)

    async def _paid(
        self, path: str, model: str, body: Mapping[str, Any], headers: Mapping[str, str], kind: type[Answer]
    ) -> Answer:
        sent_at, about = self._time.now(), f"a prediction of {model}"
        lost = partial(AnswerLost, model, dict(body["input"]), sent_at)
        try:
            response, read = await self._exchange("POST", path, json=body, headers=headers)
        except _NOT_SENT as error:
            raise Away("provider_away", f"Replicate is not reached for {about} ({type(error).__name__})") from None
        except _NEVER as error:
            raise Broken("provider_address", f"Replicate's address is no address: {error}") from None
        except (httpx.HTTPError, TimeoutError, Broken) as error:
            raise lost(type(error).__name__) from None
        if response.status_code >= 500 or response.is_redirect:
            raise lost(f"status {response.status_code}")
        try:
            return self._understood(response, read, kind, about)
        except Transient:
            if response.is_success:
                raise lost("an answer that cannot be read") from None
            raise

    async def _exchange(self, method: Method, path: str, **request: Any) -> tuple[httpx.Response, bytes]:
        url = self._within(path)
        async with asyncio.timeout(self._timeout), self._http.stream(method, url, **request) as response:
            exchanged(method, url.host, response.status_code)
            read = bytearray()
            async for chunk in response.aiter_bytes():
                read += chunk
                if len(read) > MOST_BYTES:
                    raise Broken("provider_answer", f"Replicate's answer is larger than {MOST_BYTES} bytes")
            return response, bytes(read)

    def _within(self, path: str) -> httpx.URL:
        """An address on the API's own origin, relative or as the API itself gave it."""
        url = self._base.join(path)
        if (url.scheme, url.host, url.port) != (self._base.scheme, self._base.host, self._base.port):
            raise Broken("provider_untrusted", f"Replicate points to {url.host} for a part of its own API")
        return url

    def _understood(self, response: httpx.Response, read: bytes, kind: type[Answer], about: str) -> Answer:
        body = _json(read)
        if not response.is_success:
            raise self._hushed(error_of(response, body if isinstance(body, dict) else {}, about))
        try:
            return kind.model_validate(body)
        except ValidationError:
            raise Transient("provider_failed", f"Replicate's answer to {about} is not what it should be") from None

    def _hushed(self, error: StoryreelError) -> StoryreelError:
        """The same without the token, should the provider have repeated it."""
        error.message = error.message.replace(self._token.get_secret_value(), "…")
        error.args = (error.message,)
        return error


def _json(read: bytes) -> Any:
    try:
        return json.loads(read)
    except ValueError:
        return None
