"""What the keeper of batches must do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from storyreel_chassis.errors import Transient
from storyreel_chassis.ids import new_id, now
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import Pool, connection, open_pool
from storyreel_contracts.api import BatchItemError, BatchRequest, GenerationRequest
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.app import SCRIPTS
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.domain.batches import Batch, Queued, Wish
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.handlers.request_batch import request_batch
from storyreel_gateway.handlers.start_items import start_items
from storyreel_gateway.ports import GatewayUnits
from support.gateway_facts import asked, ready
from support.gateway_stack import PROMPT

WHY = BatchItemError(code="x", message="y")


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A database with the gateway's tables."""
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway") as opened:
        yield opened


@pytest.fixture
def units(pool: Pool) -> GatewayUnits:
    """Its transactions."""
    return gateway_units(pool)


async def kept(units: GatewayUnits, count: int, *, refused: tuple[int, ...] = (), owner_id: str = "owner") -> Batch:
    """A batch of so many requests."""
    batch = Batch(new_id(), owner_id, Decimal("1.50"), now())
    wishes = [
        Wish(index, GenerationRequest(prompt=f"{PROMPT} {index}"), Decimal("0.25"), WHY if index in refused else None)
        for index in range(count)
    ]
    async with units() as unit:
        await unit.batches.add_batch(batch, wishes)
    return batch


async def found(units: GatewayUnits, batch: Batch) -> Batch:
    """The batch as it is kept."""
    async with units() as unit:
        kept_batch = await unit.batches.get_batch(batch.batch_id, batch.owner_id)
    assert kept_batch is not None
    return kept_batch


async def test_a_batch_comes_back_as_it_was_kept(units: GatewayUnits) -> None:
    """With its items in their order; what was refused at once does not wait."""
    batch = await kept(units, 3, refused=(1,))
    back = await found(units, batch)
    assert (back.batch_id, back.max_cost_usd, back.canceled_at) == (batch.batch_id, Decimal("1.50"), None)
    assert [(item.index, item.state, item.error) for item in back.items] == [
        (0, "queued", None),
        (1, "refused", WHY),
        (2, "queued", None),
    ]
    async with units() as unit:
        assert await unit.batches.get_batch(batch.batch_id, "another") is None
        assert await unit.batches.owners_with_items() == ["owner"]
        assert await unit.batches.budget_of(batch.batch_id) == Decimal("1.50")


async def test_requests_have_their_turn_in_order(units: GatewayUnits) -> None:
    """The oldest batch first, each in the order of its requests; nobody else's."""
    first, second = await kept(units, 2, refused=(0,)), await kept(units, 1)
    await kept(units, 1, owner_id="another")
    turns: list[Queued] = []
    async with units() as unit:
        while item := await unit.batches.next_item("owner"):
            turns.append(item)
            await unit.batches.refuse_item(item, WHY)
    assert [(item.batch_id, item.index) for item in turns] == [(first.batch_id, 1), (second.batch_id, 0)]
    assert GenerationRequest.model_validate(turns[0].request).prompt == f"{PROMPT} 1"


async def test_a_request_is_held_by_one(units: GatewayUnits) -> None:
    """Who comes meanwhile gets the next; what was rolled back waits again."""
    batch = await kept(units, 2)
    with suppress(RuntimeError):
        async with units() as unit, units() as other:
            mine, others = await unit.batches.next_item("owner"), await other.batches.next_item("owner")
            assert mine is not None
            assert others is not None
            assert (mine.index, others.index) == (0, 1)
            await unit.batches.refuse_item(mine, WHY)
            raise RuntimeError
    assert [item.state for item in (await found(units, batch)).items] == ["queued", "queued"]


async def test_what_is_stopped_never_starts_and_who_is_starting_is_waited_for(units: GatewayUnits) -> None:
    """A job that is being made while its batch is stopped is among those to stop."""
    batch = await kept(units, 3)
    async with units() as unit:
        item = await unit.batches.next_item("owner")
        assert item is not None
        job = replace(asked()[0], batch_id=batch.batch_id)
        await unit.jobs.create_job(job)
        await unit.batches.start_item(item, job.job_id)

        async def stop() -> list[object]:
            async with units() as other:
                return list(await other.batches.cancel_batch(batch.batch_id))

        stopping = asyncio.create_task(stop())
        done, _ = await asyncio.wait([stopping], timeout=0.2)
        assert not done
    assert await stopping == [job.job_id]
    back = await found(units, batch)
    assert [item.state for item in back.items] == ["started", "canceled", "canceled"]
    assert (back.canceled_at is not None, back.items[0].job is not None) == (True, True)
    async with units() as unit:
        assert await unit.batches.next_item("owner") is None


