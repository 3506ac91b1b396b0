"""One Cog server: what its model takes, and one prediction after another."""

import asyncio
import base64
import contextlib
import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Literal

import httpx
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from storyreel_chassis.errors import Away, Refused, Transient
from storyreel_chassis.telemetry.tracing import exchanged
from storyreel_media.cog.errors import AWAY_SECONDS, Down, error_of, failed
from storyreel_media.cog.schema import Schema
from storyreel_media.replicate import tls

Health = Literal["STARTING", "READY", "BUSY", "SETUP_FAILED", "DEFUNCT", "UNHEALTHY"]

_QUESTION_SECONDS = 10.0
"""For what a server answers by itself, however busy its model is."""
_MOST_QUESTION_BYTES = 4 * 2**20
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout)


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Healthy(_Answer):
    status: Health


class Prediction(_Answer):
    """How a prediction ended."""

    status: str
    output: JsonValue = None
    error: str | None = None


class CogServer:
    """One server; `about` is what it is called in errors, which go to owners of jobs and so tell no address."""

    def __init__(self, url: str, about: str) -> None:
        self.about, self._base = about, httpx.URL(url.rstrip("/") + "/")
        self._http = httpx.AsyncClient(
            base_url=self._base,
            headers={"user-agent": "storyreel"},
            timeout=httpx.Timeout(None, connect=5),
            follow_redirects=False,
            verify=tls.context(),
        )

    @property
    def origin(self) -> str:
        """`scheme://host:port`, as its outputs may begin."""
        return f"{self._base.scheme}://{self._base.netloc.decode()}"

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def health(self) -> Health:
        """How it is.

        Raises:
            Away: it is not reached
            StoryreelError: what answers is no Cog server
        """
        status, body = await self._asked("health-check")
        try:
            return _Healthy.model_validate(body).status
        except ValidationError:
            raise error_of(404 if status == 200 else status, body, self.about) from None

    async def schema(self) -> Schema:
        """What its model takes now.

        Raises:
            Away: it is not reached, or not ready
            Refused: it does not say
            Down: its model does not run
        """
        status, body = await self._asked("openapi.json")
        if status == 503:  # no schema: none yet, or none at all
            await self._be_ready()
            status, body = await self._asked("openapi.json")
        if status not in {200, 503}:
            raise error_of(status, body, self.about)
        return Schema.of(body, self.about)

    async def predict(self, given: Mapping[str, Any], *, seconds: float, most_bytes: int) -> str:
        """Have something made of this input, within so many seconds; where its first file is, or that file as data URL.

        Equal inputs have equal ids, so that what is at work is not begun once more.

        Raises:
            StoryreelError: see `errors`
        """
        path = f"predictions/{_id_of(given)}"
        try:
            async with asyncio.timeout(seconds):
                status, body = await self._exchange("PUT", path, most_bytes, json={"input": dict(given)})
        except TimeoutError:
            await self._stop(path)
            raise Transient("provider_timeout", f"{self.about} was not done after {seconds:.0f} s") from None
        except _NOT_SENT as error:
            raise self._not_reached(error) from None
        except httpx.HTTPError as error:  # not Away: the input may be what it died of
            raise Transient("provider_failed", f"{self.about} broke off ({type(error).__name__})") from None
        if status in {409, 503}:  # with a model that died, a server says for ever that it is busy
            await self._be_ready()
        if status != 200:
            raise error_of(status, body, self.about)
        return self._file(body)

    async def _be_ready(self) -> None:
        """Raises Away where it is not yet, Down where it will not be by itself."""
        health = await self.health()
        if health == "STARTING":
            raise Away("provider_away", f"{self.about} is not ready yet", retry_after=AWAY_SECONDS)
        if health in {"SETUP_FAILED", "DEFUNCT", "UNHEALTHY"}:
            raise Down(self.about)

    def _file(self, body: Any) -> str:
        try:
            made = Prediction.model_validate(body)
        except ValidationError:
            raise Refused("provider_unknown", f"{self.about} is no Cog server: its answer cannot be read") from None
        if made.status == "failed":
            raise failed(self.about, made.error)
        if made.status != "succeeded":
            raise Transient("provider_timeout", f"{self.about} was stopped: it is {made.status}")
        outputs = made.output if isinstance(made.output, list) else [made.output]
        if not outputs or not isinstance(outputs[0], str):
            raise Transient("provider_output", f"{self.about} made no file")
        return outputs[0]

    async def _asked(self, path: str) -> tuple[int, Any]:
        try:
            async with asyncio.timeout(_QUESTION_SECONDS):
                return await self._exchange("GET", path, _MOST_QUESTION_BYTES)
        except (httpx.HTTPError, TimeoutError) as error:
            raise self._not_reached(error) from None

    async def _stop(self, path: str) -> None:
        """Closing the connection stops it, too; but there may be a proxy between, which keeps its own."""
        with contextlib.suppress(httpx.HTTPError, TimeoutError, Transient):
            async with asyncio.timeout(_QUESTION_SECONDS):
                await self._exchange("POST", f"{path}/cancel", _MOST_QUESTION_BYTES)

    async def _exchange(self, method: str, path: str, most_bytes: int, **request: Any) -> tuple[int, Any]:
        async with self._http.stream(method, path, **request) as response:
            exchanged(method, self._base.host, response.status_code)
            read = bytearray()
            async for chunk in response.aiter_bytes():
                read += chunk
                if len(read) > most_bytes:
                    raise Transient("provider_output", f"{self.about} answers with more than {most_bytes} bytes")
            return response.status_code, await asyncio.to_thread(_json, bytes(read))

    def _not_reached(self, error: Exception) -> Away:
        return Away("provider_away", f"{self.about} is not reached ({type(error).__name__})", retry_after=AWAY_SECONDS)


def _id_of(given: Mapping[str, Any]) -> str:
    """26 characters, as the server's makers recommend."""
    digest = blake2b(json.dumps(given, sort_keys=True).encode(), digest_size=16).digest()
    return base64.b32encode(digest).decode().lower().rstrip("=")


def _json(read: bytes) -> Any:
    try:
        return json.loads(read)
    except ValueError:
        return None
