"""The OpenAPI document, made without any server."""

import re
from collections import Counter
from collections.abc import Set
from importlib.metadata import version
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response
from starlette.routing import BaseRoute

from storyreel_contracts.api import JobResponse, ProblemDetails
from storyreel_contracts.types import ProviderName
from storyreel_gateway.routes.described import Document, describe, operations
from storyreel_gateway.routes.examples import EXAMPLES
from storyreel_gateway.routes.links import link
from storyreel_gateway.routes.problems import NOT_CHANGED, problems
from storyreel_gateway.routes.services import Reader
from storyreel_gateway.routes.text import MOST_INTEGER

DESCRIPTION = """\
Storyreel turns a prompt into a storyboard, lets its owner refine, reorder and approve it, renders the film and makes \
copies of it.

**A job's way:** `POST /api/v2/generate` → `storyboard_ready` → `POST …/approve` → `POST …/render` → `completed` → \
`GET …/video`. A job's `links` name what can be done with it right now.

**Keys:** send `Authorization: Bearer sr_…` or `X-API-Key: sr_…`. A key is shown once, when it is made. What \
belongs to somebody else answers 404. Share links open one storyboard or film without a key, until they expire or are \
revoked.

**Send again without fear:** every POST of yours takes an `Idempotency-Key`; the same request under the same key acts \
once within 24 hours, and a repetition gets the first answer with `Idempotent-Replayed: true`. With `If-Match` an edit \
is made of the job as you have read it, or refused with 412.

**Versions:** every edit of a storyboard makes a version of it, and none is ever lost: `GET …/storyboard/versions` \
lists them, `…/versions/1/diff/2` says in sentences how two differ, and `POST …/versions/1/restore` brings one back \
with the pictures that it had. A version is listed once it is settled: while a refined scene is drawn, the job's \
`storyboard_version` is ahead of the list.

**Batches:** `POST /api/v2/batches` takes up to 100 requests and one budget for all. They start in their order, as \
many at once as the owner may have in work; each succeeds or fails for itself. A batch counts as one request.

**Costs:** `POST /api/v2/estimates` tells the price of a request before anything is made. What a decision may spend is \
reserved with it, in one transaction, against the job's `max_cost_usd` and the owner's month; what does not fit is a \
402 that names the lines. A storyboard is made where its pictures fit, also where the film will not: its render is \
refused then. `GET …/costs` has every line, `GET /api/v2/usage` the month. What a provider was asked to make for \
money is a purchase: `GET /api/v2/purchases` lists them. One that nobody can tell of whether it was paid is `unknown`, \
and its price stays reserved.

**Webhooks:** a key's endpoint, or the `webhook_url` of one job, is sent `job.parsing`, `job.generating_storyboard`, \
`job.storyboard_ready`, `job.rendering`, `job.completed`, `job.failed` or `job.canceled` when a job comes to be so, \
`job.film_unpaid` where no budget allows the film that was approved in advance, `export.completed`, `export.failed`, \
and `webhook.test` when you ask for it. `data` is the job, or the export, as a GET would have told it then. Any 2xx \
takes it; what is not taken is sent again, on a schedule, under the same `webhook-id`. `GET …/webhooks/deliveries` \
lists what came of each.

**Limits** are per key; limited answers carry `RateLimit-Policy` and `RateLimit`, a 429 also `Retry-After`. How many \
jobs may be in work at once is the owner's limit, over all keys; it has no window: a place is free as soon as a job \
rests. No header of a proxy changes who is counted. Rates are counted for all gateways together; while their counter \
is away each gateway counts alone, so that a key may get its limit once from each of them, and nobody is turned away \
because a cache is down. Budgets and jobs in work are counted in the database and hold always.

**Errors** are `application/problem+json` (RFC 9457) with a stable `code` and a `detail` that says what to do next; \
`/errors` lists them all. Every answer has an `X-Request-Id`, your own or a new one: quote it when you ask us.

**Every GET** also takes HEAD.
"""
TAGS = [
    {"name": "jobs", "description": "Make jobs, list, follow and stop them."},
    {"name": "costs", "description": "What a film would cost, what it did cost, what a month came to."},
    {"name": "batches", "description": "Ask for many films at once, under one budget."},
    {"name": "storyboard", "description": "Review the scenes and their pictures."},
    {"name": "film", "description": "Render the film, watch it, make copies."},
    {"name": "sharing", "description": "Show a storyboard or a film to people who have no key."},
    {"name": "keys", "description": "Who may do what; the scope `admin` manages the keys of every owner."},
    {"name": "assets", "description": "Upload pictures, films, sounds and documents of your own."},
    {
        "name": "webhooks",
        "description": "Be told of what happens to jobs, and let providers tell us, signed by Standard Webhooks.",
    },
    {"name": "service", "description": "How the service itself does."},
]
_JSON = {"$ref": "#/components/schemas/JsonValue"}
_FREE = {
    "description": "Any JSON, its numbers within 64 bits, nested up to 32 levels.",
    "anyOf": [
        {"type": ["string", "boolean", "null"]},
        {"type": "number", "minimum": -MOST_INTEGER, "maximum": MOST_INTEGER},
        {"type": "array", "items": _JSON},
        {"type": "object", "additionalProperties": _JSON},
    ],
}


def described_routes(router: APIRouter) -> list[BaseRoute]:
    """These endpoints and the status read, which FastAPI does not serve."""
    return [*_status_router().routes, *router.routes]


def document(router: APIRouter, providers: Set[ProviderName] = frozenset({"animatic"})) -> dict[str, Any]:
    """The document of these endpoints and of the status read, where these `providers` can be asked for."""
    made = get_openapi(
        title="Storyreel",
        version=version("storyreel-gateway"),
        summary="From a prompt to a film, under its owner's control.",
        description=DESCRIPTION,
        routes=described_routes(router),
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
    _offer(schemas, providers)
    _name(made)
    if "JsonValue" in schemas:
        schemas["JsonValue"] = _FREE
    describe(made)
    link(made)
    return made


def _offer(schemas: dict[str, Any], providers: Set[ProviderName]) -> None:
    """Let requests name only the providers that there are; the others in the enumeration are refused."""
    offered: list[dict[str, Any]] = [{"type": "string", "enum": sorted(providers)}, {"type": "null"}]
    for schema in schemas.values():
        if "provider" in schema.get("properties", {}) and schema.get("additionalProperties") is False:
            schema["properties"]["provider"]["anyOf"] = offered
            schema["properties"]["fallback_provider"]["anyOf"] = offered if len(providers) > 1 else offered[1:]


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
        responses={**NOT_CHANGED, **problems(404)},
        summary="A job's status and progress",
    )
    async def get_job(_who: Reader, job_id: UUID) -> Response:
        """Cheap enough to be polled. The strong `ETag` changes with every `version`."""
        raise NotImplementedError(job_id)

    return router
