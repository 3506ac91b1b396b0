"""Every event as it happens, typed: STORYREEL_NATS_URL=nats://… python listen.py [--since 2026-01-31T12:00Z]"""

import asyncio
import os
import sys
from datetime import UTC, datetime

import nats
from nats.js.api import ConsumerConfig, DeliverPolicy

from storyreel_contracts.parse import parse


async def listen(since: datetime) -> None:
    client = await nats.connect(os.environ["STORYREEL_NATS_URL"], max_reconnect_attempts=-1)
    config = ConsumerConfig(deliver_policy=DeliverPolicy.BY_START_TIME, opt_start_time=since, idle_heartbeat=1)
    events = await client.jetstream().subscribe("storyreel.>", stream="STORYREEL", ordered_consumer=True, config=config)
    config.opt_start_time = None  # after a restart of NATS it goes on by number
    async for message in events.messages:
        print((event := parse(message.subject, message.data)).job_id, event.event_id, event.event_type, flush=True)


asyncio.run(listen(datetime.fromisoformat(sys.argv[2]).astimezone() if sys.argv[1:] else datetime.now(UTC)))
