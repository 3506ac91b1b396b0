"""A service as small as can be on the real chassis: it hears `ExportRequested`, works, and says `VideoExported`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

import nats
from faststream import Context
from faststream.nats import NatsRouter

from storyreel_chassis.bus import Bus, hears, open_bus
from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.ids import new_id, now
from storyreel_chassis.leases import Leases
from storyreel_chassis.migrations import migrate
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Pool, open_pool
from storyreel_chassis.provisioner import provision
from storyreel_chassis.relay import Relay
from storyreel_chassis.together import end
from storyreel_chassis.unit import PostgresUnit, units
from storyreel_chassis.worker import MAX_CRASHES, Job, Worker
from storyreel_contracts.events import ExportRequested, Problem
from storyreel_contracts.topology import STREAM
from storyreel_contracts.types import ExportQuality

Do = Callable[[ExportRequested], Awaitable[None]]


def export_requested(quality: ExportQuality = "high") -> ExportRequested:
    """An event of its own job."""
    return ExportRequested(
        event_id=new_id(),
        job_id=new_id(),
        owner_id="owner",
        occurred_at=now(),
        export_id=new_id(),
        render_id=new_id(),
        master_key="owner/films/x.mp4",
        format="mp4",
        quality=quality,
    )


@dataclass
class Toy:
    """The running toy, and what it did."""

    pool: Pool
    bus: Bus
    worker: Worker
    leases: Leases
    letters: DeadLetters
    done: list[UUID] = field(default_factory=list)
    failed: list[tuple[UUID, Problem]] = field(default_factory=list)
    attempts: int = 0

    async def say(self, *events: ExportRequested) -> None:
        """Through the outbox, as any service would."""
        async with units(self.pool, PostgresUnit)() as unit:
            await unit.say(*events)


@asynccontextmanager
async def toy_service(
    database: str,
    nats_url: str,
    *,
    accept: Do | None = None,
    do: Callable[[Task], Awaitable[None]] | None = None,
    telling: Callable[[Task], Awaitable[None]] | None = None,
    lease_seconds: float = 3600,
    drain_seconds: float = 1,
    crashes: int = MAX_CRASHES,
) -> AsyncIterator[Toy]:
    """Provision, migrate and run it; `accept` runs before an event is taken, `do` before its task is finished,
    `telling` before its failure is told."""
    router = NatsRouter()

    @hears(router, ExportRequested, by="exporter", workers=4)
    async def on_export_requested(event: ExportRequested, use: Annotated[Do, Context()]) -> None:
        await use(event)

    await migrate(database, schema="exporter", packages=["storyreel_chassis"])
    client = await nats.connect(nats_url)
    await provision(client.jetstream())
    await client.close()
    async with open_pool(database, schema="exporter") as pool:
        unit_of = units(pool, PostgresUnit)
        letters, leases = DeadLetters(pool), Leases(pool, owner="toy", seconds=lease_seconds)

        async def take(event: ExportRequested) -> None:
            if accept:
                await accept(event)
            async with unit_of() as unit:
                if await unit.heard(event):
                    await unit.tasks.offer(kind="export", key=str(event.export_id), event=event, payload={"n": 1})
            await worker.settled(event.event_id)

        async def work(task: Task) -> None:
            toy.attempts += 1
            if do:
                await do(task)
            async with unit_of() as unit:
                await unit.tasks.finish(task, {"ok": True})
            toy.done.append(UUID(task.key))

        async def give_up(task: Task, problem: Problem) -> None:
            if telling:
                await telling(task)
            async with unit_of() as unit:
                await unit.tasks.fail(task, problem)
            toy.failed.append((UUID(task.key), problem))

        job = Job("export", work, give_up, backoff=0.05, crashes=crashes)
        worker = Worker(leases, letters, [job], concurrency=4, sweep_seconds=0.3)
        async with open_bus(
            nats_url,
            service="exporter",
            router=router,
            pool=pool,
            context={"use": take},
            drain_seconds=drain_seconds,
            on_closed=lambda: None,
        ) as bus:
            toy = Toy(pool, bus, worker, leases, letters)
            running = [
                asyncio.create_task(one)
                for one in (Relay(pool, bus.js, schema="exporter").run(), worker.run(), bus.watch())
            ]
            try:
                yield toy
            finally:
                await end(running)


async def stored(bus: Bus) -> int:
    """How many messages the stream holds."""
    return (await bus.js.stream_info(STREAM)).state.messages
