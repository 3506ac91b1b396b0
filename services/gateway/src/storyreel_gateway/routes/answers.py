"""Jobs as answers: the finished bytes, with their ETag."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.view import job_response, job_url, view_of


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
