"""What is asked of a running system, and what came back: never raises, never waits for long."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from storyreel.client import AsyncStoryreel, StoryreelApiError, StoryreelError
from storyreel_contracts.api import SystemHealth

READY_SECONDS = 3.0
"""Readiness gives each of its checks 2.5 s."""
HEALTH_SECONDS = 3.5
"""A look at the whole system gives each area 2.5 s."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A gateway, as far as it answered."""

    url: str
    """Without what may be secret in it."""
    unreachable: str | None = None
    """Why nothing answers there at all."""
    status: str = ""
    """Of readiness: ok, degraded, unavailable; empty where it did not answer."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Its dependencies by name, `ok` or what is wrong."""
    health: SystemHealth | None = None
    refused: StoryreelError | None = None
    """Why there is no look at the whole system."""
    skew_seconds: float = 0.0
    """How far the clock of this machine is ahead of the gateway's."""


async def examine(url: str, key: str) -> Patient:
    """Ask for readiness, which needs no key, and for the look at everything, which needs an administrator's."""
    shown = shown_url(url)
    ready, (health, refused, skew) = await asyncio.gather(_ready(url), _health(url, key))
    if isinstance(ready, str):
        return Patient(shown, unreachable=None if health else ready, health=health, refused=refused, skew_seconds=skew)
    words = {str(name): str(word) for name, word in ready["dependencies"].items()}
    return Patient(shown, None, str(ready.get("status", "")), words, health, refused, skew)


def shown_url(url: str) -> str:
    """A URL without user and password, path and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


async def _ready(url: str) -> Mapping[str, Any] | str:
    """What `/readyz` says, or why nothing came."""
    try:
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(base_url=url, timeout=READY_SECONDS) as client:
            said = (await client.get("/readyz")).json()
    except (TimeoutError, httpx.TimeoutException):
        return f"no answer within {READY_SECONDS:g} s"
    except httpx.HTTPError as error:
        return str(error) or type(error).__name__
    except ValueError:
        return "what answers there is no Storyreel: /readyz is no JSON"
    known = isinstance(said, dict) and isinstance(said.get("dependencies"), dict)
    return said if known else "what answers there is no Storyreel"


async def _health(url: str, key: str) -> tuple[SystemHealth | None, StoryreelError | None, float]:
    before, began = datetime.now(UTC), time.monotonic()
    try:
        async with (
            asyncio.timeout(HEALTH_SECONDS),
            AsyncStoryreel(url, key, timeout=HEALTH_SECONDS, attempts=1) as client,
        ):
            health = await client.service.health()
    except TimeoutError:
        return None, StoryreelError(f"no answer within {HEALTH_SECONDS:g} s"), 0.0
    except StoryreelError as error:
        return None, error, 0.0
    except ValueError as error:  # another version's answer: its fields are told without their values
        return None, StoryreelError(f"its answer is of another version ({type(error).__name__})"), 0.0
    after = time.monotonic() - began
    return health, None, _skew(before, health.at, after)


def _skew(before: datetime, at: datetime, journey: float) -> float:
    """Our clock against the gateway's, which was read somewhere on the journey."""
    behind = (before - at).total_seconds()
    return behind if behind > 0 else min(behind + journey, 0.0)


def is_refused(error: StoryreelError | None, *statuses: int) -> bool:
    """Whether the API said no with one of these statuses."""
    return isinstance(error, StoryreelApiError) and error.status in statuses
