"""Every event as it happens, as JSON: STORYREEL_NATS_URL=nats://… python listen_plain.py [--since 30m]"""

import argparse
import asyncio
import json
import os
from datetime import UTC, datetime, timedelta

import nats
from nats.js.api import ConsumerConfig, DeliverPolicy


def moment(told: str) -> datetime:
    if told[-1:] in (units := {"s": 1, "m": 60, "h": 3600, "d": 86400}):
        return datetime.now(UTC) - timedelta(seconds=float(told[:-1]) * units[told[-1]])
    return datetime.fromisoformat(told).astimezone()


async def listen(since: datetime) -> None:
    client = await nats.connect(os.environ["STORYREEL_NATS_URL"], max_reconnect_attempts=-1)
    config = ConsumerConfig(deliver_policy=DeliverPolicy.BY_START_TIME, opt_start_time=since, idle_heartbeat=1)
    events = await client.jetstream().subscribe("storyreel.>", stream="STORYREEL", ordered_consumer=True, config=config)
    config.opt_start_time = None  # after a restart of NATS it goes on by number
    async for message in events.messages:
        print(*map(json.loads(message.data).get, ("job_id", "event_id", "event_type")), flush=True)


options = argparse.ArgumentParser()
options.add_argument("--since", type=moment, default="0s", metavar="90s|30m|2h|1d|2026-01-31T12:00Z")
asyncio.run(listen(options.parse_args().since))
