"""Events as the bus has them, by the user who may only listen."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import ConsumerConfig, DeliverPolicy
from nats.js.errors import Error as JetStreamError

from storyreel_chassis.addresses import BusAddress
from storyreel_chassis.errors import Refused, Transient
from storyreel_contracts.topology import STREAM

CONNECT_SECONDS = 10.0


async def heard(url: str, subjects: Sequence[str], *, since: datetime, follow: bool) -> AsyncGenerator[Msg, None]:
    """Messages under any of the subjects from then on, in the stream's order, through restarts of the server.

    With `follow` for ever, else up to those that are there when it begins.

    Raises:
        Transient: NATS is away at the beginning, or lets nobody in; the sentence says where and why
        Refused: there is no stream of events, or it has as many listeners as it takes
    """
    config = ConsumerConfig(
        deliver_policy=DeliverPolicy.BY_START_TIME,
        opt_start_time=since,
        filter_subjects=list(subjects),
        idle_heartbeat=1,
    )
    async with _connected(url) as client:
        try:
            listening = await client.jetstream().subscribe("", stream=STREAM, ordered_consumer=True, config=config)
            config.opt_start_time = None  # the client asks again by number when it was cut off, and may not by time too
            info = await listening.consumer_info()
        except (NatsError, JetStreamError) as error:
            raise Refused("not_heard", f"NATS lets nobody listen to {STREAM} here: {error}") from error
        left = (info.num_pending or 0) + (info.delivered.consumer_seq if info.delivered else 0)
        if not follow and left == 0:
            return
        async for message in listening.messages:
            yield message
            left -= 1
            if not follow and left == 0:
                return


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Client]:
    address = BusAddress.of(url)
    met: Exception | None = None

    async def note(error: Exception) -> None:  # a connection that is lost comes back by itself
        nonlocal met
        met = error

    try:
        async with asyncio.timeout(CONNECT_SECONDS):  # the client itself would try for ever
            client = await nats.connect(
                address.servers,
                user=address.user,
                password=address.password,
                max_reconnect_attempts=-1,
                error_cb=note,
            )
    except (NatsError, OSError, TimeoutError) as error:
        why = met or error
        said = str(why) if isinstance(why, NatsError) else type(why).__name__
        raise Transient("bus_away", f"cannot connect to NATS at {address.places}: {said}") from error
    try:
        yield client
    finally:
        await client.close()
