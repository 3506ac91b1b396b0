"""The event stream, who hears it, and what waits to be said."""

from collections.abc import Iterator
from datetime import timedelta

from storyreel.doctor.care import Care
from storyreel.doctor.findings import Finding, Section, ago, counted, some, why_not
from storyreel_contracts.api import ConsumerHealth, SystemHealth

NEARLY_FULL, FULL = 0.8, 0.95
"""Of the stream's bytes; a full one refuses what is published, which the outboxes hold."""
STUCK = timedelta(seconds=30)
"""What an outbox holds for longer is not on its way."""
LONG = 10
"""Messages that wait although everybody is at work; fewer is a queue that moves."""


def judge(health: SystemHealth, care: Care) -> Section:
    """By JetStream's own account, and the services' outboxes."""
    outboxes = list(_outboxes(health, care))
    if health.bus is None:
        return Section("queues", "", outboxes, not_asked=why_not(health, "bus"))
    waiting = sum(one.pending for one in health.bus.consumers)
    held = sum(one.unacknowledged for one in health.bus.consumers)
    well = f"{waiting} wait, {held} under way; the stream is {_share(health):.0%} full"
    return Section("queues", well, [*_stream(health), *_consumers(health, care), *outboxes])


def _share(health: SystemHealth) -> float:
    bus = health.bus
    return bus.bytes / bus.max_bytes if bus is not None and bus.max_bytes > 0 else 0.0


def _stream(health: SystemHealth) -> Iterator[Finding]:
    share = _share(health)
    if share < NEARLY_FULL:
        return
    full = share >= FULL
    yield Finding(
        "broken" if full else "warning",
        f"the event stream is {share:.0%} full",
        "requests are taken, but nothing moves on" if full else "nothing yet",
        "raise STORYREEL_STREAM_MEBIBYTES (and `max_file` of NATS), then `storyreel provision`",
        runbook="StoryreelOutboxStuck",
    )


def _consumers(health: SystemHealth, care: Care) -> Iterator[Finding]:
    bus = health.bus
    if bus is None:
        return
    if bus.missing:
        yield Finding(
            "broken",
            f"{counted(len(bus.missing), 'queue is', 'queues are')} gone: {some(bus.missing)}",
            "what they should hear waits",
            "`storyreel provision`; a live service does it within 5 s",
            runbook="StoryreelQueueStuck",
        )
    for one in bus.consumers:
        service = one.name.partition("-")[0]
        if one.pending and not one.listeners and not one.unacknowledged:
            yield Finding(
                "broken",
                f"{one.name}: {counted(one.pending, 'message waits', 'messages wait')}, nobody hears",
                "those jobs stand still",
                care.restart(service),
                since=one.last_handled_at,
                runbook="StoryreelQueueStuck",
            )
        elif _grows(one):
            yield Finding(
                "warning",
                f"{one.name}: {one.pending} wait behind {one.unacknowledged} under way",
                "jobs take longer",
                f"more of {service}: `docker compose up -d --scale {service}=N`; `storyreel capacity` says how many",
                runbook="StoryreelQueueGrows",
            )


def _grows(one: ConsumerHealth) -> bool:
    return one.pending >= LONG and one.listeners == 0


def _outboxes(health: SystemHealth, care: Care) -> Iterator[Finding]:
    for service in health.services or ():
        books = service.books
        outbox = books and books.outbox
        if books and outbox and outbox.oldest_at and books.database_at - outbox.oldest_at > STUCK:
            yield Finding(
                "broken",
                f"{service.service} has {counted(outbox.waiting, 'event')} to say, the oldest for "
                f"{ago(outbox.oldest_at, books.database_at)}",
                "what was decided is kept, and nobody hears of it",
                f"see NATS above; where that is well, {care.restart(service.service)}",
                since=outbox.oldest_at,
                runbook="StoryreelOutboxStuck",
            )
