"""A NATS cluster of three servers that can be killed one by one."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import nats
from nats.errors import Error as NatsError
from nats.js.errors import Error as JetStreamError

from storyreel.children import NotYet
from storyreel.embedded.binaries import nats_server
from storyreel.ports import claim
from storyreel.probes import http_ok
from storyreel.settings import UpSettings
from storyreel_contracts.topology import STREAM
from support.deadlines import eventually

NAMES = ("one", "two", "three")
USER, PASSWORD = "storyreel", "Secret0"
CONFIG = """\
server_name: {name}
listen: "127.0.0.1:{client}"
http: "127.0.0.1:{monitor}"
authorization {{ user: {user}, password: "{password}" }}
jetstream {{ store_dir: "{store}", max_mem: 64MB, max_file: 4GB, sync_interval: always }}
cluster {{ name: storyreel, listen: "127.0.0.1:{route}", routes: [{routes}] }}
"""


class BusCluster:
    """The servers, by name."""

    def __init__(self, home: Path) -> None:
        self._home = home
        names = [f"{name}-{use}" for name in NAMES for use in ("client", "monitor", "route")]
        self._ports = claim(home / "ports.json", names)
        self._running: dict[str, Process] = {}

    def url(self, *names: str) -> str:
        """Where clients find these servers, with commas."""
        return ",".join(f"nats://{USER}:{PASSWORD}@127.0.0.1:{self._ports[f'{name}-client']}" for name in names)

    async def start(self, name: str) -> None:
        """Start a server; it may be on its way afterwards."""
        file = self._home / f"{name}.conf"
        file.write_text(
            CONFIG.format(
                name=name,
                user=USER,
                password=PASSWORD,
                store=self._home / name,
                routes=", ".join(f'"nats://127.0.0.1:{self._ports[f"{other}-route"]}"' for other in NAMES),
                **{use: self._ports[f"{name}-{use}"] for use in ("client", "monitor", "route")},
            )
        )
        with (self._home / f"{name}.log").open("ab") as log:
            self._running[name] = await asyncio.create_subprocess_exec(
                nats_server(UpSettings()), "-c", file, stdout=log, stderr=log
            )

    async def healthy(self) -> None:
        """Wait until every server that runs is up to date with the others."""
        for name in self._running:
            await eventually(partial(self._is_healthy, name), what=f"the health of server {name}")

    async def _is_healthy(self, name: str) -> bool:
        try:
            await http_ok(self._ports[f"{name}-monitor"], "/healthz")
        except NotYet:
            return False
        return True

    @asynccontextmanager
    async def without(self, name: str) -> AsyncIterator[None]:
        """The server is killed, as by a crash, and comes back after the block; then all are up to date."""
        server = self._running.pop(name)
        server.kill()
        await server.wait()
        try:
            yield
        finally:
            await self.start(name)
            await self.healthy()

    async def leader(self) -> str:
        """The name of the server that leads the stream of events, as soon as they agree on one."""
        return await eventually(self._leader, what="a leader of the stream")

    async def _leader(self) -> str | None:
        client = await nats.connect(self.url(*self._running).split(","))
        try:
            cluster = (await client.jetstream().stream_info(STREAM)).cluster
        except (NatsError, JetStreamError, TimeoutError):
            return None
        finally:
            await client.close()
        return cluster.leader if cluster else None

    async def stop(self) -> None:
        """End all that run."""
        for server in self._running.values():
            server.kill()
        await asyncio.gather(*(server.wait() for server in self._running.values()))


@asynccontextmanager
async def bus_cluster(home: Path) -> AsyncIterator[BusCluster]:
    """Three servers that know each other; their streams are yet to be provisioned."""
    cluster = BusCluster(home)
    try:
        for name in NAMES:
            await cluster.start(name)
        await cluster.healthy()
        yield cluster
    finally:
        await cluster.stop()
