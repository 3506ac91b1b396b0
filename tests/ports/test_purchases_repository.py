"""What the keeper of purchases does on Postgres: the newest of what was told, by owner, whatever comes when."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from storyreel_chassis.ids import new_id
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import open_pool
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.app import SCRIPTS
from storyreel_gateway.domain.purchases import Purchase, Totals, purchase_of
from storyreel_gateway.ports import GatewayUnits, Span, Wanted
from support.gateway_facts import asked
from support.gateway_purchases import BEGAN, picture_bought


@pytest.fixture
async def units(database: str) -> AsyncIterator[GatewayUnits]:
    """Transactions on an empty database."""
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway") as pool:
        yield gateway_units(pool)


def some() -> Purchase:
    """A purchase under way."""
    return purchase_of(picture_bought(asked()[1], new_id(), "running", 2))


async def test_the_highest_revision_holds(units: GatewayUnits) -> None:
    """A former one changes nothing, nor does the same again, nor what is for something else."""
    first = some()
    ended = replace(first, revision=4, state="succeeded", cost=Decimal("0.003"), ended_at=BEGAN)
    later = replace(ended, revision=9)
    other = (replace(later, owner_id="another"), replace(later, made_id=new_id()), replace(later, kind="clip"))
    async with units() as unit:
        keep = unit.purchases.put_purchase
        assert [await keep(one) for one in (first, ended, first, ended, *other)] == [True, True, *[False] * 5]
        assert await unit.purchases.purchases_of("owner", first.piece) == [ended]
        assert await unit.purchases.purchases_of("another", first.piece) == []
        assert await unit.purchases.purchases_of_job("owner", first.job_id) == [ended]


async def test_lists_and_totals_are_of_the_same_purchases(units: GatewayUnits) -> None:
    """Newest first, page by page; what ended without a known cost may still cost its price."""
    paid = replace(some(), state="failed", cost=Decimal("0.001"))
    late = replace(some(), state="succeeded", cost=None, created_at=BEGAN + timedelta(hours=1))
    lost = purchase_of(picture_bought(asked()[1], new_id(), "unknown"))
    void = replace(some(), state="void", cost=None)
    price = paid.price
    async with units() as unit:
        for one in (paid, late, lost, void, replace(some(), owner_id="another")):
            assert await unit.purchases.put_purchase(one)
        page = await unit.purchases.list_purchases("owner", Wanted(), limit=3)
        assert page == [void, lost, late]
        assert await unit.purchases.list_purchases("owner", Wanted(), before=late.purchase_id, limit=3) == [paid]
        assert await unit.purchases.sum_purchases("owner", Wanted()) == Totals(4, paid.cost or price, price, price)
        nothing = Decimal(0)
        for wanted, found in (
            (Wanted(state="unknown"), [lost]), (Wanted(job_id=paid.job_id), [paid]), (Wanted(provider="cog"), []),
            (Wanted(created=Span(BEGAN + timedelta(minutes=1), None)), [late]),
        ):  # fmt: skip
            assert await unit.purchases.list_purchases("owner", wanted, limit=9) == found
            assert (await unit.purchases.sum_purchases("owner", wanted)).count == len(found)
        assert await unit.purchases.sum_purchases("nobody", Wanted()) == Totals(0, nothing, nothing, nothing)
