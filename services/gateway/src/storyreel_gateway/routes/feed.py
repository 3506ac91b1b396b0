"""All changes of the caller's jobs as one stream of server-sent events."""

import json
import re
from collections.abc import AsyncGenerator, Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.errors import Transient
from storyreel_gateway.domain.job import TERMINAL
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.ports import BEGINNING, Place
from storyreel_gateway.projection.changes import Follower
from storyreel_gateway.projection.tails import Frame
from storyreel_gateway.routes.events import AGAIN_SECONDS, HEADERS, MEDIA_TYPE, RECONNECT_MS
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader, Services
from storyreel_gateway.routes.streams import Stream

router = APIRouter(tags=["jobs"])
_PLACE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
_ID = {"pattern": "^(0|[0-9]{1,18}-[0-9]{1,18})?$"}
_EXAMPLE = 'id: 7411-52\nevent: storyboard_ready\ndata: {"job_id":"…","status":"storyboard_ready","version":3}\n\n'


@router.head("/events", include_in_schema=False)
@router.get(
    "/events",
    responses={
        200: {"content": {"text/event-stream": {"example": _EXAMPLE}}, "description": "The stream"},
        **problems(409, 422, 429),
    },
    response_class=Response,
    summary="Follow all of your jobs live",
)
async def feed(  # noqa: PLR0917 - FastAPI passes by name
    request: Request,
    here: Here,
    who: Reader,
    last_event_id: Annotated[
        str | None, Header(description="The `id` last seen, or `0`: from the first", json_schema_extra=_ID)
    ] = None,
    after: Annotated[
        str | None, Query(alias="last_event_id", description="The same, for who cannot set it", json_schema_extra=_ID)
    ] = None,
    since: Annotated[Literal["beginning"] | None, Query(description="Without an id: from the first event on")] = None,
    client_id: Annotated[str | None, Query(max_length=100, description="Only jobs of this client.")] = None,
) -> Response:
    """One event per change of any of your jobs: `event` is the kind of change, `data` the `JobResponse` right after it.
    With `Last-Event-ID` the stream goes on after that event, without a gap or a repeat. Without it, it begins now, with
    `event: ready`, whose id can be kept already: list your jobs after it and nothing is missed. Ids are opaque; one
    that we never gave is refused, because what lies after it would be lost unseen. In between, `event: progress`
    carries live progress and silence a comment. The stream ends only when the gateway does, or when the key is revoked
    or expires: reconnect with the last id."""
    now = await here.tails.now()
    seen = _place(last_event_id or after)
    if seen is None and not (last_event_id or after) and since is not None:
        seen = BEGINNING
    if seen is not None and seen > now:
        raise refuse("event_id_unknown")
    if request.method == "HEAD":
        return Response(media_type=MEDIA_TYPE, headers=HEADERS)
    ended = here.streams.enter(who.key_id)
    pieces = _Feed(here, who, client_id).pieces(seen, now)
    return Stream(pieces, media_type=MEDIA_TYPE, headers=HEADERS, ended=ended)


def _place(text: str | None) -> Place | None:
    if not text:
        return None
    if text == "0":
        return BEGINNING
    found = _PLACE.fullmatch(text)
    if found is None:
        raise refuse("event_id_invalid")
    return Place(int(found[1]), int(found[2]))


class _Feed:
    """One stream."""

    def __init__(self, here: Services, who: Principal, client_id: str | None) -> None:
        self._here, self._who, self._client_id = here, who, client_id
        self._clients: set[str] = set()
        """The jobs in work of the client that the stream is about, whose progress is shown."""

    async def pieces(self, seen: Place | None, now: Place) -> AsyncGenerator[bytes, None]:
        """What goes over the wire."""
        here, who = self._here, self._who
        async with here.tails.follow(who.owner_id, now) as (tail, follower):
            with here.streams.allowed(who.key_id, follower):
                yield b"retry: %d\n\n" % RECONNECT_MS
                if seen is None:
                    seen = now
                    yield f'id: {seen}\nevent: ready\ndata: {{"id":"{seen}"}}\n\n'.encode()
                while not follower.closed:
                    try:
                        frames, seen = await here.tails.after(tail, who.owner_id, seen)
                    except Transient:
                        yield b": waiting\n\n"
                        await follower.rung(AGAIN_SECONDS)
                        continue
                    if wire := b"".join(self._wanted(frames)):
                        yield wire
                    if not frames and tail.knows(seen) and (said := await self._quiet(follower, seen)):
                        yield said

    def _wanted(self, frames: Iterable[Frame]) -> Iterable[bytes]:
        for frame in frames:
            told = frame.told
            if self._client_id is not None:
                if told.client_id != self._client_id:
                    continue
                (self._clients.discard if told.status in TERMINAL else self._clients.add)(str(told.job_id))
            yield frame.wire

    async def _quiet(self, follower: Follower, seen: Place) -> bytes:
        """Wait for a change; what is said meanwhile is said at its end. The id moves on although no event is there."""
        await follower.rung(self._here.heartbeat_seconds)
        said = b"".join(f"event: progress\ndata: {one}\n\n".encode() for one in self._progress(follower))
        return said or (f": alive\nid: {seen}\n\n".encode() if follower.silent else b"")

    def _progress(self, follower: Follower) -> Iterable[str]:
        for data in follower.taken_progress():
            if self._client_id is None or json.loads(data)["job_id"] in self._clients:
                yield data
