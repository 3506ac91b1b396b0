"""The OpenAPI document, made without any server."""

import re
from collections import Counter
from importlib.metadata import version
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from storyreel_contracts import pricing
from storyreel_contracts.api import JobResponse, ProblemDetails
from storyreel_gateway.routes.described import Document, describe, operations
from storyreel_gateway.routes.examples import EXAMPLES
from storyreel_gateway.routes.links import link
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Reader

DESCRIPTION = """\
Storyreel turns a prompt into a storyboard, lets its owner refine, reorder and approve it, renders the film and makes \
copies of it.

**A job's way:** `POST /api/v2/generate` → `storyboard_ready` → `POST …/approve` → `POST …/render` → `completed` → \
`GET …/video`. A job's `links` name what can be done with it right now.

**Keys:** send `Authorization: Bearer sr_…` or `X-API-Key: sr_…`. What belongs to somebody else answers 404.

**Send again without fear:** every POST takes an `Idempotency-Key`; the same request under the same key acts once \
within 24 hours, and a repetition gets the first answer with `Idempotent-Replayed: true`. With `If-Match` an edit is \
made of the job as you have read it, or refused with 412.

**Limits** are per key; limited answers carry `RateLimit-Policy` and `RateLimit`, a 429 also `Retry-After`.

**Errors** are `application/problem+json` (RFC 9457) with a stable `code` and a `detail` that says what to do next; \
`/errors` lists them all. Every answer has an `X-Request-Id`, your own or a new one: quote it when you ask us.

**Every GET** also takes HEAD.
"""
TAGS = [
    {"name": "jobs", "description": "Make jobs, list, follow and stop them."},
    {"name": "storyboard", "description": "Review the scenes and their pictures."},
    {"name": "film", "description": "Render the film, watch it, make copies."},
    {"name": "service", "description": "How the service itself does."},
]
_IF_NONE_MATCH = Header(alias="If-None-Match", description="The `ETag` as you have it: 304 where it is still the same.")


def document(router: APIRouter) -> dict[str, Any]:
    """The document of these endpoints and of the status read, which FastAPI does not serve."""
    made = get_openapi(
        title="Storyreel",
        version=version("storyreel-gateway"),
        summary="From a prompt to a film, under its owner's control.",
        description=DESCRIPTION,
        routes=[*_status_router().routes, *router.routes],
        tags=TAGS,
        servers=[{"url": "/", "description": "This gateway"}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    schemas = made["components"]["schemas"]
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**problem.pop("$defs", {}), "ProblemDetails": problem}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name]["examples"] = [example]
    _offer(schemas)
    _name(made)
    describe(made)
    link(made)
    return made


def _offer(schemas: dict[str, Any]) -> None:
    """Let requests name only the providers that there are; the others in the enumeration are refused."""
    for schema in schemas.values():
        if "provider" in schema.get("properties", {}) and schema.get("additionalProperties") is False:
            schema["properties"]["provider"]["anyOf"] = [
                {"type": "string", "enum": sorted(pricing.CATALOGUE)},
                {"type": "null"},
            ]


def _name(document: Document) -> None:
    """Let clients be generated with our own names: the function's, and its topic too where two share one."""
    found = [(method, path, operation) for method, path, operation in operations(document)]
    names = [one["operationId"].removesuffix(re.sub(r"\W", "_", f"{path}_{method}")) for method, path, one in found]
    known = Counter(names)
    for name, (_, _, operation) in zip(names, found, strict=True):
        operation["operationId"] = name if known[name] == 1 else f"{operation['tags'][0]}_{name}"


def _status_router() -> APIRouter:
    router = APIRouter(prefix="/api/v2")

    @router.get(
        "/jobs/{job_id}",
        tags=["jobs"],
        response_model=JobResponse,
        responses={304: {"description": "Not changed since the ETag in `If-None-Match`"}, **problems(404)},
        summary="A job's status and progress",
    )
    async def get_job(
        _who: Reader, job_id: UUID, if_none_match: Annotated[str | None, _IF_NONE_MATCH] = None
    ) -> Response:
        """Cheap enough to be polled. The strong `ETag` changes with every `version`."""
        raise NotImplementedError(job_id, if_none_match)

    return router
