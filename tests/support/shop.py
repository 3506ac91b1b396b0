"""A service as small as can be that buys pictures from a rehearsed provider, and has a table of what it has."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import JsonValue

from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.events import caused_by
from storyreel_chassis.ids import new_id, now
from storyreel_chassis.leases import Leases
from storyreel_chassis.migrations import migrate
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Connection, Pool, open_pool
from storyreel_chassis.together import end
from storyreel_chassis.unit import PostgresUnit, units
from storyreel_chassis.worker import Job, Worker
from storyreel_contracts.events import Event, PicturePurchaseChanged, Problem, SceneRefinementRequested
from storyreel_contracts.types import ProviderName
from storyreel_media.outputs.judging import Medium, Received
from storyreel_media.purchasing.buyer import Buyer
from storyreel_media.purchasing.ports import Bought, Entry, Found, Order, Piece, Seller, Signals, Sold
from storyreel_media.purchasing.postgres import PostgresPurchases
from storyreel_media.purchasing.settler import Settler
from storyreel_media.purchasing.signals import NoSignals
from storyreel_media.replicate.seller import ReplicateSeller
from support.deadlines import eventually

if TYPE_CHECKING:
    from support.replicate_stack import Rehearsal

FLUX, PRICE = "black-forest-labs/flux-schnell", Decimal("0.003")
PATIENT = 15_000.0
"""Seconds of the client's quick time: 30 real ones."""
KEPT = "create table kept (owner_id text, content_key text, prediction text, primary key (owner_id, content_key))"


def tell(entry: Entry) -> Event:
    """As the storyboard service does."""
    return caused_by(entry.cause, PicturePurchaseChanged, purchase=entry.purchase())


