"""A REST API that answers from a script, over real sockets: what clients must survive is written down as it happens."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from storyreel_chassis.http import listen
from storyreel_contracts.status import VideoStatus

JOB_ID = UUID("01920000-0000-7000-8000-000000000001")


def job_json(status: VideoStatus, version: int, **more: Any) -> dict[str, Any]:
    """A job as the API says it."""
    return {
        "job_id": str(JOB_ID),
        "status": status.value,
        "progress": {"current_stage": status.value, "scenes_total": 2, "scenes_completed": 0},
        "estimated_cost": 0,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "version": version,
        "storyboard_version": 1,
        "provider": "animatic",
        "refinements_left": 5,
    } | more


class CutOff(Exception):
    """Raised inside a streamed answer: the connection breaks there."""


Answerer = Callable[[Request], Response]


@dataclass
class ScriptedApi:
    """Answers each path from its list, the last answer again and again; remembers every request."""

    base_url: str = ""
    script: dict[str, list[Answerer]] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)

    def answers(self, path: str, *answers: Answerer) -> None:
        """Say what follows on a path below `/api/v2`."""
        self.script[f"/api/v2{path}"] = list(answers)

    async def __call__(self, request: Request) -> Response:
        """Take the next answer."""
        await request.body()
        self.seen.append(request)
        answers = self.script[request.url.path]
        return (answers.pop(0) if len(answers) > 1 else answers[0])(request)


def says(body: object, status: int = 200, **headers: str) -> Answerer:
    """JSON."""
    return lambda _request: JSONResponse(body, status, {name.replace("_", "-"): text for name, text in headers.items()})


def problem(code: str, status: int, **more: Any) -> Answerer:
    """An error as RFC 9457 has it."""
    body = {"type": f"/errors/{code}", "title": code, "status": status, "detail": f"it is {code}", "code": code} | more
    return lambda _request: JSONResponse(body, status, media_type="application/problem+json")


def streams(*pieces: bytes, then_cut: bool = False, **headers: str) -> Answerer:
    """Bytes in pieces; at the end the connection breaks, if so wanted."""

    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece
            await asyncio.sleep(0)
        if then_cut:
            raise CutOff

    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda _request: StreamingResponse(body(), headers=named)


def frame(version: int, status: VideoStatus, **more: Any) -> bytes:
    """One change on the wire."""
    body = JSONResponse(job_json(status, version, **more)).body
    return b"event: change\nid: %d\ndata: %s\n\n" % (version, bytes(body))


@contextmanager
def scripted_api() -> Iterator[ScriptedApi]:
    """The server, on a free port, in a thread of its own."""
    api = ScriptedApi()
    app = Starlette(routes=[Route("/{path:path}", api.__call__, methods=["GET", "POST", "PUT", "DELETE"])])
    with listen("127.0.0.1", 0) as bound:
        api.base_url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        try:
            yield api
        finally:  # closed before its server is, the socket would end the thread with an error
            server.should_exit = True
            thread.join(timeout=60)
