"""A NATS server with the users and rights of deploy/nats.conf, and a client for each of them."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import nats
from nats.aio.client import Client

from storyreel.embedded.binaries import nats_server
from storyreel.ports import claim
from storyreel.settings import UpSettings
from storyreel_chassis.rights import all_rights, inbox_prefix
from support.deadlines import eventually

CONF = Path(__file__).parents[2] / "deploy" / "nats.conf"
PASSWORD = "Secret0"


@dataclass(frozen=True)
class User:
    """A connected user, and what the server refused it."""

    client: Client
    refusals: list[str] = field(default_factory=list)

    async def refused(self, subject: str) -> None:
        """Wait until the server has refused a publish to the subject."""

        async def told() -> bool:
            return any(subject.lower() in refusal for refusal in self.refusals)

        await eventually(told, what=f"the refusal of {subject}")


@dataclass(frozen=True)
class RightfulBus:
    """The server."""

    port: int

    def url(self, user: str) -> str:
        """Where a user finds it."""
        return f"nats://{user}:{PASSWORD}@127.0.0.1:{self.port}"

    def connected(self, user: str) -> AbstractAsyncContextManager[User]:
        """Be that user for the time of the block."""
        return _connected(self.url(user), user)


@asynccontextmanager
async def _connected(url: str, user: str) -> AsyncIterator[User]:
    refusals: list[str] = []

    async def erred(error: Exception) -> None:
        refusals.append(str(error).lower())

    client = await nats.connect(url, inbox_prefix=inbox_prefix(user), error_cb=erred)
    try:
        yield User(client, refusals)
    finally:
        await client.close()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def rightful_bus(home: Path) -> AsyncIterator[RightfulBus]:
    """The server, running; its streams are yet to be provisioned."""
    port = claim(home / "ports.json", ["nats"])["nats"]
    text = CONF.read_text("utf-8").replace("0.0.0.0:4222", f"127.0.0.1:{port}").replace("/data", f'"{home / "data"}"')
    conf = home / "nats.conf"
    conf.write_text(re.sub(r"^http:.*\n", "", text, flags=re.MULTILINE), "utf-8")
    passwords = {f"NATS_{rights.user.upper()}_PASSWORD": PASSWORD for rights in all_rights()}
    program = nats_server(UpSettings())
    with (home / "nats.log").open("wb") as log:
        server = await asyncio.create_subprocess_exec(
            program, "-c", conf, stdout=log, stderr=log, env={**os.environ, **passwords}
        )
    bus = RightfulBus(port)
    try:
        await eventually(partial(_listens, port), what="the server")
        yield bus
    finally:
        server.terminate()
        await server.wait()
