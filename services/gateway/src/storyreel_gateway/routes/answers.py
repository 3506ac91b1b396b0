"""Jobs and other models as answers: the finished bytes, with their ETag."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.view import job_url, view_of
from storyreel_gateway.routes.files import tags


def job_answer(job: Job, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """One job."""
    view = view_of(job)
    return Response(
        view.body,
        status_code=status,
        media_type="application/json",
        headers={"ETag": view.etag, "Content-Location": job_url(job.job_id), **(headers or {})},
    )


def fresh_answer(
    request: Request, model: BaseModel | Sequence[BaseModel], *, headers: Mapping[str, str] | None = None
) -> Response:
    """A read of what the client may have already: 304 where `If-None-Match` names just these bytes."""
    body = model.model_dump_json().encode() if isinstance(model, BaseModel) else _list(model)
    etag = _etag(body)
    said = {"ETag": etag, "Cache-Control": "private, no-cache", **(headers or {})}
    if tags(request.headers.get("if-none-match", "")) & {etag, "*"}:
        return Response(status_code=304, headers=said)
    return Response(body, media_type="application/json", headers=said)


def list_answer(models: Sequence[BaseModel], *, headers: Mapping[str, str]) -> Response:
    """A page of a list."""
    return Response(_list(models), media_type="application/json", headers=dict(headers))


def model_answer(
    model: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None, tagged: bool = False
) -> Response:
    """What a request made or changed; `tagged` where a GET answers the same bytes with their ETag."""
    body = model.model_dump_json().encode()
    said = {**({"ETag": _etag(body)} if tagged else {}), **(headers or {})}
    return Response(body, status_code=status, media_type="application/json", headers=said)


def _list(models: Sequence[BaseModel]) -> bytes:
    return f"[{','.join(one.model_dump_json() for one in models)}]".encode()


def _etag(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=8).hexdigest()}"'
