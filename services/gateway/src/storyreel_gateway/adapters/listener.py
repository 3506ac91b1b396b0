"""Postgres tells which job changed, NATS how far it is; both reach the streams of this process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from uuid import UUID

from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from storyreel_chassis.bus import Bus
from storyreel_chassis.errors import Transient
from storyreel_chassis.logs import logger
from storyreel_chassis.postgres import Pool, connection
from storyreel_contracts.events import Progress
from storyreel_gateway.projection.changes import Changes

CHANNEL, WEBHOOKS = "job_told", "webhook_due"
AGAIN_SECONDS = 0.5


async def listen(pool: Pool, changes: Changes, due: Callable[[], None]) -> None:
    """Feed `changes` from one LISTEN connection, for ever, and call `due` when a webhook was written down; after a gap
    every stream looks for itself."""
    while True:
        with suppress(Transient):
            async with connection(pool) as listener:
                lost = asyncio.Event()
                ended, heard, woken = partial(_set, lost), partial(_heard, changes), partial(_call, due)
                listener.add_termination_listener(ended)
                await listener.add_listener(CHANNEL, heard)
                await listener.add_listener(WEBHOOKS, woken)
                try:
                    changes.ring_all()
                    await lost.wait()
                    logger(__name__).warning("listen_lost")
                finally:
                    listener.remove_termination_listener(ended)
                    await listener.remove_listener(CHANNEL, heard)
                    await listener.remove_listener(WEBHOOKS, woken)
        await asyncio.sleep(AGAIN_SECONDS)


def _call(due: Callable[[], None], *_: object) -> None:
    due()


def _set(event: asyncio.Event, *_: object) -> None:
    event.set()


def _heard(changes: Changes, _connection: object, _pid: int, _channel: str, payload: object) -> None:
    job_id, version, owner_id = str(payload).split(" ", 2)
    changes.announce(UUID(job_id), int(version), owner_id)


@asynccontextmanager
async def progress_relayed(bus: Bus, changes: Changes) -> AsyncIterator[None]:
    """Show live progress to the streams for the time of the block."""

    async def relay(message: Msg) -> None:
        with suppress(ValueError):
            progress = Progress.model_validate_json(message.data)
            changes.progressed(progress.job_id, progress.model_dump_json())

    subscription = await bus.connection.subscribe(Progress.subject_for(), cb=relay)
    try:
        yield
    finally:
        with suppress(NatsError):
            await subscription.unsubscribe()
