"""The bus: typed events in by FastStream, acknowledged after the work, and what happens when it fails.

What is known about failures (measured): FastStream's own policies end or spin a failing message, and nothing keeps a
long one alive; so acknowledgement is manual here, in one middleware.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from time import perf_counter
from typing import Any, TypeVar
from uuid import UUID

import structlog
from faststream import AckPolicy, BaseMiddleware, ContextRepo
from faststream.nats import JStream, NatsBroker, NatsMessage, NatsRouter, PullSub
from faststream.nats.security import NatsUserPassword
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig
from nats.js.errors import Error as JetStreamError
from pydantic import ValidationError

from storyreel_chassis.addresses import BusAddress
from storyreel_chassis.copy_for_subscribers import copy_for_subscribers
from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.errors import Broken, Leaving, Refused, StoryreelError, Transient, problem_of
from storyreel_chassis.logs import logger
from storyreel_chassis.postgres import AWAY, Pool, connection
from storyreel_chassis.provisioner import MAX_BYTES, restore, standing
from storyreel_chassis.queries import queries
from storyreel_chassis.queues import measure
from storyreel_chassis.rights import inbox_prefix
from storyreel_chassis.telemetry import metrics, tracing
from storyreel_chassis.turns import Turn
from storyreel_contracts import topology
from storyreel_contracts.events import Event, Progress, PurchaseTold
from storyreel_contracts.topology import Consumer
from storyreel_contracts.types import PublisherName

SQL = queries("storyreel_chassis")
BACKOFF = (0.5, 1, 2, 5, 10, 20, 30)
"""Seconds between deliveries of an event that fails; when they are used up it is a dead letter."""
WATCH_SECONDS = 5.0
CONNECT_SECONDS = 10.0

H = TypeVar("H", bound=Callable[..., Any])


def hears(router: NatsRouter, event: type[Event], *, by: PublisherName, workers: int = 1) -> Callable[[H], H]:
    """Subscribe a handler to an event.

    `workers` subscribers share the durable consumer and each holds one message, so a waiting message stays in the
    stream: one subscriber with many workers would fetch more than it keeps alive.
    """
    if event not in topology.SUBSCRIPTIONS[by]:
        raise ValueError(f"{by} is not down for {event.__name__} in the topology table")
    consumer = Consumer(by, event)

    def decorate(handler: H) -> H:
        for _ in range(workers):
            router.subscriber(
                consumer.filter_subject,
                stream=JStream(topology.STREAM, declare=False),
                durable=consumer.durable,
                config=ConsumerConfig(ack_wait=topology.ACK_WAIT.total_seconds()),
                pull_sub=PullSub(batch_size=1, timeout=5.0),
                inbox_prefix=f"{inbox_prefix(by)}.".encode(),
                ack_policy=AckPolicy.MANUAL,
                title=f"{by}:{event.__name__}",
                description=(handler.__doc__ or "").strip() or None,
            )(handler)
        return handler

    return decorate


class Failures:
    """Counts failed deliveries where no server restart forgets them, and buries what has had enough."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self._letters = pool, DeadLetters(pool)

    async def count(self, event_id: UUID) -> int:
        """One more; the sum."""
        async with connection(self._pool) as one:
            failures: int = await one.fetchval(SQL["count_failure"], event_id)
        return failures

    async def bury(self, message: NatsMessage, error: BaseException, *, attempts: int) -> None:
        """Keep the message as a dead letter."""
        subject = message.raw_message.subject
        await self._letters.bury_message(
            event_type=subject.split(".")[2] if subject.count(".") >= 4 else subject,
            subject=subject,
            body=message.body,
            error=error,
            attempts=attempts,
            event_id=_event_id(message),
            job_id=_uuid(subject.rpartition(".")[2]),
        )


