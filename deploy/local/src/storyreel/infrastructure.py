"""The four servers together: embedded, or elsewhere where the environment says so."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storyreel.embedded import nats, postgres, seaweed, valkey
from storyreel.embedded.server import Server, elsewhere
from storyreel.errors import CannotStart
from storyreel.keeper import Kept, Say
from storyreel.launcher import Launcher, launcher, silent
from storyreel.ports import claim
from storyreel.settings import UpSettings
from storyreel.together import Arrivals, atop, side_by_side

MODULES = {"nats": nats, "postgres": postgres, "valkey": valkey, "seaweed": seaweed}
PORTS = (*nats.PORTS, *postgres.PORTS, *valkey.PORTS, *seaweed.PORTS)


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
    given = _given(launcher.settings)
    ports = claim(launcher.home.path / "ports.json", PORTS, seaweed.usable)
    for name, module in MODULES.items():
        arrivals.env |= given.get(name) or module.address(launcher.home, ports)

    @asynccontextmanager
    async def server(name: str, embedded: AbstractAsyncContextManager[Server]) -> AsyncIterator[Server]:
        async with elsewhere(name, given[name]) if name in given else embedded as running:
            await arrivals.announce(name)
            yield running

    others = side_by_side(
        server("nats", nats.nats(launcher, ports)),
        server("valkey", valkey.valkey(launcher, ports)),
        server("seaweed", seaweed.seaweed(launcher, ports)),
    )
    async with atop(others, server("postgres", postgres.postgres(launcher, ports))) as (first, last):
        bucket = {"S3_BUCKET": launcher.settings.s3_bucket, "S3_REGION": launcher.settings.s3_region}
        handles = {running.name: running.handle for running in (*first, last) if running.handle}
        yield Infrastructure(arrivals.env | bucket, handles)


def _given(settings: UpSettings) -> dict[str, dict[str, str]]:
    """The servers that run elsewhere, by name, with the variables that say where."""
    urls = {
        "nats": ("NATS_URL", settings.nats_url),
        "postgres": ("DATABASE_URL", settings.database_url),
        "valkey": ("REDIS_URL", settings.redis_url),
    }
    given = {name: {variable: url} for name, (variable, url) in urls.items() if url}
    if settings.s3_endpoint:
        if not settings.s3_access_key or not settings.s3_secret_key:
            raise CannotStart("S3_ENDPOINT is set: set S3_ACCESS_KEY and S3_SECRET_KEY too")
        keys = {"S3_ACCESS_KEY": settings.s3_access_key, "S3_SECRET_KEY": settings.s3_secret_key.get_secret_value()}
        given["seaweed"] = {"S3_ENDPOINT": settings.s3_endpoint, **keys}
    return given
