"""The `Purchases` port on Postgres, through one transaction."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

import asyncpg

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_contracts.events import Problem
from storyreel_gateway.domain.purchases import Piece, Purchase, Totals
from storyreel_gateway.ports import Wanted

SQL = queries("storyreel_gateway.adapters")
_COLUMNS = tuple(field.name for field in fields(Purchase))


class PostgresPurchases:
    """See `ports.Purchases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put_purchase(self, purchase: Purchase) -> bool:
        """See `ports.Purchases.put_purchase`."""
        told: dict[str, Any] = {name: getattr(purchase, name) for name in _COLUMNS}
        if purchase.problem is not None:
            told["problem"] = purchase.problem.model_dump(mode="json")
        return await self._connection.fetchval(SQL["put_purchase"], *told.values()) is not None

    async def purchases_of(self, owner_id: str, piece: Piece) -> Sequence[Purchase]:
        """See `ports.Purchases.purchases_of`."""
        rows = await self._connection.fetch(
            SQL["purchases_of_piece"], piece.job_id, owner_id, piece.kind, piece.made_id, piece.scene_id
        )
        return [_purchase(row) for row in rows]

    async def purchases_of_job(self, owner_id: str, job_id: UUID) -> Sequence[Purchase]:
        """See `ports.Purchases.purchases_of_job`."""
        return [_purchase(row) for row in await self._connection.fetch(SQL["purchases_of_job"], job_id, owner_id)]

    async def list_purchases(
        self, owner_id: str, wanted: Wanted, *, before: UUID | None = None, limit: int
    ) -> Sequence[Purchase]:
        """See `ports.Purchases.list_purchases`."""
        rows = await self._connection.fetch(SQL["list_purchases"], owner_id, *_conditions(wanted), before, limit)
        return [_purchase(row) for row in rows]

    async def sum_purchases(self, owner_id: str, wanted: Wanted) -> Totals:
        """See `ports.Purchases.sum_purchases`."""
        row = await self._connection.fetchrow(SQL["sum_purchases"], owner_id, *_conditions(wanted))
        if row is None:
            raise LookupError("select sum(…) gave no row")
        return Totals(**dict(row))


def _conditions(wanted: Wanted) -> tuple[object, ...]:
    return wanted.state, wanted.provider, wanted.job_id, wanted.created.since, wanted.created.until


def _purchase(row: asyncpg.Record) -> Purchase:
    told = {name: row[name] for name in _COLUMNS}
    problem = told["problem"]
    return Purchase(**told | {"problem": None if problem is None else Problem.model_validate(problem)})