def _event_id(message: NatsMessage) -> UUID | None:
    """Whose message it is: as it says itself, else as its `Nats-Msg-Id` begins, which others may have chosen freely."""
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        return UUID(json.loads(message.body)["event_id"])
    return _uuid(message.headers.get("Nats-Msg-Id", "").partition(":")[0])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class Traced(BaseMiddleware[Any, Any]):
    """Around a delivery: the trace of whoever said the event goes on. FastStream's own middleware would see no failure,
    since `Delivery` answers for all of them, and cost as much without a collector as with one."""

    async def consume_scope(self, call_next: Callable[[Any], Any], msg: Any) -> Any:
        """Around `Delivery`."""
        subject = msg.raw_message.subject
        with tracing.entered(
            _traceparent(msg), f"process {subject.split('.')[2]}", kind=tracing.SpanKind.CONSUMER,
            attributes={
                "messaging.system": "nats",
                "messaging.message.id": msg.headers.get("Nats-Msg-Id"),
                "storyreel.job_id": subject.rpartition(".")[2],
            },
        ):  # fmt: skip
            return await call_next(msg)


def _traceparent(message: NatsMessage) -> str | None:
    """As the header says, else as the event itself does: a dead letter that is sent again has its body only."""
    if told := message.headers.get("traceparent"):
        return str(told)
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        if isinstance(told := json.loads(message.body)["traceparent"], str):
            return told
    return None


class Delivery(BaseMiddleware[Any, Any]):
    """One delivery: kept alive while handled, acknowledged after, given back or buried when it fails."""

    def __init__(self, msg: Any, /, *, context: ContextRepo, failures: Failures) -> None:
        super().__init__(msg, context=context)
        self._failures = failures
        self._log = logger(__name__)

    async def consume_scope(self, call_next: Callable[[Any], Any], msg: Any) -> Any:
        """Around the handler."""
        ids = {"event": msg.raw_message.subject.split(".")[2], "event_id": msg.headers.get("Nats-Msg-Id")}
        job_id = msg.raw_message.subject.rpartition(".")[2]
        began, outcome = perf_counter(), "given_back"
        with structlog.contextvars.bound_contextvars(job_id=job_id, **ids):
            alive = asyncio.create_task(self._keep_alive(msg))
            try:
                await call_next(msg)
            except asyncio.CancelledError:
                with suppress(NatsError, JetStreamError):
                    await asyncio.shield(msg.nack())
                raise
            except Leaving:
                with suppress(NatsError, JetStreamError):
                    await msg.nack()
            except ValidationError as error:
                fields = ", ".join(".".join(map(str, wrong["loc"])) for wrong in error.errors()[:5])
                wrong_fields = Broken("event_not_understood", f"not a valid {ids['event']}: {fields}")
                outcome = await self._failed(msg, wrong_fields)
            except RecursionError:  # a thousand brackets: the next delivery would fail the same
                too_deep = Broken("event_not_understood", f"not a valid {ids['event']}: too deep")
                outcome = await self._failed(msg, too_deep)
            except Exception as error:  # noqa: BLE001 - every failure of a handler ends here
                outcome = await self._failed(msg, error)
            else:
                outcome = "handled"
                with suppress(NatsError, JetStreamError):
                    await msg.ack()
                self._log.debug("event_handled")
            finally:
                alive.cancel()
                metrics.EVENTS.labels(ids["event"], outcome).inc()
                metrics.EVENT_SECONDS.labels(ids["event"]).observe(perf_counter() - began)

    async def _keep_alive(self, msg: NatsMessage) -> None:
        while True:
            await asyncio.sleep(topology.ACK_WAIT.total_seconds() / 3)
            with suppress(NatsError, JetStreamError):
                await msg.in_progress()

    async def _failed(self, msg: NatsMessage, error: Exception) -> str:
        """End the delivery of an event whose handler failed; how, as the metrics call it."""
        tracing.failed(error)
        try:
            attempts = await self._attempts(msg)
            if isinstance(error, Refused):
                self._log.warning("event_refused", code=error.code, reason=error.message)
                await msg.ack()
                return "refused"
            if isinstance(error, Broken) or attempts > len(BACKOFF):
                self._log.error("event_buried", attempts=attempts, code=problem_of(error).code, exc_info=error)
                await self._failures.bury(msg, error, attempts=attempts)
                await msg.ack()
                return "buried"
            delay = BACKOFF[attempts - 1] * random.uniform(0.7, 1.3)  # noqa: S311 - jitter
            known = isinstance(error, StoryreelError)
            self._log.warning(
                "event_failed", attempts=attempts, delay=round(delay, 2), code=problem_of(error).code,
                reason=str(error), exc_info=None if known else error,
            )  # fmt: skip
            await msg.nack(delay=delay)
        except (Transient, *AWAY, NatsError, JetStreamError) as away:
            # Postgres is away too: nothing can be counted, so the delivery waits and costs no attempt.
            self._log.warning("event_waits", reason=type(away).__name__)
            await _nack_later(msg, 2)
            return "given_back"
        except Exception as worse:  # noqa: BLE001 - a delivery that nobody answers for would come back for ever, unseen
            self._log.error("event_end_failed", exc_info=worse)
            await _nack_later(msg, BACKOFF[-1])
        return "failed"

    async def _attempts(self, msg: NatsMessage) -> int:
        event_id = _event_id(msg)
        if event_id is None:
            return msg.raw_message.metadata.num_delivered
        return await self._failures.count(event_id)


