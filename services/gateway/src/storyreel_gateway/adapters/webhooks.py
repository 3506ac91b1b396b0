"""The `Webhooks` port on Postgres, through one transaction."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg

from storyreel_chassis.ids import new_id
from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_chassis.telemetry.tracing import traceparent
from storyreel_contracts.api import DeliveryState
from storyreel_gateway.domain.webhook import GONE, Delivery, Endpoint, Outcome, Secret, Try
from storyreel_gateway.ports import Claimed

SQL = queries("storyreel_gateway.adapters")
_SAME = (
    "delivery_id", "owner_id", "job_id", "type", "url", "body", "state", "attempts", "failures", "next_attempt_at",
    "last_status", "last_error", "created_at", "delivered_at", "traceparent",
)  # fmt: skip


class PostgresWebhooks:
    """See `ports.Webhooks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note_job(self, job_id: UUID, key_id: UUID | None, url: str | None) -> None:
        """See `ports.Webhooks.note_job`."""
        await self._connection.execute(SQL["note_job_webhook"], job_id, key_id, url)

    async def tell(self, owner_id: str, job_id: UUID, kind: str, body: str) -> None:
        """See `ports.Webhooks.tell`."""
        told = (new_id(), owner_id, job_id, kind, body, traceparent())
        await self._connection.execute(SQL["tell_webhook"], *told)

    async def tell_key(self, owner_id: str, key_id: UUID, kind: str, body: str) -> Delivery | None:
        """See `ports.Webhooks.tell_key`."""
        told = (new_id(), owner_id, key_id, kind, body, traceparent())
        row = await self._connection.fetchrow(SQL["tell_key_webhook"], *told)
        return None if row is None else _delivery(row)

    async def get_endpoint(self, owner_id: str, key_id: UUID) -> Endpoint | None:
        """See `ports.Webhooks.get_endpoint`."""
        row = await self._connection.fetchrow(SQL["get_webhook_endpoint"], owner_id, key_id)
        if row is None:
            return None
        return Endpoint(row["url"], row["disabled_at"] is None, row["failures"], row["disabled_at"])

    async def put_endpoint(self, owner_id: str, key_id: UUID, url: str) -> Endpoint:
        """See `ports.Webhooks.put_endpoint`."""
        await self._connection.execute(SQL["put_webhook_endpoint"], owner_id, key_id, url)
        # In the order in which an attempt is settled: its delivery, the endpoint, what waits for that.
        await self._connection.execute(SQL["move_deliveries_under_way"], owner_id, key_id, url)
        await self._connection.execute(SQL["endpoint_is_well"], owner_id, url)
        await self._connection.execute(SQL["move_waiting_deliveries"], owner_id, key_id, url)
        return Endpoint(url, active=True, failures=0, disabled_at=None)

    async def delete_endpoint(self, owner_id: str, key_id: UUID) -> bool:
        """See `ports.Webhooks.delete_endpoint`."""
        if await self._connection.fetchval(SQL["delete_webhook_endpoint"], owner_id, key_id) is None:
            return False
        for under_way in (True, False):
            await self._connection.execute(SQL["cancel_deliveries_of_key"], owner_id, key_id, under_way)
        return True

    async def get_secret(self, owner_id: str) -> Secret:
        """See `ports.Webhooks.get_secret`."""
        row = await self._connection.fetchrow(SQL["get_webhook_secret"], owner_id)
        return Secret() if row is None else Secret(row["generation"], row["rotated_at"])

    async def rotate_secret(self, owner_id: str) -> Secret:
        """See `ports.Webhooks.rotate_secret`."""
        row = await self._connection.fetchrow(SQL["rotate_webhook_secret"], owner_id)
        if row is None:
            raise LookupError("insert … returning gave no row")
        return Secret(row["generation"], row["rotated_at"])

    async def list_deliveries(
        self, owner_id: str, *, job_id: UUID | None, state: DeliveryState | None, before: UUID | None, limit: int
    ) -> Sequence[Delivery]:
        """See `ports.Webhooks.list_deliveries`."""
        rows = await self._connection.fetch(SQL["list_deliveries"], owner_id, job_id, state, before, limit)
        return [_delivery(row) for row in rows]

    async def get_delivery(self, owner_id: str, delivery_id: UUID) -> Delivery | None:
        """See `ports.Webhooks.get_delivery`."""
        row = await self._connection.fetchrow(SQL["get_delivery"], owner_id, delivery_id)
        return None if row is None else _delivery(row)

    async def get_tries(self, owner_id: str, delivery_id: UUID) -> Sequence[Try]:
        """See `ports.Webhooks.get_tries`."""
        rows = await self._connection.fetch(SQL["get_tries"], owner_id, delivery_id)
        names = ("number", "started_at", "milliseconds", "status", "error")
        return [Try(**{name: row[name] for name in names}) for row in rows]

    async def replay(self, owner_id: str, delivery_id: UUID) -> Delivery | None:
        """See `ports.Webhooks.replay`."""
        row = await self._connection.fetchrow(SQL["replay_delivery"], owner_id, delivery_id)
        return None if row is None else _delivery(row)

    async def claim(self, *, limit: int, per_lane: int, busy: Mapping[str, int], lease: timedelta) -> Sequence[Claimed]:
        """See `ports.Webhooks.claim`."""
        rows = await self._connection.fetch(
            SQL["claim_deliveries"], limit, per_lane, list(busy), list(busy.values()), lease
        )
        return [
            Claimed(_delivery(row), Secret(row["generation"], row["rotated_at"]), f"{row['owner_id']} {row['host']}")
            for row in rows
        ]

    async def next_due(self) -> float | None:
        """See `ports.Webhooks.next_due`."""
        seconds: float | None = await self._connection.fetchval(SQL["next_due_delivery"])
        return seconds

    async def settle(self, delivery: Delivery, outcome: Outcome, *, again_in: float | None, most_failures: int) -> None:
        """See `ports.Webhooks.settle`."""
        one, where = self._connection, (delivery.owner_id, delivery.url)
        await one.execute(
            SQL["note_try"], delivery.delivery_id, delivery.attempts, outcome.milliseconds, outcome.status,
            outcome.error,
        )  # fmt: skip
        if outcome.delivered:
            await one.execute(SQL["settle_delivered"], delivery.delivery_id, outcome.status)
            await one.execute(SQL["endpoint_is_well"], *where)
            return
        state = await one.fetchval(
            SQL["settle_failed"], delivery.delivery_id, delivery.attempts, outcome.status, outcome.error, again_in,
            delivery.url,
        )  # fmt: skip
        if state != "failed":
            return
        if await one.fetchval(SQL["endpoint_failed"], *where, most_failures, outcome.status == GONE):
            await one.execute(SQL["cancel_deliveries_of_endpoint"], *where)

    async def release(self, delivery: Delivery) -> None:
        """See `ports.Webhooks.release`."""
        await self._connection.execute(SQL["release_delivery"], delivery.delivery_id, delivery.attempts)

    async def forget_deliveries(self, *, kept_for: timedelta, limit: int) -> int:
        """See `ports.Webhooks.forget_deliveries`."""
        await self._connection.execute(SQL["cancel_deliveries_of_revoked_keys"])
        status = await self._connection.execute(SQL["forget_deliveries"], kept_for, limit)
        return int(status.rpartition(" ")[2])


def _delivery(row: asyncpg.Record) -> Delivery:
    return Delivery(**{name: row[name] for name in _SAME})
