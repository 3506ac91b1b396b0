"""The four servers together: embedded, or elsewhere where the environment says so."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storyreel.embedded import seaweed as weed
from storyreel.embedded.nats import PORTS as NATS_PORTS
from storyreel.embedded.nats import nats
from storyreel.embedded.postgres import PORTS as POSTGRES_PORTS
from storyreel.embedded.postgres import postgres
from storyreel.embedded.seaweed import seaweed
from storyreel.embedded.server import Server, elsewhere
from storyreel.embedded.valkey import PORTS as VALKEY_PORTS
from storyreel.embedded.valkey import valkey
from storyreel.errors import CannotStart
from storyreel.keeper import Kept, Say
from storyreel.launcher import Launcher, launcher, silent
from storyreel.ports import claim
from storyreel.settings import UpSettings
from storyreel.together import Arrivals, atop, side_by_side


@dataclass(frozen=True, slots=True)
class Infrastructure:
    """The running servers."""

    env: Mapping[str, str]
    """The environment variables by which services find them."""
    servers: Mapping[str, Kept]
    """`nats`, `valkey`, `seaweed` and `postgres`: the handles of those that are embedded."""

    @property
    def nats_url(self) -> str:
        """nats://user:password@host:port"""
        return self.env["NATS_URL"]

    @property
    def database_url(self) -> str:
        """postgresql://user:password@host:port/storyreel?sslmode=disable"""
        return self.env["DATABASE_URL"]

    @property
    def redis_url(self) -> str:
        """redis://:password@host:port/0"""
        return self.env["REDIS_URL"]

    @property
    def s3(self) -> dict[str, str]:
        """The variables that begin with S3_."""
        return {name: value for name, value in self.env.items() if name.startswith("S3_")}


@asynccontextmanager
async def infrastructure(home: Path, *, settings: UpSettings, say: Say = silent) -> AsyncIterator[Infrastructure]:
    """The four servers in one home, without services. Raises CannotStart."""
    async with launcher(home, settings, say=say) as started, servers(started, Arrivals()) as running:
        yield running


@asynccontextmanager
async def servers(launcher: Launcher, arrivals: Arrivals) -> AsyncIterator[Infrastructure]:
    """Start all at once, announcing each; leave Postgres last."""
    settings, memory = launcher.settings, launcher.home.path / "ports.json"
    ports = claim(memory, (*NATS_PORTS, *POSTGRES_PORTS, *VALKEY_PORTS, *weed.PORTS), weed.usable)

    @asynccontextmanager
    async def announced(context: AbstractAsyncContextManager[Server]) -> AsyncIterator[Server]:
        async with context as server:
            await arrivals.announce(server.name, server.env)
            yield server

    others = side_by_side(
        announced(_or_elsewhere("nats", settings.nats_url, "NATS_URL", nats(launcher, ports))),
        announced(_or_elsewhere("valkey", settings.redis_url, "REDIS_URL", valkey(launcher, ports))),
        announced(_given_store(settings) or seaweed(launcher, ports)),
    )
    database = announced(_or_elsewhere("postgres", settings.database_url, "DATABASE_URL", postgres(launcher, ports)))
    async with atop(others, database) as (first, last):
        running = (*first, last)
        bucket = {"S3_BUCKET": settings.s3_bucket, "S3_REGION": settings.s3_region}
        handles = {server.name: server.handle for server in running if server.handle}
        yield Infrastructure(arrivals.env | bucket, handles)


def _or_elsewhere(
    name: str, url: str | None, variable: str, embedded: AbstractAsyncContextManager[Server]
) -> AbstractAsyncContextManager[Server]:
    return elsewhere(name, {variable: url}) if url else embedded


def _given_store(settings: UpSettings) -> AbstractAsyncContextManager[Server] | None:
    if not settings.s3_endpoint:
        return None
    if not settings.s3_access_key or not settings.s3_secret_key:
        raise CannotStart("S3_ENDPOINT is set: set S3_ACCESS_KEY and S3_SECRET_KEY too")
    secret = settings.s3_secret_key.get_secret_value()
    env = {"S3_ENDPOINT": settings.s3_endpoint, "S3_ACCESS_KEY": settings.s3_access_key, "S3_SECRET_KEY": secret}
    return elsewhere("seaweed", env)