async def _nack_later(msg: NatsMessage, seconds: float) -> None:
    with suppress(NatsError, JetStreamError):
        await msg.nack(delay=seconds * random.uniform(0.7, 1.3))  # noqa: S311 - jitter


def _security(address: BusAddress) -> NatsUserPassword | None:
    if address.user is None or address.password is None:
        return None
    return NatsUserPassword(address.user, address.password)


class Bus:
    """A broker: JetStream for the relay and readiness, plain NATS for what passes. Connected inside `hearing`."""

    def __init__(
        self, url: str, *, service: PublisherName, pool: Pool, drain_seconds: float, on_closed: Callable[[], None]
    ) -> None:
        """See `open_bus`; nothing is connected yet."""
        self.service = service
        self._log = logger(__name__)
        self._on_closed, self._leaving, self._drain_seconds = on_closed, False, drain_seconds
        self.turns: Sequence[Turn] = ()
        """Of the loops of its subscribers."""
        address = BusAddress.of(url)
        self.broker = NatsBroker(
            address.servers,
            security=_security(address),
            name=f"storyreel-{service}",
            inbox_prefix=inbox_prefix(service),
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            connect_timeout=5,
            graceful_timeout=drain_seconds,
            middlewares=[Traced, partial(Delivery, failures=Failures(pool))],
            closed_cb=self._closed,
            error_cb=self._erred,
            logger=None,
        )

    async def _closed(self) -> None:
        if not self._leaving:
            self._on_closed()

    async def _erred(self, error: Exception) -> None:
        self._log.warning("nats_error", reason=f"{type(error).__name__}: {error}"[:200])

    @asynccontextmanager
    async def hearing(self, router: NatsRouter, context: Mapping[str, object]) -> AsyncIterator[None]:
        """Connected and subscribed; see `open_bus`.

        Raises:
            Transient: NATS is away
        """
        self.broker.include_router(router)
        for name, value in context.items():
            self.broker.context.set_global(name, value)
        try:
            await self._start()
            yield
        finally:
            self._leaving = True  # also after half a start, which else would go on hearing
            with suppress(NatsError, TimeoutError):  # the connection may be away just now
                async with asyncio.timeout(self._drain_seconds + CONNECT_SECONDS):
                    await self.broker.stop()

    async def _start(self) -> None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):  # the client itself would try for ever
                await self.broker.start()
        except (NatsError, JetStreamError, OSError, TimeoutError) as error:
            raise Transient(
                "bus_away", f"NATS does not answer or is not provisioned: {type(error).__name__}"
            ) from error
        self.turns = [_turn_of(one) for one in self.broker.subscribers]

    async def quiet(self) -> None:
        """Hear nothing more, but stay connected: handlers may finish for `drain_seconds`, then they are cancelled."""
        answers = await asyncio.gather(*(one.stop() for one in self.broker.subscribers), return_exceptions=True)
        for error in answers:
            if isinstance(error, BaseException):
                self._log.warning("subscriber_stop_failed", reason=type(error).__name__)

    @property
    def js(self) -> JetStreamContext:
        """JetStream on the broker's connection."""
        context: JetStreamContext = self.broker.config.connection_state.stream
        return context

    @property
    def connection(self) -> Client:
        """The broker's connection, for plain NATS."""
        connection: Client = self.broker.config.connection_state.connection
        return connection

    async def check(self) -> None:
        """A real publish: on a full disk the port stays open while publishes time out."""
        await self.js.publish(
            topology.HEALTH_SUBJECT.format(service=self.service), b"ready", stream=topology.HEALTH_STREAM, timeout=2
        )

    async def progress(
        self, job_id: UUID, stage: str, percent: float, *, scene_number: int | None = None, message: str | None = None
    ) -> None:
        """See `ports.ProgressPublisher`."""
        with suppress(NatsError, ValidationError):  # worth less than the work that says it
            said = Progress(
                job_id=job_id, stage=stage, percent=round(percent, 1), scene_number=scene_number, message=message
            )
            await self.connection.publish(Progress.subject_for(job_id), said.model_dump_json().encode())

    async def tell(self, purchase_id: UUID) -> None:
        """Signal whoever waits for a purchase that its provider told of it."""
        with suppress(NatsError):  # who waits looks by itself, a little later
            said = PurchaseTold(purchase_id=purchase_id)
            await self.connection.publish(PurchaseTold.subject_for(purchase_id), said.model_dump_json().encode())

    async def watch(self, *, replicas: int = 1, max_bytes: int = MAX_BYTES) -> None:
        """Put back streams and consumers that vanish; a consumer that is gone is else a silent standstill.

        A stream that is there stays as it was provisioned; one that is made anew gets these limits. Consumers of others
        are theirs to put back; the subscribers' copy of the stream, and telling how long all queues are, is the
        gateway's. Each of these is done whether or not the one before could be.
        """
        steps: list[Callable[[], Awaitable[None]]] = [partial(self._stand, replicas=replicas, max_bytes=max_bytes)]
        if self.service == "gateway":
            copy = partial(copy_for_subscribers, self.connection, replicas=replicas, max_bytes=max_bytes)
            steps += [partial(measure, self.js), copy]
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            for step in steps:
                try:
                    await step()
                except (NatsError, JetStreamError, TimeoutError) as error:
                    self._log.warning("bus_watch_failed", reason=type(error).__name__)

    async def _stand(self, *, replicas: int, max_bytes: int) -> None:
        if not await standing(self.js, self.service):
            self._log.error("bus_provisioning_lost")
            await restore(self.js, self.service, replicas=replicas, max_bytes=max_bytes)


