"""A form with one file in it, understood as it comes in (RFC 7578), strictly: what is not asked for is refused."""

import re
from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

FILE = "file"
MOST_FIELD = 4096
"""Bytes of a field's text; the longest one that is allowed has 1020."""
_BOUNDARY = re.compile(rb"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_ENCODINGS = {"", "binary", "8bit", "7bit"}


class Form:
    """Fed with a body piece by piece; `take` gives the file's bytes so far.

    Raises:
        RequestValidationError: from anything that it is told
    """

    def __init__(self, content_type: str, fields: frozenset[str]) -> None:
        self._known = fields
        self._texts: dict[str, bytearray] = {}
        self._headers: dict[str, str] = {}
        self._header, self._value = bytearray(), bytearray()
        self._target: bytearray | None = None
        self._file = bytearray()
        self._ended = False
        self.filename: str | None = None
        self.media_type = ""
        self.received = 0
        """Bytes of the file so far."""
        self.whole = False
        """Whether all of the file is there."""
        self._parser = MultipartParser(
            _boundary(content_type),
            {
                "on_part_begin": self._headers.clear,
                "on_header_field": self._on_header,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
        )

    def feed(self, piece: bytes) -> None:
        """Understand a piece of the body."""
        try:
            self._parser.write(piece)
        except FormParserError:
            raise wrong("body", "is no multipart/form-data") from None

    def take(self) -> bytes:
        """The file's bytes that have come since."""
        taken = bytes(self._file)
        self._file.clear()
        return taken

    def finish(self) -> Mapping[str, str]:
        """The fields' texts, once the body has ended."""
        if not self._ended:
            raise wrong("body", "ends before its end")
        if self.filename is None:
            raise wrong(FILE, "is missing")
        if not self.received:
            raise wrong(FILE, "is empty")
        try:
            return {name: text.decode() for name, text in self._texts.items()}
        except UnicodeDecodeError:
            raise wrong("body", "must be text in UTF-8", "text_invalid") from None

    def _on_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        name = self._header.decode("latin-1").lower()
        if name in self._headers:
            raise wrong("body", f"says {name[:40]} twice of a part")
        self._headers[name] = self._value.decode("latin-1").strip()
        self._header.clear()
        self._value.clear()

    def _on_headers(self) -> None:
        disposition, options = parse_options_header(self._headers.get("content-disposition"))
        if disposition != b"form-data" or b"name" not in options:
            raise wrong("body", "has a part without a name")
        if self._headers.get("content-transfer-encoding", "").lower() not in _ENCODINGS:
            raise wrong("body", "has a part in a transfer encoding; send it as it is")
        name = options[b"name"].decode("utf-8", "replace")
        if name == FILE:
            self._begin_file(options.get(b"filename"))
        elif name not in self._known:
            raise wrong(name, "is not a field of this request")
        elif name in self._texts:
            raise wrong(name, "is there twice")
        else:
            self._target = self._texts[name] = bytearray()

    def _begin_file(self, filename: bytes | None) -> None:
        if self.filename is not None:
            raise wrong(FILE, "is there twice; upload one file at a time")
        if filename is None:
            raise wrong(FILE, "must be a file, with a filename")
        self.filename = filename.decode("utf-8", "replace")
        self.media_type = self._headers.get("content-type", "")
        self._target = self._file

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._target is None:
            raise wrong("body", "has data outside of its parts")
        if self._target is self._file:
            self.received += end - start
        elif len(self._target) + end - start > MOST_FIELD:
            raise wrong(next(name for name, text in self._texts.items() if text is self._target), "is too long")
        self._target += memoryview(data)[start:end]

    def _on_part_end(self) -> None:
        self.whole = self.whole or self._target is self._file
        self._target = None

    def _on_end(self) -> None:
        self._ended = True


def wrong(field: str, message: str, kind: str = "value_invalid") -> RequestValidationError:
    """A field that is not right, as if FastAPI had found it."""
    place = ("body",) if field == "body" else ("body", field)
    return RequestValidationError([{"type": kind, "loc": place, "msg": message, "input": None}])


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data":
        raise wrong("body", "must be multipart/form-data")
    boundary = options.get(b"boundary", b"")
    if not _BOUNDARY.fullmatch(boundary):
        raise wrong("body", "must name its boundary, 1 to 70 characters (RFC 2046)")
    return boundary
