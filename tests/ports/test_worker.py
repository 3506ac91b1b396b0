"""What a worker promises about tasks, on a real Postgres."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.errors import Away, Fenced, Queued, Refused, Transient
from storyreel_chassis.leases import Leases
from storyreel_chassis.migrations import migrate
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Pool, open_pool
from storyreel_chassis.queries import queries
from storyreel_chassis.unit import PostgresUnit, units
from storyreel_chassis.worker import MAX_CRASHES_WAITING
from storyreel_contracts.events import ExportRequested
from support.deadlines import eventually
from support.samples import here
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


async def test_attempts_are_counted_by_how_they_ended(database: str, nats_url: str) -> None:
    """Retries, refusals and outages are told apart; only what was done has a duration."""
    ends = iter([Away("provider_away", "out", retry_after=0.05), Transient("provider_failed", "500"), None])

    async def stumble(_: Task) -> None:
        if end := next(ends, Refused("provider_refused", "never")):
            raise end

    told, name = here(), "storyreel_task_attempts_total"
    outcomes = {"done": 1, "failed": 1, "away": 1, "refused": 1, "lost_lease": 0}

    async def counted() -> bool:
        return {end: here().sum(name, outcome=end) - told.sum(name, outcome=end) for end in outcomes} == outcomes

    async with toy_service(database, nats_url, do=stumble) as toy:
        key = await offer(toy)
        await eventually(lambda: _in(key, toy.done))
        await offer(toy)
        await eventually(counted, what="four attempts")
    seconds = "storyreel_task_duration_seconds_count"
    assert here().sum(seconds, kind="export") - told.sum(seconds, kind="export") == 1


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
        slow, quick = Leases(toy.pool, owner="slow", seconds=3600), Leases(toy.pool, owner="quick", seconds=3600)
        event = export_requested()
        async with units(toy.pool, PostgresUnit)() as unit:
            await unit.tasks.offer(kind="other", key="k", event=event, payload={})
        first = await slow.claim(["other"])
        assert first is not None
        assert await quick.claim(["other"]) is None
        await toy.pool.execute("update tasks set lease_until = now()")
        second = await quick.claim(["other"])
        assert second is not None
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
    begun, done = asyncio.Event(), asyncio.Event()

    async def long(_: Task) -> None:
        begun.set()
        await done.wait()

    async with toy_service(database, nats_url, do=long, lease_seconds=9) as toy:
        key = await offer(toy)
        await begun.wait()
        first = await toy.pool.fetchval("select lease_until from tasks")

        async def held_on() -> bool:
            return bool(await toy.pool.fetchval("select lease_until from tasks") > first + timedelta(seconds=9))

        await eventually(held_on)
        done.set()
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

    async with toy_service(database, nats_url, do=endless, lease_seconds=9) as toy:
        event = export_requested()
        async with units(toy.pool, PostgresUnit)() as unit:
            await unit.tasks.offer(kind="export", key="k", event=event, payload={})

        async def started() -> bool:
            return toy.attempts == 1

        await eventually(started)
        async with units(toy.pool, PostgresUnit)() as unit:
            assert list(await unit.tasks.cancel(event.job_id)) == ["export:k"]
        await asyncio.wait_for(stopped.wait(), 60)
        assert toy.failed == []


async def test_stopping_gives_the_lease_back_at_once(database: str, nats_url: str) -> None:
    """After a drain another worker need not wait for the lease to run out."""

    async def endless(_: Task) -> None:
        await asyncio.Event().wait()

    async with toy_service(database, nats_url, do=endless) as toy:
        await offer(toy)

        async def started() -> bool:
            return toy.attempts == 1

        await eventually(started)
    async with toy_service(database, nats_url) as other:

        async def done() -> bool:
            return len(other.done) == 1

        await eventually(done)


async def test_a_failed_task_can_be_replayed(database: str, nats_url: str) -> None:
    """A dead letter of a task opens the task again."""
    defect = True

    async def do(_: Task) -> None:
        if defect:
            raise RuntimeError("a bug")

    async with toy_service(database, nats_url, do=do) as toy:
        key = await offer(toy)

        async def given_up() -> bool:
            return bool(toy.failed)

        await eventually(given_up)
        letters = await toy.letters.list()
        defect = False

        async def publish(*_: object) -> None:
            raise AssertionError("a task needs no message")

        await toy.letters.replay(letters[0].letter_id, publish)
        await eventually(lambda: _in(key, toy.done))
        with pytest.raises(Refused):
            await toy.letters.replay(key, publish)


async def test_a_task_that_is_still_being_given_up_can_be_replayed(database: str, nats_url: str) -> None:
    """The letter is there before the task is closed: a replay in between is another life all the same, and only one."""
    defect, may_tell = True, asyncio.Event()
    told, lost = here(), {"kind": "export", "outcome": "lost_lease"}

    async def do(_: Task) -> None:
        if defect:
            raise RuntimeError("a bug")

    async def telling(_: Task) -> None:
        await may_tell.wait()

    async def publish(*_: object) -> None:
        raise AssertionError("a task needs no message")

    async def fenced() -> bool:
        name = "storyreel_task_attempts_total"
        return here().sum(name, **lost) - told.sum(name, **lost) == 1

    async with toy_service(database, nats_url, do=do, telling=telling, lease_seconds=3600) as toy:
        key = await offer(toy)
        (letter,) = await eventually(toy.letters.list)
        defect = False
        await toy.letters.replay(letter.letter_id, publish)
        await eventually(lambda: _in(key, toy.done))
        may_tell.set()
        await eventually(fenced, what="the end of who gave it up")
        assert (toy.done, toy.failed, toy.attempts) == ([key], [], 4)


async def test_replaying_again_leaves_what_is_being_done(pool: Pool) -> None:
    """Whoever types it twice does not stop the work that the first one began."""
    await offered(pool)
    letters, leases = DeadLetters(pool), Leases(pool, owner="me", seconds=3600)
    first = await leases.claim(["export"])
    assert first is not None
    await letters.bury_task(first, RuntimeError("a bug"), attempts=3)
    (letter,) = await letters.list()

    async def publish(*_: object) -> None:
        raise AssertionError("a task needs no message")

    await letters.replay(letter.letter_id, publish)
    with pytest.raises(Fenced):
        await leases.extend(first)
    second = await leases.claim(["export"])
    assert second is not None
    assert (second.attempt, second.crashes) == (0, 0)
    await letters.replay(letter.letter_id, publish)
    await leases.extend(second)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A service's schema in which nobody works."""
    await migrate(database, schema="exporter", packages=["storyreel_chassis"])
    async with open_pool(database, schema="exporter") as opened:
        yield opened


