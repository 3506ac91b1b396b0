"""What is written down for endpoints is sent to them, until they take it or it is given up."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from storyreel_chassis.errors import Refused, Transient
from storyreel_chassis.ids import now
from storyreel_chassis.logs import logger
from storyreel_chassis.telemetry import tracing
from storyreel_gateway.domain.reach import target_of
from storyreel_gateway.domain.webhook import GONE, Outcome, pause_after, secret_text, signed
from storyreel_gateway.metrics import WEBHOOKS
from storyreel_gateway.ports import Claimed, GatewayUnits, Poster

AT_ONCE, PER_LANE = 64, 4
"""Attempts under way in this process; and of one owner's at one host, so that a slow endpoint holds up itself only."""
NET_SECONDS, AGAIN_SECONDS = 1.0, 0.2
GRACE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Rules:
    """How patient we are with endpoints. `allowed` are `host:port` that need not be public."""

    secret: str = field(repr=False)
    schedule: Sequence[float]
    seconds: float
    most_failures: int
    allowed: frozenset[str] = frozenset()

    @property
    def lease(self) -> timedelta:
        """After that a delivery whose sender was killed is anybody's."""
        return timedelta(seconds=1.5 * self.seconds + 1)


class Deliver:
    """Sends what is due; any number of processes may at once."""

    def __init__(self, units: GatewayUnits, poster: Poster, rules: Rules) -> None:
        self._units, self._poster, self._rules = units, poster, rules
        self._bell = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy: Counter[str] = Counter()
        self._log = logger(__name__)

    def ring(self) -> None:
        """Something was written down."""
        self._bell.set()

    async def run(self) -> None:
        """Send until cancelled; what is under way then gets a moment, and is given back."""
        try:
            while True:
                self._bell.clear()
                wait = NET_SECONDS
                with suppress(Transient):
                    wait = await self._begin()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._bell.wait()
        finally:
            await self._leave()

    async def _begin(self) -> float:
        """Begin what is due; seconds until there may be more."""
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return NET_SECONDS
        async with self._units() as unit:
            claimed = await unit.webhooks.claim(
                limit=room, per_lane=PER_LANE, busy=self._busy, lease=self._rules.lease
            )  # fmt: skip
            due = None if claimed else await unit.webhooks.next_due()
        for one in claimed:
            self._busy[one.lane] += 1
            task = asyncio.create_task(self._deliver(one))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if claimed:
            return 0
        if due is None:
            return NET_SECONDS
        return min(due, NET_SECONDS) if due > 0 else AGAIN_SECONDS  # due, but its lane is full: that rings when it ends

    async def _deliver(self, claimed: Claimed) -> None:
        delivery = claimed.delivery
        attributes = {"storyreel.job_id": str(delivery.job_id or "") or None, "storyreel.attempt": delivery.attempts}
        try:
            with tracing.entered(
                delivery.traceparent, "deliver webhook", kind=tracing.SpanKind.CLIENT, attributes=attributes
            ):
                await self._attempt(claimed)
        except asyncio.CancelledError:
            with suppress(Transient):
                async with self._units() as unit:
                    await unit.webhooks.release(claimed.delivery)
            raise
        except Transient:
            self._log.warning("webhook_unsettled", delivery_id=str(claimed.delivery.delivery_id))
        finally:
            self._busy[claimed.lane] -= 1
            if not self._busy[claimed.lane]:
                del self._busy[claimed.lane]
            self.ring()

    async def _attempt(self, claimed: Claimed) -> None:
        delivery, rules = claimed.delivery, self._rules
        outcome, host = await self._post(claimed)
        tracing.exchanged("POST", host, outcome.status)
        again = None
        if not outcome.delivered and outcome.status != GONE:
            again = pause_after(delivery.failures + 1, rules.schedule)
        async with self._units() as unit:
            await unit.webhooks.settle(delivery, outcome, again_in=again, most_failures=rules.most_failures)
        WEBHOOKS.labels("delivered" if outcome.delivered else "given_up" if again is None else "failed").inc()
        self._log.info(
            "webhook_sent",
            delivery_id=str(delivery.delivery_id),
            host=host,
            attempt=delivery.attempts,
            status=outcome.status,
            reason=outcome.error,
            ms=outcome.milliseconds,
        )

    async def _post(self, claimed: Claimed) -> tuple[Outcome, str | None]:
        delivery, secret = claimed.delivery, claimed.secret
        try:
            target = target_of(delivery.url, self._rules.allowed)
        except Refused as refusal:
            return Outcome(None, refusal.message), None
        generations = [secret.generation] + ([secret.generation - 1] if secret.previous_until else [])
        secrets = [secret_text(self._rules.secret, delivery.owner_id, one) for one in generations]
        headers = signed(secrets, delivery, now()) | tracing.carried()
        return await self._poster.post(target, delivery.body.encode(), headers), target.name

    async def _leave(self) -> None:
        if not self._tasks:
            return
        _, left = await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=GRACE_SECONDS)
