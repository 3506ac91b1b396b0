"""A stream lets go of what it holds, and an answer is never begun on nothing."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from storyreel_chassis.errors import Refused, Transient
from storyreel_chassis.ports import ObjectInfo, ObjectMissing
from storyreel_gateway.routes import streams
from storyreel_gateway.routes.api import api_router
from storyreel_gateway.routes.around import Around
from storyreel_gateway.routes.exports import MAX_WAIT, _wait
from storyreel_gateway.routes.files import Served, send_object
from storyreel_gateway.routes.openapi import described_routes
from storyreel_gateway.routes.paths import Paths
from storyreel_gateway.routes.streams import Stream

SCOPE: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "asgi": {"spec_version": "2.3"}}


class Source:
    """An endless source that knows whether it was closed."""

    def __init__(self) -> None:
        self.open = False

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Pieces, for ever."""
        self.open = True
        try:
            while True:
                yield b"piece"
        finally:
            self.open = False


async def _present() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def test_a_client_that_takes_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The source is closed although the connection still stands."""
    monkeypatch.setattr(streams, "STALL_SECONDS", 0.05)
    source = Source()

    async def stalled(message: Message) -> None:
        if message.get("body"):
            assert source.open
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await Stream(source.pieces(), media_type="video/mp4", headers={})(SCOPE, _present, stalled)
    assert not source.open


async def test_a_client_that_leaves_frees_the_source() -> None:
    """At once, not when somebody collects the garbage."""
    source, gone = Source(), asyncio.Event()

    async def leaving() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message.get("body"):
            gone.set()
            await asyncio.Event().wait()

    await Stream(source.pieces(), media_type="video/mp4", headers={})(SCOPE, leaving, send)
    assert not source.open


class Objects:
    """A store whose object is there for `stat` and fails at `read`."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def stat(self, key: str) -> ObjectInfo:
        """There it is."""
        return ObjectInfo(key, 10, "etag", "video/mp4")

    async def read(self, _key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """There it is not."""
        if start == length:
            yield b""
        raise self._error


@pytest.mark.parametrize(
    ("error", "seen"), [(ObjectMissing("key"), Refused), (Transient("storage_away", "gone"), Transient)]
)
async def test_a_film_that_vanishes_is_told_before_the_first_byte(error: Exception, seen: type[Exception]) -> None:
    """Not a 200 that breaks off, and no download to count."""
    counted = False

    async def begun() -> None:
        nonlocal counted
        counted = True

    served = Served("key", "video/mp4", "tag", "film.mp4", missing=Refused("video_missing", "gone"))
    with pytest.raises(seen):
        await send_object(Request(SCOPE), Objects(error), served, begun=begun)  # type: ignore[arg-type]  # two calls
    assert not counted


def _around(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(
        Around(app, paths=Paths(described_routes(api_router())), hot="/jobs", streams="/events")
    )
    return httpx.AsyncClient(transport=transport, base_url="http://gateway")


async def test_a_defect_is_answered_and_logged_once() -> None:
    """The client gets a problem without details, the log the cause, and the connection lives on."""

    async def defect(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError("the cause")

    with capture_logs() as lines:
        async with _around(defect) as client:
            answer = await client.get("/api/v2/jobs")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "the cause" not in answer.text
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("request_failed", "error"),
        ("request_served", "warning"),
    ]


async def test_an_answer_that_breaks_off_is_no_whole_answer() -> None:
    """Nothing more is sent, so that the server drops the connection; the log says why."""

    async def breaking(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        raise Transient("storage_away", "gone")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    with capture_logs() as lines:
        await Around(breaking, paths=Paths(described_routes(api_router())), hot="/jobs", streams="/events")(
            {**SCOPE}, _present, send
        )
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert [line["event"] for line in lines] == ["answer_broke_off", "request_served"]


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        (None, 0),
        ("respond-async", 0),
        ("respond-async, wait=10", 10),
        ("WAIT=3", 3),
        ("wait=99999", MAX_WAIT),
        ("wait=x", 0),
    ],
)
def test_how_long_a_client_would_wait(prefer: str | None, seconds: int) -> None:
    """No longer than a minute, whatever it says (RFC 7240)."""
    assert _wait(prefer) == seconds
