"""What every keeper of jobs and exports must do: Postgres, and the fake in memory."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import pytest

from storyreel_chassis.errors import Transient
from storyreel_chassis.ids import new_id
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import connection, open_pool
from storyreel_chassis.queries import queries
from storyreel_contracts.events import VideoExported
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.app import SCRIPTS
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.domain.export import Export, ask
from storyreel_gateway.domain.job import Job, Step
from storyreel_gateway.domain.view import view_of
from storyreel_gateway.ports import Exports, Jobs, Span
from support.gateway_facts import CRASH, asked, clip, filmed, picture_of, ready, rendering
from support.gateway_memory import MemoryStore


class Store(Protocol):
    """The part of a unit that this suite is about."""

    @property
    def jobs(self) -> Jobs:
        """Jobs."""

    @property
    def exports(self) -> Exports:
        """Exports."""


SQL = queries("storyreel_gateway.adapters")
Open = Callable[[], AbstractAsyncContextManager[Store]]


@pytest.fixture(params=["postgres", "memory"])
async def store(request: pytest.FixtureRequest, database: str) -> AsyncIterator[Open]:
    """Each keeper in turn."""
    if request.param == "memory":
        yield MemoryStore()
        return
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway") as pool:
        yield gateway_units(pool)


async def kept(store: Open, job: Job) -> Job:
    """A job stored as it stands, whatever its version."""
    async with store() as unit:
        made = await unit.jobs.create_job(replace(job, version=1))
        return await unit.jobs.save_job(replace(job, version=2, created_at=made.created_at))


async def stored(store: Open, job: Job) -> Job:
    """The job as it is kept."""
    async with store() as unit:
        found = await unit.jobs.get_job(job.job_id, job.owner_id)
    assert found is not None
    return found


async def test_a_job_comes_back_as_it_was_kept(store: Open) -> None:
    """Storyboard, film, costs and all."""
    job = await kept(store, filmed())
    assert await stored(store, job) == job


async def test_early_pictures_are_kept_too(store: Open) -> None:
    """They wait for their scenes."""
    job, _ = asked()
    early = facts.pictures_settled(job, [picture_of(entry) for entry in ready().entries]).job
    assert (await stored(store, await kept(store, early))).early == early.early


async def test_nobody_gets_the_job_of_another(store: Open) -> None:
    """Neither to read, nor to lock, nor in a list, nor its log."""
    job = await kept(store, ready())
    async with store() as unit:
        await unit.jobs.add_change(job, "ready", view_of(job))
        assert await unit.jobs.get_job(job.job_id, "stranger") is None
        assert await unit.jobs.lock_job(job.job_id, "stranger") is None
        assert await unit.jobs.changes_since(job.job_id, "stranger", 0) == []
        page = await unit.jobs.list_jobs("stranger", status=None, client_id=None, before=None, limit=9)
        await unit.jobs.count_download(job.job_id, "stranger")
    assert page == []
    assert (await stored(store, job)).download_count == 0


async def test_lists_are_filtered_newest_first_and_paged(store: Open) -> None:
    """A page goes on below the last id of the one before."""
    jobs = [await kept(store, asked(client_id=client)[0]) for client in ("ada", "bob", "ada")]
    done = await kept(store, filmed())
    ids = [job.job_id for job in jobs]

    async def listed(**asked_for: object) -> list[object]:
        wanted = {"status": None, "client_id": None, "before": None, "limit": 9, **asked_for}
        async with store() as unit:
            return [job.job_id for job in await unit.jobs.list_jobs("owner", **wanted)]  # type: ignore[arg-type]  # named

    assert await listed() == [done.job_id, *reversed(ids)]
    assert await listed(limit=2) == [done.job_id, ids[2]]
    assert await listed(limit=2, before=ids[2]) == [ids[1], ids[0]]
    assert await listed(client_id="ada") == [ids[2], ids[0]]
    assert await listed(status=VideoStatus.COMPLETED) == [done.job_id]


async def test_jobs_are_found_by_status_and_approval(store: Open) -> None:
    """The longest unchanged first."""
    waiting, approved = await kept(store, ready()), await kept(store, commands.approve(ready()).job)
    async with store() as unit:
        every = await unit.jobs.get_jobs_by_status(VideoStatus.STORYBOARD_READY)
        some = await unit.jobs.get_jobs_by_status(VideoStatus.STORYBOARD_READY, approved=True)
        none = await unit.jobs.get_jobs_by_status(VideoStatus.RENDERING)
    assert [job.job_id for job in every] == [waiting.job_id, approved.job_id]
    assert [job.job_id for job in some] == [approved.job_id]
    assert none == []


async def test_a_write_over_another_version_is_turned_down(store: Open) -> None:
    """Two who decided on the same version: the second has to look again."""
    job = await kept(store, ready())
    step = commands.approve(job)
    async with store() as unit:
        await unit.jobs.approve_storyboard(step.job)
    for write in ("save_job", "approve_storyboard", "update_job_progress", "mark_job_failed"):
        with pytest.raises(Transient, match=r"changed meanwhile|another"):
            async with store() as unit:
                await getattr(unit.jobs, write)(step.job)


def _fail_storyboard(job: Job) -> Step:
    return facts.storyboard_failed(job, CRASH)


@pytest.mark.parametrize("name", ["approve_storyboard", "mark_job_failed", "update_job_progress"])
async def test_what_is_written_in_part_is_what_was_decided(store: Open, name: str) -> None:
    """The narrow writes leave the job exactly as the state machine made it."""
    render, event = rendering()
    before, step = {
        "approve_storyboard": (ready(), commands.approve),
        "mark_job_failed": (asked()[0], _fail_storyboard),
        "update_job_progress": (render, lambda job: facts.clip_rendered(job, clip(event))),
    }[name]
    job = await kept(store, before)
    async with store() as unit:
        after = await getattr(unit.jobs, name)(step(job).job)
    assert await stored(store, job) == after
    assert after.updated_at >= job.updated_at


async def test_counters_are_not_changes(store: Open) -> None:
    """Neither version nor time of the job moves when it is downloaded or said again."""
    job = await kept(store, filmed())
    async with store() as unit:
        assert [await unit.jobs.increment_retry_count(job.job_id) for _ in range(2)] == [1, 2]
        await unit.jobs.count_download(job.job_id, job.owner_id)
    assert await stored(store, job) == replace(job, retry_count=2, download_count=1)


async def test_the_log_is_read_from_any_version_on(store: Open) -> None:
    """Oldest first, each once."""
    job = await kept(store, ready())
    async with store() as unit:
        for version, kind in ((2, "ready"), (3, "approved"), (4, "render_requested")):
            await unit.jobs.add_change(replace(job, version=version), kind, view_of(job))
        later = await unit.jobs.changes_since(job.job_id, job.owner_id, 2)
        first = await unit.jobs.changes_since(job.job_id, job.owner_id, 0, limit=1)
    assert [(change.version, change.kind) for change in later] == [(3, "approved"), (4, "render_requested")]
    assert first[0].body == view_of(job).body.decode()


async def test_a_span_of_time_is_half_open_and_exact(store: Open) -> None:
    """Spans side by side list every job once; the clock of ids does not matter."""
    first, second = [await kept(store, asked()[0]) for _ in range(2)]
    assert first.created_at < second.created_at

    async def listed(since: datetime | None, until: datetime | None) -> list[UUID]:
        wanted = Span(since, until)
        async with store() as unit:
            found = await unit.jobs.list_jobs(
                "owner", status=None, client_id=None, before=None, limit=9, created=wanted
            )
        return [job.job_id for job in found]

    assert await listed(first.created_at, None) == [second.job_id, first.job_id]
    assert await listed(first.created_at, second.created_at) == [first.job_id]
    assert await listed(second.created_at, None) == [second.job_id]
    assert await listed(None, first.created_at) == []
    assert await listed(datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)) == [
        second.job_id,
        first.job_id,
    ]


async def test_only_jobs_that_wait_stall_and_only_once(store: Open) -> None:
    """A job that waits for its owner, or that has ended, is left alone."""
    waiting = await kept(store, asked()[0])
    for other in (ready(), filmed(), commands.cancel(ready()).job):
        await kept(store, other)
    async with store() as unit:
        assert await unit.jobs.stalled_jobs(quiet_for=timedelta(hours=1), limit=9) == []
        assert await unit.jobs.stalled_jobs(quiet_for=timedelta(0), limit=9) == [(waiting.job_id, waiting.awaiting)]
    async with store() as unit:
        assert await unit.jobs.stalled_jobs(quiet_for=timedelta(minutes=1), limit=9) == []


def copied(export: Export, job: Job) -> VideoExported:
    """What the exporter says when a copy is there."""
    return commands.said(
        job, VideoExported, export_id=export.export_id, render_id=export.render_id, format="webm", quality="low",
        object_key="copies/1", media_type="video/webm", size=7, duration=1, width=854, height=480, video_codec="av1",
    )  # fmt: skip


async def test_an_export_is_one_per_recipe_and_settles_once(store: Open) -> None:
    """Failed may become completed, because dead letters are replayed; completed stays."""
    job = await kept(store, filmed())
    assert job.film is not None
    export, event = ask(job, job.film, "webm", "low")
    async with store() as unit:
        await unit.exports.put_export(export)
        assert await unit.exports.find_export(job.film.render_id, "webm", "low", "owner") == export
        assert await unit.exports.find_export(job.film.render_id, "webm", "low", "stranger") is None
        assert await unit.exports.get_export(export.export_id, "stranger") is None
        assert await unit.exports.stalled_exports(quiet_for=timedelta(hours=1), limit=9) == []
    async with store() as unit:
        assert await unit.exports.stalled_exports(quiet_for=timedelta(0), limit=9) == [event.event_id]
        assert await unit.exports.settle_export(export.failed(CRASH))
        done = export.completed(copied(export, job))
        assert await unit.exports.settle_export(done)
        assert not await unit.exports.settle_export(export.failed(CRASH))
        assert await unit.exports.get_export(export.export_id, "owner") == done


async def test_an_export_asked_for_anew_replaces_the_former(store: Open) -> None:
    """The former's late answer finds nothing to settle."""
    job = await kept(store, filmed())
    assert job.film is not None
    former, _ = ask(job, job.film, "mp4", "high")
    latter, _ = ask(job, job.film, "mp4", "high")
    async with store() as unit:
        await unit.exports.put_export(former)
        await unit.exports.put_export(latter)
        assert not await unit.exports.settle_export(former.failed(CRASH))
        assert await unit.exports.get_export(latter.export_id, "owner") == latter


