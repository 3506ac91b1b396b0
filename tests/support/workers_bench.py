"""A worker service as a process of its own on real servers, and a client that says and hears events."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import httpx
import nats
import psutil
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import DeliverPolicy

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.objects import S3Objects, open_objects
from storyreel_chassis.postgres import connection, open_pool
from storyreel_chassis.provisioner import provision
from storyreel_chassis.settings import ServiceSettings
from storyreel_contracts.events import CATALOGUE, Event, Progress
from storyreel_contracts.topology import STREAM
from support.arrived import arrived
from support.deadlines import PATIENCE, eventually
from support.launched import alive
from support.parallel import free_port

TESTS = Path(__file__).parent.parent
TYPES = {kind.slug(): kind for kind in CATALOGUE}
E = TypeVar("E", bound=Event)


@dataclass
class Bench:
    """The servers, a client on them, and everything heard so far."""

    schema: str
    module: str
    env: dict[str, str]
    log: Path
    client: Client
    objects: S3Objects
    heard: list[Event] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)

    async def start(self, **env: str) -> Process:
        """Start one process of the service, and wait until it is ready."""
        port = free_port()
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self.module, stdin=DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **self.env, "STORYREEL_HEALTH_PORT": str(port), "PYTHONPATH": str(TESTS), **env},
            )  # fmt: skip
        self.processes.append(process)

        async def ready() -> bool:
            assert process.returncode is None, self.log.read_text()[-4000:]
            try:
                async with httpx.AsyncClient() as http:
                    answer = await http.get(f"http://127.0.0.1:{port}/readyz", timeout=5)
            except httpx.TransportError:
                return False
            return answer.status_code == 200

        await eventually(ready, what=f"{self.module} is ready")
        return process

    async def stop(self, process: Process) -> int:
        """SIGTERM, and its exit code."""
        if process.returncode is None:
            process.terminate()
        return await asyncio.wait_for(process.wait(), 60)

    async def kill(self, process: Process) -> None:
        """SIGKILL: it gets no chance to tidy up; returns when its children are gone too."""
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        await process.wait()

        async def gone() -> bool:
            return not alive(children)

        await eventually(gone, what="the children of a killed service are gone")

    async def freeze(self) -> list[psutil.Process]:
        """Stop the newest process's children where they are, so that its work cannot end by itself; they are told."""
        service = psutil.Process(self.processes[-1].pid)
        itself = service.cmdline()

        def bound(child: psutil.Process) -> bool:
            """Whether it has become what it is for, and dies with its parent; before, it is a copy of that, then a
            leash. In between, while the kernel lays its words down, it has none. The first of all only looks whether
            ffmpeg runs, and ends by itself."""
            words = child.cmdline()
            if words in ([], itself) or words[-1] == "-version":
                return False
            return not any(word.endswith("leash.py") for word in words)

        async def frozen() -> list[psutil.Process]:
            children = []
            for child in service.children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    if bound(child):
                        child.suspend()
                        children.append(child)
            return children

        return await eventually(frozen, what=f"a child of {self.module}; see {self.log}")

    def homes(self) -> list[str]:
        """The folders that processes have in the work directory."""
        return [home.name for home in Path(self.env["STORYREEL_WORK_DIR"]).iterdir()]

    async def say(self, *events: Event, message_id: str | None = None) -> None:
        """Publish; another `message_id` gets an event past the stream's own duplicate window."""
        for event in events:
            headers = {"Nats-Msg-Id": message_id or str(event.event_id)}
            await self.client.jetstream(timeout=PATIENCE).publish(
                event.subject, event.to_wire(), stream=STREAM, headers=headers
            )

    def facts(self, job_id: UUID, kind: type[E]) -> list[E]:
        """What was said of a job: each event once, however often it was published."""
        said = {one.event_id: one for one in self.heard if isinstance(one, kind) and one.job_id == job_id}
        return list(said.values())

    async def fact(self, job_id: UUID, kind: type[E], *, count: int = 1, within: float = 180) -> list[E]:
        """Wait for at least `count` of them."""

        async def enough() -> list[E]:
            found = self.facts(job_id, kind)
            return found if len(found) >= count else []

        return await eventually(enough, within=within, what=f"{count} × {kind.__name__}; see {self.log}")

    async def waiting(self, kind: type[Event]) -> int:
        """How many messages of this kind are neither acknowledged nor given up by the service."""
        info = await self.client.jetstream(timeout=PATIENCE).consumer_info(STREAM, f"{self.schema}-{kind.slug()}")
        return (info.num_pending or 0) + (info.num_ack_pending or 0)

    async def quiet(self, kind: type[Event], *, unacknowledged: int = 0, within: float = 180) -> None:
        """Wait until every message of this kind is done with, but for those that died with a killed process."""

        async def none() -> bool:
            return await self.waiting(kind) <= unacknowledged

        await eventually(none, within=within, what=f"no {kind.__name__} waits; see {self.log}")

    async def rows(self, query: str, *args: object) -> list[dict[str, object]]:
        """Ask the service's schema."""
        async with open_pool(self.env["DATABASE_URL"], schema=self.schema, size=2) as pool, connection(pool) as one:
            return [dict(row) for row in await one.fetch(query, *args)]

    async def until(self, condition: Callable[[], object], *, what: str, within: float = 180) -> None:
        """Wait until it is true of what was heard."""

        async def probe() -> object:
            return condition()

        await eventually(probe, within=within, what=f"{what}; see {self.log}")


@asynccontextmanager
async def bench(
    infra: Infrastructure, database: str, *, schema: str, module: str, folder: Path, **env: str
) -> AsyncIterator[Bench]:
    """Streams provisioned, a client that hears all; at the end every process that still runs is killed."""
    told = {
        **infra.env,
        "DATABASE_URL": database,
        "STORYREEL_LEASE_SECONDS": "5",
        "STORYREEL_SWEEP_SECONDS": "0.3",
        "STORYREEL_DRAIN_SECONDS": "0.5",
        "STORYREEL_LOG_FORMAT": "json",
        "STORYREEL_WORK_DIR": str(folder / "work"),
        "STORYREEL_WORK_MIN_FREE_BYTES": "0",
        **env,
    }
    client = await nats.connect(infra.nats_url)
    async with open_objects(ServiceSettings.model_validate({**infra.env, "DATABASE_URL": database})) as objects:
        found = Bench(schema, module, told, folder / f"{schema}.log", client, objects)
        try:
            await provision(client.jetstream(timeout=PATIENCE))
            await _listen(found)
            yield found
        finally:
            for process in found.processes:
                if process.returncode is None:
                    await found.kill(process)
            await client.close()


async def _listen(found: Bench) -> None:
    async def on_event(message: Msg) -> None:
        slug = message.subject.split(".")[2]
        try:
            found.heard.append(TYPES[slug].from_wire(message.data))
        except ValueError:
            return  # a poison message of a test

    async def on_progress(message: Msg) -> None:
        found.progress.append(Progress.model_validate_json(message.data))

    await found.client.jetstream(timeout=PATIENCE).subscribe(
        "storyreel.*.*.*.*", stream=STREAM, ordered_consumer=True, cb=on_event, deliver_policy=DeliverPolicy.ALL
    )
    await found.client.subscribe(Progress.subject_for(), cb=on_progress)
    await arrived(found.client)
