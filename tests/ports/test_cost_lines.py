"""What the keeper of cost lines does on Postgres: keeps them as they are, adds them up, lets one decide at a time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import cast

import asyncpg
import pytest

from storyreel_chassis.ids import new_id, now
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import Connection, open_pool, prepare
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.adapters.unit import PostgresGatewayUnit, gateway_units
from storyreel_gateway.app import SCRIPTS
from storyreel_gateway.domain import costs, facts
from storyreel_gateway.domain.costs import Bill, Committed, FilmBill, Line, Month, Release, settle
from storyreel_gateway.domain.quoting import source_of, storyboard_lines
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.ports import GatewayUnits
from support.gateway_facts import asked, filmed, picture_of, ready, rendering

OF_BEFORE = """
insert into cost_lines (line_id, owner_id, job_id, kind, provider, model, quantity, unit_price, quoted, reserved, state,
    price_version, scene_number)
values ($1, $2, $3, 'image', 'animatic', 'animatic-1', $4, 0, 0, 0, 'reserved', '2026-11-01', $5)"""
"""A line as it was before purchases were told."""


@pytest.fixture
async def units(database: str) -> AsyncIterator[GatewayUnits]:
    """Transactions on an empty database."""
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway") as pool:
        yield gateway_units(pool)


def lines(*quotes: str, **changes: object) -> list[Line]:
    """Pictures of one job at these prices."""
    job = asked()[0]
    made = [
        Line(new_id(), job.owner_id, job.job_id, "image", "replicate", "m", Decimal(1), Decimal(quote), Decimal(quote),
             Decimal(quote), job.price_version, now(), scene_number=number)
        for number, quote in enumerate(quotes, 1)
    ]  # fmt: skip
    return [replace(line, **changes) for line in made]  # type: ignore[arg-type]  # names of its fields


async def test_lines_come_back_as_they_were_put(units: GatewayUnits) -> None:
    """In their order; a changed one in its place."""
    opened = lines("0.003", "0.0031", batch_id=new_id())
    source = replace(source_of(asked()[0]), job_id=opened[0].job_id)
    async with units() as unit:
        await unit.costs.put_lines(opened)
        assert await unit.costs.lines_of(opened[0].job_id) == opened
        bill = Bill("image", new_id(), Decimal("0.004"), 1, new_id(), "another")
        changed = settle(opened, [bill, Release()], source).changed
        await unit.costs.put_lines(changed)
        assert await unit.costs.lines_of(opened[0].job_id) == list(changed)
        assert [line.model for line in changed] == ["another", "m"]
        assert await unit.costs.lines_of(new_id()) == []


async def test_the_database_refuses_lines_that_cannot_be(units: GatewayUnits) -> None:
    """Billed without an amount, released with a reserve, of a negative price."""
    for wrong in ({"state": "billed"}, {"state": "released", "settled_at": now()}, {"quoted": Decimal(-1)}):
        with pytest.raises(asyncpg.CheckViolationError):
            async with units() as unit:
                await unit.costs.put_lines(lines("1", **wrong))


async def test_a_month_is_the_owners_and_ends_at_its_end(units: GatewayUnits) -> None:
    """Spent and reserved apart; others' lines and other months' are left out."""
    month = Month.of(datetime(2026, 2, 10, tzinfo=UTC))
    paid = {"state": "billed", "actual": Decimal("0.7"), "reserved": Decimal(0), "settled_at": now()}
    async with units() as unit:
        await unit.costs.put_lines(lines("1", created_at=month.since))
        await unit.costs.put_lines(lines("1", created_at=month.until - timedelta(microseconds=1), **paid))
        await unit.costs.put_lines(lines("1", created_at=month.until))
        await unit.costs.put_lines(lines("1", created_at=month.since - timedelta(microseconds=1)))
        await unit.costs.put_lines(lines("1", created_at=month.since, owner_id="another"))
        assert await unit.costs.committed("owner", month) == Committed(Decimal("0.7"), Decimal(1))
        assert await unit.costs.committed("nobody", month) == Committed(Decimal(0), Decimal(0))
        usage = await unit.costs.usage("owner", month)
        (bought,) = usage.providers
        assert (bought.images, bought.quoted, bought.reserved, bought.actual) == (
            1,
            Decimal(2),
            Decimal(1),
            Decimal("0.7"),
        )


async def test_jobs_in_work_are_those_that_somebody_works_for(units: GatewayUnits) -> None:
    """Neither what waits for its owner nor what has ended; one's own changes are seen."""
    async with units() as unit:
        for job in (asked()[0], ready(), rendering()[0], asked(owner_id="another")[0]):
            await unit.jobs.create_job(replace(job, version=1))
        assert await unit.costs.jobs_in_work("owner") == 2
        job = await unit.jobs.create_job(asked()[0])
        assert await unit.costs.jobs_in_work("owner") == 3
        await unit.jobs.save_job(replace(job, version=2, status=VideoStatus.CANCELED))
        assert await unit.costs.jobs_in_work("owner") == 2


