"""A job's changes as server-sent events (the HTML standard, section 9.2)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.errors import Transient
from storyreel_gateway.domain.job import TERMINAL, Job
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.domain.view import view_of
from storyreel_gateway.handlers import read_jobs
from storyreel_gateway.ports import Change
from storyreel_gateway.projection.changes import Follower
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader, Services
from storyreel_gateway.routes.streams import Stream

router = APIRouter(tags=["jobs"])
MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
"""So that no proxy between keeps events back, to compress them or to send them in larger pieces."""
RECONNECT_MS = 1000
AGAIN_SECONDS = 1.0
MOST_DIGITS = 10
_EXAMPLE = 'id: 3\nevent: storyboard_ready\ndata: {"job_id":"…","status":"storyboard_ready","version":3}\n\n'


@router.head("/jobs/{job_id}/events", include_in_schema=False)
@router.get(
    "/jobs/{job_id}/events",
    responses={
        200: {"content": {"text/event-stream": {"example": _EXAMPLE}}, "description": "The stream"},
        204: {"description": "The job has ended and `Last-Event-ID` was its last event: do not reconnect"},
        **problems(404, 429),
    },
    response_class=Response,
    summary="Follow a job live",
)
async def events(
    request: Request,
    here: Here,
    who: Reader,
    job_id: UUID,
    last_event_id: Annotated[str | None, Header(description="The `id` last seen")] = None,
    after: Annotated[str | None, Query(alias="last_event_id", description="The same, for who cannot set it")] = None,
) -> Response:
    """One event per change: `id` is the job's version, `event` the kind of change, `data` the `JobResponse` right after
    it. With `Last-Event-ID` the stream goes on after that event, without a gap or a repeat; without it, it begins with
    the job as it is (`event: snapshot`). In between, `event: progress` without an id carries live progress. The stream
    ends after the event of a terminal state, and when the key is revoked or expires."""
    job = await read_jobs.get_job(here.units, who.owner_id, job_id)
    seen = _number(last_event_id or after)
    if seen is not None and seen >= job.version and job.status in TERMINAL:
        return Response(status_code=204)
    if request.method == "HEAD":
        return Response(media_type=MEDIA_TYPE, headers=HEADERS)
    if seen is not None and seen > job.version:
        seen = None  # an id that we never gave: begin with the job as it is
    ended = here.streams.enter(who.key_id)
    return Stream(_stream(here, who, job, seen), media_type=MEDIA_TYPE, headers=HEADERS, ended=ended)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None


async def _stream(here: Services, who: Principal, job: Job, seen: int | None) -> AsyncGenerator[str, None]:
    with here.changes.follow(job.job_id) as follower, here.streams.allowed(who.key_id, follower):
        yield f"retry: {RECONNECT_MS}\n\n"
        if seen is None:
            yield _event(Change(job.version, "snapshot", job.status, view_of(job).body.decode()))
            if job.status in TERMINAL:
                return
            seen = job.version
        async with aclosing(_changes(here, follower, job, seen)) as changes:
            async for change in changes:
                yield change if isinstance(change, str) else _event(change)


async def _changes(here: Services, follower: Follower, job: Job, seen: int) -> AsyncGenerator[Change | str, None]:
    """Changes as they come; between them progress and heartbeats as finished text."""
    while not follower.closed:
        try:
            async with here.streams.reading, here.units() as unit:
                changes = await unit.jobs.changes_since(job.job_id, job.owner_id, seen)
        except Transient:
            yield ": waiting\n\n"
            await follower.rung(AGAIN_SECONDS)
            continue
        for change in changes:
            yield change
            seen = change.version
        if changes and changes[-1].status in TERMINAL:
            return
        look = bool(changes)
        while not look and not follower.closed:
            look = await follower.rung(here.heartbeat_seconds)
            progress = follower.taken_progress()
            yield "".join(f"event: progress\ndata: {data}\n\n" for data in progress) or ": alive\n\n"


def _event(change: Change) -> str:
    return f"id: {change.version}\nevent: {change.kind}\ndata: {change.body}\n\n"
