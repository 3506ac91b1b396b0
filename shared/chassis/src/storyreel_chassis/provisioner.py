"""The one place that makes streams and consumers, from the topology table; adding and updating alike."""

from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from storyreel_chassis.logs import logger
from storyreel_contracts import topology
from storyreel_contracts.topology import Consumer

MEBIBYTE = 2**20
MAX_BYTES = 1024 * MEBIBYTE
"""How much the stream of events holds where nobody says."""


def stream_configs(*, replicas: int = 1, max_bytes: int = MAX_BYTES) -> tuple[StreamConfig, ...]:
    """The streams. `discard=new` makes a full store refuse publishes, which the outbox survives, instead of
    dropping what nobody has read yet."""
    events = StreamConfig(
        name=topology.STREAM,
        description="Every Storyreel event",
        subjects=list(topology.STREAM_SUBJECTS),
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.NEW,
        max_age=topology.RETENTION.total_seconds(),
        max_bytes=max_bytes,
        max_msg_size=MEBIBYTE,
        duplicate_window=topology.DUPLICATE_WINDOW.total_seconds(),
        num_replicas=replicas,
        allow_direct=True,
    )
    health = StreamConfig(
        name=topology.HEALTH_STREAM,
        description="What readiness publishes, one message a service",
        subjects=[topology.HEALTH_SUBJECT.format(service="*")],
        max_msgs_per_subject=1,
        max_bytes=MEBIBYTE,
        num_replicas=replicas,
    )
    return events, health


def consumer_config(consumer: Consumer) -> ConsumerConfig:
    """A durable pull consumer. It redelivers for ever: attempts are counted in Postgres, which no restart forgets."""
    return ConsumerConfig(
        durable_name=consumer.durable,
        filter_subject=consumer.filter_subject,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=topology.ACK_WAIT.total_seconds(),
        max_deliver=-1,
        max_ack_pending=1000,
    )


async def provision(js: JetStreamContext, *, replicas: int = 1, max_bytes: int = MAX_BYTES) -> None:
    """Add or update every stream and consumer; doing it twice, or several at once, changes nothing."""
    for config in stream_configs(replicas=replicas, max_bytes=max_bytes):
        try:
            await js.update_stream(config)
        except NotFoundError:
            await _add(js, config)
    for consumer in topology.consumers():
        await js.add_consumer(topology.STREAM, consumer_config(consumer))
    logger(__name__).info("bus_provisioned", stream=topology.STREAM, consumers=len(topology.consumers()))


async def restore(js: JetStreamContext, service: str, *, replicas: int = 1, max_bytes: int = MAX_BYTES) -> None:
    """Put back what one service needs, as far as it is lost: it may do no more, and a stream that is there keeps the
    limits that the provisioner was given."""
    for config in stream_configs(replicas=replicas, max_bytes=max_bytes):
        try:
            await js.stream_info(str(config.name))
        except NotFoundError:
            await _add(js, config)
    own = [consumer for consumer in topology.consumers() if consumer.service == service]
    for consumer in own:
        await js.add_consumer(topology.STREAM, consumer_config(consumer))
    logger(__name__).info("bus_restored", stream=topology.STREAM, consumers=len(own))


async def _add(js: JetStreamContext, config: StreamConfig) -> None:
    await js.add_stream(config)
    logger(__name__).debug("stream_added", stream=config.name)


async def standing(js: JetStreamContext, service: str) -> bool:
    """Whether a service's consumers are there, and the stream that readiness needs."""
    try:
        for consumer in topology.consumers():
            if consumer.service == service:
                await js.consumer_info(topology.STREAM, consumer.durable)
        await js.stream_info(topology.HEALTH_STREAM)
    except NotFoundError:
        return False
    return True
