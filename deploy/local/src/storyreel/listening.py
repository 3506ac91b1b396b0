"""Events as the bus has them, by the user who may only listen."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeout
from nats.js.api import ConsumerConfig, DeliverPolicy

from storyreel_chassis.addresses import BusAddress
from storyreel_chassis.errors import Refused, Transient
from storyreel_contracts.topology import STREAM

CONNECT_SECONDS = 10.0


async def heard(url: str, subjects: Sequence[str], *, since: datetime, follow: bool) -> AsyncGenerator[Msg, None]:
    """Messages under any of the subjects from then on, in the stream's order, through restarts of the server.

    With `follow` for ever, else up to those that are there when it begins.

    Raises:
        Transient: NATS is away at the beginning; the sentence says where and why
        Refused: it does not know who asks, there is no stream of events, or it has as many listeners as it takes
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
        except NatsTimeout as error:
            raise Transient("bus_away", "NATS does not say whether one may listen: TimeoutError") from error
        except NatsError as error:
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
    address, client, connected = BusAddress.of(url), Client(), asyncio.Event()
    why: deque[Exception] = deque(maxlen=1)

    async def failed(error: Exception) -> None:
        """A connection that is lost comes back by itself; only who is refused at the beginning need not try again."""
        why.append(error)
        if _is_unknown(error) and not connected.is_set():
            told = f"NATS at {address.places} does not know this user and password: see STORYREEL_NATS_URL"
            raise Refused("bus_refused", told)

    try:
        async with asyncio.timeout(CONNECT_SECONDS):  # the client itself would try for ever
            await client.connect(
                address.servers,
                user=address.user,
                password=address.password,
                max_reconnect_attempts=-1,
                error_cb=failed,
            )
        connected.set()
        yield client
    except (NatsError, OSError, TimeoutError) as error:
        if connected.is_set():
            raise
        reason = why[0] if why else error
        said = str(reason) if isinstance(reason, NatsError) else type(reason).__name__
        raise Transient("bus_away", f"cannot connect to NATS at {address.places}: {said}") from error
    finally:
        await client.close()


def _is_unknown(error: Exception) -> bool:
    """Whether NATS does not know the user; the client has no class for it while it connects."""
    return "authorization violation" in str(error).lower()
