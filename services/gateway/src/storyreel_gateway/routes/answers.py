"""Jobs and other models as answers: the finished bytes, with their ETag."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.view import job_response, job_url, view_of
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


def jobs_answer(jobs: Sequence[Job], *, headers: Mapping[str, str]) -> Response:
    """A list of jobs."""
    body = ",".join(job_response(job).model_dump_json() for job in jobs)
    return Response(f"[{body}]", media_type="application/json", headers=dict(headers))


def fresh_answer(
    request: Request, model: BaseModel | Sequence[BaseModel], *, headers: Mapping[str, str] | None = None
) -> Response:
    """A read of what the client may have already: 304 where `If-None-Match` names just these bytes."""
    if isinstance(model, BaseModel):
        body = model.model_dump_json().encode()
    else:
        body = f"[{','.join(one.model_dump_json() for one in model)}]".encode()
    etag = _etag(body)
    said = {"ETag": etag, "Cache-Control": "private, no-cache", **(headers or {})}
    if tags(request.headers.get("if-none-match", "")) & {etag, "*"}:
        return Response(status_code=304, headers=said)
    return Response(body, media_type="application/json", headers=said)


def model_answer(model: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """What a POST made or changed."""
    body = model.model_dump_json().encode()
    said = {"ETag": _etag(body), **(headers or {})}
    return Response(body, status_code=status, media_type="application/json", headers=said)


def _etag(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=8).hexdigest()}"'
