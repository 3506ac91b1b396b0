"""The log of all changes of an owner: nothing is skipped and nothing told twice, however transactions overlap."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from importlib.resources import files
from uuid import UUID

import asyncpg
import pytest

from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import Pool, open_pool, transaction
from storyreel_gateway.adapters.feed import PostgresFeed
from storyreel_gateway.adapters.jobs import PostgresJobs
from storyreel_gateway.app import SCRIPTS
from storyreel_gateway.domain.view import view_of
from storyreel_gateway.ports import BEGINNING, Place, Told
from support.gateway_facts import asked

OWNER = "owner"


@dataclass
class Log:
    """The log of a fresh database."""

    pool: Pool
    feed: PostgresFeed

    async def write(self, *, written: asyncio.Event | None = None, wait: asyncio.Event | None = None) -> UUID:
        """A new job and its first change, in one transaction that may be held open."""
        job, _ = asked()
        async with transaction(self.pool) as tx:
            jobs = PostgresJobs(tx)
            await jobs.create_job(job)
            await jobs.add_change(job, "created", view_of(job))
            if written is not None:
                written.set()
            if wait is not None:
                await wait.wait()
        return job.job_id

    async def begun(self, wait: asyncio.Event) -> "asyncio.Task[UUID]":
        """A transaction that has written its change and stays open until `wait` is set."""
        written = asyncio.Event()
        task = asyncio.create_task(self.write(written=written, wait=wait))
        await written.wait()
        return task

    async def told(self, after: Place) -> tuple[list[Told], Place]:
        """Every change after a place. What Postgres does by itself, such as `analyze`, holds some back for a moment."""
        found: list[Told] = []
        async with asyncio.timeout(180):
            while True:
                page = await self.feed.read(OWNER, after, limit=3)
                found += page.changes
                after = page.until
                if not page.full and not page.held:
                    return found, after

    async def read(self, after: Place) -> tuple[list[UUID], Place]:
        """Whose changes these are."""
        found, until = await self.told(after)
        return [one.job_id for one in found], until


@pytest.fixture
async def log(database: str) -> AsyncIterator[Log]:
    """A log with nothing in it."""
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway", size=12) as pool:
        yield Log(pool, PostgresFeed(pool))


async def test_a_change_that_commits_late_is_not_skipped(log: Log) -> None:
    """Changes that committed meanwhile wait for it, and the reader is told that some do."""
    late = asyncio.Event()
    slow = await log.begun(late)
    quick = [await log.write() for _ in range(5)]
    page = await log.feed.read(OWNER, BEGINNING, limit=50)
    assert (list(page.changes), page.held) == ([], True)
    late.set()
    first = await slow
    found, place = await log.read(page.until)
    assert found == [first, *quick]
    assert (await log.read(place))[0] == []


async def test_now_is_before_what_commits_later(log: Log) -> None:
    """Whoever lists jobs and follows from now on sees the change of a transaction that was open then."""
    before = await log.write()
    late = asyncio.Event()
    slow = await log.begun(late)
    now = await log.feed.now()
    assert (await log.read(BEGINNING))[0] == [before]
    late.set()
    job_id = await slow
    assert (await log.read(now))[0] == [job_id]
    assert await log.feed.now() > now


async def test_a_rolled_back_change_holds_nothing_back(log: Log) -> None:
    """Its place stays empty."""
    slow = await log.begun(asyncio.Event())
    quick = await log.write()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)
    assert (await log.read(BEGINNING))[0] == [quick]


async def test_readers_beside_many_writers_get_every_change_once(log: Log) -> None:
    """Long and short transactions, rolled back and committed, one of several changes: no gap, no repeat."""
    dice = random.Random(7)
    committed: list[UUID] = []
    done = asyncio.Event()

    async def writer(seconds: float) -> None:
        for _ in range(12):
            wait = asyncio.Event()
            asyncio.get_running_loop().call_later(dice.random() * seconds, wait.set)
            task = asyncio.create_task(log.write(wait=wait))
            if dice.random() < 0.15:
                await asyncio.sleep(seconds / 3)
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def reader() -> list[UUID]:
        found: list[UUID] = []
        place = BEGINNING
        while True:
            over = done.is_set()
            more, after = await log.read(place)
            assert after >= place
            found, place = found + more, after
            if over and len(found) >= len(committed):
                return found
            await asyncio.sleep(0)

    async with asyncio.timeout(180):
        readers = [asyncio.create_task(reader()) for _ in range(3)]
        await asyncio.gather(*(writer(seconds) for seconds in (0.001, 0.005, 0.02, 0.05, 0.1)))
        committed += [row[0] for row in await log.pool.fetch("select job_id from jobs")]
        done.set()
        for one in readers:
            found = await one
            assert len(found) == len(set(found))
            assert set(found) == set(committed)


async def test_a_gateway_of_before_writes_changes_that_are_told(log: Log) -> None:
    """While gateways are replaced one after the other: it names no owner."""
    job, _ = asked()
    async with transaction(log.pool) as tx:
        await PostgresJobs(tx).create_job(job)
        await tx.execute(
            "insert into job_changes (job_id, version, kind, status, body) values ($1, 1, 'created', 'pending', '{}')",
            job.job_id,
        )
    assert (await log.read(BEGINNING))[0] == [job.job_id]


async def test_a_job_s_changes_stay_in_their_order(log: Log) -> None:
    """Also where the later one is of the transaction that began earlier, and another stays open between the two."""
    job, _ = asked()
    async with transaction(log.pool) as tx:
        await PostgresJobs(tx).create_job(job)
        await PostgresJobs(tx).add_change(job, "created", view_of(job))
    place = await log.feed.now()
    late = asyncio.Event()
    async with transaction(log.pool) as early:
        await early.execute("select pg_current_xact_id()")
        between = await log.begun(late)
        second, third = replace(job, version=2), replace(job, version=3)
        async with transaction(log.pool) as quick:
            await PostgresJobs(quick).add_change(second, "changed", view_of(second))
        await PostgresJobs(early).add_change(third, "changed", view_of(third))
    page = await log.feed.read(OWNER, place, limit=9)
    late.set()
    await between
    rest, _ = await log.told(page.until)
    told = [(json.loads(one.body)["version"]) for one in (*page.changes, *rest) if one.job_id == job.job_id]
    assert told == [2, 3]


async def test_nobody_reads_the_log_of_another(log: Log) -> None:
    """Not even with a place in it."""
    await log.write()
    page = await log.feed.read("stranger", BEGINNING, limit=50)
    assert list(page.changes) == []


async def test_the_log_is_read_by_its_index(log: Log) -> None:
    """However long it is."""
    for _ in range(3):
        await log.write()
    async with transaction(log.pool) as tx:
        await tx.execute("set local enable_seqscan = off")
        plan = await tx.fetch(
            "explain select * from job_changes where owner_id = 'owner' and (xid, seq) > ('0'::xid8, 0)"
            " order by xid, seq limit 50"
        )
    text = "\n".join(row[0] for row in plan)
    assert "job_changes_of_owner" in text
    assert "Sort" not in text


async def test_changes_of_before_the_migration_are_told_in_their_order(database: str) -> None:
    """They come first, in the order in which they happened."""
    scripts = files("storyreel_gateway.adapters").joinpath("sql/migrations")
    names = sorted(script.name for script in scripts.iterdir() if script.name.endswith(".sql"))
    connection = await asyncpg.connect(database)
    try:
        await connection.execute("create schema gateway; set search_path to gateway")
        for name in (name for name in names if name < "0007"):
            await connection.execute(scripts.joinpath(name).read_text())
        jobs = [asked()[0] for _ in range(2)]
        for job in jobs:
            await connection.execute(
                "insert into jobs (job_id, owner_id, status, version, request, provider, seed, scenes_total,"
                " stage_since, estimated_cost) values ($1, 'owner', 'pending', 1, '{}', 'animatic', 1, 1, now(), 0)",
                job.job_id,
            )
        for job, version, second in ((jobs[1], 1, 3), (jobs[0], 2, 2), (jobs[0], 1, 1)):
            await connection.execute(
                "insert into job_changes (job_id, version, kind, status, body, occurred_at)"
                " values ($1, $2, 'created', 'pending', '{}', to_timestamp($3))",
                job.job_id, version, second,
            )  # fmt: skip
        for name in (name for name in names if name >= "0007"):
            await connection.execute(scripts.joinpath(name).read_text())
    finally:
        await connection.close()
    async with open_pool(database, schema="gateway", size=2) as pool:
        log = Log(pool, PostgresFeed(pool))
        later = await log.write()
        found, _ = await log.read(BEGINNING)
    assert found == [jobs[0].job_id, jobs[0].job_id, jobs[1].job_id, later]
