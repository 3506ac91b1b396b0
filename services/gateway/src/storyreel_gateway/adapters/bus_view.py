"""The `BusView` port on NATS: the roll call, and JetStream's own account of its stream and queues."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from nats.errors import Error as NatsError

from storyreel_chassis.bus import Bus
from storyreel_chassis.errors import Away, Broken
from storyreel_chassis.ids import now
from storyreel_chassis.rights import API
from storyreel_chassis.roll_call import Heard, RollCall
from storyreel_contracts import topology
from storyreel_contracts.api import BusHealth, ConsumerHealth, InstanceHealth, ServiceHealth
from storyreel_contracts.types import PublisherName
from storyreel_gateway.adapters.records import skew

ASK_SECONDS = 2.0
NO_STREAM = 10059
"""JetStream's error code for a stream that is not there."""
_EMPTY: dict[str, Any] = {"config": {}, "state": {}}


class NatsBusView:
    """See `ports.BusView`."""

    def __init__(self, bus: Bus) -> None:
        self._bus, self._roll_call = bus, RollCall(bus.connection)

    async def services(self) -> Sequence[ServiceHealth]:
        """See `ports.BusView.services`."""
        heard = await self._roll_call()
        return [_service(service, [one for one in heard if one.report.service == service])
                for service in topology.SUBSCRIPTIONS]  # fmt: skip

    async def bus(self) -> BusHealth:
        """See `ports.BusView.bus`."""
        before = now()
        stream = await self._ask("STREAM.INFO")
        after = now()
        queues = {one["name"]: one for one in (await self._ask("CONSUMER.LIST")).get("consumers") or ()}
        names = [consumer.durable for consumer in topology.consumers()]
        state = stream["state"]
        return BusHealth(
            bytes=state.get("bytes", 0), max_bytes=stream["config"].get("max_bytes", 0),
            messages=state.get("messages", 0), missing=[name for name in names if name not in queues],
            consumers=[_consumer(queues[name]) for name in names if name in queues],
            clock_skew_seconds=skew(datetime.fromisoformat(stream["ts"]), before, after) if "ts" in stream else 0.0,
        )  # fmt: skip

    async def _ask(self, verb: str) -> dict[str, Any]:
        """What JetStream says of the event stream; one that is gone is empty."""
        try:
            answer = await self._bus.connection.request(f"{API}.{verb}.{topology.STREAM}", b"", timeout=ASK_SECONDS)
        except (NatsError, TimeoutError) as error:
            raise Away("bus_away", f"NATS: {type(error).__name__}") from error
        told: dict[str, Any] = json.loads(answer.data)
        if refusal := told.get("error"):
            if refusal.get("err_code") == NO_STREAM:
                return _EMPTY
            raise Broken("bus_refused", f"JetStream says: {refusal.get('description')}")
        return told


def _service(service: PublisherName, heard: Sequence[Heard]) -> ServiceHealth:
    books = next((one.report.books for one in heard if one.report.books is not None), None)
    return ServiceHealth(service=service, instances=[_instance(one) for one in heard], books=books)


def _instance(one: Heard) -> InstanceHealth:
    said = one.report
    return InstanceHealth(
        instance=said.instance, version=said.version, started_at=said.started_at, draining=said.draining,
        tasks=said.tasks, dependencies=said.dependencies, clock_skew_seconds=round(one.skew_seconds, 3),
        whole=said.whole,
    )  # fmt: skip


def _consumer(told: dict[str, Any]) -> ConsumerHealth:
    return ConsumerHealth(
        name=told["name"], pending=told.get("num_pending", 0), unacknowledged=told.get("num_ack_pending", 0),
        redelivered=told.get("num_redelivered", 0), listeners=told.get("num_waiting", 0),
        last_handled_at=(told.get("ack_floor") or {}).get("last_active"),
    )  # fmt: skip
