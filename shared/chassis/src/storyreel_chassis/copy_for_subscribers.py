"""The stream's copy in the subscribers' account, from which they replay: what they do there changes nothing of ours."""

from datetime import timedelta

from nats.aio.client import Client
from nats.js.api import ExternalStream, StreamConfig, StreamConsumerLimits, StreamSource
from nats.js.errors import NotFoundError, ServiceUnavailableError

from storyreel_chassis.logs import logger
from storyreel_chassis.provisioner import MAX_BYTES
from storyreel_chassis.rights import COPY_API, MOST_CONSUMERS, ORIGIN_API, ORIGIN_DELIVERS
from storyreel_contracts import topology

IDLE = timedelta(hours=1)
"""How long a consumer that nobody asks or hears is kept for whoever comes back."""
SECONDS = 5.0


def copy_config(*, replicas: int = 1, max_bytes: int = MAX_BYTES) -> StreamConfig:
    """A mirror of the stream of events, with its sequence numbers and times; the oldest go first when it is full."""
    return StreamConfig(
        name=topology.STREAM,
        description="Every Storyreel event, to read",
        mirror=StreamSource(
            name=topology.STREAM,
            external=ExternalStream(api=ORIGIN_API, deliver=f"{ORIGIN_DELIVERS}.{topology.STREAM}"),
        ),
        max_age=topology.RETENTION.total_seconds(),
        max_bytes=max_bytes,
        max_consumers=MOST_CONSUMERS,
        consumer_limits=StreamConsumerLimits(inactive_threshold=IDLE.total_seconds()),
        num_replicas=replicas,
        allow_direct=True,
    )


async def copy_for_subscribers(
    client: Client, *, replicas: int = 1, max_bytes: int = MAX_BYTES, update: bool = False
) -> None:
    """See to it that the copy is there, and is of the stream that is there; `update` gives it these limits as well.

    A stream that was lost and made anew counts from 1 again, which a copy of the former one never hears.
    A server without the subscribers' account has no copy: who runs it says who may listen.
    """
    ours, theirs = client.jetstream(timeout=SECONDS), client.jetstream(timeout=SECONDS, prefix=COPY_API)
    config = copy_config(replicas=replicas, max_bytes=max_bytes)
    try:
        copied = await theirs.stream_info(topology.STREAM)
    except ServiceUnavailableError:
        return
    except NotFoundError:
        await theirs.add_stream(config)
        logger(__name__).info("subscribers_copy_made")
        return
    origin = await ours.stream_info(topology.STREAM)
    if copied.created and origin.created and copied.created < origin.created:
        await theirs.delete_stream(topology.STREAM)
        await theirs.add_stream(config)
        logger(__name__).warning("subscribers_copy_made_anew")
    elif update:
        await theirs.update_stream(config)