async def offered(pool: Pool) -> ExportRequested:
    """The event of an open task of kind `export`."""
    event = export_requested()
    async with units(pool, PostgresUnit)() as unit:
        assert await unit.tasks.offer(kind="export", key=str(event.export_id), event=event, payload={})
    return event


async def test_a_task_given_back_again_and_again_is_not_taken_for_a_killer(
    database: str, nats_url: str, pool: Pool
) -> None:
    """A long render survives any number of rolling restarts."""
    event = await offered(pool)
    for restart in range(10):
        leases = Leases(pool, owner=f"restart {restart}", seconds=60)
        task = await leases.claim(["export"])
        assert task is not None
        assert task.crashes == 0
        await leases.release(task)
    async with toy_service(database, nats_url) as toy:
        await eventually(lambda: _in(event.export_id, toy.done))


async def test_a_task_that_kills_its_workers_is_given_up_and_kept(database: str, nats_url: str, pool: Pool) -> None:
    """Six holders that never came back are enough; a person can look, and give it another life."""
    event = await offered(pool)
    for life in range(6):
        assert await Leases(pool, owner=f"life {life}", seconds=60).claim(["export"])
        await pool.execute("update tasks set lease_until = now() - interval '1 second'")
    async with toy_service(database, nats_url) as toy:
        letters = await eventually(toy.letters.list)

        async def given_up() -> bool:
            return bool(toy.failed)

        await eventually(given_up)
        assert [(k, p.code) for k, p in toy.failed] == [(event.export_id, "worker_crashed")]
        assert toy.attempts == 0
        await toy.letters.replay(letters[0].letter_id, _no_message)
        await eventually(lambda: _in(event.export_id, toy.done))


