"""A service that works for others: it hears, works under leases, says, and answers for its health."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from faststream.nats import NatsRouter

from storyreel_chassis.bus import Bus
from storyreel_chassis.crew import Crew
from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.health import Check, Health
from storyreel_chassis.http import serve
from storyreel_chassis.leases import Leases
from storyreel_chassis.logs import logger
from storyreel_chassis.migrations import migrate
from storyreel_chassis.objects import S3Objects, open_objects
from storyreel_chassis.ports import ProgressPublisher
from storyreel_chassis.postgres import Pool, connection, open_pool
from storyreel_chassis.relay import Relay
from storyreel_chassis.roll_call import Reporter, answering, instance_name
from storyreel_chassis.service import Stop
from storyreel_chassis.settings import ServiceSettings
from storyreel_chassis.settling import Settling
from storyreel_chassis.signals import Signals
from storyreel_chassis.telemetry.watch import TASKS, Reading, Watch
from storyreel_chassis.together import end
from storyreel_chassis.worker import Job, Worker
from storyreel_contracts import topology
from storyreel_contracts.types import PublisherName


@dataclass(frozen=True, slots=True)
class Ground:
    """What a worker service's use cases are built on."""

    settings: ServiceSettings
    pool: Pool
    objects: S3Objects
    progress: ProgressPublisher
    signals: Signals
    instance: str
    """This life of this process, on its leases."""

    def hire(self, *jobs: Job, concurrency: int) -> Worker:
        """A worker for these kinds of task, `concurrency` at once, under the service's leases."""
        return self._worker(jobs, concurrency, None)

    def crew(self, *posts: tuple[Sequence[Job], int]) -> Crew:
        """A worker for each (kinds of task, how many at once), as one; no kind may be in two of them."""
        settling = Settling(self._leases())
        return Crew(settling, *(self._worker(jobs, concurrency, settling) for jobs, concurrency in posts))

    def _worker(self, jobs: Sequence[Job], concurrency: int, settling: Settling | None) -> Worker:
        letters, sweep = DeadLetters(self.pool), self.settings.sweep_seconds
        return Worker(
            self._leases(), letters, jobs, concurrency=concurrency, sweep_seconds=sweep, settling=settling
        )  # fmt: skip

    def _leases(self) -> Leases:
        return Leases(self.pool, owner=self.instance, seconds=self.settings.lease_seconds)


@dataclass(frozen=True, slots=True)
class Wiring:
    """A service, put together: who works, what the subscribers ask for by `Context()`, what else readiness checks.

    `loops` run beside the worker for as long as it does; each is endless, and one that fails ends the service. `pruned`
    are statements that forget rows older than `$1`, see `Relay`. `readings` are of its own tables.
    """

    worker: Worker | Crew
    context: Mapping[str, object]
    checks: Mapping[str, Check] = field(default_factory=dict)
    loops: Sequence[Callable[[], Coroutine[Any, Any, None]]] = ()
    pruned: Sequence[str] = ()
    readings: Sequence[Reading] = ()


@asynccontextmanager
async def working(
    settings: ServiceSettings,
    stop: Stop,
    *,
    service: PublisherName,
    packages: Sequence[str],
    router: NatsRouter,
    wire: Callable[[Ground], Wiring],
) -> AsyncIterator[None]:
    """Migrate, connect, hear and work; leaving the block drains, gives leases back and says what is left to say.

    Args:
        settings: where everything is
        stop: called when the service cannot go on
        service: whose schema and consumers
        packages: where the `sql/migrations` of the service's schema are, in order, after the chassis' own
        router: the service's subscribers
        wire: builds the use cases

    Raises:
        Transient: a server is away
    """
    dsn = settings.database_url.get_secret_value()
    scripts, instance = ("storyreel_chassis", *packages), instance_name()
    await migrate(dsn, schema=service, packages=scripts)
    async with open_pool(dsn, schema=service, size=settings.database_pool) as pool, open_objects(settings) as objects:
        bus = Bus(
            settings.nats_url.get_secret_value(),
            service=service,
            pool=pool,
            drain_seconds=settings.drain_seconds,
            on_closed=lambda: stop("bus_lost"),
        )
        signals = Signals(settings.called_at)
        wiring = wire(Ground(settings, pool, objects, bus.progress, signals, instance))
        checks: dict[str, Check] = {"postgres": lambda: _select_one(pool), "nats": bus.check, "objects": objects.check}
        health = Health(service, {**checks, **wiring.checks})
        reporter = Reporter(service, instance, health=health, pool=pool, packages=scripts)
        async with (
            serve(health.app(), host=settings.host, port=settings.health_port, grace=1) as port,
            bus.hearing(router, wiring.context),
            signals.heard(bus) if service in topology.BUYERS else nullcontext(),
            answering(bus.connection, reporter),
            _busy(settings, bus, pool, wiring, health),
        ):
            logger(__name__).debug("health_served", port=port)
            yield


@asynccontextmanager
async def _busy(settings: ServiceSettings, bus: Bus, pool: Pool, wiring: Wiring, health: Health) -> AsyncIterator[None]:
    """Relay, watch and work in the background; one of them failing ends the service."""
    relay = Relay(pool, bus.js, schema=bus.service, pruned=wiring.pruned)
    watch = Watch(pool, health, (TASKS, *wiring.readings), every=settings.metrics_seconds)
    health.turns = (relay.turn, *bus.turns, *wiring.worker.turns)
    async with asyncio.TaskGroup() as group:
        endless = [
            group.create_task(one)
            for one in (
                relay.run(),
                bus.watch(replicas=settings.stream_replicas, max_bytes=settings.stream_bytes),
                wiring.worker.run(),
                watch.run(),
            )
        ]
        loops = [group.create_task(loop()) for loop in wiring.loops]
        try:
            yield
        finally:
            health.draining = True
            await asyncio.gather(bus.quiet(), wiring.worker.drain(settings.drain_seconds))
            await end(loops)  # before the relay, which says what they still had to say
            await relay.drain()
            await end(endless)


async def _select_one(pool: Pool) -> None:
    async with connection(pool) as one:
        await one.fetchval("select 1")
