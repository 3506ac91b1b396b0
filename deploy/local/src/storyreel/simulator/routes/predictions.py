"""Predictions: made by model or by version, read, listed, canceled."""

import asyncio
import base64
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyreel.simulator.faults import CREATIONS, LIVES
from storyreel.simulator.guard import base_of, body_of, connections_of, guarded, page, world_of
from storyreel.simulator.models import HIDDEN, Model
from storyreel.simulator.predictions import EVENTS, Prediction
from storyreel.simulator.problems import Problem, unprocessable
from storyreel.simulator.schema import check

PAGE = 100
LEAST_DEADLINE = 5
LONGEST_WAIT = 60
_LENGTH = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s?)?")
_WAIT = re.compile(r"wait(?:=(\d{1,4}))?")
_HEX = re.compile(r"[0-9a-f]{64}")


async def create_by_model(request: Request) -> Response:
    """`POST /models/{owner}/{name}/predictions`."""
    model = world_of(request).model(request.path_params["owner"], request.path_params["name"])
    return await _create(request, model, await body_of(request))


async def create_by_version(request: Request) -> Response:
    """`POST /predictions`."""
    body = await body_of(request)
    return await _create(request, _named(request, str(body.get("version", ""))), body)


async def read(request: Request) -> Response:
    """`GET /predictions/{id}`."""
    world = world_of(request)
    return JSONResponse(world.prediction(request.path_params["id"]).body(world.clock.now()))


async def cancel(request: Request) -> Response:
    """`POST /predictions/{id}/cancel`."""
    world = world_of(request)
    found = world.prediction(request.path_params["id"])
    world.life.cancel(found)
    return JSONResponse(found.body(world.clock.now()))


async def listing(request: Request) -> Response:
    """`GET /predictions`, the newest first."""
    world, query = world_of(request), request.query_params
    after, before = _moment(query.get("created_after")), _moment(query.get("created_before"))
    asked = [
        one
        for one in reversed(world.predictions.values())
        if (after is None or one.created_at >= after) and (before is None or one.created_at < before)
    ]
    start = _position(query.get("cursor"), asked)
    shown, more = asked[start : start + PAGE], len(asked) > start + PAGE
    now = world.clock.now()
    kept = {name: query[name] for name in ("created_after", "created_before") if name in query}
    following = urlencode(kept | {"cursor": _cursor(shown[-1])}) if more else None
    return page(request, [one.body(now) for one in shown], following)


async def _create(request: Request, model: Model, body: Mapping[str, Any]) -> Response:
    world = world_of(request)
    prediction = _prediction(request, model, body)
    world.begin(prediction)
    if fault := world.faults.take(CREATIONS, model=model.path):
        if fault.kind == "broken_answer":
            raise Problem(500, "Internal server error", "An internal error occurred.")
        if fault.kind == "cut_answer":
            return Response(b'{"id": "' + prediction.id.encode(), 201, media_type="application/json")
        connections_of(request).cut(request)
        return Response()
    in_time = await _wait(request, prediction)
    headers = {"location": f"{prediction.base}/v1/predictions/{prediction.id}"}
    said = prediction.body(world.clock.now())
    if not in_time:
        said["status"] = "starting"
    return JSONResponse(said, 201 if prediction.answered else 202, headers=headers)


def _prediction(request: Request, model: Model, body: Mapping[str, Any]) -> Prediction:
    world, given = world_of(request), body.get("input")
    if not isinstance(given, dict):
        raise unprocessable("- input: input is required\n", "Input validation failed")
    check(model.input_schema, given)
    now = world.clock.now()
    fault = world.faults.take(LIVES, model=model.path)
    latest = model.latest
    return Prediction(
        id=world.identity(),
        model=model,
        version=HIDDEN if model.official or latest is None else latest.id,
        input=given,
        base=base_of(request),
        created_at=now,
        deadline=_deadline(request, now),
        webhook=_webhook(body),
        events=_events(body),
        fault=fault.kind if fault else None,  # type: ignore[arg-type]  # it is one of LIVES
    )


def _named(request: Request, version: str) -> Model:
    """The model of a version: 64 hex digits, `owner/name:hex`, or `owner/name` of an official one."""
    world = world_of(request)
    path, _, digits = version.rpartition(":") if ":" in version else ("", "", version)
    for model in world.models.values():
        if path in ("", model.path) and any(one.id == digits for one in model.versions) and _HEX.fullmatch(digits):
            return model
        if model.official and version == model.path:
            return model
    detail = "The specified version does not exist (or perhaps you don't have permission to use it?)"
    raise unprocessable(detail, "Invalid version or not permitted")


def _deadline(request: Request, now: datetime) -> datetime | None:
    said = request.headers.get("cancel-after")
    if said is None:
        return None
    found = _LENGTH.fullmatch(said.strip())
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    length = hours * 3600 + minutes * 60 + seconds
    if length < LEAST_DEADLINE:
        raise unprocessable(f"Cancel-After must be a duration of at least {LEAST_DEADLINE} seconds.")
    return now + timedelta(seconds=length)


def _webhook(body: Mapping[str, Any]) -> str | None:
    url = body.get("webhook")
    if url is None:
        return None
    if not isinstance(url, str) or not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise unprocessable("- webhook: must be an HTTPS URL\n", "Input validation failed")
    return url


def _events(body: Mapping[str, Any]) -> list[str]:
    wanted = body.get("webhook_events_filter") or list(EVENTS)
    if not isinstance(wanted, list) or not set(wanted) <= set(EVENTS):
        raise unprocessable(f"- webhook_events_filter: must be of {', '.join(EVENTS)}\n", "Input validation failed")
    return wanted


async def _wait(request: Request, prediction: Prediction) -> bool:
    """Wait for the output as long as `Prefer` says, in real seconds; False when it did not come.

    The answer then says `starting` whatever the prediction does: clients know by that to ask again.
    """
    found = _WAIT.fullmatch(request.headers.get("prefer", "").strip())
    if found is None:
        return True
    seconds = min(max(int(found[1] or LONGEST_WAIT), 1), LONGEST_WAIT)
    try:
        async with asyncio.timeout(seconds):
            while not prediction.answered:
                await prediction.changed.wait()
    except TimeoutError:
        return False
    return True


def _moment(said: str | None) -> datetime | None:
    if said is None:
        return None
    try:
        found = datetime.fromisoformat(said.replace(" ", "+"))
    except ValueError as error:
        raise unprocessable("created_after and created_before are ISO 8601 date-times.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _cursor(prediction: Prediction) -> str:
    return base64.urlsafe_b64encode(f"after={prediction.id}".encode()).decode()


def _position(cursor: str | None, among: list[Prediction]) -> int:
    if cursor is None:
        return 0
    for place, one in enumerate(among):
        if _cursor(one) == cursor:
            return place + 1
    raise unprocessable("The cursor is invalid.")


ROUTES = [
    Route("/models/{owner}/{name}/predictions", guarded("create", create_by_model), methods=["POST"]),
    Route("/predictions", guarded("create", create_by_version), methods=["POST"]),
    Route("/predictions", guarded("list", listing), methods=["GET"]),
    Route("/predictions/{id}", guarded("read", read), methods=["GET"]),
    Route("/predictions/{id}/cancel", guarded("cancel", cancel), methods=["POST"]),
]