def _turn_of(subscriber: Any) -> Turn:
    """The turn of a subscriber's loop: a fetch, which lasts a few seconds whether anything comes or not. FastStream has
    no hook there; what is made of a message is no part of it."""
    turn = Turn(
        f"consumer of {subscriber.subject}",
        gone=lambda: bool(subscriber.tasks) and all(one.done() for one in subscriber.tasks),
    )
    subscriber.subscription.fetch = turn.of(subscriber.subscription.fetch)
    return turn


@asynccontextmanager
async def open_bus(
    url: str,
    *,
    service: PublisherName,
    router: NatsRouter,
    pool: Pool,
    context: Mapping[str, object],
    drain_seconds: float,
    on_closed: Callable[[], None],
) -> AsyncIterator[Bus]:
    """Connect and hear; leaving the block stops hearing, waits for handlers up to `drain_seconds`, then cancels them.

    Args:
        url: where NATS is: see `BusAddress`
        service: whose consumers
        router: the service's subscribers
        pool: where failures are counted and dead letters kept
        context: what subscribers ask for by `Context()`
        drain_seconds: how long handlers may finish
        on_closed: called when the connection is lost for good, which must end the process

    Raises:
        Transient: NATS is away
    """
    bus = Bus(url, service=service, pool=pool, drain_seconds=drain_seconds, on_closed=on_closed)
    async with bus.hearing(router, context):
        yield bus
