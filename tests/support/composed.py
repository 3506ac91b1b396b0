"""The product as docker-compose.yml has it, in a project of its own, and what tests do to its containers."""

import asyncio
import hashlib
import json
import os
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from scripts.docker import DOCKER
from scripts.make_env import filled

from storyreel.ports import claim
from support.deadlines import eventually
from support.film_stack import SMALL

ROOT = Path(__file__).parents[2]
OWN = f"test-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
"""Of this checkout: tests from another one, and the images of whoever runs the product here, are not touched."""
PROJECT = f"storyreel-{OWN}"
SERVICES = ("gateway", "storyboard", "renderer", "exporter")
TRIED = "/* tried by a test */"
"""In a statement that is meant to be refused."""
SLAY = "import os; [os.kill(int(p), 9) for p in os.listdir('/proc') if p.isdigit() and int(p) not in (1, os.getpid())]"


@dataclass(frozen=True)
class Composed:
    """The product, up."""

    env: Mapping[str, str]
    """What .env says."""

    @property
    def base_url(self) -> str:
        """The one URL."""
        return f"http://127.0.0.1:{self.env['STORYREEL_PORT']}"

    @property
    def api_key(self) -> str:
        """An administrator's."""
        return self.env["STORYREEL_API_KEY"]

    @property
    def nats_url(self) -> str:
        """For the user who may only listen."""
        return f"nats://subscriber:{self.env['NATS_SUBSCRIBER_PASSWORD']}@127.0.0.1:{self.env['NATS_PORT']}"

    async def compose(self, *argv: str, within: float = 180) -> str:
        """`docker compose …`; what it printed. Raises AssertionError when it fails."""
        return await docker("compose", *argv, env=self.env, within=within)

    async def inside(self, service: str, *argv: str) -> str:
        """Run a program in a service's container."""
        return await self.compose("exec", "-T", service, *argv)

    async def containers(self, service: str) -> list[str]:
        """The ids of a service's containers."""
        return (await self.compose("ps", "-q", service)).split()

    async def inspect(self, service: str) -> list[dict[str, Any]]:
        """What Docker tells of a service's containers, also of those that have ended."""
        ids = (await self.compose("ps", "-aq", service)).split()
        told: list[dict[str, Any]] = json.loads(await docker("inspect", *ids, env=self.env))
        return told

    async def restarts(self, service: str) -> int:
        """How often Docker has started a service's containers anew."""
        counts: list[int] = [one["RestartCount"] for one in await self.inspect(service)]
        return sum(counts)

    async def slay(self, service: str) -> None:
        """End all of its processes at once, as a crash does; `docker kill` would count as the user's wish."""
        await docker("compose", "exec", "-T", service, "python", "-c", SLAY, env=self.env, fails=True)

    async def ready(self, *, renderers: int = 1) -> None:
        """Wait until so many renderers, and one each of the other services, say that they are healthy."""
        if not await self._healthy(SERVICES, len(SERVICES) - 1 + renderers):
            up = ("up", "-d", "--no-deps", "--no-recreate", "--no-build")
            await self.compose(*up, "--scale", f"renderer={renderers}", *SERVICES)
            await self.healthy(*SERVICES, containers=len(SERVICES) - 1 + renderers)

    async def healthy(self, *services: str, containers: int) -> None:
        """Wait until the services have so many containers, all of which say that they are healthy."""
        await eventually(
            partial(self._healthy, services, containers), within=300, what=f"the health of {services}", every=0.5
        )  # not by `--wait`, which gives up on a container that is not healthy yet again

    async def _healthy(self, services: Sequence[str], containers: int) -> bool:
        told = [one["State"] for service in services for one in await self.inspect(service)]
        return len(told) == containers and all(
            state["Running"] and state["Health"]["Status"] == "healthy" for state in told
        )

    async def holder(self, service: str, job_id: UUID) -> str | None:
        """The id of the container that works on the job now, if one does."""
        asked = f"select lease_owner from {service}.tasks where job_id = '{job_id}' and state = 'open'"  # noqa: S608
        owner = await self.inside("postgres", "psql", "-U", "storyreel", "-At", "-c", asked)
        host = owner.partition(":")[0].strip()
        return next((one for one in await self.containers(service) if host and one.startswith(host)), None)

    @asynccontextmanager
    async def cut_off(self, service: str, container: str) -> AsyncIterator[None]:
        """One of a service's containers is not on the inner network for the time of the block."""
        network = f"{PROJECT}_inside"
        await docker("network", "disconnect", network, container, env=self.env)
        try:
            yield
        finally:
            await docker("network", "connect", "--alias", service, network, container, env=self.env)

    async def logs(self, *services: str) -> str:
        """All that they wrote."""
        return await self.compose("logs", "--no-color", *services)


def secrets_of_compose() -> dict[str, str]:
    """What .env says, all new."""
    written = filled((ROOT / ".env.example").read_text("utf-8"))
    return dict(line.split("=", 1) for line in written.splitlines() if line and not line.startswith("#"))


async def docker(*argv: str, env: Mapping[str, str], within: float = 180, fails: bool = False) -> str:
    """`docker …` with these variables; what it printed. Raises AssertionError when it fails and may not."""
    process = await asyncio.create_subprocess_exec(
        DOCKER or "docker", *argv, cwd=ROOT, env={**os.environ, **env}, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(within):
        out, err = await process.communicate()
    assert fails or process.returncode == 0, f"docker {' '.join(argv)}: {err.decode()[-3000:]}"
    return out.decode()


def described(home: Path) -> Mapping[str, str]:
    """What .env says, for a project of this checkout's own: new secrets, free ports, its own images and volumes."""
    settings = home / "settings.env"
    settings.write_text("".join(f"{name}={value}\n" for name, value in SMALL.items()))
    ports = claim(home / "ports.json", ["gateway", "nats"])
    return secrets_of_compose() | {
        "COMPOSE_PROJECT_NAME": PROJECT,
        "STORYREEL_VERSION": OWN,
        "STORYREEL_PORT": str(ports["gateway"]),
        "NATS_PORT": str(ports["nats"]),
        "STORYREEL_SETTINGS": str(settings),
    }


@asynccontextmanager
async def composed(env: Mapping[str, str]) -> AsyncIterator[Composed]:
    """Start what was built, with empty volumes, and leave no container and no volume of it behind."""
    stack = Composed(env)
    everything = ("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5")
    await stack.compose(*everything)  # of a run that was killed
    try:
        await stack.compose("up", "-d", "--no-build", within=600)
        await stack.healthy(*SERVICES, containers=len(SERVICES))
        yield stack
    finally:
        await stack.compose(*everything)
