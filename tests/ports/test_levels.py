"""What `/metrics` reads from the tables, on a real Postgres: the right numbers, by an index, and none in an outage."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

import pytest

from storyreel_chassis.books import SQL
from storyreel_chassis.health import Health
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import Pool, connection, open_pool
from storyreel_chassis.telemetry.watch import LETTERS, OUTBOX, TASKS, Reading, Watch
from storyreel_gateway.adapters.levels import READINGS
from storyreel_gateway.app import SCRIPTS
from storyreel_media.purchasing.postgres import PURCHASES_READING
from storyreel_renderer.adapters import MIGRATIONS
from support.samples import Samples, here

WORKER = (OUTBOX, LETTERS, TASKS, PURCHASES_READING)

OF_A_WORKER = """
-- (kind, state, seconds until the lease ends, until it is due, since it was made, how many)
insert into tasks (task_id, kind, key, job_id, cause, payload, state, lease_until, not_before, created_at)
select gen_random_uuid(), kind, gen_random_uuid()::text, gen_random_uuid(), gen_random_uuid(), '{}', state,
    now() + lease * interval '1 second', now() + due * interval '1 second', now() - age * interval '1 second'
from (values
    ('render', 'done', null, 0, 9999999, 5000),
    ('render', 'open', 60, 0, 300, 1),
    ('render', 'open', null, -1, 40, 3),
    ('render', 'open', -5, -9, 20, 1),
    ('clip', 'open', null, 600, 5, 2)
) given (kind, state, lease, due, age, many) cross join lateral generate_series(1, many);

insert into outbox (event_id, subject, body, created_at, sent_at)
select gen_random_uuid(), 'a.b.c.v1.d', '{}', now() - interval '90 seconds', case when n > 4 then now() end
from generate_series(1, 5000) n;

insert into dead_letters (letter_id, event_type, subject, body, code, message, attempts, replayed_at)
select gen_random_uuid(), 't', 's', '{}', 'c', 'm', 1, case when n > 2 then now() end from generate_series(1, 5000) n;

insert into purchases (purchase_id, state, cause, owner_id, kind, made_id, scene_id, scene_number, content_key,
    provider, model, input, price_usd, seconds, prediction_id, ended_at)
select gen_random_uuid(), state, '{}', 'ada', 'clip', gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid()::text,
    'replicate', 'm', '{}', 1, 1, gen_random_uuid()::text, case when state <> 'running' then now() end
from (values ('succeeded', 5000), ('running', 3), ('unknown', 1)) given (state, many)
cross join lateral generate_series(1, many);

analyze;
"""
OF_THE_GATEWAY = """
-- What counts is of tomorrow: this month may end before it is read.
insert into jobs (job_id, owner_id, status, version, request, provider, seed, scenes_total, stage_since, estimated_cost)
select gen_random_uuid(), 'ada', status, 1, '{}', 'animatic', 1, 1, now() - age * interval '1 second', 0
from (values
    ('completed', 9999999, 5000), ('rendering', 70, 2), ('rendering', 5, 1), ('storyboard_ready', 250000, 1)
) given (status, age, many) cross join lateral generate_series(1, many);

insert into cost_lines (line_id, owner_id, job_id, kind, provider, model, quantity, unit_price, quoted, reserved,
    actual, state, price_version, created_at, settled_at, doubtful)
select gen_random_uuid(), 'ada' || n, gen_random_uuid(), 'image', 'replicate', 'm', 1, 1, 1, reserved, actual, state,
    'v', now() - days * interval '1 day', case when state <> 'reserved' then now() end, doubtful
from (values
    (0, 1::numeric, 'billed', 100, 0, 5000),
    (0, 0.25, 'billed', -1, 0, 3),
    (2, null, 'reserved', -1, 0, 2),
    (5, null, 'unknown', -1, 4, 1)
) given (reserved, actual, state, days, doubtful, many) cross join lateral generate_series(1, many) n;

insert into webhook_deliveries (delivery_id, owner_id, url, type, body, state)
select gen_random_uuid(), 'ada', 'https://a.example', 't', '{}', case when n > 2 then 'delivered' else 'pending' end
from generate_series(1, 5000) n;

