"""`GET /jobs/{id}`, the read that everybody polls: stored bytes, and as little as possible around them."""

from uuid import UUID

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from storyreel_chassis.errors import StoryreelError
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.view import view_of
from storyreel_gateway.handlers.read_jobs import get_job
from storyreel_gateway.metrics import STATUS_READS
from storyreel_gateway.projection.stored import Stored, stored_of
from storyreel_gateway.routes.around import QUIET, ROUTE, TIMING
from storyreel_gateway.routes.files import tags
from storyreel_gateway.routes.problems import answer_to
from storyreel_gateway.routes.services import Services, known

_TYPE = (b"content-type", b"application/json")
_FRESH = (b"cache-control", b"private, no-cache")
_READS = frozenset({"GET", "HEAD"})
_HIT, _MISS = b"cache;desc=hit, ", b"cache;desc=miss, "


class StatusFirst:
    """ASGI middleware: a status read goes straight to its endpoint, past a router that would take twice as long."""

    def __init__(self, app: ASGIApp, *, read: "StatusRead", under: str) -> None:
        self._app, self._read = app, read
        self._under, self._length = f"{under}/", len(under) + 1
        self._route = f"{under}/{{job_id}}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path: str = scope["path"] if scope["type"] == "http" and scope["method"] in _READS else ""
        if not path.startswith(self._under) or "/" in path[self._length :]:
            await self._app(scope, receive, send)
            return
        scope["path_params"] = {"job_id": path[self._length :]}
        scope["state"][ROUTE] = self._route
        try:
            await self._read(scope, receive, send)
        except StoryreelError as error:
            answer = await answer_to(Request(scope), error)
            await answer(scope, receive, send)


class StatusRead:
    """An ASGI endpoint of its own: FastAPI's route costs more than Redis does."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one read."""
        key, condition = _headers(scope)
        scope["state"][QUIET] = True
        authenticate = self._services.authenticate
        principal = (authenticate.remembered(key) if key else None) or await known(authenticate, key, "jobs:read")
        if "jobs:read" not in principal.scopes:
            principal = await known(authenticate, key, "jobs:read")
        scope["state"]["key_id"] = principal.key_id
        stored, source = await self._find(scope["path_params"]["job_id"], principal.owner_id)
        scope["state"][TIMING] = source
        headers = [(b"etag", stored.etag), _FRESH]
        if condition is not None and tags(condition) & {stored.etag.decode(), "*"}:
            STATUS_READS.counts["not_modified"] += 1
            await _send(send, 304, headers, b"")
            return
        STATUS_READS.counts["projection" if source is _HIT else "postgres"] += 1
        headers += [_TYPE, (b"content-length", str(len(stored.body)).encode())]
        await _send(send, 200, headers, b"" if scope["method"] == "HEAD" else stored.body)

    async def _find(self, text: str, owner_id: str) -> tuple[Stored, bytes]:
        """The owner's job and where it came from; a refusal does not tell, so that nobody learns of another's job."""
        try:
            job_id = UUID(text)
        except ValueError:
            raise refuse("job_not_found") from None
        stored = await self._services.views.get(job_id)
        if stored is not None:
            if stored.owner_id.decode() != owner_id:
                raise refuse("job_not_found")
            return stored, _HIT
        view = view_of(await get_job(self._services.units, owner_id, job_id))
        await self._services.views.put(view)
        return stored_of(view), _MISS


def _headers(scope: Scope) -> tuple[str | None, str | None]:
    """(API key, If-None-Match)."""
    key = condition = None
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            key = value[7:].strip().decode("latin-1")
        elif name == b"x-api-key" and key is None:
            key = value.decode("latin-1")
        elif name == b"if-none-match":
            condition = value.decode("latin-1")
    return key, condition


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