async def test_the_owners_for_whom_there_may_be_something_to_start_are_told(pool: Pool) -> None:
    """After the commit of a batch, or of a job that rests; not of a job in work, nor of what was rolled back."""
    told: list[str] = []
    units = gateway_units(pool, room=told.append)
    await kept(units, 1)
    assert told == ["owner"]
    with suppress(RuntimeError):
        async with units() as unit:
            await unit.batches.add_batch(Batch(new_id(), "owner", None, now()), [])
            raise RuntimeError
    assert told == ["owner"]


async def test_who_starts_at_once_shares_the_places(pool: Pool) -> None:
    """Five gateways with three places for an owner start three jobs, each of another request."""
    units = gateway_units(pool, terms=Terms(concurrency=3))
    batch = await kept(units, 10)
    counts = await asyncio.gather(*(start_items(units, "owner") for _ in range(5)))
    assert sum(counts) == 3
    items = (await found(units, batch)).items
    assert [item.state for item in items] == ["started"] * 3 + ["queued"] * 7
    assert len({item.job.job_id for item in items if item.job is not None}) == 3
    async with units() as unit:
        assert await unit.costs.jobs_in_work("owner") == 3


async def test_a_request_that_breaks_its_start_does_not_hold_up_the_next(pool: Pool, units: GatewayUnits) -> None:
    """It is refused as a mistake of ours; the others get their turn."""
    batch = await kept(units, 3)
    async with connection(pool) as one:
        await one.execute("update batch_items set request = '{}' where index = 1")
    assert await start_items(units, "owner") == 3
    back = await found(units, batch)
    assert [item.state for item in back.items] == ["started", "refused", "started"]
    assert back.items[1].error is not None
    assert back.items[1].error.code == "internal_error"


async def test_a_request_that_loses_against_another_transaction_keeps_its_turn(units: GatewayUnits, pool: Pool) -> None:
    """A deadlock is nobody's mistake: the request waits on, and is started the next time."""
    batch = await kept(units, 1)
    async with connection(pool) as one:
        await one.execute(
            "create function loses() returns trigger language plpgsql as "
            "$$ begin raise exception 'lost' using errcode = 'deadlock_detected'; end $$;"
            "create trigger loses before insert on jobs for each row execute function loses()"
        )
    with pytest.raises(Transient):
        await start_items(units, "owner")
    assert [item.state for item in (await found(units, batch)).items] == ["queued"]
    async with connection(pool) as one:
        await one.execute("drop trigger loses on jobs")
    assert await start_items(units, "owner") == 1
    assert [item.state for item in (await found(units, batch)).items] == ["started"]


async def test_an_item_tells_why_its_job_does_not_go_on(units: GatewayUnits) -> None:
    """As the job does; a failed scene, which its owner has to refine, is not a question of money."""
    batch = await kept(units, 2)
    async with units() as unit:
        for failed in ((), (2,)):
            job = commands.approve(replace(ready(failed=failed, auto_approve=True), version=1)).job
            await unit.jobs.create_job(replace(job, version=1))
            await unit.jobs.save_job(job)
            if not failed:
                await unit.jobs.save_job(facts.film_unpaid(job, "monthly_budget_exceeded", "The month is spent.").job)
            item = await unit.batches.next_item("owner")
            assert item is not None
            await unit.batches.start_item(item, job.job_id)
    items = (await found(units, batch)).items
    why = BatchItemError(code="monthly_budget_exceeded", message="The month is spent.")
    assert [item.job.error if item.job else None for item in items] == [why, None]


async def test_what_was_free_when_it_was_asked_for_stays_free(pool: Pool) -> None:
    """A token that is set while requests of a batch wait makes none of them cost money."""
    free = Terms(frozenset({"animatic"}))
    paid = Terms(frozenset({"animatic", "replicate"}), default_provider="replicate")
    batch = await request_batch(
        gateway_units(pool, terms=free), "owner", BatchRequest(requests=[GenerationRequest(prompt=PROMPT)])
    )
    assert sum(item.estimated_cost for item in batch.items) == 0
    units = gateway_units(pool, terms=paid)
    assert await start_items(units, "owner") == 1
    (item,) = (await found(units, batch)).items
    assert item.job is not None
    async with units() as unit:
        job = await unit.jobs.get_job(item.job.job_id, "owner")
    assert job is not None
    assert (job.provider, job.estimated_cost) == ("animatic", Decimal(0))