async def test_a_task_that_waits_beside_many_others_may_see_more_of_its_workers_die(
    database: str, nats_url: str, pool: Pool
) -> None:
    """Each of those deaths counted for all that were in flight; nothing is given up that only stood beside."""
    event = await offered(pool)
    for life in range(6):
        assert await Leases(pool, owner=f"life {life}", seconds=60).claim(["export"])
        await pool.execute("update tasks set lease_until = now() - interval '1 second'")
    async with toy_service(database, nats_url, crashes=MAX_CRASHES_WAITING) as toy:
        await eventually(lambda: _in(event.export_id, toy.done))
        assert toy.failed == []


async def _no_message(*_: object) -> None:
    raise AssertionError("a task needs no message")


async def test_a_holder_that_lost_its_lease_but_lives_is_no_crash(pool: Pool) -> None:
    """Postgres away or a stopped process cost a lease; only death counts."""
    await offered(pool)
    paused, other = (Leases(pool, owner=name, seconds=60) for name in ("paused", "other"))
    late = await paused.claim(["export"])
    await pool.execute("update tasks set lease_until = now() - interval '1 second'")
    task = await other.claim(["export"])
    assert late is not None
    assert task is not None
    assert task.crashes == 1
    await paused.release(late, lost=True)
    assert await pool.fetchval("select crashes from tasks where lease_owner = 'other'") == 0


async def test_the_same_holder_taking_up_its_own_lapsed_task_is_no_crash(pool: Pool) -> None:
    """It was Postgres that was away."""
    await offered(pool)
    leases = Leases(pool, owner="same", seconds=60)
    await leases.claim(["export"])
    await pool.execute("update tasks set lease_until = now() - interval '1 second'")
    again = await leases.claim(["export"])
    assert again is not None
    assert (again.fence, again.crashes) == (2, 0)


async def test_a_heartbeat_after_the_end_does_not_stop_the_holder(pool: Pool) -> None:
    """Between closing its task and returning, a worker may still tidy up."""
    await offered(pool)
    leases = Leases(pool, owner="one", seconds=60)
    task = await leases.claim(["export"])
    assert task is not None
    async with units(pool, PostgresUnit)() as unit:
        await unit.tasks.finish(task)
    await leases.extend(task)
    assert await leases.claim(["export"]) is None


async def test_a_failure_that_cannot_be_told_waits_and_does_no_work_again(database: str, nats_url: str) -> None:
    """It is told later, with its own cause, and costs neither work nor a dead letter each time."""
    tries = 0

    async def refuse(_: Task) -> None:
        raise Transient("provider_away", "no answer")

    async def stumble(_: Task) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise RuntimeError("a bug")

    async with toy_service(database, nats_url, do=refuse, telling=stumble) as toy:
        key = await offer(toy)

        async def told() -> bool:
            return bool(toy.failed)

        await eventually(told)
        assert [(k, p.code) for k, p in toy.failed] == [(key, "provider_away")]
        assert (tries, toy.attempts) == (3, 3)
        assert [letter.code for letter in await toy.letters.list()] == ["provider_away"]


async def test_a_cancellation_from_within_is_a_failure_like_any_other(database: str, nats_url: str) -> None:
    """A cancelled future that the work waited for costs an attempt; it is not tried for ever."""

    async def cancelled(_: Task) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future.cancel()
        await future

    async with toy_service(database, nats_url, do=cancelled) as toy:
        await offer(toy)

        async def told() -> bool:
            return bool(toy.failed)

        await eventually(told)
        assert toy.attempts == 3


async def test_a_nul_in_a_failure_stops_nobody(database: str, nats_url: str) -> None:
    """Postgres keeps none; providers' answers have them."""

    async def refuse(_: Task) -> None:
        raise Refused("moderated", "declined: \x00")

    async with toy_service(database, nats_url, do=refuse) as toy:
        await offer(toy)

        async def told() -> bool:
            return bool(toy.failed)

        await eventually(told)
        assert toy.attempts == 1


