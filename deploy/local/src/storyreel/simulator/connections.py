"""Connections that a fault can cut: without an answer, or in the middle of one."""

import asyncio
import contextlib
import socket
import struct
from typing import Any, cast

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connections:
    """The open connections by their peers' addresses."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[asyncio.Protocol]:
        """The protocol of a server whose connections are known here."""
        known = self._open

        class _Known(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                known[transport.get_extra_info("peername")[:2]] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                known.pop(self.transport.get_extra_info("peername")[:2], None)
                super().connection_lost(exc)

        return cast("type[asyncio.Protocol]", _Known)

    def cut(self, request: Request) -> None:
        """Reset the connection of a request at once; what is sent on it afterwards goes nowhere."""
        peer: Any = request.client
        transport = self._open.get((peer.host, peer.port)) if peer else None
        if transport is not None:
            with contextlib.suppress(OSError):
                bound = transport.get_extra_info("socket")
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
