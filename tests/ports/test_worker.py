"""What a worker promises about tasks, on a real Postgres."""

import asyncio
from uuid import UUID

import pytest

from storyreel_chassis.errors import Fenced, Refused, Transient
from storyreel_chassis.leases import Leases
from storyreel_chassis.ports import Task
from storyreel_chassis.unit import PostgresUnit, units
from support.deadlines import eventually
from support.toy_service import Toy, export_requested, toy_service


async def offer(toy: Toy) -> UUID:
    """A task that no message announces: only the sweep can find it."""
    event = export_requested()
    async with units(toy.pool, PostgresUnit)() as unit:
        assert await unit.tasks.offer(kind="export", key=str(event.export_id), event=event, payload={})
    return event.export_id


async def test_the_sweep_finds_what_no_message_announced(database: str, nats_url: str) -> None:
    """Postgres is the truth; the bus is a hint."""
    async with toy_service(database, nats_url) as toy:
        key = await offer(toy)
        await eventually(lambda: _in(key, toy.done))


async def _in(key: UUID, done: list[UUID]) -> bool:
    return key in done


async def test_a_passing_failure_is_tried_again_then_given_up(database: str, nats_url: str) -> None:
    """Three attempts, then the failure is told, and a dead letter kept."""

    async def never(_: Task) -> None:
        raise Transient("provider_away", "no answer")

    async with toy_service(database, nats_url, do=never) as toy:
        key = await offer(toy)

        async def given_up() -> bool:
            return bool(toy.failed)

        await eventually(given_up)
        assert toy.attempts == 3
        assert [(k, p.code) for k, p in toy.failed] == [(key, "provider_away")]
        assert [letter.task_key for letter in await toy.letters.list()] == [str(key)]


async def test_a_refusal_is_given_up_at_once_and_is_no_dead_letter(database: str, nats_url: str) -> None:
    """The caller's mistake costs one attempt."""

    async def refuse(_: Task) -> None:
        raise Refused("moderated", "the provider declined")

    async with toy_service(database, nats_url, do=refuse) as toy:
        await offer(toy)

        async def given_up() -> bool:
            return bool(toy.failed)

        await eventually(given_up)
        assert toy.attempts == 1
        assert await toy.letters.list() == []


async def test_a_late_finisher_is_fenced_off(database: str, nats_url: str) -> None:
    """Who lost the lease writes nothing, even after a long pause."""
    async with toy_service(database, nats_url) as toy:
        slow, quick = Leases(toy.pool, owner="slow", seconds=0.6), Leases(toy.pool, owner="quick", seconds=5)
        event = export_requested()
        async with units(toy.pool, PostgresUnit)() as unit:
            await unit.tasks.offer(kind="other", key="k", event=event, payload={})
        first = await slow.claim(["other"])
        assert first is not None
        assert await quick.claim(["other"]) is None
        second = await eventually(lambda: quick.claim(["other"]))
        assert second.fence == first.fence + 1
        with pytest.raises(Fenced):
            await slow.extend(first)
        with pytest.raises(Fenced):
            async with units(toy.pool, PostgresUnit)() as unit:
                await unit.tasks.finish(first, {})
        async with units(toy.pool, PostgresUnit)() as unit:
            await unit.tasks.finish(second, {"by": "quick"})
            assert [row[1:3] for row in await unit.tasks.results_of(event.event_id)] == [("done", {"by": "quick"})]


async def test_a_lease_is_kept_while_the_work_lasts(database: str, nats_url: str) -> None:
    """Work longer than the lease runs once."""

    async def long(_: Task) -> None:
        await asyncio.sleep(1.8)  # three leases

    async with toy_service(database, nats_url, do=long, lease_seconds=0.6) as toy:
        key = await offer(toy)
        await eventually(lambda: _in(key, toy.done))
        assert toy.attempts == 1


async def test_canceling_a_job_stops_its_task(database: str, nats_url: str) -> None:
    """A canceled task's worker lets go at its next heartbeat at the latest."""
    stopped = asyncio.Event()

    async def endless(_: Task) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async with toy_service(database, nats_url, do=endless, lease_seconds=0.9) as toy:
        event = export_requested()
        async with units(toy.pool, PostgresUnit)() as unit:
            await unit.tasks.offer(kind="export", key="k", event=event, payload={})

        async def started() -> bool:
            return toy.attempts == 1

        await eventually(started)
        async with units(toy.pool, PostgresUnit)() as unit:
            assert list(await unit.tasks.cancel(event.job_id)) == ["export:k"]
        await asyncio.wait_for(stopped.wait(), 10)
        assert toy.failed == []


async def test_stopping_gives_the_lease_back_at_once(database: str, nats_url: str) -> None:
    """After a drain another worker need not wait for the lease to run out."""

    async def endless(_: Task) -> None:
        await asyncio.Event().wait()

    async with toy_service(database, nats_url, do=endless, lease_seconds=60) as toy:
        await offer(toy)

        async def started() -> bool:
            return toy.attempts == 1

        await eventually(started)
    async with toy_service(database, nats_url) as other:

        async def done() -> bool:
            return len(other.done) == 1

        await eventually(done, within=10)


async def test_a_failed_task_can_be_replayed(database: str, nats_url: str) -> None:
    """A dead letter of a task opens the task again."""
    defect = True

    async def do(_: Task) -> None:
        if defect:
            raise RuntimeError("a bug")

    async with toy_service(database, nats_url, do=do) as toy:
        key = await offer(toy)
        letters = await eventually(toy.letters.list)
        defect = False

        async def publish(*_: object) -> None:
            raise AssertionError("a task needs no message")

        await toy.letters.replay(letters[0].letter_id, publish)
        await eventually(lambda: _in(key, toy.done))
        with pytest.raises(Refused):
            await toy.letters.replay(key, publish)
