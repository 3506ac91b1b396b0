"""The table of purchases, through one transaction of a service's unit."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

import asyncpg

from storyreel_chassis.errors import Away, Fenced, Refused
from storyreel_chassis.ids import new_id
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_chassis.telemetry.watch import Reading
from storyreel_contracts.events import Event, Problem
from storyreel_contracts.types import ProviderName
from storyreel_media.metrics import PURCHASES, SPEND
from storyreel_media.purchasing.patience import STOPPING_SECONDS
from storyreel_media.purchasing.ports import Bought, Ended, Entry, Order, Piece, Taken, Tell, UnderWay

SQL = queries("storyreel_media.purchasing")
PURCHASES_READING = Reading("purchases", SQL["purchases_level"], (("purchases", PURCHASES),))
Say = Callable[[Event], Awaitable[None]]
Later = Callable[[Callable[[], None]], None]


class PostgresPurchases:
    """See `ports.Purchases`. `say` puts an event into the unit's outbox; `tell` makes the one that tells a change; what
    is given to `later` is called once the unit is committed."""

    def __init__(self, connection: Connection, say: Say, tell: Tell, *, later: Later) -> None:
        self._connection, self._say, self._tell, self._later = connection, say, tell, later

    async def open(self, piece: Piece, order: Order) -> Entry:
        """See `ports.Purchases.open`."""
        if not await self._connection.fetchval(SQL["lease_holds"], piece.task.task_id, piece.task.fence):
            raise Fenced(str(piece.task))
        while True:
            content = (piece.cause.owner_id, order.provider, piece.content_key)
            found = await self._connection.fetchrow(SQL["open_purchase"], *content)
            entry = await self._intended(piece, order) if found is None else await self._taken_up(found, piece, order)
            if entry is not None:
                return entry

    async def want(self, piece: Piece, provider: ProviderName) -> None:
        """See `ports.Purchases.want`."""
        await self._connection.execute(
            SQL["want"], piece.cause.owner_id, provider, piece.content_key, piece.task.task_id
        )  # fmt: skip

    async def sending(self, entry: Entry, task: Task) -> Entry:
        """See `ports.Purchases.sending`."""
        return _held(entry, await self._one("sending", entry.purchase_id, entry.hold, task.task_id, task.fence))

    async def unsent(self, entry: Entry) -> None:
        """See `ports.Purchases.unsent`."""
        await self._connection.execute(SQL["unsent"], entry.purchase_id, entry.hold)

    async def lost(self, entry: Entry) -> Entry:
        """See `ports.Purchases.lost`."""
        return _held(entry, await self._one("lost", entry.purchase_id, entry.hold))

    async def created(self, entry: Entry, prediction_id: str) -> Entry | None:
        """See `ports.Purchases.created`."""
        try:
            async with self._connection.transaction():  # a savepoint: the unit outlives the conflict
                noted = await self._one("created", entry.purchase_id, prediction_id)
        except asyncpg.UniqueViolationError:
            raise Taken(prediction_id) from None
        if noted is None:
            return await self._one("running_as", entry.purchase_id, prediction_id)
        return await self._told(noted)

    async def fresh(self, provider: ProviderName, prediction_ids: Sequence[str]) -> Sequence[str]:
        """See `ports.Purchases.fresh`."""
        rows = await self._connection.fetch(SQL["fresh"], provider, list(prediction_ids))
        return [row["prediction_id"] for row in rows]

    async def alone(self, entry: Entry, *, among_missed: bool = False) -> bool:
        """See `ports.Purchases.alone`."""
        return bool(await self._connection.fetchval(SQL["alone"], entry.purchase_id, among_missed))

    async def surplus(self, entry: Entry, prediction_id: str) -> Entry | None:
        """See `ports.Purchases.surplus`."""
        noted = await self._one("surplus", entry.purchase_id, new_id(), prediction_id)
        return None if noted is None else await self._told(noted)

    async def received(self, bought: Bought) -> Entry:
        """See `ports.Purchases.received`."""
        return await self.end(bought.entry, "succeeded", bought.entry.price_usd)

    async def end(
        self, entry: Entry, state: Ended, cost_usd: Decimal | None = Decimal(0), problem: Problem | None = None
    ) -> Entry:
        """See `ports.Purchases.end`."""
        told = None if problem is None else problem.model_dump(mode="json")
        ended = await self._one("end_purchase", entry.purchase_id, entry.hold, state, cost_usd, told)
        if ended is not None and cost_usd:
            self._later(partial(SPEND.labels(entry.provider).inc, float(cost_usd)))
        return await self._told(_held(entry, ended))

    async def spent(self, piece: Piece) -> Decimal:
        """See `ports.Purchases.spent`."""
        spent, _ = await self._spent(piece)
        return spent

    async def paid(self, piece: Piece) -> Decimal:
        """See `ports.Purchases.paid`."""
        return Decimal(await self._connection.fetchval(SQL["paid"], piece.made_id, piece.scene_id, piece.kind))

    async def under_way(self, piece: Piece) -> bool:
        """See `ports.Purchases.under_way`."""
        about = (piece.made_id, piece.scene_id, piece.kind, piece.content_key)
        return bool(await self._connection.fetchval(SQL["under_way"], *about))

    async def needless(self, entry: Entry) -> bool:
        """See `ports.Purchases.needless`."""
        return bool(await self._connection.fetchval(SQL["needless"], entry.purchase_id))

    async def claim(self, provider: ProviderName, seconds: float) -> Entry | None:
        """See `ports.Purchases.claim`."""
        return await self._one("claim_purchase", provider, timedelta(seconds=seconds))

    async def left_over(self, here: Collection[ProviderName], *, after: float) -> Entry | None:
        """See `ports.Purchases.left_over`."""
        return await self._one("left_over", list(here), timedelta(seconds=after))

    async def claim_missed(self, provider: ProviderName, seconds: float, *, after: float) -> Entry | None:
        """See `ports.Purchases.claim_missed`."""
        return await self._one("claim_missed", provider, timedelta(seconds=seconds), timedelta(seconds=after))

    async def looked_again(self, entry: Entry) -> None:
        """See `ports.Purchases.looked_again`."""
        _held(entry, await self._one("looked_again", entry.purchase_id, entry.hold))

    async def keep(self, entry: Entry, seconds: float) -> None:
        """See `ports.Purchases.keep`."""
        length = timedelta(seconds=seconds)
        if await self._connection.fetchval(SQL["keep_claim"], entry.purchase_id, entry.hold, length) is None:
            raise Fenced(f"purchase {entry.purchase_id}")

    async def put_off(self, entry: Entry, seconds: float, *, fetched: bool = False) -> None:
        """See `ports.Purchases.put_off`."""
        after = timedelta(seconds=seconds)
        await self._connection.execute(SQL["put_off"], entry.purchase_id, entry.hold, after, int(fetched))

    async def _intended(self, piece: Piece, order: Order) -> Entry | None:
        """A new purchase; None where another transaction opened one meanwhile."""
        owner_id = piece.cause.owner_id
        looked_for = (owner_id, order.provider, piece.content_key, piece.task.task_id)
        if await self._connection.fetchval(SQL["just_received"], *looked_for):
            raise UnderWay(piece.scene_number, retry_after=0.1)
        await self._check_limit(piece, order)
        noted = await self._one(
            "intend", new_id(), piece.cause.model_dump(mode="json", include=_CAUSE), owner_id,
            piece.kind, piece.made_id, piece.scene_id, piece.scene_number, piece.content_key, order.provider,
            order.model, dict(order.input), order.price_usd, order.seconds, piece.task.task_id, piece.task.fence,
        )  # fmt: skip
        return None if noted is None else await self._told(noted)

    async def _taken_up(self, found: asyncpg.Record, piece: Piece, order: Order) -> Entry | None:
        """The open purchase, now held for this piece; None where it came to an end, so that a new one is needed."""
        entry, holder = _entry(found), (found["task_id"], found["task_fence"])
        ours = holder == (piece.task.task_id, piece.task.fence) and entry.is_for(piece)
        # One that was not sent cannot become another piece's: two that took turns would void each other's for ever.
        put_off = found["awaited"] and entry.sent_at is None and not entry.is_for(piece)
        if found["settling"] or put_off or (found["held"] and not ours):
            raise UnderWay(piece.scene_number)
        held = _held(entry, await self._one("take_up", entry.purchase_id, piece.task.task_id, piece.task.fence))
        if held.sent_at is not None:
            return held
        same = (order.model, order.price_usd) == (held.model, held.price_usd)
        if same and held.is_for(piece):
            return _held(held, await self._one("ask_anew", held.purchase_id, dict(order.input), order.seconds))
        await self.end(held, "void")
        return None

    async def _check_limit(self, piece: Piece, order: Order) -> None:
        if piece.limit_usd is None:
            return
        spent, stopping = await self._spent(piece)
        left = piece.limit_usd - spent - order.price_usd
        if left < 0:
            raise Refused(
                "spend_limit_reached",
                f"scene {piece.scene_number} has cost ${spent}; ${order.price_usd} more for {order.model} would exceed"
                f" its limit of ${piece.limit_usd}",
            )
        if left < stopping:
            raise Away(
                "purchase_stopping",
                f"what was bought for scene {piece.scene_number} without need is being stopped; if it is charged, its"
                f" limit of ${piece.limit_usd} is reached",
                retry_after=STOPPING_SECONDS,
            )

    async def _spent(self, piece: Piece) -> tuple[Decimal, Decimal]:
        """What a piece's purchases cost or may cost; and beside that, what those that are being stopped may."""
        [row] = await self._connection.fetch(SQL["spent"], piece.made_id, piece.scene_id, piece.kind)
        return row["spent"], row["stopping"]

    async def _one(self, name: str, *arguments: object) -> Entry | None:
        row = await self._connection.fetchrow(SQL[name], *arguments)
        return None if row is None else _entry(row)

    async def _told(self, entry: Entry) -> Entry:
        await self._say(self._tell(entry))
        return entry


def _held(entry: Entry, now: Entry | None) -> Entry:
    if now is None:
        raise Fenced(f"purchase {entry.purchase_id}")
    return now


def _entry(row: asyncpg.Record) -> Entry:
    fields = {name: row[name] for name in _PLAIN}
    at, sent_at, lost_at = row["at"], row["sent_at"], row["lost_at"]
    return Entry(
        **fields,
        cause=Event.model_validate(row["cause"]),
        problem=None if row["problem"] is None else Problem.model_validate(row["problem"]),
        age=0.0 if sent_at is None else (at - sent_at).total_seconds(),
        lost_for=None if lost_at is None else (at - lost_at).total_seconds(),
    )


_CAUSE = set(Event.model_fields)
_COMPUTED = {"cause", "problem", "age", "lost_for"}
_PLAIN = tuple(name for name in Entry.__dataclass_fields__ if name not in _COMPUTED)
