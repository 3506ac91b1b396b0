"""When to try again, shared by both clients."""

import math
import time
from dataclasses import dataclass

import httpx

from storyreel.client.errors import StoryreelError, seconds

BROKEN = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""A connection that could not be made or broke, after which the same request may well get through."""

LATER = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})
"""Refusals that say nothing about the request."""

SERVER_WAITS = 25.0
"""Seconds that the server is asked to hold a request for an export that is not there yet; below usual proxy limits."""


class NotInTime(StoryreelError, TimeoutError):
    """What was waited for did not happen within the time given."""


def pause(attempt: int) -> float:
    """Seconds before the attempt after `attempt` (1, 2, …) that failed: 0.2, 0.4, 0.8 … 3."""
    return float(min(0.1 * 2**attempt, 3.0))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client waits, seconds, and how often it tries."""

    timeout: float
    """To connect, and between two pieces of an answer."""
    silence: float
    """Without a heartbeat, after which an event stream counts as broken."""
    attempts: int
    """For a connection that breaks, in a row."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, or never."""

    at: float
    what: str

    @classmethod
    def within(cls, seconds_left: float | None, what: str) -> "Deadline":
        """So many seconds from now; `what` has not happened when it is over."""
        return NEVER if seconds_left is None else cls(time.monotonic() + seconds_left, what)

    def left(self) -> float:
        """Seconds left.

        Raises:
            NotInTime: none are
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise NotInTime(f"{self.what} in the time given")
        return left


NEVER = Deadline(math.inf, "")


def wait_for_export(response: httpx.Response, left: float) -> float:
    """Seconds to pause after a 202, never beyond the deadline."""
    return min(seconds(response.headers.get("Retry-After")) or 0.5, left)


def prefer_wait(left: float) -> dict[str, str]:
    """Ask the server to hold the request while there is time."""
    return {"Prefer": f"wait={int(min(left, SERVER_WAITS))}"} if left >= 1 else {}
