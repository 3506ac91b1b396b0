"""Effect and answer are one transaction, on a real Postgres."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import timedelta

import pytest

from storyreel_chassis.errors import Refused, Transient
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import Pool, connection, open_pool
from storyreel_contracts.api import GenerationRequest
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.app import SCRIPTS
from storyreel_gateway.domain.answer import Answer, Kept
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.handlers.forget_answers import forget_answers
from storyreel_gateway.handlers.once import Asked, once
from storyreel_gateway.handlers.request_generation import request_generation
from storyreel_gateway.ports import GatewayUnits

ASKED = Asked("ada", "key", b"one")
WISH = GenerationRequest(prompt="A lighthouse in a storm at night", duration=5)
DAY = timedelta(hours=24)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """The gateway's schema."""
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway") as pool:
        yield pool


async def make(units: GatewayUnits) -> Answer:
    """One job."""
    job = await request_generation(units, "ada", WISH)
    return Answer(202, {"etag": '"1"'}, job.job_id.bytes)


async def count(pool: Pool, table: str) -> int:
    """The rows of a table."""
    async with connection(pool) as one:
        rows: int = await one.fetchval(f"select count(*) from {table}")  # noqa: S608 - named by the tests
    return rows


async def test_the_second_time_gets_the_first_answer_and_does_nothing(pool: Pool) -> None:
    """Status, headers and bytes, of another process too: it is all in the database."""
    first, second = [await once(gateway_units(pool), ASKED, make) for _ in range(2)]
    assert first is not None
    assert second == (first[0], True)
    assert (await count(pool, "jobs"), await count(pool, "outbox")) == (1, 1)


async def test_a_key_of_another_owner_is_another_key(pool: Pool) -> None:
    """Nobody learns what others were answered."""
    units = gateway_units(pool)
    await once(units, ASKED, make)
    other = await once(units, Asked("bea", "key", b"two"), make)
    assert other is not None
    assert not other[1]


async def test_a_key_of_another_request_is_refused(pool: Pool) -> None:
    """Before anything is done."""
    units = gateway_units(pool)
    await once(units, ASKED, make)
    with pytest.raises(Refused) as refusal:
        await once(units, Asked("ada", "key", b"two"), make)
    assert refusal.value.code == "idempotency_key_reused"
    assert await count(pool, "jobs") == 1


@pytest.mark.parametrize(
    "error", [Transient("away", "away for now"), RuntimeError("a defect"), asyncio.CancelledError()]
)
async def test_what_failed_leaves_neither_effect_nor_answer(pool: Pool, error: BaseException) -> None:
    """The same request may be sent again, and acts then."""
    views: list[JobView] = []

    async def note(view: JobView) -> None:
        views.append(view)

    async def fail(units: GatewayUnits) -> Answer:
        await make(units)
        raise error

    units = gateway_units(pool, after_commit=note)
    with pytest.raises(type(error)):
        await once(units, ASKED, fail)
    assert (await count(pool, "jobs"), await count(pool, "idempotency_keys"), views) == (0, 0, [])
    assert await once(units, ASKED, make)
    assert (await count(pool, "jobs"), len(views)) == (1, 1)


async def test_a_refusal_undoes_its_part_and_is_kept(pool: Pool) -> None:
    """What was written before the refusal is gone and told to nobody; the refusal is repeated."""
    views: list[JobView] = []

    async def note(view: JobView) -> None:
        views.append(view)

    async def handle(units: GatewayUnits) -> None:
        async with units() as unit:
            await request_generation(_same(unit), "ada", WISH)
            raise Refused("no", "not like this")

    async def refuse(units: GatewayUnits) -> Answer:
        with pytest.raises(Refused):
            await handle(units)
        return Answer(409, {}, b"no")

    units = gateway_units(pool, after_commit=note)
    first, second = [await once(units, ASKED, refuse) for _ in range(2)]
    assert (first, second) == ((Answer(409, {}, b"no"), False), (Answer(409, {}, b"no"), True))
    assert (await count(pool, "jobs"), await count(pool, "idempotency_keys"), views) == (0, 1, [])


def _same(unit: object) -> GatewayUnits:
    return lambda: nullcontext(unit)  # type: ignore[return-value]  # a unit of the gateway


async def test_an_answer_that_passes_is_not_kept(pool: Pool) -> None:
    """A limit is over some time."""

    async def limited(_units: GatewayUnits) -> Answer:
        return Answer(429, {}, b"later")

    units = gateway_units(pool)
    assert await once(units, ASKED, limited) == (Answer(429, {}, b"later"), False)
    acted = await once(units, ASKED, make)
    assert acted is not None
    assert (acted[0].status, acted[1]) == (202, False)


async def test_who_comes_while_the_first_acts_is_told_at_once(pool: Pool) -> None:
    """No connection waits for another one's transaction; under other keys nobody waits at all."""
    acting, go_on = asyncio.Event(), asyncio.Event()

    async def slow(units: GatewayUnits) -> Answer:
        acting.set()
        await go_on.wait()
        return await make(units)

    units = gateway_units(pool)
    first = asyncio.create_task(once(units, ASKED, slow))
    await acting.wait()
    assert await once(units, ASKED, make) is None
    assert await once(units, Asked("ada", "another", b"one"), make) is not None
    go_on.set()
    said = await first
    assert said is not None
    assert await once(units, ASKED, make) == (said[0], True)


async def test_a_day_later_the_key_is_free(pool: Pool) -> None:
    """An old answer is not given any more, a new one takes its place; what nobody asks for is swept away."""
    units = gateway_units(pool)
    async with units() as unit:
        await unit.answers.keep_answer("ada", "young", Kept(b"x", Answer(200, {}, b"")))
    await once(units, ASKED, make)
    async with connection(pool) as one:
        await one.execute("update idempotency_keys set created_at = created_at - interval '24 hours' where key = 'key'")
    again = await once(units, Asked("ada", "key", b"two"), make)
    assert again is not None
    assert not again[1]
    assert (await count(pool, "jobs"), await count(pool, "idempotency_keys")) == (2, 2)
    async with connection(pool) as one:
        await one.execute("update idempotency_keys set created_at = created_at - interval '24 hours' where key = 'key'")
    assert await forget_answers(units) == 1
    async with units() as unit:
        assert await unit.answers.find_answer("ada", "young", kept_for=DAY) is not None
    assert await count(pool, "idempotency_keys") == 1
