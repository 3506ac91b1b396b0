"""How requests travel in plain code: tried again, continued, followed."""

import time
from collections.abc import Iterator, Mapping
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


class Wire:
    """One `httpx.Client` and the patience to use it with."""

    def __init__(self, http: httpx.Client, patience: Patience) -> None:
        self._http, self._patience = http, patience

    @property
    def base_url(self) -> str:
        """`http://host:port`, without a slash at its end."""
        return str(self._http.base_url).rstrip("/")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, call: Call[T]) -> T:
        """Make a call; its typed answer."""
        return call.read(self.respond(call).content)

    def respond(self, call: Call[T]) -> httpx.Response:
        """Make a call; its answer with the headers."""
        for attempt in range(1, self._patience.attempts + 1):
            last = attempt == self._patience.attempts or not call.repeatable
            try:
                response = self._http.send(call.to_request(self._http))
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
            time.sleep(pause(attempt))
        raise AssertionError("the last attempt returns or raises")

    def download(self, path: str, query: Mapping[str, str], to: Path, *, wait: float | None = None) -> Path:
        """Fetch to a file, continuing what is there, waiting up to `wait` seconds for what is still being made."""
        partial, broken = Partial(to), 0
        deadline = Deadline.within(wait, f"{to.name} was not made")
        while True:
            left = deadline.left()
            try:
                rest = self._fetch(path, query, partial, left)
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
            time.sleep(rest)

    def _fetch(self, path: str, query: Mapping[str, str], partial: Partial, left: float) -> float | None:
        """One attempt; seconds to pause before the next, None when all is there."""
        headers = {"Accept-Encoding": "identity"} | partial.headers() | (prefer_wait(left) if query else {})
        timeout = httpx.Timeout(self._patience.timeout, read=self._patience.timeout + SERVER_WAITS)
        with self._http.stream("GET", path, params=query, headers=headers, timeout=timeout) as response:
            if response.status_code == httpx.codes.ACCEPTED:
                return wait_for_export(response, left)
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                partial.discard()
                return 0.0
            if not response.is_success:
                response.read()
                raise api_error(response)
            partial.begin(response)
            for piece in response.iter_raw():
                partial.write(piece)
        return None

    def follow(self, job_id: UUID | str, following: Following, deadline: Deadline) -> Iterator[JobEvent]:
        """A job's events to its end, over as many connections as it takes."""
        broken = 0
        while not following.has_ended():
            try:
                for event in self._listen(job_id, following, deadline):
                    broken = 0
                    yield event
                if following.has_ended() or following.is_over(self.send(calls.job(job_id))):
                    return
            except httpx.TransportError as error:
                if broken >= self._patience.attempts:
                    raise unreachable(self._http.base_url, error) from error
            except StoryreelApiError as error:
                if broken >= self._patience.attempts or error.status not in LATER:
                    raise
            broken += 1
            time.sleep(min(pause(broken), deadline.left()))

    def follow_all(self, following: FollowingAll) -> Iterator[JobEvent]:
        """The events of all jobs, for ever, over as many connections as it takes."""
        broken, path = 0, f"{PREFIX}/events"
        while True:
            following.heard = False
            try:
                yield from self._hear(path, following, NEVER, following.query)
            except httpx.TransportError as error:
                if broken >= self._patience.attempts and not following.heard:
                    raise unreachable(self._http.base_url, error) from error
            except StoryreelApiError as error:
                if broken >= self._patience.attempts or error.status not in LATER:
                    raise
            broken = 1 if following.heard else broken + 1
            time.sleep(pause(broken))

    def _listen(self, job_id: UUID | str, following: Following, deadline: Deadline) -> Iterator[JobEvent]:
        """One connection."""
        yield from self._hear(job_path(job_id, "events"), following, deadline, {})

    def _hear(
        self, path: str, following: Following | FollowingAll, deadline: Deadline, query: Mapping[str, str]
    ) -> Iterator[JobEvent]:
        decoder = Decoder()
        timeout = httpx.Timeout(self._patience.timeout, read=min(self._patience.silence, deadline.left()))
        with self._http.stream("GET", path, params=query, headers=following.headers(), timeout=timeout) as response:
            if not response.is_success:
                response.read()
                raise api_error(response)
            for piece in response.iter_bytes():
                for frame in decoder.feed(piece):
                    yield from following.understand(frame)
                deadline.left()
