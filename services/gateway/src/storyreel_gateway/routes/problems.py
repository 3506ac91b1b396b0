"""Every error as RFC 9457 `application/problem+json`: a stable code, and what to do next."""

from collections.abc import Mapping, MutableMapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from storyreel_chassis.errors import Refused, StoryreelError, Transient
from storyreel_chassis.logs import logger
from storyreel_chassis.telemetry import tracing
from storyreel_contracts.api import FieldError, ProblemDetails
from storyreel_contracts.complaints import complaint
from storyreel_gateway.domain.bills import members
from storyreel_gateway.domain.refusals import Crowded, NotYet, OverBudget, Unfit, refuse
from storyreel_gateway.routes.codes import BY_HTTP, GENERAL
from storyreel_gateway.routes.files import RangeRefused
from storyreel_gateway.routes.paths import discreet

MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "request_id"
"""Where a request's state has the id that its answer, its log lines and its problem carry."""
TRACE_ID, TRACEPARENT = "trace_id", "traceparent"
"""Where it has the trace that it belongs to, and what its client said of that, if anything."""
ERRORS_PAGE = "/errors"
RETRY_SECONDS = 2
STATUSES: Mapping[str, int] = {
    "key_missing": 401,
    "key_invalid": 401,
    "budget_exceeded": 402,
    "scope_missing": 403,
    "job_not_found": 404,
    "export_not_found": 404,
    "image_missing": 404,
    "video_missing": 404,
    "image_not_ready": 404,
    "image_not_found": 404,
    "range_not_satisfiable": 416,
    "provider_unavailable": 422,
    "fallback_unavailable": 422,
    "scene_not_found": 422,
    "scene_order_invalid": 422,
    "cursor_invalid": 422,
    "idempotency_key_invalid": 422,
    "precondition_failed": 412,
    # keys and share links
    "key_revoked": 401,
    "key_not_found": 404,
    "expiry_invalid": 422,
    "share_not_found": 404,
    "share_invalid": 403,
    "share_expired": 403,
    "share_revoked": 403,
    "share_not_included": 403,
    "poster_missing": 404,
    # assets
    "asset_unusable": 422,
    "too_many_pictures": 422,
    "too_many_soundtracks": 422,
    "soundtrack_missing": 422,
    "brand_guidelines_invalid": 422,
    "asset_not_found": 404,
    "asset_missing": 404,
    "asset_too_slow": 408,
    "asset_too_large": 413,
    "asset_type_unsupported": 415,
    "asset_type_mismatch": 415,
    "asset_unreadable": 422,
    "asset_incomplete": 422,
    # costs, budgets and limits
    "monthly_budget_exceeded": 402,
    "month_invalid": 422,
    "concurrency_limit": 429,
    # storyboard versions
    "storyboard_version_not_found": 404,
    # streams and webhooks
    "event_id_invalid": 422,
    "too_many_streams": 429,
    "webhook_endpoint_not_found": 404,
    "webhook_delivery_not_found": 404,
    "webhook_url_invalid": 422,
    "webhook_forged": 401,
    # batches
    "batch_not_found": 404,
    "batch_budget_exceeded": 402,
    # limits
    "rate_limited": 429,
    "refinement_limit": 429,
}
"""Refusals by code; the others are conflicts with a job's state, 409."""
UNKNOWN = {
    "job_id": "job_not_found",
    "export_id": "export_not_found",
    "scene_number": "image_not_found",
    "key_id": "key_not_found",
    "share_id": "share_not_found",
    "asset_id": "asset_not_found",
    "version": "storyboard_version_not_found",
    "other": "storyboard_version_not_found",
    "batch_id": "batch_not_found",
    "delivery_id": "webhook_delivery_not_found",
}
"""What is said where an id in a path cannot be one: the same as where nobody has it."""
MOST_ERRORS, MOST_SAID, MOST_NAME = 20, 5, 100
_SCHEMES = {"webhook_forged": "Standard-Webhooks"}
"""How to say who one is, where it is not by a key."""
_FIELD_CODES = {"provider": "provider_unavailable", "fallback_provider": "fallback_unavailable"}


def title(code: str) -> str:
    """A code in words."""
    return code.replace("_", " ").capitalize()


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """The answer; `more` are extension members."""
    body = ProblemDetails(
        type=f"{ERRORS_PAGE}#{code}",
        title=title(code),
        status=status,
        detail=detail,
        instance=discreet(request.url.path),
        code=code,
        request_id=request.scope["state"].get(REQUEST_ID),
        trace_id=_trace_id(request.scope["state"]),
        errors=None if errors is None else list(errors),
        **(more or {}),
    )
    return Response(body.model_dump_json(exclude_none=True), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _trace_id(state: MutableMapping[str, Any]) -> str | None:
    """A request that went by untraced has a trace from its failure on, for its answer and its line in the log."""
    if TRACE_ID not in state:
        if tracing.trace_id() is None:
            tracing.begin(state.get(TRACEPARENT))
        state[TRACE_ID] = tracing.trace_id()
    trace_id: str | None = state[TRACE_ID]
    return trace_id


async def refused(request: Request, error: Exception) -> Response:
    """The answer to a refusal."""
    refusal = _as(Refused, error)
    unfit = refusal if isinstance(refusal, Unfit) else None
    status = 422 if unfit else STATUSES.get(refusal.code, 409)
    headers = {"WWW-Authenticate": _SCHEMES.get(refusal.code, "Bearer")} if status == 401 else {}
    if isinstance(refusal, NotYet):
        headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, RangeRefused):
        headers["Content-Range"] = f"bytes */{refusal.size}"
    if isinstance(refusal, Crowded):
        headers |= {"RateLimit-Policy": f'"concurrency";q={refusal.limit}', "RateLimit": '"concurrency";r=0'}
    more = members(refusal) if isinstance(refusal, OverBudget) else None
    errors = unfit.errors if unfit else None
    return problem(request, status, refusal.code, refusal.message, errors=errors, headers=headers, more=more)


