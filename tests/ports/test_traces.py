"""A trace goes on through outbox, bus and tasks, on the real servers, with a collector and without one."""

import json
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.leases import Leases
from storyreel_chassis.migrations import migrate
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import open_pool
from storyreel_chassis.telemetry import tracing
from storyreel_chassis.unit import PostgresUnit, units
from storyreel_contracts.events import ExportRequested
from storyreel_contracts.topology import STREAM
from support.deadlines import eventually
from support.spans import PARENT, TRACE_ID, collected, id_of, trace_of
from support.toy_service import Toy, export_requested, toy_service

SECRET_TEXT = "a fox in the snow"


async def ended(toy: Toy, export_id: UUID) -> None:
    """Wait until the work is done and its message answered."""

    async def done() -> bool:
        return export_id in toy.done

    await eventually(done)


async def test_without_a_collector_the_trace_goes_on_and_the_event_carries_it(database: str, nats_url: str) -> None:
    """The logs of all services have one trace id, though nobody collects."""
    seen: list[str | None] = []

    async def accept(_: ExportRequested) -> None:
        seen.append(tracing.trace_id())

    async def do(_: Task) -> None:
        seen.append(tracing.trace_id())

    event = export_requested()
    async with toy_service(database, nats_url, accept=accept, do=do) as toy:
        with tracing.entered(PARENT, "a request"):
            await toy.say(event)
        await ended(toy, event.export_id)
        message = await toy.bus.js.get_msg(STREAM, 1)
    assert seen == [TRACE_ID, TRACE_ID]
    assert message.headers is not None
    assert message.data is not None
    assert tracing.trace_id_of(message.headers["traceparent"]) == TRACE_ID
    assert tracing.trace_id_of(json.loads(message.data)["traceparent"]) == TRACE_ID


async def test_work_that_nobody_traced_has_a_trace_of_its_own(database: str, nats_url: str) -> None:
    """What began before an update, or by itself, is told apart as well."""
    seen: set[str | None] = set()

    async def do(_: Task) -> None:
        seen.add(tracing.trace_id())

    one, other = export_requested(), export_requested()
    async with toy_service(database, nats_url, do=do) as toy:
        await toy.say(one, other)
        await ended(toy, one.export_id)
        await ended(toy, other.export_id)
    assert len(seen - {None}) == 2


async def test_spans_lead_from_the_request_to_the_attempt(database: str, nats_url: str) -> None:
    """Each hop is below the one that caused it; a failed attempt has a code, not the words of its error."""
    event = export_requested()

    async def do(task: Task) -> None:
        if not task.attempt:
            raise Transient("provider_away", SECRET_TEXT)

    with collected() as spans:
        async with toy_service(database, nats_url, do=do) as toy:
            with tracing.entered(PARENT, "a request"):
                await toy.say(event)
            await ended(toy, event.export_id)

            async def attempts() -> bool:
                return len(spans.named("task export")) == 2

            await eventually(attempts)
        failed, done = spans.named("task export")
        found = spans.get_finished_spans()
    assert {trace_of(failed), trace_of(done)} == {TRACE_ID}
    ours = ["transaction", "process export_requested", "publish export_requested", "transaction", "a request"]
    assert spans.above(done) == spans.above(failed) == ours
    assert failed.attributes is not None
    assert failed.attributes["error.type"] == "provider_away"
    assert not failed.status.is_ok
    assert done.status.is_ok
    assert done.attributes is not None
    assert [done.attributes[f"storyreel.{name}"] for name in ("kind", "attempt", "fence")] == ["export", 2, 2]
    assert {"say", "heard", "offer_task", "close_task"} <= {one.name for one in found}
    assert SECRET_TEXT not in "".join(one.to_json() for one in found)


async def test_waiting_is_not_collected(database: str, nats_url: str) -> None:
    """A clip that takes an hour is one span, not one for each heartbeat and look."""
    with collected() as spans:
        async with toy_service(database, nats_url) as toy:
            event = export_requested()
            with tracing.entered(PARENT, "a request"):
                await toy.say(event)
            await ended(toy, event.export_id)
    assert not {"extend_lease", "open_tasks"} & {one.name for one in spans.get_finished_spans()}


async def test_who_takes_up_what_a_dead_process_left_says_whose_it_was(database: str, nats_url: str) -> None:
    """After a crash the trace goes on, linked to the attempt that nobody could end."""
    event = export_requested()
    await migrate(database, schema="exporter", packages=["storyreel_chassis"])
    with collected() as spans:
        async with open_pool(database, schema="exporter") as pool:
            with tracing.entered(PARENT, "a request"):
                async with units(pool, PostgresUnit)() as unit:
                    await unit.tasks.offer(kind="export", key=str(event.export_id), event=event, payload={})
            dead = await Leases(pool, owner="dead", seconds=60).claim(["export"])
            assert dead is not None
            await pool.execute("update tasks set lease_until = now() - interval '1 second'")
            async with toy_service(database, nats_url) as toy:
                await ended(toy, event.export_id)
        (taken_up,) = spans.named("task export")
    assert trace_of(taken_up) == TRACE_ID
    (link,) = taken_up.links
    assert f"{link.context.trace_id:032x}" == TRACE_ID
    assert link.context.span_id != id_of(taken_up)


async def test_what_follows_from_another_trace_stays_in_it(database: str) -> None:
    """Fifty owners wait for one copy: each hears of it in a trace of their own."""
    other = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01"
    events = [export_requested(), export_requested().model_copy(update={"traceparent": other})]
    await migrate(database, schema="exporter", packages=["storyreel_chassis"])
    async with open_pool(database, schema="exporter") as pool:
        with tracing.entered(PARENT, "the work"):
            async with units(pool, PostgresUnit)() as unit:
                await unit.say(*events)
        rows = await pool.fetch("select traceparent from outbox order by seq")
    assert [tracing.trace_id_of(row["traceparent"]) for row in rows] == [TRACE_ID, "a" * 32]