async def test_an_unknown_job_is_none(store: Open) -> None:
    """Nothing is made up."""
    async with store() as unit:
        assert await unit.jobs.get_job(new_id(), "owner") is None
        assert await unit.jobs.changes_since(new_id(), "owner", 0) == []


LATE_IDS = (
    "'f3000000-0000-0000-0000-000000000000', 51, null, 'f0000000-0000-0000-0000-000000000000', 'infinity', 'infinity'"
)
"""A span of time in which nothing was made, as ids and as times: the ids alone keep the search short."""
BY_TIME = "jobs_of_owner_by_time"
"""Made for a month's usage; a planner that knows the times may take it for a span with next to nothing in it."""
BATCH = "'01920000-0000-7000-8000-000000000007'"
PLANNED = {
    "list_jobs": [
        ("'owner_1', null, null, null, 51, null, null, null, null", "jobs_of_owner"),
        ("'owner_1', 'rendering', null, null, 51, null, null, null, null", "jobs_of_owner_by_status"),
        ("'owner_1', null, 'client_1', null, 51, null, null, null, null", "jobs_of_client"),
        (f"'owner_1', null, null, {LATE_IDS}", "jobs_of_owner"),
        (f"'owner_1', 'completed', null, {LATE_IDS}", "jobs_of_owner_by_status"),
        (f"'owner_1', null, 'client_1', {LATE_IDS}", "jobs_of_client"),
        (f"'owner_1', null, null, null, 51, {BATCH}, null, null, null", "jobs_of_batch"),
    ],
    "get_jobs_by_status": [
        ("'completed', null, 100", "jobs_by_status"),
        ("'completed', true, 100", "jobs_by_status"),
    ],
    "stalled_jobs": [("interval '1 minute', 100", "jobs_in_work")],
}
CROWD = """
insert into jobs (job_id, owner_id, client_id, status, version, request, provider, seed, scenes_total, stage_since,
                  estimated_cost, approved, approved_at, awaiting)
select gen_random_uuid(), 'owner_' || n % 5, 'client_' || n % 7,
       case when n % 100 = 0 then 'rendering' when n % 9 = 0 then 'failed' else 'completed' end,
       1, '{}', 'animatic', 1, 6, now(), 0, n % 2 = 0, case when n % 2 = 0 then now() end,
       case when n % 100 = 0 then gen_random_uuid() end
from generate_series(1, 20000) n
"""


def _scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every step of a plan that reads a table."""
    if "Relation Name" in plan and "Scan" in plan["Node Type"]:
        yield plan
    for part in plan.get("Plans", ()):
        yield from _scans(part)


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
async def test_among_many_jobs_the_indexes_find_the_few(database: str, mode: str) -> None:
    """Whether Postgres plans for these values or for any, it reads no more rows than are asked for."""
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway", size=4) as pool, connection(pool) as one:
        await one.execute(CROWD)
        await one.execute("analyze jobs")
        await one.execute(f"set plan_cache_mode = {mode}")
        for name, questions in PLANNED.items():
            await one.execute(f"prepare asked as {SQL[name]}")
            for values, index in questions:
                (told,) = json.loads(
                    await one.fetchval(f"explain (analyze, format json, timing off) execute asked({values})")
                )
                scans = list(_scans(told["Plan"]))
                names = {scan.get("Index Name") for scan in scans} | {
                    part["Index Name"] for scan in scans for part in scan.get("Plans", ()) if "Index Name" in part
                }
                assert names & {index, *([BY_TIME] if LATE_IDS in values else [])}, (name, values, names)
                read = sum(scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0) for scan in scans)
                assert read <= 420, (name, values, read)
            await one.execute("deallocate asked")
