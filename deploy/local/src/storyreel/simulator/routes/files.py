"""Files: uploaded as inputs, listed, deleted."""

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyreel.simulator.files import LARGEST, File, too_large
from storyreel.simulator.guard import base_of, guarded, page, world_of
from storyreel.simulator.problems import not_found, unprocessable

_ENVELOPE = 64 * 1024
"""Bytes that a form adds at most to its file."""
_LONGEST_NAME = 255


async def create(request: Request) -> Response:
    """`POST /files`, a form with `content` and perhaps `filename`, `type`, `metadata`."""
    if int(request.headers.get("content-length", 0)) > LARGEST + _ENVELOPE:
        raise too_large()
    world = world_of(request)
    async with request.form(max_files=2, max_fields=100) as form:
        content = form.get("content")
        if not isinstance(content, UploadFile):
            raise unprocessable("- content: content is required\n", "Input validation failed")
        name = str(form.get("filename") or content.filename or "file")
        if len(name.encode()) > _LONGEST_NAME:
            raise unprocessable(f"- filename: at most {_LONGEST_NAME} bytes\n", "Input validation failed")
        kind = str(form.get("type") or content.content_type or "application/octet-stream")
        metadata, data = await _metadata(form.get("metadata")), await content.read()
    file = File(world.identity(24), name, kind, data, metadata, world.clock.now(), base_of(request))
    world.files.add(file)
    return JSONResponse(file.body(), 201)


async def read(request: Request) -> Response:
    """`GET /files/{id}`."""
    return JSONResponse(_file(request).body())


async def delete(request: Request) -> Response:
    """`DELETE /files/{id}`."""
    del world_of(request).files.kept[_file(request).id]
    return Response(status_code=204)


async def listing(request: Request) -> Response:
    """`GET /files`, the newest first."""
    files = world_of(request).files
    found = [file.body() for file in reversed(files.kept.values()) if files.find(file.id)]
    return page(request, found[:100], None)


def _file(request: Request) -> File:
    found = world_of(request).files.find(request.path_params["id"])
    if found is None:
        raise not_found("The requested file could not be found.")
    return found


async def _metadata(said: Any) -> dict[str, Any]:
    text = await said.read() if isinstance(said, UploadFile) else said
    try:
        found = json.loads(text or "{}")
    except ValueError as error:
        raise unprocessable("- metadata: must be valid JSON\n", "Input validation failed") from error
    return found if isinstance(found, dict) else {}


ROUTES = [
    Route("/files", guarded("file", create), methods=["POST"]),
    Route("/files", guarded("list", listing), methods=["GET"]),
    Route("/files/{id}", guarded("read", read), methods=["GET"]),
    Route("/files/{id}", guarded("any", delete), methods=["DELETE"]),
]
