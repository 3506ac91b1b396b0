"""What workers side by side promise, on a real Postgres; and a service made of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import nats
import pytest
from faststream.nats import NatsRouter

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.crew import Crew
from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.errors import Leaving
from storyreel_chassis.leases import Leases
from storyreel_chassis.migrations import migrate
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Pool, open_pool
from storyreel_chassis.provisioner import provision
from storyreel_chassis.settings import ServiceSettings
from storyreel_chassis.settling import Settling
from storyreel_chassis.together import end
from storyreel_chassis.unit import PostgresUnit, units
from storyreel_chassis.worker import Job, Worker
from storyreel_chassis.worker_service import Ground, Wiring, working
from storyreel_contracts.events import ExportRequested, Problem
from support.deadlines import eventually
from support.toy_service import export_requested

Do = Callable[[Task], Awaitable[None]]


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A service's schema in which nobody works yet."""
    await migrate(database, schema="exporter", packages=["storyreel_chassis"])
    async with open_pool(database, schema="exporter") as opened:
        yield opened


async def offer(pool: Pool, *kinds: str) -> ExportRequested:
    """An event with a task of each kind."""
    event = export_requested()
    async with units(pool, PostgresUnit)() as unit:
        for number, kind in enumerate(kinds):
            assert await unit.tasks.offer(kind=kind, key=f"{event.export_id}:{number}", event=event, payload={})
    return event


def job(pool: Pool, kind: str, do: Do) -> Job:
    """Done by `do`, then closed."""

    async def work(task: Task) -> None:
        await do(task)
        async with units(pool, PostgresUnit)() as unit:
            await unit.tasks.finish(task)

    async def give_up(task: Task, problem: Problem) -> None:
        async with units(pool, PostgresUnit)() as unit:
            await unit.tasks.fail(task, problem)

    return Job(kind, work, give_up, backoff=0.05)


@asynccontextmanager
async def crew(pool: Pool, *posts: tuple[Job, int]) -> AsyncIterator[Crew]:
    """A worker for each job, with so many slots; they work inside the block."""
    settling = Settling(Leases(pool, owner="asks", seconds=3600))
    workers = [
        Worker(
            Leases(pool, owner=one.kind, seconds=3600), DeadLetters(pool), [one],
            concurrency=slots, sweep_seconds=0.3, settling=settling,
        )
        for one, slots in posts
    ]  # fmt: skip
    made = Crew(settling, *workers)
    running = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        await end([running])


async def test_work_that_waits_takes_no_slot_from_work_that_computes(pool: Pool) -> None:
    """However many pictures wait for a provider, the ones that are painted here go on."""
    answered, waiting = asyncio.Event(), 0

    async def far(_: Task) -> None:
        nonlocal waiting
        waiting += 1
        await answered.wait()

    async def near(_: Task) -> None:
        return

    async def all_wait() -> bool:
        return waiting == 3

    async with crew(pool, (job(pool, "near", near), 1), (job(pool, "far", far), 3)) as made:
        waits = await offer(pool, *["far"] * 4)
        await eventually(all_wait)
        computes = await offer(pool, *["near"] * 4)
        async with asyncio.timeout(60):
            await made.settled(computes.event_id)
        assert waiting == 3
        answered.set()
        async with asyncio.timeout(60):
            await made.settled(waits.event_id)


async def test_who_waits_for_an_event_waits_for_the_tasks_of_every_worker(pool: Pool) -> None:
    """A board of two providers' scenes has ended when the last one of either has."""
    answered = asyncio.Event()

    async def far(_: Task) -> None:
        await answered.wait()

    async def near(_: Task) -> None:
        return

    async with crew(pool, (job(pool, "near", near), 1), (job(pool, "far", far), 1)) as made:
        event = await offer(pool, "near", "far")
        settled = asyncio.create_task(made.settled(event.event_id))

        async def only_one_left() -> bool:
            return bool(await pool.fetchval("select count(*) = 1 from tasks where state = 'open'"))

        await eventually(only_one_left)
        assert not settled.done()
        answered.set()
        async with asyncio.timeout(60):
            await settled


async def test_a_canceled_job_is_let_go_of_by_every_worker(pool: Pool) -> None:
    """Nobody goes on for an owner who changed their mind."""
    begun, stopped = [], []

    async def endless(task: Task) -> None:
        begun.append(task.kind)
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(task.kind)

    async def so_many(kinds: list[str]) -> bool:
        return sorted(kinds) == ["far", "near"]

    async with crew(pool, (job(pool, "near", endless), 1), (job(pool, "far", endless), 1)) as made:
        event = await offer(pool, "near", "far")
        await eventually(lambda: so_many(begun))
        async with units(pool, PostgresUnit)() as unit:
            await unit.tasks.cancel(event.job_id)
        made.cancel(event.job_id)
        await eventually(lambda: so_many(stopped))


async def test_draining_lets_what_runs_finish_and_tells_who_waits_only_then(pool: Pool) -> None:
    """A worker without work leaves at once; who waits for the other one's work gets it all the same."""
    begun, answered = asyncio.Event(), asyncio.Event()

    async def far(_: Task) -> None:
        begun.set()
        await answered.wait()

    async def near(_: Task) -> None:
        return

    async with crew(pool, (job(pool, "near", near), 1), (job(pool, "far", far), 1)) as made:
        event = await offer(pool, "far")
        settled = asyncio.create_task(made.settled(event.event_id))
        await begun.wait()
        draining = asyncio.create_task(made.drain(20))
        await asyncio.sleep(0)
        answered.set()
        async with asyncio.timeout(60):
            await asyncio.gather(settled, draining)
        later = await offer(pool, "near")
        with pytest.raises(Leaving):
            await made.settled(later.event_id)


async def test_a_service_has_workers_loops_and_tables_of_several_packages(
    infra: Infrastructure, database: str, nats_url: str
) -> None:
    """A loop runs as long as its service does, ends with it, and finds the tables of what it is for."""
    client = await nats.connect(nats_url)
    await provision(client.jetstream())
    await client.close()
    settings = ServiceSettings.model_validate({**infra.env, "DATABASE_URL": database})
    found, ended = asyncio.Event(), asyncio.Event()

    async def near(_: Task) -> None:
        return

    def wire(ground: Ground) -> Wiring:
        async def loop() -> None:
            try:
                assert await ground.pool.fetchval("select count(*) from clips") == 0
                found.set()
                await asyncio.Event().wait()
            finally:
                ended.set()

        posts = (([job(ground.pool, kind, near)], slots) for kind, slots in (("near", 1), ("far", 4)))
        return Wiring(ground.crew(*posts), {}, loops=[loop])

    async with working(
        settings, lambda _: None, service="renderer", packages=["storyreel_renderer.adapters"],
        router=NatsRouter(), wire=wire,
    ):  # fmt: skip
        async with asyncio.timeout(60):
            await found.wait()
        assert not ended.is_set()
    assert ended.is_set()
