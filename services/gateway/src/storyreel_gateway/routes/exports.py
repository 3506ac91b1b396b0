"""Copies of the film in other formats and sizes."""

import asyncio
import re
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.errors import Refused
from storyreel_contracts.api import ExportResponse
from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_gateway.domain.export import Export, export_response
from storyreel_gateway.domain.view import job_url
from storyreel_gateway.handlers.count_download import count_download
from storyreel_gateway.handlers.request_export import get_export, request_export
from storyreel_gateway.routes.answers import model_answer
from storyreel_gateway.routes.described import referred
from storyreel_gateway.routes.files import Served, send_object
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader, Services

router = APIRouter(tags=["film"])
MAX_WAIT = 60
RETRY_SECONDS = 2
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,9})\b", re.IGNORECASE)


@router.head("/jobs/{job_id}/export", include_in_schema=False)
@router.get(
    "/jobs/{job_id}/export",
    responses={
        200: {"content": {"video/*": {}}, "description": "The copy"},
        202: {
            "model": ExportResponse,
            "description": "It is being made; `Location` says how far, `Retry-After` when",
            "headers": referred("Location", "Retry-After", "Preference-Applied"),
        },
        206: {"description": "A range of the copy"},
        **problems(404, 409, 416, 422),
    },
    response_class=Response,
    summary="Get a copy of the film",
)
async def export(  # noqa: PLR0917 - FastAPI passes by name
    request: Request,
    here: Here,
    who: Reader,
    job_id: UUID,
    export_format: Annotated[ExportFormat, Query(alias="format")] = "mp4",
    quality: Annotated[ExportQuality, Query(description="480, 720, 1080 pixels on the short side")] = "medium",
    prefer: Annotated[str | None, Header(description="`wait=N` waits up to N ≤ 60 seconds for the file")] = None,
) -> Response:
    """Made once per film, format and quality. A GET that gets the first byte counts as a download."""
    found = await request_export(here.units, who.owner_id, job_id, export_format, quality)
    wait = _wait(prefer)
    if found.state == "pending" and wait:
        found = await _settled(here, found, wait)
    if found.state == "completed":
        try:
            return await _file(request, here, found)
        except _Lost:
            found = await request_export(here.units, who.owner_id, job_id, export_format, quality, lost=found.export_id)
    return _later(found, wait)


@router.head("/jobs/{job_id}/exports/{export_id}", include_in_schema=False)
@router.get("/jobs/{job_id}/exports/{export_id}", responses=problems(404, 422), summary="How far a copy is")
async def export_status(here: Here, who: Reader, job_id: UUID, export_id: UUID) -> ExportResponse:
    """`url` is there once the file is."""
    found, current = await get_export(here.units, who.owner_id, job_id, export_id)
    return export_response(found, current=current)


class _Lost(Refused):
    """The table says done, the store says gone."""


def _wait(prefer: str | None) -> int:
    found = _WAIT.search(prefer or "")
    return min(int(found[1]), MAX_WAIT) if found else 0


async def _settled(here: Services, export: Export, seconds: float) -> Export:
    """The export once it has ended, or as it is after that time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    with here.changes.follow(export.job_id) as follower:
        while True:
            export, _ = await get_export(here.units, export.owner_id, export.job_id, export.export_id)
            left = deadline - loop.time()
            if export.state != "pending" or left <= 0 or follower.closed:
                return export
            await follower.rung(min(left, here.heartbeat_seconds))


async def _file(request: Request, here: Services, export: Export) -> Response:
    name = f"storyreel-{export.job_id}-{export.quality}.{export.format}"
    served = Served(
        export.object_key or "",
        export.media_type or "application/octet-stream",
        str(export.export_id),
        name,
        missing=_Lost("export_lost", "The copy's file is gone; it is made again."),
    )
    counted = partial(count_download, here.units, export.owner_id, export.job_id)
    return await send_object(request, here.objects, served, begun=counted)


def _later(export: Export, waited: int) -> Response:
    headers = {
        "Location": f"{job_url(export.job_id)}/exports/{export.export_id}",
        "Retry-After": str(RETRY_SECONDS),
    }
    if waited:
        headers["Preference-Applied"] = f"wait={waited}"
    return model_answer(export_response(export, current=True), status=202, headers=headers)
