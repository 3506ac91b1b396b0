"""Our own programs: what they are told, when they start, when they are ready."""

import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from storyreel.children import Program
from storyreel.embedded import nats
from storyreel.errors import CannotStart
from storyreel.keeper import Kept
from storyreel.launcher import SERVICE_GRACE, Launcher
from storyreel.ports import claim, is_free
from storyreel.probes import http_ok
from storyreel.settings import UpSettings, bracketed
from storyreel.together import Arrivals, side_by_side

LOOPBACK = "127.0.0.1"
DRAIN_SECONDS = SERVICE_GRACE - 1
"""What a service may take for work in flight before the launcher loses patience."""


@dataclass(frozen=True, slots=True)
class Service:
    """A Python module that is run with `-m`."""

    name: str
    module: str
    waits_for: tuple[str, ...] = ()
    """Servers and services that must be up first."""
    port_variable: str | None = "STORYREEL_HEALTH_PORT"
    """Tells it where to answer /readyz; None for one that does its work and ends."""
    public: bool = False
    """Listens where the user said, instead of on a port of the launcher's choice on loopback."""
    bus_user: str | None = None
    """Who it is on the embedded bus; the operator where nothing is said."""


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that is up; `handle` is None when it has done its work."""

    name: str
    url: str
    handle: Kept | None


@asynccontextmanager
async def services(
    launcher: Launcher, arrivals: Arrivals, wanted: tuple[Service, ...], env: Mapping[str, str]
) -> AsyncIterator[list[RunningService]]:
    """Start each as soon as those it waits for are up; stop all at once."""
    ports = choose_ports(launcher, wanted)
    async with side_by_side(
        *(_service(launcher, arrivals, service, ports.get(service.name), env) for service in wanted)
    ) as running:
        yield running


def choose_ports(launcher: Launcher, wanted: tuple[Service, ...]) -> dict[str, int]:
    """A port for each service that listens. Raises CannotStart when the user's is taken."""
    named = named_ports(launcher.settings, wanted)
    free = tuple(service.name for service in wanted if service.port_variable and service.name not in named)
    return named | claim(launcher.home.path / "service-ports.json", free)


def named_ports(settings: UpSettings, wanted: tuple[Service, ...]) -> dict[str, int]:
    """The user's own ports. Raises CannotStart when one is taken."""
    named = {service.name: settings.port for service in wanted if service.public and settings.port}
    for port in named.values():
        if not is_free(port, settings.host):
            raise CannotStart(f"port {port} is taken by another program: set STORYREEL_PORT to a free one")
    return named


@asynccontextmanager
async def _service(
    launcher: Launcher, arrivals: Arrivals, service: Service, port: int | None, env: Mapping[str, str]
) -> AsyncIterator[RunningService]:
    launcher.log(service.name, shown=True)
    await arrivals.wait_for(service.waits_for)
    program = _program(launcher, service, port, {**_servers(launcher, arrivals, service), **env})
    if port is None:
        await launcher.finish(program)
        await arrivals.announce(service.name)
        yield RunningService(service.name, "", None)
        return
    host = launcher.settings.reachable_host if service.public else LOOPBACK
    launch = partial(launcher.launch, program, partial(http_ok, port, "/readyz", host))
    async with launcher.keep(program, launch, grace=SERVICE_GRACE) as handle:
        await arrivals.announce(service.name)
        yield RunningService(service.name, f"http://{bracketed(host)}:{port}", handle)


def _servers(launcher: Launcher, arrivals: Arrivals, service: Service) -> dict[str, str]:
    """Where the servers are, for this service."""
    if launcher.settings.nats_url or service.bus_user is None:
        return arrivals.env
    return arrivals.env | {"NATS_URL": nats.as_user(arrivals.env["NATS_URL"], service.bus_user)}


def _program(launcher: Launcher, service: Service, port: int | None, env: Mapping[str, str]) -> Program:
    settings = launcher.settings
    listening = {"STORYREEL_HOST": settings.host if service.public else LOOPBACK}
    if service.port_variable:
        listening[service.port_variable] = str(port)
    return Program(
        name=service.name,
        argv=(sys.executable, "-P", "-m", service.module),  # -P: the home is no place to import from
        env={**_inherited(), **_habits(settings), **env, **listening},
        cwd=launcher.home.path,
    )


def _inherited() -> dict[str, str]:
    """The user's environment, tokens and all, without what is the launcher's to say or would redirect Postgres."""
    ours = {"STORYREEL_PORT", "STORYREEL_HEALTH_PORT"}
    return {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("PG")}


def _habits(settings: UpSettings) -> dict[str, str]:
    work = {"STORYREEL_WORK_DIR": str(settings.work_dir)} if settings.work_dir else {}
    return {
        **work,
        "PYTHONUNBUFFERED": "1",
        "STORYREEL_DRAIN_SECONDS": f"{DRAIN_SECONDS:g}",
        "STORYREEL_LOG_FORMAT": settings.log_format,
        "STORYREEL_LOG_LEVEL": settings.log_level,
    }
