"""Every call of the REST API as data, so that the two clients send the very same requests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
from pydantic import BaseModel, TypeAdapter

from storyreel_contracts.api import (
    GenerationRequest,
    JobMetadata,
    JobResponse,
    RefineRequest,
    RenderOptions,
    ReorderRequest,
)

PREFIX = "/api/v2"
T = TypeVar("T")

JOB = JobResponse.model_validate_json
JOBS = TypeAdapter(list[JobResponse]).validate_json
METADATA = JobMetadata.model_validate_json


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request, and how its answer is read."""

    method: str
    path: str
    read: Callable[[bytes], T]
    """Makes the typed answer of the body."""
    body: BaseModel | None = None
    query: Mapping[str, str | int] = field(default_factory=dict)
    key: str | None = None
    """The Idempotency-Key: with one, a POST may be sent again after a broken connection."""

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does what sending it once does."""
        return self.method in {"GET", "PUT", "DELETE"} or self.key is not None

    def to_request(self, client: "httpx.Client | httpx.AsyncClient") -> httpx.Request:
        """The request as httpx sends it."""
        headers = {"Accept": "*/*" if self.read is bytes else "application/json"}
        if self.key:
            headers["Idempotency-Key"] = self.key
        content = None
        if self.body is not None:
            headers["Content-Type"] = "application/json"
            content = self.body.model_dump_json(exclude_unset=True)
        return client.build_request(self.method, self.path, params=self.query, content=content, headers=headers)


def nothing(_body: bytes) -> None:
    """Of an answer without a body."""


def path(*parts: UUID | str | int) -> str:
    """`/api/v2/…`; what is in an id leads nowhere else."""
    return "/".join((PREFIX, *(quote(str(part), safe="") for part in parts)))


def job_path(job_id: UUID | str, *rest: str | int) -> str:
    """`/api/v2/jobs/<id>/…`."""
    return path("jobs", job_id, *rest)


def generate(request: GenerationRequest, key: str | None) -> Call[JobResponse]:
    """Ask for a film."""
    return Call("POST", f"{PREFIX}/generate", JOB, request, key=key or str(uuid4()))


def job(job_id: UUID | str) -> Call[JobResponse]:
    """A job as it stands."""
    return Call("GET", job_path(job_id), JOB)


def jobs(
    status: str | None,
    client_id: str | None,
    page_size: int,
    batch_id: UUID | str | None = None,
    *,
    created_after: datetime | None = None,
    created_before: datetime | None = None,
) -> Call[list[JobResponse]]:
    """The first page of the caller's jobs; times without a zone are this machine's."""
    query: dict[str, str | int] = {"limit": page_size}
    query |= {"status": status} if status else {}
    query |= {"client_id": client_id} if client_id else {}
    query |= {"batch_id": str(batch_id)} if batch_id else {}
    for name, moment in (("created_after", created_after), ("created_before", created_before)):
        query |= {name: moment.astimezone(UTC).isoformat()} if moment else {}
    return Call("GET", f"{PREFIX}/jobs", JOBS, query=query)


def approve(job_id: UUID | str) -> Call[JobResponse]:
    """Approve the storyboard."""
    return Call("POST", job_path(job_id, "approve"), JOB, key=str(uuid4()))


def render(job_id: UUID | str, options: RenderOptions) -> Call[JobResponse]:
    """Start the render."""
    return Call("POST", job_path(job_id, "render"), JOB, options, key=str(uuid4()))


def refine(
    job_id: UUID | str, scene_number: int, image_prompt: str | None, description: str | None
) -> Call[JobResponse]:
    """Change one scene."""
    said: dict[str, Any] = {"new_image_prompt": image_prompt, "new_description": description}
    body = RefineRequest(scene_number=scene_number, **{name: text for name, text in said.items() if text is not None})
    return Call("POST", job_path(job_id, "refine"), JOB, body, key=str(uuid4()))


def reorder(job_id: UUID | str, scene_order: Sequence[int]) -> Call[JobResponse]:
    """Put the scenes in another order."""
    body = ReorderRequest(scene_order=list(scene_order))
    return Call("POST", job_path(job_id, "reorder"), JOB, body, key=str(uuid4()))


def cancel(job_id: UUID | str) -> Call[JobResponse]:
    """Stop a job."""
    return Call("POST", job_path(job_id, "cancel"), JOB, key=str(uuid4()))


def metadata(job_id: UUID | str) -> Call[JobMetadata]:
    """Everything about a job that is not its storyboard."""
    return Call("GET", job_path(job_id, "metadata"), METADATA)


def scene_image(job_id: UUID | str, scene_number: int) -> Call[bytes]:
    """A storyboard picture."""
    return Call("GET", job_path(job_id, "scenes", scene_number, "image"), bytes)


def bearer(api_key: str) -> dict[str, str]:
    """Who is asking."""
    return {"Authorization": f"Bearer {api_key}", "User-Agent": "storyreel-python"}
