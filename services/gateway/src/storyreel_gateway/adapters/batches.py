"""The `Batches` port on Postgres, through one transaction."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import asyncpg

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_contracts.api import BatchItemError, JobError
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.batches import Batch, Item, JobGlance, Queued, Wish
from storyreel_gateway.domain.costs import NOTHING, Committed

SQL = queries("storyreel_gateway.adapters")


class PostgresBatches:
    """See `ports.Batches`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add_batch(self, batch: Batch, wishes: Sequence[Wish], *, key_id: UUID | None = None) -> None:
        """See `ports.Batches.add_batch`."""
        await self._connection.execute(SQL["add_batch"], batch.batch_id, batch.owner_id, batch.max_cost_usd, key_id)
        await self._connection.execute(
            SQL["add_items"],
            batch.batch_id,
            batch.owner_id,
            [wish.index for wish in wishes],
            [wish.request.model_dump(mode="json") for wish in wishes],
            [wish.estimated_cost for wish in wishes],
            [None if wish.error is None else wish.error.model_dump() for wish in wishes],
        )

    async def get_batch(self, batch_id: UUID, owner_id: str) -> Batch | None:
        """See `ports.Batches.get_batch`."""
        row = await self._connection.fetchrow(SQL["get_batch"], batch_id, owner_id)
        return None if row is None else (await self._whole([row]))[0]

    async def list_batches(self, owner_id: str, *, before: UUID | None, limit: int) -> Sequence[Batch]:
        """See `ports.Batches.list_batches`."""
        return await self._whole(await self._connection.fetch(SQL["list_batches"], owner_id, before, limit))

    async def _whole(self, rows: Sequence[asyncpg.Record]) -> list[Batch]:
        ids = [row["batch_id"] for row in rows]
        items: dict[UUID, list[Item]] = {batch_id: [] for batch_id in ids}
        for row in await self._connection.fetch(SQL["items_of"], ids):
            items[row["batch_id"]].append(_item(row))
        costs = {row["batch_id"]: row for row in await self._connection.fetch(SQL["costs_of"], ids)}
        return [
            Batch(
                **dict(row),
                items=tuple(items[row["batch_id"]]),
                reserved=costs[row["batch_id"]]["reserved"] if row["batch_id"] in costs else NOTHING,
                actual=costs[row["batch_id"]]["actual"] if row["batch_id"] in costs else None,
            )
            for row in rows
        ]

    async def next_item(self, owner_id: str) -> Queued | None:
        """See `ports.Batches.next_item`."""
        row = await self._connection.fetchrow(SQL["next_item"], owner_id)
        return None if row is None else Queued(row["batch_id"], row["index"], row["request"], row["key_id"])

    async def start_item(self, item: Queued, job_id: UUID) -> None:
        """See `ports.Batches.start_item`."""
        await self._connection.execute(SQL["start_item"], item.batch_id, item.index, job_id)

    async def refuse_item(self, item: Queued, error: BatchItemError) -> None:
        """See `ports.Batches.refuse_item`."""
        await self._connection.execute(SQL["refuse_item"], item.batch_id, item.index, error.model_dump())

    async def cancel_batch(self, batch_id: UUID) -> Sequence[UUID]:
        """See `ports.Batches.cancel_batch`."""
        await self._connection.execute(SQL["cancel_items"], batch_id)
        await self._connection.execute(SQL["cancel_batch"], batch_id)
        return [row["job_id"] for row in await self._connection.fetch(SQL["open_jobs_of"], batch_id)]

    async def budget_of(self, batch_id: UUID) -> Decimal | None:
        """See `ports.Batches.budget_of`."""
        budget: Decimal | None = await self._connection.fetchval(SQL["budget_of"], batch_id)
        return budget

    async def committed_of(self, batch_id: UUID) -> Committed:
        """See `ports.Batches.committed_of`."""
        row = await self._connection.fetchrow(SQL["costs_of"], [batch_id])
        return Committed(NOTHING, NOTHING) if row is None else Committed(row["actual"] or NOTHING, row["reserved"])

    async def owners_with_items(self) -> Sequence[str]:
        """See `ports.Batches.owners_with_items`."""
        return [row["owner_id"] for row in await self._connection.fetch(SQL["owners_with_items"])]


def _item(row: asyncpg.Record) -> Item:
    return Item(
        index=row["index"],
        state=row["state"],
        estimated_cost=row["estimated_cost"],
        error=None if row["error"] is None else BatchItemError.model_validate(row["error"]),
        settled_at=row["settled_at"],
        job=None if row["job_id"] is None else _job(row),
    )


def _job(row: asyncpg.Record) -> JobGlance:
    failure = None if row["job_error"] is None else JobError.model_validate(row["job_error"])
    told = None if failure is None else BatchItemError(code=failure.code, message=failure.message)
    return JobGlance(
        job_id=row["job_id"],
        status=VideoStatus(row["status"]),
        percent=row["percent"],
        error=told,
        stage_since=row["stage_since"],
        updated_at=row["updated_at"],
    )
