"""Storyreel on one machine: four servers, four services, and who waits for whom."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storyreel.console import Console
from storyreel.embedded import nats
from storyreel.errors import CannotStart, GaveUp
from storyreel.infrastructure import Infrastructure, infrastructure, servers
from storyreel.keeper import Kept, Say
from storyreel.launcher import launcher, silent
from storyreel.services import Service, named_ports, services
from storyreel.settings import UpSettings
from storyreel.together import Arrivals, atop
from storyreel_chassis.rights import PROVISIONER, SUBSCRIBER

__all__ = ["SERVICES", "Infrastructure", "Running", "Service", "UpSettings", "infrastructure", "stack", "up"]

NEEDED = ("nats", "postgres", "valkey", "provision")
"""The object store may come later: services wait for it by themselves, and load their libraries meanwhile."""

SERVICES = (
    Service("provision", "storyreel_chassis.provision", ("nats",), port_variable=None, bus_user=PROVISIONER),
    Service("gateway", "storyreel_gateway", NEEDED, port_variable="STORYREEL_PORT", public=True, bus_user="gateway"),
    Service("storyboard", "storyreel_storyboard", NEEDED, bus_user="storyboard"),
    Service("renderer", "storyreel_renderer", NEEDED, bus_user="renderer"),
    Service("exporter", "storyreel_exporter", NEEDED, bus_user="exporter"),
)


@dataclass(frozen=True)
class Running:
    """A stack that is up."""

    base_url: str
    """Of the public service: http://host:port"""
    api_key: str
    env: Mapping[str, str]
    """The servers' URLs, STORYREEL_API_KEY and STORYREEL_SECRET, as the operator has them."""
    events_url: str | None
    """NATS, for who only listens; None where it runs elsewhere and has users that others gave it."""
    urls: Mapping[str, str]
    """Where each service answers HTTP."""
    services: Mapping[str, Kept]
    servers: Mapping[str, Kept]
    failure: "asyncio.Future[GaveUp]"

    async def died(self) -> GaveUp:
        """Return, with the reason, when a program has died too often and is not started again."""
        return await asyncio.shield(self.failure)


@asynccontextmanager
async def stack(
    home: Path,
    *,
    settings: UpSettings,
    wanted: tuple[Service, ...] = SERVICES,
    say: Say = silent,
    show: Say = silent,
) -> AsyncIterator[Running]:
    """Everything up, ready and kept so for the time of the block; services are stopped before servers.

    `say` hears of deaths and returns, `show` every line that services write. Raises CannotStart.
    """
    if not (home.expanduser() / "lock").exists():  # a home that is there says first whether it is in use
        named_ports(settings, wanted)
    arrivals = Arrivals()
    async with launcher(home, settings, say=say, show=show) as started:
        key = started.home.api_key(settings.api_key.get_secret_value() if settings.api_key else None)
        told = {
            "STORYREEL_API_KEY": key,
            "STORYREEL_SECRET": started.home.secrets["gateway"],
            "S3_BUCKET": settings.s3_bucket,
            "S3_REGION": settings.s3_region,
        }
        async with atop(services(started, arrivals, wanted, told), servers(started, arrivals)) as (ours, theirs):
            urls = {service.name: service.url for service in ours if service.url}
            started.catch_up()
            yield Running(
                base_url=next((urls[service.name] for service in wanted if service.public), ""),
                api_key=key,
                env={**theirs.env, **told},
                events_url=None if settings.nats_url else nats.as_user(theirs.nats_url, SUBSCRIBER),
                urls=urls,
                services={service.name: service.handle for service in ours if service.handle},
                servers=theirs.servers,
                failure=started.failure,
            )


async def up(settings: UpSettings, wanted: tuple[Service, ...] = SERVICES) -> int:
    """Run the stack in the foreground until a signal ends it; returns the exit code, 0 after a signal."""
    console = Console()
    running = asyncio.create_task(_run(settings, wanted, console))
    with _cancelled_by_signals(running):
        try:
            return await running
        except asyncio.CancelledError:
            console.say("stopped")
            return 0
        except CannotStart as error:
            console.fail(str(error))
        except OSError as error:
            console.fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return 1


async def _run(settings: UpSettings, wanted: tuple[Service, ...], console: Console) -> int:
    console.say(f"starting in {settings.home} …")
    async with stack(settings.home, settings=settings, wanted=wanted, say=console.event, show=console.line) as running:
        console.say(
            f"\n  Storyreel  {running.base_url}\n"
            f"  API docs   {running.base_url}/docs\n"
            f"  API key    {running.api_key}\n"
            f"{_events(running)}"
            f"  kept in    {settings.home / 'api-key'}\n"
            f"  logs       {settings.home / 'logs'}\n\n"
            "  Ctrl-C stops it.\n"
        )
        raise await running.died()


def _events(running: Running) -> str:
    return f"  events     {running.events_url}\n" if running.events_url else ""


@contextmanager
def _cancelled_by_signals(task: "asyncio.Task[int]") -> Iterator[None]:
    """The first SIGINT, SIGTERM or SIGHUP cancels the task; later ones do not disturb its leaving."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    asked = False

    def cancel() -> None:
        nonlocal asked
        if not asked:
            asked = task.cancel()

    for number in signals:
        loop.add_signal_handler(number, cancel)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
