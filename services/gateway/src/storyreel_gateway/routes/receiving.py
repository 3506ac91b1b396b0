"""An upload comes in: to a private file on disk, counted, hashed and judged on its way, hardly any of it in memory."""

import asyncio
import hashlib
import json
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from storyreel_contracts.api import AssetUpload
from storyreel_contracts.formats import AssetFormat
from storyreel_gateway.domain.asset import Received, judged
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.routes.multipart import FILE, Form, wrong
from storyreel_gateway.routes.problems import invalid
from storyreel_gateway.routes.text import flaw
from storyreel_media.inspect.sniff import HEAD, sniff

MOST_BYTES = 50 * 2**20
"""Of the file."""
MOST_AROUND = 64 * 2**10
"""Of the form around it."""
STALL_SECONDS, WHOLE_SECONDS = 30.0, 900.0
"""Between two pieces, and for everything: 50 MB at 60 kB/s."""
_BATCH = 256 * 2**10
_FIELDS = frozenset(AssetUpload.model_fields)


async def receive(request: Request, folder: Path) -> Received:
    """The uploaded file, in the folder.

    Raises:
        Refused: it is too large, or not what it claims to be, or does not come
        RequestValidationError: the form is not right
    """
    if int(request.headers.get("content-length", "0")) > MOST_BYTES + MOST_AROUND:
        raise refuse("asset_too_large")
    form = Form(request.headers.get("content-type", ""), _FIELDS)
    sink = _Sink(folder / "source")
    try:
        asset_format = await _fill(request, form, sink)
    finally:
        await asyncio.to_thread(sink.close)
    said = _said(form.finish())
    name = said.name or _own_name(form.filename or "", asset_format)
    return Received(
        path=folder / "source", format=asset_format, digest=sink.digest(), name=name, client_id=said.client_id,
        filename=form.filename or "",
    )  # fmt: skip


async def _fill(request: Request, form: Form, sink: "_Sink") -> AssetFormat:
    head, found, total = b"", None, 0
    async for piece in _patiently(request):
        total += len(piece)
        form.feed(piece)
        if form.received > MOST_BYTES or total > MOST_BYTES + MOST_AROUND:
            raise refuse("asset_too_large")
        taken = form.take()
        if found is None:
            head += taken[: HEAD - len(head)]
            if form.whole and not head:
                raise wrong(FILE, "is empty")
            if form.whole or len(head) == HEAD:
                found = judged(sniff(head), form.filename or "", form.media_type)
        await sink.add(taken)
    if found is None:
        form.finish()  # tells what is missing
        raise wrong("body", "ends before its end")
    return found


async def _patiently(request: Request) -> AsyncIterator[bytes]:
    """The body, from a client that keeps sending."""
    pieces, clock = request.stream(), asyncio.get_running_loop().time
    end = clock() + WHOLE_SECONDS
    try:
        while True:
            async with asyncio.timeout_at(min(clock() + STALL_SECONDS, end)):
                piece = await anext(pieces, None)
            if piece is None:
                return
            yield piece
    except TimeoutError:
        raise refuse("asset_too_slow") from None
    except ClientDisconnect:
        raise refuse("asset_incomplete") from None


class _Sink:
    """The file, written and hashed in threads."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        self._digest = hashlib.sha256()
        self._waiting = bytearray()

    async def add(self, piece: bytes) -> None:
        """Take a piece; it is written when there are enough."""
        self._waiting += piece
        if len(self._waiting) >= _BATCH:
            await asyncio.to_thread(self._write)

    def _write(self) -> None:
        view = memoryview(self._waiting)
        self._digest.update(view)
        while view:
            view = view[self._file.write(view) :]
        self._waiting = bytearray()

    def close(self) -> None:
        """Write the rest."""
        try:
            self._write()
        finally:
            self._file.close()

    def digest(self) -> bytes:
        """SHA-256 of everything."""
        return self._digest.digest()


def _said(texts: object) -> AssetUpload:
    """The fields, as the contract wants them."""
    try:
        said = AssetUpload.model_validate_json(json.dumps(texts))
    except ValidationError as error:
        raise invalid(error, "body") from None
    for field in _FIELDS:
        text = getattr(said, field)
        if found := flaw(text):
            raise RequestValidationError([
                {"type": found.kind, "loc": ("body", field), "msg": found.reason, "input": None}
            ])  # fmt: skip
        if text is not None and any(unicodedata.category(letter) == "Cc" for letter in text):
            raise wrong(field, "must not hold control characters", "text_invalid")
    return said


def _own_name(filename: str, asset_format: AssetFormat) -> str:
    """The file's own name, for people: no path, no control characters."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cs"}).strip()
    return kept[:255].strip() or f"untitled.{asset_format}"