async def test_one_decision_at_a_time_holds_an_owner(units: GatewayUnits) -> None:
    """The second waits for the first one's end and sees what it did; other owners do not wait."""
    begun, waits, order = asyncio.Event(), asyncio.Event(), list[str]()

    async def second() -> None:
        await begun.wait()
        async with units() as unit:
            await unit.costs.hold_owner("another")
            order.append("another")
            waits.set()
            await unit.costs.hold_owner("owner")
            order.append(str(await unit.costs.jobs_in_work("owner")))

    waiting = asyncio.create_task(second())
    async with units() as unit:
        await unit.costs.hold_owner("owner")
        begun.set()
        async with asyncio.timeout(60):
            await waits.wait()
        await unit.jobs.create_job(asked()[0])
        order.append("first")
    await waiting
    assert order == ["another", "first", "1"]


async def test_a_variance_is_noted_once_a_stage(units: GatewayUnits) -> None:
    """Whoever settles again says nothing new."""
    job_id = new_id()
    async with units() as unit:
        noted = [await unit.costs.note_variance(job_id, stage, now()) for stage in ("storyboard", "storyboard", "film")]
    assert noted == [True, False, True]


async def test_a_job_keeps_its_price_version(units: GatewayUnits) -> None:
    """Also one that this release does not know."""
    job = replace(asked()[0], price_version="2020-02-29")
    async with units() as unit:
        await unit.jobs.create_job(job)
        kept = await unit.jobs.get_job(job.job_id, job.owner_id)
    assert kept is not None
    assert kept.price_version == "2020-02-29"


async def test_what_was_billed_before_there_were_lines_is_not_forgotten(database: str) -> None:
    """Neither by a budget nor by the sum after the next bill; a bill that is said again is not a second one."""
    scripts = files("storyreel_gateway.adapters").joinpath("sql/migrations")
    names = sorted(script.name for script in scripts.iterdir() if script.name.endswith(".sql"))
    names.remove("0017_traces.sql")
    names.insert(names.index("0012_costs_of_before.sql"), "0017_traces.sql")  # who makes jobs today needs its columns
    old = replace(filmed(), actual_cost=Decimal("1.50"))
    fresh = asked()[0]
    connection = await asyncpg.connect(database)
    try:
        await connection.execute("create schema gateway; set search_path to gateway")
        await prepare(connection)
        for name in names:
            if name == "0012_costs_of_before.sql":
                unit = PostgresGatewayUnit(cast("Connection", connection), Terms())
                for job in (old, fresh):
                    await unit.jobs.create_job(replace(job, version=1))
                    await unit.jobs.save_job(replace(job, version=2))
                await connection.executemany(OF_BEFORE, [
                    (line.line_id, line.owner_id, line.job_id, line.quantity, line.scene_number)
                    for line in storyboard_lines(fresh)
                ])  # fmt: skip
            await connection.execute(scripts.joinpath(name).read_text())
        kept = await unit.costs.lines_of(old.job_id)
        pictures = [line for line in kept if line.kind == "image"]
        assert costs.spent(kept) == Decimal("1.50")
        assert [line.made_id for line in sorted(pictures, key=lambda line: line.scene_number or 0)] == [
            entry.picture_id for entry in old.entries
        ]
        assert len(await unit.costs.lines_of(fresh.job_id)) == fresh.scenes_expected
        again = facts.pictures_settled(old, [picture_of(entry) for entry in old.entries])
        assert old.film is not None
        film = FilmBill(old.film.render_id, Decimal("0.30"))
        later = Bill("image", new_id(), Decimal("0.25"), 1)
        settled = settle(kept, [*again.settles, film, later], source_of(old))
        assert settled.spent == Decimal("1.75")
        assert len({line.line_id for line in settled.changed} - {line.line_id for line in kept}) == 1
    finally:
        await connection.close()
