"""What every keeper of storyboard versions must do: Postgres, and the fake in memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Protocol

import pytest

from storyreel_chassis.ids import now
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import open_pool
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.app import SCRIPTS
from storyreel_gateway.domain.job import Job
from storyreel_gateway.ports import Jobs, Storyboards
from support.gateway_facts import ready
from support.gateway_memory import MemoryStore


class Store(Protocol):
    """The part of a unit that this suite is about."""

    @property
    def jobs(self) -> Jobs:
        """Jobs."""

    @property
    def storyboards(self) -> Storyboards:
        """Their storyboards."""


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


async def with_versions(store: Open, *numbers: int) -> Job:
    """A job with these versions."""
    job = replace(ready(failed=(2,)), version=1)
    async with store() as unit:
        await unit.jobs.create_job(job)
        for number in numbers:
            await unit.storyboards.add_storyboard(
                replace(job, storyboard_version=number), "refined", restored_from=number - 1
            )
    return job


async def test_a_version_comes_back_as_it_was_kept(store: Open) -> None:
    """Entries, reason, origin and time; pictures and failures alike."""
    job = await with_versions(store, 2)
    async with store() as unit:
        kept = await unit.storyboards.get_storyboard(job.job_id, job.owner_id, 2)
    assert kept is not None
    assert (kept.entries, kept.reason, kept.restored_from, kept.approved_at) == (job.entries, "refined", 1, None)
    assert abs((kept.created_at - now()).total_seconds()) < 60


async def test_versions_are_listed_newest_first(store: Open) -> None:
    """Below one of them, so many."""
    job = await with_versions(store, 1, 2, 4)
    async with store() as unit:
        listed = unit.storyboards.list_storyboards
        assert [one.version for one in await listed(job.job_id, job.owner_id, before=None, limit=9)] == [4, 2, 1]
        assert [one.version for one in await listed(job.job_id, job.owner_id, before=4, limit=1)] == [2]
        assert await listed(job.job_id, job.owner_id, before=1, limit=9) == []


async def test_versions_of_another_owner_are_none(store: Open) -> None:
    """Neither in a list nor by number."""
    job = await with_versions(store, 1)
    async with store() as unit:
        assert await unit.storyboards.get_storyboard(job.job_id, "another", 1) is None
        assert await unit.storyboards.list_storyboards(job.job_id, "another", before=None, limit=9) == []
        assert await unit.storyboards.get_storyboard(job.job_id, job.owner_id, 2) is None


async def test_an_approval_is_noted_at_its_version(store: Open) -> None:
    """And at no other."""
    job = await with_versions(store, 1, 2)
    at = now()
    async with store() as unit:
        approved = replace(job, storyboard_version=2, approved=True, approved_version=2, approved_at=at)
        await unit.storyboards.note_approval(approved)
        listed = await unit.storyboards.list_storyboards(job.job_id, job.owner_id, before=None, limit=9)
    assert [one.approved_at for one in listed] == [at, None]