analyze;
"""


@pytest.fixture
async def worker(database: str) -> AsyncIterator[Pool]:
    """The tables of the renderer, with much that has ended and little that has not."""
    await migrate(database, schema="renderer", packages=["storyreel_chassis", *MIGRATIONS])
    async with open_pool(database, schema="renderer", size=2) as pool:
        async with connection(pool) as one:
            await one.execute(OF_A_WORKER)
        yield pool


@pytest.fixture
async def gateway(database: str) -> AsyncIterator[Pool]:
    """The tables of the gateway, likewise."""
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway", size=2) as pool:
        async with connection(pool) as one:
            await one.execute(OF_THE_GATEWAY)
        yield pool


async def shown(pool: Pool, readings: Sequence[Reading]) -> Samples:
    """What a scrape would say after one look at each."""
    watch = Watch(pool, Health("exporter", {}), readings, every=15)
    for reading in readings:
        await watch.look(reading)
    return here()


async def test_a_workers_levels_are_what_its_tables_hold(worker: Pool) -> None:
    """Work by who has it, the oldest of each kind; what is not said, not replayed, not known."""
    found = await shown(worker, WORKER)
    states = ("leased", "open", "put_off")
    assert [found.sum("storyreel_tasks", kind="render", state=state) for state in states] == [1, 4, 0]
    assert [found.sum("storyreel_tasks", kind="clip", state=state) for state in states] == [0, 0, 2]
    assert 300 <= found.sum("storyreel_task_oldest_seconds", kind="render") < 9999
    assert found.sum("storyreel_outbox_waiting") == 4
    assert 90 <= found.sum("storyreel_outbox_oldest_seconds") < 9999
    assert found.sum("storyreel_dead_letters") == 2
    assert found.sum("storyreel_purchases", provider="replicate", state="running") == 3
    assert found.sum("storyreel_purchases", provider="replicate", state="unknown") == 1
    assert found.sum("storyreel_purchases") == 4


async def test_the_gateways_levels_are_what_its_tables_hold(gateway: Pool) -> None:
    """Jobs that somebody waits for, the month's money in three parts, webhooks that wait."""
    found = await shown(gateway, READINGS)
    assert found.sum("storyreel_jobs") == 4
    assert found.sum("storyreel_jobs", status="rendering") == 3
    assert 70 <= found.sum("storyreel_job_oldest_seconds", status="rendering") < 9999
    spend = ("storyreel_spend_month_usd", "replicate")
    states = ("actual", "reserved", "unknown")
    assert [found.sum(spend[0], provider=spend[1], state=state) for state in states] == [0.75, 5, 4]
    assert found.sum("storyreel_webhooks_waiting") == 2


NARROW = {
    "outbox_unsent", "dead_letters_waiting", "dead_letters_waiting_about", "tasks_due", "tasks_open_by_job",
    "purchases_open", "purchases_one_at_a_time", "purchases_unknown", "jobs_by_status", "cost_lines_by_time",
    "webhook_deliveries_due", "webhook_deliveries_next",
}  # fmt: skip
"""Indexes in which what has ended is not, or lies apart."""


def ways(plan: Mapping[str, Any]) -> Iterator[str]:
    """The indexes that a plan goes by, and the tables that it reads from end to end."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    elif "Index Name" in plan:
        yield plan["Index Name"]
    for part in plan.get("Plans", ()):
        yield from ways(part)


async def wide(pool: Pool, readings: Sequence[Reading]) -> dict[str, set[str]]:
    """By which ways, beside the narrow ones, levels are read."""
    found = {}
    async with connection(pool) as one:
        for reading in readings:
            told = json.loads(await one.fetchval(f"explain (format json) {reading.statement}"))
            used = set(ways(told[0]["Plan"]))
            assert used, reading.name
            found[reading.name] = used - NARROW
    return {name: used for name, used in found.items() if used}


async def test_no_level_looks_at_what_has_ended(worker: Pool) -> None:
    """Looking costs as much after a year as on the first day."""
    assert await wide(worker, WORKER) == {}


async def test_no_roll_call_looks_at_what_has_ended(worker: Pool) -> None:
    """Nor does the answer to a doctor."""
    books = ("task_piles", "troubles", "letters_waiting", "newest_letters", "outbox_waiting")
    assert await wide(worker, [Reading(name, SQL[name], ()) for name in books]) == {}
    assert await wide(worker, [Reading("held_by", SQL["held_by"].replace("$1", "'me'"), ())]) == {}


async def test_no_level_of_the_gateway_looks_at_what_has_ended(gateway: Pool) -> None:
    """The same for jobs, lines and webhooks."""
    assert await wide(gateway, READINGS) == {}


async def test_a_database_that_is_away_leaves_no_number(worker: Pool) -> None:
    """A dashboard shows a gap, not the good times before; and the service that looks goes on."""
    assert (await shown(worker, WORKER)).has("storyreel_tasks")
    worker.terminate()
    found = await shown(worker, WORKER)
    for reading in WORKER:
        for _, level in reading.levels:
            assert not found.has(level.name), level.name


async def test_a_slow_look_is_taken_rarely(worker: Pool) -> None:
    """However large a table is, telling about it takes a hundredth of one connection at the most."""
    async with connection(worker) as one:
        await one.execute("create sequence looks")
    slow = Reading("slow", "select nextval('looks'), pg_sleep(0.2)", ())
    watch = Watch(worker, Health("exporter", {}), (slow,), every=15)
    for _ in range(3):
        await watch.look(slow)
    async with connection(worker) as one:
        assert await one.fetchval("select last_value from looks") == 1


async def test_an_answer_that_is_not_understood_ends_no_service(worker: Pool) -> None:
    """A defect of a number is a gap and a line in the log; films are made all the same."""
    level = OUTBOX.levels[0][1]
    level.put({(): 1.0})
    found = await shown(worker, (Reading("odd", "select 'many' as waiting", (("waiting", level),)),))
    assert not found.has(level.name)