async def _transient(request: Request, error: Exception) -> Response:
    away = _as(Transient, error)
    logger(__name__).warning("request_waits", path=discreet(request.url.path), code=away.code, reason=away.message)
    seconds = max(1, round(away.retry_after or RETRY_SECONDS))
    detail = f"Something that this needs is away for now. Try again in {seconds} s."
    return problem(request, 503, away.code, detail, headers={"Retry-After": str(seconds)})


async def broken(request: Request, error: Exception) -> Response:
    """The answer to a defect of ours; its cause goes to the log."""
    code = error.code if isinstance(error, StoryreelError) and error.code in GENERAL else "internal_error"
    logger(__name__).error("request_failed", path=discreet(request.url.path), method=request.method, exc_info=error)
    return problem(request, 500, code, GENERAL[code].advice)


async def answer_to(request: Request, error: StoryreelError) -> Response:
    """The answer to any error of ours, for who is not served by the router."""
    for kind, answered in ((Refused, refused), (Transient, _transient)):
        if isinstance(error, kind):
            return await answered(request, error)
    return await broken(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    found = _as(RequestValidationError, error).errors()
    for one in found:
        if one["loc"][0] == "path" and (unknown := UNKNOWN.get(str(one["loc"][-1]))):
            return await refused(request, refuse(unknown))
    errors = [_complaint(one, request) for one in found[:MOST_ERRORS]]
    codes = [_FIELD_CODES.get(one.field) for one in errors]
    codes += ["text_invalid" for one in found if one["type"] == "text_invalid"]
    code = next((code for code in codes if code), "request_invalid")
    detail = "; ".join(f"{one.field}: {one.message}" for one in errors[:MOST_SAID])
    return problem(request, 422, code, detail, errors=errors)


def _complaint(one: Mapping[str, Any], request: Request) -> FieldError:
    if one["type"] == "json_invalid":
        return FieldError(field="body", message=f"is not JSON, from character {one['loc'][-1]} on")
    if one["type"] == "model_attributes_type" and isinstance(one.get("input"), str | bytes):
        sent = request.headers.get("content-type", "").partition(";")[0].strip()
        if sent != "application/json" and not sent.endswith("+json"):
            return FieldError(
                field="body", message="is read as JSON with the header Content-Type: application/json only"
            )
    return FieldError(field=_field(one["loc"]), message=complaint(one))


def _field(location: Sequence[object]) -> str:
    parts = [str(part) for part in location]
    if parts and parts[0] in {"body", "query", "path", "header"}:
        parts = parts[1:] or parts
    return ".".join(parts)[:MOST_NAME].encode("utf-8", "replace").decode()


async def http_problem(request: Request, error: Exception) -> Response:
    """The problem of an error that Starlette or FastAPI raised."""
    raised = _as(HTTPException, error)
    code, headers = BY_HTTP.get(raised.status_code, "internal_error"), raised.headers
    status, detail = GENERAL[code]  # one status for a wrong body, however early it was found to be wrong
    if status == 405:  # the router knows the methods of one of the path's routes only
        headers = {"Allow": request.app.state.paths.allowed(request.url.path) or (headers or {}).get("Allow", "")}
    return problem(request, status, code, detail, headers=headers)


def _as(kind: type[Any], error: Exception) -> Any:
    if not isinstance(error, kind):
        raise TypeError(f"{type(error).__name__} is not {kind.__name__}") from error
    return error


def invalid(error: ValidationError, where: str) -> RequestValidationError:
    """A model's own complaint, as if FastAPI had checked it."""
    return RequestValidationError([{**one, "loc": (where, *one["loc"])} for one in error.errors(include_url=False)])


def add_problem_handlers(app: FastAPI) -> None:
    """Let no error leave in another form."""
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(Transient, _transient)
    app.add_exception_handler(StoryreelError, broken)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, http_problem)
    app.add_exception_handler(Exception, broken)


NOT_CHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Not changed since the ETag in `If-None-Match`"}}
"""For the OpenAPI document of a read with an ETag."""


def problems(*statuses: int, public: bool = False) -> dict[int | str, dict[str, Any]]:
    """These errors and those of every endpoint, for the OpenAPI document: what is `public` asks for no key, and no
    query may hold U+0000, so all have 422."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in sorted({*(() if public else (401, 403)), 422, 500, 503, *statuses})
    }