class ShopUnit(PostgresUnit):
    """A unit that buys."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.purchases = PostgresPurchases(connection, self.say, tell, later=self.later)


def order(
    content: str = "a fox", *, seconds: float = PATIENT, model: str = FLUX, provider: ProviderName = "replicate"
) -> Order:
    """A small picture."""
    given: dict[str, JsonValue] = {
        "prompt": content,
        "megapixels": "0.25",
        "output_format": "png",
        "seed": 1,
        "go_fast": False,
    }
    return Order(provider, model, given, PRICE, seconds)


def asked(owner_id: str = "owner") -> SceneRefinementRequested:
    """What a picture is asked for by."""
    return SceneRefinementRequested(
        event_id=new_id(), job_id=new_id(), owner_id=owner_id, occurred_at=now(), storyboard_version=1,
        scene_id=new_id(), scene_number=1, picture_id=new_id(), description="A fox.", image_prompt="a fox", style=None,
        aspect_ratio="1:1", provider="replicate", seed=1,
    )  # fmt: skip


@dataclass
class Watched:
    """A seller that may be stopped, or made to lie, at each of its calls. A hook gets the call as a function."""

    real: Seller
    name: Any = "replicate"
    on_create: Callable[[Callable[[], Awaitable[str]], Callable[[], Awaitable[None]]], Awaitable[str]] | None = None
    on_wait: Callable[[Callable[[], Awaitable[Sold]]], Awaitable[Sold]] | None = None
    on_find: Callable[[Callable[[], Awaitable[Found]]], Awaitable[Found]] | None = None
    on_cancel: Callable[[Callable[[], Awaitable[Sold]]], Awaitable[Sold]] | None = None
    canceled: list[str] = field(default_factory=list)

    async def create(self, order: Order, *, webhook: str | None, sending: Callable[[], Awaitable[None]]) -> str:
        """See `Seller`; the hook decides when `sending` is awaited, the call itself does it no more."""
        if self.on_create is None:
            return await self.real.create(order, webhook=webhook, sending=sending)

        async def call() -> str:
            return await self.real.create(order, webhook=webhook, sending=_nothing)

        return await self.on_create(call, sending)

    async def wait(self, prediction_id: str, model: str, *, seconds: float, told: asyncio.Event) -> Sold:
        """See `Seller`."""

        async def call() -> Sold:
            return await self.real.wait(prediction_id, model, seconds=seconds, told=told)

        return await (self.on_wait(call) if self.on_wait else call())

    async def cancel(self, prediction_id: str, model: str) -> Sold:
        """See `Seller`."""
        self.canceled.append(prediction_id)

        async def call() -> Sold:
            return await self.real.cancel(prediction_id, model)

        return await (self.on_cancel(call) if self.on_cancel else call())

    async def find(self, order: Order, since: datetime) -> Found:
        """See `Seller`."""

        async def call() -> Found:
            return await self.real.find(order, since)

        return await (self.on_find(call) if self.on_find else call())

    async def fetch(self, sold: Sold, model: str, out: Path, medium: Medium) -> Received:
        """See `Seller`."""
        return await self.real.fetch(sold, model, out, medium)


async def _nothing() -> None:
    """There is nothing to be done before the call."""


def piece_of(task: Task) -> Piece:
    """What a task buys."""
    cause = SceneRefinementRequested.model_validate(task.payload["cause"])
    limit, content = task.payload["limit"], task.payload["content"]
    return Piece(
        task, cause, "image", cause.picture_id, cause.scene_id, cause.scene_number, content,
        None if limit is None else Decimal(limit),
    )  # fmt: skip


@dataclass
class Shop:
    """The service at work: tests claim tasks and work on them by hand, as one process or several."""

    pool: Pool
    on: "Rehearsal"
    seller: Seller
    grace: float
    second_look: float = 600

    def __post_init__(self) -> None:
        self.units = units(self.pool, ShopUnit)

    async def offer(
        self,
        content: str = "a fox",
        *,
        owner: str = "owner",
        limit: Decimal | None = None,
        seconds: float = PATIENT,
        provider: str = "replicate",
    ) -> SceneRefinementRequested:
        """A picture to make."""
        event = asked(owner)
        payload = {
            "cause": event.model_dump(mode="json"), "content": content, "seconds": seconds, "provider": provider,
            "limit": None if limit is None else str(limit),
        }  # fmt: skip
        async with self.units() as unit:
            await unit.tasks.offer(kind="picture", key=str(event.picture_id), event=event, payload=payload)
        return event

    async def claim(self, owner: str = "one") -> Task:
        """Take the next task up, for ten minutes."""
        task = await Leases(self.pool, owner=owner, seconds=600).claim(["picture"])
        assert task is not None
        return task

    async def abandon(self, task: Task) -> None:
        """Its holder has died, and its lease has run out."""
        await self.run("update tasks set lease_until = now() - interval '1 second' where task_id = $1", task.task_id)

    async def again(self, task: Task, owner: str = "two") -> Task:
        """The same task, taken up by another."""
        await self.abandon(task)
        return await self.claim(owner)

    async def bought(self, task: Task, seller: Seller | None = None, signals: Signals | None = None) -> Bought:
        """Buy what a task asks for."""
        buyer = Buyer(self.units, seller or self.seller, signals or NoSignals(), grace=self.grace)
        with tempfile.TemporaryDirectory() as folder:
            wanted = order(task.payload["content"], seconds=task.payload["seconds"], provider=task.payload["provider"])
            return await buyer.till(piece_of(task)).buy(wanted, Path(folder) / "picture", "image")

    async def work(self, task: Task, seller: Seller | None = None, signals: Signals | None = None) -> bool:
        """As a handler does; whether the picture had to be bought."""
        owner, content = task.payload["cause"]["owner_id"], task.payload["content"]
        if await self.value("select 1 from kept where owner_id = $1 and content_key = $2", owner, content):
            async with self.units() as unit:
                await unit.tasks.finish(task)
            return False
        await self.close(task, await self.bought(task, seller, signals))
        return True

    async def close(self, task: Task, bought: Bought) -> None:
        """A handler's last transaction."""
        async with self.units() as unit:
            await unit.tasks.finish(task)
            await self._keep(unit, bought)

    async def salvage(self, bought: Bought) -> None:
        """See `ports.Salvage`."""
        async with self.units() as unit:
            await self._keep(unit, bought)

    async def _keep(self, unit: ShopUnit, bought: Bought) -> None:
        entry = await unit.purchases.received(bought)
        await unit.connection.execute(
            "insert into kept values ($1, $2, $3) on conflict do nothing",
            entry.owner_id,
            entry.content_key,
            entry.prediction_id,
        )

    async def cancel(self, event: Event) -> None:
        """Its owner wants it no more."""
        async with self.units() as unit:
            await unit.tasks.cancel(event.job_id)

    @asynccontextmanager
    async def settling(self, seller: Seller | None = None, *, lease: float = 15) -> AsyncIterator[Settler]:
        """A settler at work."""
        settler = Settler(
            self.units, seller or self.seller, self.salvage,
            grace=self.grace, second_look=self.second_look, every=0.05, lease=lease,
        )  # fmt: skip
        running = asyncio.create_task(settler.run())
        try:
            yield settler
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    @asynccontextmanager
    async def working(self, name: str) -> AsyncIterator[None]:
        """A worker at work, as a process has one."""

        async def do(task: Task) -> None:
            await self.work(task)

        async def give_up(task: Task, problem: Problem) -> None:
            async with self.units() as unit:
                await unit.tasks.fail(task, problem)

        leases = Leases(self.pool, owner=name, seconds=5)
        jobs = [Job("picture", do, give_up, backoff=0.05)]
        worker = Worker(leases, DeadLetters(self.pool), jobs, concurrency=4, sweep_seconds=0.1)
        running = asyncio.create_task(worker.run())
        try:
            yield
        finally:
            await end([running])

    async def settled(self, seller: Seller | None = None) -> None:
        """Let a settler work until nothing is open, and nothing due for a second look."""
        async with self.settling(seller):
            await eventually(self._nothing_open, what="the settlement")

    async def _nothing_open(self) -> bool:
        return not await self.value(
            "select count(*) from purchases where state in ('intended', 'running')"
            " or (missed and ended_at < now() - $1::interval)",
            timedelta(seconds=self.second_look),
        )

    async def rows(self) -> list[dict[str, Any]]:
        """The purchases, the first one first."""
        async with self.pool.acquire() as connection:
            return [dict(row) for row in await connection.fetch("select * from purchases order by created_at")]

    async def states(self) -> list[str]:
        """Of the purchases, the first one first."""
        return [row["state"] for row in await self.rows()]

    async def kept(self) -> int:
        """How many pictures there are."""
        return int(await self.value("select count(*) from kept"))

    async def told(self) -> list[PicturePurchaseChanged]:
        """What was said, in order."""
        async with self.pool.acquire() as connection:
            rows = await connection.fetch("select body from outbox order by seq")
        return [PicturePurchaseChanged.from_wire(row["body"].encode()) for row in rows]

    async def value(self, statement: str, *arguments: object) -> Any:
        """Of a statement."""
        async with self.pool.acquire() as connection:
            return await connection.fetchval(statement, *arguments)

    async def run(self, statement: str, *arguments: object) -> None:
        """A statement."""
        async with self.pool.acquire() as connection:
            await connection.execute(statement, *arguments)

    async def balanced(self, *, predictions: int) -> None:
        """So many predictions were made, each is in our books, and both books say the same to the cent."""
        assert len(self.on.world.predictions) == predictions

        async def equal() -> bool:
            ours = {row["prediction_id"]: row["cost_usd"] for row in await self.rows() if row["prediction_id"]}
            theirs = {one: Decimal(0) for one in self.on.world.predictions}
            theirs |= {one: line.usd for one, line in self.on.world.ledger.lines.items()}
            return ours == theirs

        await eventually(equal, what="equal books")
        last: dict[UUID, PicturePurchaseChanged] = {}
        for event in await self.told():
            before = last.get(event.purchase.purchase_id)
            assert event.purchase.revision == (before.purchase.revision if before else 0) + 1
            last[event.purchase.purchase_id] = event
        assert {one: (event.purchase.state, event.purchase.cost_usd) for one, event in last.items()} == {
            row["purchase_id"]: (row["state"], row["cost_usd"]) for row in await self.rows()
        }


@asynccontextmanager
async def shop(database: str, on: "Rehearsal", *, schema: str, grace: float = 0.1) -> AsyncIterator[Shop]:
    """A new one, in a schema of its own."""
    await migrate(database, schema=schema, packages=["storyreel_chassis", "storyreel_media.purchasing"])
    async with open_pool(database, schema=schema, size=6) as pool:
        opened = Shop(pool, on, ReplicateSeller(on.client), grace)
        await opened.run(KEPT)
        yield opened
