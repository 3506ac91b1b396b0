"""How requests travel under asyncio: tried again, continued, followed."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import httpx

from storyreel.client import calls
from storyreel.client.calls import PREFIX, Call, job_path
from storyreel.client.errors import StoryreelApiError, api_error, unreachable
from storyreel.client.partial import Partial
from storyreel.client.patience import (
    BROKEN,
    LATER,
    NEVER,
    SERVER_WAITS,
    Deadline,
    Patience,
    pause,
    prefer_wait,
    wait_for_export,
)
from storyreel.client.sse import Decoder, Following, FollowingAll, JobEvent

T = TypeVar("T")


class AsyncWire:
    """One `httpx.AsyncClient` and the patience to use it with."""

    def __init__(self, http: httpx.AsyncClient, patience: Patience) -> None:
        self._http, self._patience = http, patience

    @property
    def base_url(self) -> str:
        """`http://host:port`, without a slash at its end."""
        return str(self._http.base_url).rstrip("/")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Make a call; its typed answer."""
        return call.read((await self.respond(call)).content)

    async def respond(self, call: Call[T]) -> httpx.Response:
        """Make a call; its answer with the headers."""
        for attempt in range(1, self._patience.attempts + 1):
            last = attempt == self._patience.attempts or not call.repeatable
            try:
                response = await self._http.send(call.to_request(self._http))
            except BROKEN as error:
                if last:
                    raise unreachable(self._http.base_url, error) from error
            except httpx.TransportError as error:
                raise unreachable(self._http.base_url, error) from error
            else:
                if response.is_success:
                    return response
                if last or response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    raise api_error(response)
            await asyncio.sleep(pause(attempt))
        raise AssertionError("the last attempt returns or raises")

    async def download(self, path: str, query: Mapping[str, str], to: Path, *, wait: float | None = None) -> Path:
        """Fetch to a file, continuing what is there, waiting up to `wait` seconds for what is still being made."""
        partial, broken = Partial(to), 0
        deadline = Deadline.within(wait, f"{to.name} was not made")
        while True:
            left = deadline.left()
            try:
                rest = await self._fetch(path, query, partial, left)
            except httpx.TransportError as error:
                broken = 1 if partial.grew() else broken + 1
                if broken >= self._patience.attempts:
                    raise unreachable(self._http.base_url, error) from error
                rest = pause(broken)
            except StoryreelApiError as error:
                broken += 1
                if broken >= self._patience.attempts or error.status not in LATER:
                    raise
                rest = pause(broken)
            finally:
                partial.close()
            if rest is None:
                return partial.finish()
            await asyncio.sleep(rest)

    async def _fetch(self, path: str, query: Mapping[str, str], partial: Partial, left: float) -> float | None:
        """One attempt; seconds to pause before the next, None when all is there."""
        headers = {"Accept-Encoding": "identity"} | partial.headers() | (prefer_wait(left) if query else {})
        timeout = httpx.Timeout(self._patience.timeout, read=self._patience.timeout + SERVER_WAITS)
        async with self._http.stream("GET", path, params=query, headers=headers, timeout=timeout) as response:
            if response.status_code == httpx.codes.ACCEPTED:
                return wait_for_export(response, left)
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                partial.discard()
                return 0.0
            if not response.is_success:
                await response.aread()
                raise api_error(response)
            partial.begin(response)
            async for piece in response.aiter_raw():
                partial.write(piece)
        return None

    async def follow(self, job_id: UUID | str, following: Following, deadline: Deadline) -> AsyncIterator[JobEvent]:
        """A job's events to its end, over as many connections as it takes."""
        broken = 0
        while not following.has_ended():
            try:
                async for event in self._listen(job_id, following, deadline):
                    broken = 0
                    yield event
                if following.has_ended() or following.is_over(await self.send(calls.job(job_id))):
                    return
            except httpx.TransportError as error:
                if broken >= self._patience.attempts:
                    raise unreachable(self._http.base_url, error) from error
            except StoryreelApiError as error:
                if broken >= self._patience.attempts or error.status not in LATER:
                    raise
            broken += 1
            await asyncio.sleep(min(pause(broken), deadline.left()))

    async def follow_all(self, following: FollowingAll) -> AsyncIterator[JobEvent]:
        """The events of all jobs, for ever, over as many connections as it takes."""
        broken, path = 0, f"{PREFIX}/events"
        while True:
            following.heard = False
            try:
                async for event in self._hear(path, following, NEVER, following.query):
                    yield event
            except httpx.TransportError as error:
                if broken >= self._patience.attempts and not following.heard:
                    raise unreachable(self._http.base_url, error) from error
            except StoryreelApiError as error:
                if broken >= self._patience.attempts or error.status not in LATER:
                    raise
            broken = 1 if following.heard else broken + 1
            await asyncio.sleep(pause(broken))

    async def _listen(self, job_id: UUID | str, following: Following, deadline: Deadline) -> AsyncIterator[JobEvent]:
        """One connection."""
        async for event in self._hear(job_path(job_id, "events"), following, deadline, {}):
            yield event

    async def _hear(
        self, path: str, following: Following | FollowingAll, deadline: Deadline, query: Mapping[str, str]
    ) -> AsyncIterator[JobEvent]:
        decoder = Decoder()
        timeout = httpx.Timeout(self._patience.timeout, read=min(self._patience.silence, deadline.left()))
        async with self._http.stream(
            "GET", path, params=query, headers=following.headers(), timeout=timeout
        ) as response:
            if not response.is_success:
                await response.aread()
                raise api_error(response)
            async for piece in response.aiter_bytes():
                for frame in decoder.feed(piece):
                    for event in following.understand(frame):
                        yield event
                deadline.left()
