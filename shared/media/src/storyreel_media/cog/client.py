"""Several servers of the same model: whichever is free makes the next thing."""

import asyncio
import base64
import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote_to_bytes

from storyreel_chassis.errors import Away, Refused, Transient
from storyreel_media.cog.errors import UNDER_WAY, Down, busy
from storyreel_media.cog.server import CogServer, Health
from storyreel_media.cog.wish import Wish, filled
from storyreel_media.metrics import asking
from storyreel_media.outputs.judging import Medium, NotAsked, Received, judged
from storyreel_media.replicate.download import Downloads
from storyreel_media.replicate.timing import RealTime

MOST_BYTES: Mapping[Medium, int] = {"image": 30 * 2**20, "video": 100 * 2**20}
"""Of one file; as a data URL it comes in one piece."""
PATIENCE = 2.0
"""Seconds that we wait for one of our servers to be free; then the work is put off, in favour of other work."""


class Cog:
    """A pool of servers, by their addresses. One that is named twice gets two things at a time.

        async with Cog(["http://10.0.0.7:5000", "http://10.0.0.8:5000"], model="my-flux") as cog:
            made = await cog.make(Wish("a fox", 7, "16:9", 720), Path("fox.png"), "image", seconds=120)

    `model` is what it is called in errors.
    """

    def __init__(self, urls: Sequence[str], *, model: str, patience: float = PATIENCE) -> None:
        self._servers = [CogServer(url, f"{model} (server {number})") for number, url in enumerate(urls, 1)]
        self._downloads = Downloads(RealTime(), hosts=[one.origin for one in self._servers])
        self._model, self._patience = model, patience
        self._free: asyncio.Queue[CogServer] = asyncio.Queue()
        for server in self._servers:
            self._free.put_nowait(server)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(self._downloads.close(), *(one.close() for one in self._servers))

    async def health(self) -> list[Health | None]:
        """How each server is; None where it is not reached."""
        return [await self._health(one) for one in self._servers]

    async def make(self, wish: Wish, out: Path, medium: Medium, *, seconds: float) -> Received:
        """Have a picture or a clip made, as `out`; nothing is left there when that fails.

        Raises:
            StoryreelError: see `errors`
        """
        server, file = await self._predicted(wish, medium, seconds)
        if not file.startswith("data:"):
            with asking("cog", "download"):
                return await self._downloads.fetch(file, out, medium, server.about)
        part = out.with_name(f"{out.name}.{os.getpid()}.part")
        try:
            await asyncio.to_thread(_write, file, part, MOST_BYTES[medium])
            found = await judged(part, medium)
            part.replace(out)
        except NotAsked as failure:
            raise Transient("provider_output", f"the output of {server.about} {failure}") from None
        finally:
            part.unlink(missing_ok=True)
        return Received(out, found.format, found.size, found.width, found.height, found.seconds)

    async def _predicted(self, wish: Wish, medium: Medium, seconds: float) -> tuple[CogServer, str]:
        """By the first free server that takes it; each is asked once, in turns."""
        asked: dict[CogServer, Away | Down] = {}
        for _ in self._servers:
            server = await self._next(0 if asked else self._patience)
            if server is None:
                break
            try:
                if server not in asked:
                    return server, await _ask(server, wish, medium, seconds)
            except (Away, Down) as error:
                if error.code == UNDER_WAY:
                    raise
                asked[server] = error
            finally:
                self._free.put_nowait(server)
        raise min(asked.values(), key=lambda error: isinstance(error, Down), default=busy(self._model))

    async def _next(self, patience: float) -> CogServer | None:
        """A free server; None where all are at work for us."""
        with contextlib.suppress(asyncio.QueueEmpty):
            return self._free.get_nowait()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                return await self._free.get()
        return None

    async def _health(self, server: CogServer) -> Health | None:
        try:
            return await server.health()
        except (Away, Refused, Transient):
            return None


async def _ask(server: CogServer, wish: Wish, medium: Medium, seconds: float) -> str:
    with asking("cog", "ask"):
        schema = await server.schema()
    given = await asyncio.to_thread(filled, wish, schema, server.about)
    with asking("cog", "predict"):
        return await server.predict(given, seconds=seconds, most_bytes=MOST_BYTES[medium] * 4 // 3 + 2**20)


def _write(url: str, out: Path, most: int) -> None:
    """What a data URL carries."""
    head, _, body = url.partition(",")
    try:
        data = base64.b64decode(body, validate=True) if head.endswith(";base64") else unquote_to_bytes(body)
    except ValueError:
        raise NotAsked("is no data URL that can be read") from None
    if len(data) > most:
        raise NotAsked(f"is larger than {most} bytes")
    out.write_bytes(data)
