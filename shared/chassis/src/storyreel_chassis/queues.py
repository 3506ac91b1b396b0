"""How long the queues are; the gateway tells of all, since a service of which no process runs can tell nothing."""

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import Error as JetStreamError

from storyreel_chassis.telemetry.metrics import CONSUMER_PENDING, CONSUMER_UNACKNOWLEDGED
from storyreel_contracts import topology

_OURS = frozenset(consumer.durable for consumer in topology.consumers())


async def measure(js: JetStreamContext) -> None:
    """Read them all at once; whose consumer is not there has no sample, and where nothing can be read nobody has.

    Raises:
        nats.errors.Error: NATS is away
        nats.js.errors.Error: the stream is gone
    """
    try:
        found = [one for one in await js.consumers_info(topology.STREAM) if one.name in _OURS]
    except (NatsError, JetStreamError):
        CONSUMER_PENDING.forget()
        CONSUMER_UNACKNOWLEDGED.forget()
        raise
    CONSUMER_PENDING.put({(one.name,): one.num_pending or 0 for one in found})
    CONSUMER_UNACKNOWLEDGED.put({(one.name,): one.num_ack_pending or 0 for one in found})
