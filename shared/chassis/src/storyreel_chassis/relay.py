"""The outbox relay: what was committed reaches the stream, woken by NOTIFY, polling as the net."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from uuid import UUID

import asyncpg
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js import JetStreamContext
from nats.js.errors import APIError
from nats.js.errors import Error as JetStreamError

from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.errors import Broken, Transient
from storyreel_chassis.logs import logger
from storyreel_chassis.postgres import AWAY, Pool, connection, transaction
from storyreel_chassis.queries import queries
from storyreel_chassis.telemetry import tracing
from storyreel_chassis.telemetry.metrics import OUTBOX_PUBLISHED
from storyreel_chassis.turns import Turn
from storyreel_contracts.topology import RETENTION, STREAM

SQL = queries("storyreel_chassis")
BATCH = 100
NET_SECONDS = 1.0
HOUR = 3600.0
DRAIN_SECONDS = 3.0
TOO_LARGE = 10054
"""JetStream's error code for a message larger than its stream takes."""
PRUNED = ("prune_outbox", "prune_inbox", "prune_deliveries", "prune_canceled", "prune_tasks", "prune_letters")


def _is_too_large(answer: object) -> bool:
    return isinstance(answer, MaxPayloadError) or (isinstance(answer, APIError) and answer.err_code == TOO_LARGE)


def _set(event: asyncio.Event, *_: object) -> None:
    event.set()


class Relay:
    """Publishes a schema's outbox; any number may run at once.

    A crash between publish and mark publishes again under the same `Nats-Msg-Id`, which the stream drops;
    beyond its duplicate window the hearer's inbox does. Each hour it also forgets what is older than any event that can
    come, by the service's own `pruned` statements too, which get that age.
    """

    def __init__(self, pool: Pool, js: JetStreamContext, *, schema: str, pruned: Sequence[str] = ()) -> None:
        self._pool, self._js, self._channel = pool, js, f"{schema}_outbox"
        self._pruned = (*(SQL[name] for name in PRUNED), *pruned)
        self._letters, self._woken = DeadLetters(pool), asyncio.Event()
        self.turn = Turn("relay")
        self._log = logger(__name__)

    async def run(self) -> None:
        """Relay until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._prune())
            group.create_task(self._publish())

    async def drain(self) -> None:
        """Publish what is left, once and for a few seconds at most; for the last moments of a service."""
        with suppress(Transient, NatsError, JetStreamError, TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while await self._publish_batch() == BATCH:
                    pass

    async def _publish(self) -> None:
        backoff = 0.2
        while True:
            self._woken.clear()
            try:
                while await self._turn() == BATCH:
                    pass
                backoff = 0.2
            except (Transient, NatsError, JetStreamError, TimeoutError) as error:
                self._log.warning("outbox_waits", reason=type(error).__name__)
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, 5)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(NET_SECONDS):
                    await self._woken.wait()

    async def _turn(self) -> int:
        with self.turn:
            return await self._publish_batch()

    async def _publish_batch(self) -> int:
        async with transaction(self._pool) as tx:
            rows = await tx.fetch(SQL["unsent"], BATCH)
            answers = await asyncio.gather(*(self._send(row) for row in rows), return_exceptions=True)
            sent = [row["seq"] for row, answer in zip(rows, answers, strict=True) if not isinstance(answer, Exception)]
            if sent:
                await tx.execute(SQL["mark_sent"], sent)
        OUTBOX_PUBLISHED.inc(len(sent))
        for row, answer in zip(rows, answers, strict=True):
            if _is_too_large(answer):
                await self._bury(row)
        for answer in answers:
            if isinstance(answer, Exception) and not _is_too_large(answer):
                raise answer
        return len(rows)

    async def _bury(self, row: asyncpg.Record) -> None:
        """Take an event that the bus will never carry out of the way: a hundred of them would stop all others."""
        event_type, job_id = row["subject"].split(".")[2], UUID(row["subject"].rpartition(".")[2])
        error = Broken("event_too_large", f"the bus takes no {event_type} of {len(row['body'])} characters")
        self._log.error("event_too_large", event_type=event_type, event_id=str(row["event_id"]), job_id=str(job_id))
        await self._letters.bury_message(
            event_type=event_type,
            subject=row["subject"],
            body=row["body"].encode(),
            error=error,
            attempts=row["round"] + 1,
            event_id=row["event_id"],
            job_id=job_id,
        )
        async with connection(self._pool) as one:
            await one.execute(SQL["mark_sent"], [row["seq"]])

    async def _send(self, row: asyncpg.Record) -> None:
        message_id = str(row["event_id"]) if not row["round"] else f"{row['event_id']}:{row['round']}"
        headers = {"Nats-Msg-Id": message_id, "Content-Type": "application/json"}
        with tracing.entered(
            row["traceparent"], f"publish {row['subject'].split('.')[2]}", kind=tracing.SpanKind.PRODUCER,
            attributes={"messaging.system": "nats", "messaging.message.id": message_id},
        ):  # fmt: skip
            headers |= tracing.carried()
            await self._js.publish(row["subject"], row["body"].encode(), stream=STREAM, timeout=5, headers=headers)

    async def _listen(self) -> None:
        while True:
            try:
                async with connection(self._pool) as listener:
                    lost = asyncio.Event()
                    listener.add_termination_listener(partial(_set, lost))
                    await listener.add_listener(self._channel, self._on_notify)
                    self._woken.set()
                    try:
                        await lost.wait()
                    finally:
                        with suppress(*AWAY):
                            await listener.remove_listener(self._channel, self._on_notify)
            except Transient:
                pass
            await asyncio.sleep(0.5)

    def _on_notify(self, *_: object) -> None:
        self._woken.set()

    async def _prune(self) -> None:
        while True:
            try:
                async with connection(self._pool) as tx:
                    for statement in self._pruned:
                        await tx.execute(statement, RETENTION + timedelta(days=7))
            except (Transient, *AWAY):
                self._log.warning("prune_waits")
            await asyncio.sleep(HOUR)