async def test_the_task_of_a_canceled_job_is_not_opened_again(database: str, nats_url: str) -> None:
    """A replay does not undo its owner's decision."""

    async def broken(_: Task) -> None:
        raise Transient("away", "not now")

    async with toy_service(database, nats_url, do=broken) as toy:
        event = await offered(toy.pool)

        async def told() -> bool:
            return bool(toy.failed)

        await eventually(told)
        (letter,) = await toy.letters.list()
        async with units(toy.pool, PostgresUnit)() as unit:
            await unit.tasks.cancel(event.job_id)
        await toy.letters.replay(letter.letter_id, _no_message)
        assert await toy.pool.fetchval("select state from tasks") == "failed"


async def test_closed_tasks_are_forgotten_but_not_what_a_letter_may_open(database: str, nats_url: str) -> None:
    """The table does not grow for ever."""

    async def fail_some(task: Task) -> None:
        if task.payload.get("fail"):
            raise RuntimeError("a bug")

    async with toy_service(database, nats_url, do=fail_some) as toy:
        good, bad = await offered(toy.pool), export_requested()
        async with units(toy.pool, PostgresUnit)() as unit:
            await unit.tasks.offer(kind="export", key=str(bad.export_id), event=bad, payload={"fail": True})

        async def ended() -> bool:
            return len(toy.failed) == 1 and good.export_id in toy.done

        await eventually(ended)
        still_open = await offered_elsewhere(toy.pool)
        await toy.pool.execute("update tasks set updated_at = now() - interval '30 days'")
        await toy.pool.execute(queries("storyreel_chassis")["prune_tasks"], timedelta(days=14))
        kept = await toy.pool.fetch("select key from tasks order by seq")
        assert [row["key"] for row in kept] == [str(bad.export_id), still_open]


async def offered_elsewhere(pool: Pool) -> str:
    """The key of an open task that nobody here works on."""
    async with units(pool, PostgresUnit)() as unit:
        await unit.tasks.offer(kind="other", key="k", event=export_requested(), payload={})
    return "k"


async def test_a_server_away_costs_no_attempt(database: str, nats_url: str) -> None:
    """However often a task finds a server away, it is done when the server is back."""
    looks = 0

    async def find_away(_: Task) -> None:
        nonlocal looks
        looks += 1
        if looks <= 5:
            raise Away("storage_away", "the object store does not answer", retry_after=0.05)

    async with toy_service(database, nats_url, do=find_away) as toy:
        key = await offer(toy)
        await eventually(lambda: _in(key, toy.done))
        assert looks == 6
        assert toy.failed == []


async def test_a_queue_may_be_longer_than_any_outage(
    database: str, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for a turn is not given up as if a server were away."""
    monkeypatch.setattr("storyreel_chassis.attempts.PATIENCE_SECONDS", 0)
    looks = 0

    async def wait_in_turn(_: Task) -> None:
        nonlocal looks
        looks += 1
        if looks <= 5:
            raise Queued("provider_busy", "others are served first", retry_after=0.05)

    async with toy_service(database, nats_url, do=wait_in_turn) as toy:
        key = await offer(toy)
        await eventually(lambda: _in(key, toy.done))
        assert (looks, toy.failed) == (6, [])


async def test_a_server_away_too_long_is_a_failure(
    database: str, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patience ends: then the attempts count, and the cause is told."""
    monkeypatch.setattr("storyreel_chassis.attempts.PATIENCE_SECONDS", 0)

    async def find_away(_: Task) -> None:
        raise Away("storage_away", "the object store does not answer", retry_after=0.05)

    async with toy_service(database, nats_url, do=find_away) as toy:
        key = await offer(toy)

        async def given_up() -> bool:
            return bool(toy.failed)

        await eventually(given_up)
        assert [(k, p.code) for k, p in toy.failed] == [(key, "storage_away")]
