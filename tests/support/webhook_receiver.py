"""A receiver of webhooks on a real port, which answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from standardwebhooks import Webhook

from storyreel_contracts.api import WebhookEvent

DEADLINE = 180.0


@dataclass
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Its `webhook-id`."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> WebhookEvent:
        """What it says."""
        return WebhookEvent.model_validate_json(self.body)


Answer = Callable[[Got], bytes | float | asyncio.Event]
"""Bytes to answer, or a silence: so many seconds, or until something happens."""


def ok(_got: Got) -> bytes:
    """Take it."""
    return answering(204)


def answering(status: int, *headers: str, body: bytes = b"") -> bytes:
    """An answer."""
    lines = [f"HTTP/1.1 {status} x", f"content-length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@dataclass
class Receiver:
    """What came, and how the next is answered."""

    port: int = 0
    answer: Answer = ok
    got: list[Got] = field(default_factory=list)
    under_way: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    def of(self, url_path: str) -> list[Got]:
        """What came to a path."""
        return [one for one in self.got if one.path == url_path]

    async def until(self, count: int, path: str = "/hook") -> list[Got]:
        """So many requests."""
        async with asyncio.timeout(DEADLINE):
            while len(self.of(path)) < count:  # noqa: ASYNC110 - a test
                await asyncio.sleep(0.01)
        return self.of(path)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            got = Got(head[0].split(" ")[1], headers, body)
            self.got.append(got)
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
            try:
                said = self.answer(got)
                if not isinstance(said, bytes):
                    await _silence(said, reader)
                writer.write(said if isinstance(said, bytes) else answering(204))
                await writer.drain()
            finally:
                self.under_way -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _silence(said: float | asyncio.Event, reader: asyncio.StreamReader) -> None:
    """Until it is over, or the sender has left."""
    over = asyncio.create_task(asyncio.sleep(said) if isinstance(said, float) else said.wait())
    left = asyncio.create_task(reader.read())
    await asyncio.wait({over, left}, return_when=asyncio.FIRST_COMPLETED)
    for one in (over, left):
        one.cancel()


def verified(got: Got, *secrets: str) -> bool:
    """Whether any library would take it, with each of these secrets alone."""
    for secret in secrets:
        Webhook(secret).verify(got.body, got.headers)
    return True


@asynccontextmanager
async def receiver(port: int = 0) -> AsyncIterator[Receiver]:
    """It listens for the time of the block."""
    made = Receiver()
    server = await asyncio.start_server(made.serve, "127.0.0.1", port)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
