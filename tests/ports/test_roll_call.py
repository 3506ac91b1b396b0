"""The roll call on a real bus: who lives answers, who stands still is waited for no longer than that, nobody lies."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import asyncpg
import pytest
from nats.aio.msg import Msg

from storyreel_chassis import roll_call
from storyreel_chassis.errors import Away
from storyreel_chassis.health import Health
from storyreel_chassis.ids import new_id, now
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import open_pool
from storyreel_chassis.rights import SUBSCRIBER, all_rights
from storyreel_chassis.roll_call import Heard, Reporter, RollCall, answering, instance_name
from storyreel_contracts.events import Progress
from storyreel_contracts.health import ASKED, REPORTED, Report
from storyreel_contracts.topology import SUBSCRIPTIONS
from storyreel_contracts.types import PublisherName
from support.arrived import arrived
from support.deadlines import eventually
from support.rightful_bus import RightfulBus, rightful_bus

PACKAGES = ("storyreel_chassis",)


class Instance:
    """One that answers as it is told; its second answer waits for `may_finish`."""

    def __init__(self, service: PublisherName, name: str, *, ahead: timedelta = timedelta()) -> None:
        self.service, self._name, self._ahead = service, name, ahead
        self.may_finish = asyncio.Event()
        self.may_finish.set()

    def here(self) -> Report:
        """That it is there."""
        at = now() + self._ahead
        return Report(service=self.service, instance=self._name, version="1", started_at=at, at=at)

    async def whole(self) -> Report:
        """The rest."""
        await self.may_finish.wait()
        return self.here().model_copy(update={"whole": True, "tasks": 3})


@pytest.fixture(scope="module")
async def bus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RightfulBus]:
    """With the users and rights of containers."""
    async with rightful_bus(tmp_path_factory.mktemp("bus")) as running:
        yield running


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others use the machine too: whoever said that it is there has half a minute for the rest, and looks a minute."""
    monkeypatch.setattr(roll_call, "LAST_SECONDS", 30.0)
    monkeypatch.setattr(roll_call, "MISSING_SECONDS", 0.5)
    monkeypatch.setattr(roll_call, "LOOK_SECONDS", 60.0)


@asynccontextmanager
async def answered(bus: RightfulBus, *instances: Instance) -> AsyncIterator[RollCall]:
    """The gateway's roll call, with these instances on the bus, each by its service's user."""
    async with AsyncExitStack() as stack:
        for one in instances:
            user = await stack.enter_async_context(bus.connected(one.service))
            await stack.enter_async_context(answering(user.client, one))
            await arrived(user.client)
        gateway = await stack.enter_async_context(bus.connected("gateway"))
        yield RollCall(gateway.client)
        assert gateway.refusals == []


async def heard_all(call: RollCall, *expected: tuple[str, str], whole: bool = True) -> list[Heard]:
    """What these said, in a call in which all of them were quick enough: others use the machine too."""
    found: list[Heard] = []

    async def all_said() -> bool:
        found[:] = await call()
        return names(found) == sorted(expected) and all(one.report.whole or not whole for one in found)

    await eventually(all_said, what=f"answers of {expected}")
    return found


def names(heard: list[Heard]) -> list[tuple[str, str]]:
    """Who answered."""
    return [(one.report.service, one.report.instance) for one in heard]


async def test_every_instance_of_every_service_answers(bus: RightfulBus) -> None:
    """An operator sees each process, not only each service, with what it knows."""
    there = [Instance(service, f"{service}-{n}") for service in SUBSCRIPTIONS for n in (1, 2)]
    async with answered(bus, *there) as call:
        heard = await heard_all(call, *((service, f"{service}-{n}") for service in SUBSCRIPTIONS for n in (1, 2)))
        assert all(one.report.tasks == 3 for one in heard)
        assert all(one.skew_seconds == 0 for one in heard)


async def test_one_that_has_left_answers_no_more(bus: RightfulBus) -> None:
    """Who stopped is not alive."""
    async with bus.connected("renderer") as user, answered(bus) as call:
        async with answering(user.client, Instance("renderer", "r")):
            await arrived(user.client)
            await heard_all(call, ("renderer", "r"))
        assert list(await call()) == []


async def test_half_an_answer_is_kept_when_the_rest_takes_too_long(
    bus: RightfulBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One whose database hangs is there all the same; the others are not held up beyond the last moment."""
    monkeypatch.setattr(roll_call, "LAST_SECONDS", 2.0)
    slow, quick = Instance("renderer", "slow"), Instance("exporter", "quick")
    slow.may_finish.clear()
    async with answered(bus, slow, quick) as call:
        heard = await heard_all(call, ("renderer", "slow"), ("exporter", "quick"), whole=False)
    assert [one.report.whole for one in heard if one.report.instance == "slow"] == [False]


async def test_the_rest_of_an_answer_is_waited_for(bus: RightfulBus) -> None:
    """As long as the last moment has not come, whoever said that it is there may look a little longer."""
    slow = Instance("renderer", "slow")
    slow.may_finish.clear()
    async with answered(bus, slow) as call:
        asyncio.get_running_loop().call_later(2 * roll_call.FIRST_SECONDS, slow.may_finish.set)
        await heard_all(call, ("renderer", "slow"))


async def test_a_service_that_is_busy_is_not_taken_for_missing(
    bus: RightfulBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it is said that nobody of a service answers, it has some time more; the others' answers are in by then."""
    monkeypatch.setattr(roll_call, "MISSING_SECONDS", 30.0)
    busy, quick = Instance("renderer", "busy"), [Instance(one, "quick") for one in SUBSCRIPTIONS if one != "renderer"]

    async with bus.connected("renderer") as user, answered(bus, *quick) as call:

        async def late(message: Msg) -> None:
            until = asyncio.Event()
            asyncio.get_running_loop().call_later(2 * roll_call.FIRST_SECONDS, until.set)
            await until.wait()
            for report in (busy.here(), await busy.whole()):
                await user.client.publish(message.reply, report.model_dump_json().encode())

        await user.client.subscribe(ASKED.format(service="renderer"), cb=late)
        await arrived(user.client)
        assert ("renderer", "busy") in names(list(await call()))


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)])
async def test_a_clock_that_is_off_is_seen(bus: RightfulBus, ahead: timedelta) -> None:
    """To the length of the journey."""
    async with answered(bus, Instance("renderer", "r", ahead=ahead)) as call:
        (one,) = await heard_all(call, ("renderer", "r"))
        assert one.skew_seconds == pytest.approx(ahead.total_seconds(), abs=60)


async def test_a_service_speaks_for_itself_only(bus: RightfulBus) -> None:
    """Whoever took over one service cannot say that another is well, nor learn who asks."""
    lie = Instance("exporter", "invented").here().model_dump_json().encode()
    async with bus.connected("renderer") as user, bus.connected("gateway") as gateway, answered(bus) as call:
        question = "0123456789abcdef"
        reports = await gateway.client.subscribe(REPORTED.format(service="*", question=question))
        await arrived(gateway.client)
        await user.client.publish(REPORTED.format(service="exporter", question=question), lie)
        await user.refused(REPORTED.format(service="exporter", question=question))
        await user.client.publish(ASKED.format(service="exporter"), b"")
        await user.refused(ASKED.format(service="exporter"))
        for subject in (
            ASKED.format(service="exporter"),
            ASKED.format(service="*"),
            REPORTED.format(service="*", question="*"),
        ):
            await user.client.subscribe(subject)
            await user.refused(f'subscription to "{subject}"')
        await user.client.publish(REPORTED.format(service="renderer", question=question), lie)
        assert (await reports.next_msg(timeout=10)).subject == REPORTED.format(service="renderer", question=question)

        async def lying(message: object) -> None:
            await user.client.publish(getattr(message, "reply", ""), lie)

        await user.client.subscribe(ASKED.format(service="renderer"), cb=lying)
        await arrived(user.client)
        assert list(await call()) == []


async def test_who_talks_without_end_is_not_heard_out(bus: RightfulBus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever took over one service cannot fill the gateway's memory, nor keep the others from being heard."""
    quick, many = Instance("exporter", "quick"), [Instance("renderer", f"r{number:03}") for number in range(200)]
    monkeypatch.setattr(roll_call, "MOST_BYTES", 100 * len(many[0].here().model_dump_json()))
    async with bus.connected("renderer") as user, answered(bus, quick) as call:

        async def flooding(message: Msg) -> None:
            for one in many:
                await user.client.publish(message.reply, (await one.whole()).model_dump_json().encode())

        await user.client.subscribe(ASKED.format(service="renderer"), cb=flooding)
        await arrived(user.client)
        heard: list[str] = []

        async def both() -> bool:
            heard[:] = [service for service, _ in names(list(await call()))]
            return set(heard) == {"exporter", "renderer"}

        await eventually(both, what="answers of both")
    assert heard.count("renderer") <= 100


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_time_at_the_end_of_all_times_is_no_answer(bus: RightfulBus, at: str) -> None:
    """And breaks nobody else's."""
    good, bad = Instance("renderer", "r"), Instance("renderer", "bent").here()
    async with bus.connected("renderer") as user, answered(bus) as call:

        async def bent(message: Msg) -> None:
            told = {**bad.model_dump(mode="json"), "at": at}
            await user.client.publish(message.reply, json.dumps(told).encode())
            await user.client.publish(message.reply, (await good.whole()).model_dump_json().encode())

        await user.client.subscribe(ASKED.format(service="renderer"), cb=bent)
        await arrived(user.client)
        await heard_all(call, ("renderer", "r"))


async def test_a_subscriber_neither_asks_nor_hears(bus: RightfulBus) -> None:
    """Outsiders hear of films, not of processes."""
    async with bus.connected(SUBSCRIBER) as user, bus.connected("exporter") as exporter:
        for service in SUBSCRIPTIONS:
            await user.client.publish(ASKED.format(service=service), b"")
            await user.refused(ASKED.format(service=service))
        heard = await user.client.subscribe("storyreel.>")
        await arrived(user.client)
        await exporter.client.publish(REPORTED.format(service="exporter", question="any"), b"secret")
        await exporter.client.publish(Progress.subject_for(new_id()), b"half")
        assert (await heard.next_msg(timeout=10)).data == b"half"
        assert exporter.refusals == []
    assert sum(ASKED.format(service="*") in rights.publish for rights in all_rights()) == 1


async def test_a_bus_that_is_away_is_said(bus: RightfulBus) -> None:
    """Not an empty roll: nobody answered is another thing than nobody was asked."""
    async with bus.connected("gateway") as gateway:
        call = RollCall(gateway.client)
    with pytest.raises(Away):
        await call()


async def test_a_reporter_reads_its_own_books(database: str) -> None:
    """Tasks by kind and age, what is tried again, dead letters, the outbox and the schema, as the tables have them."""
    await migrate(database, schema="renderer", packages=PACKAGES)
    me, job = instance_name(), new_id()
    async with open_pool(database, schema="renderer", size=4) as pool:
        async with pool.acquire() as one:
            await _fill(one, me, job)
        reporter = Reporter("renderer", me, health=Health("renderer", {"one": _fine}), pool=pool, packages=PACKAGES)
        said = await reporter.whole()
    books = said.books
    assert books is not None
    assert (said.whole, said.tasks, said.dependencies) == (True, 1, {"one": "ok"})
    assert [(pile.kind, pile.waiting, pile.held, pile.jobs) for pile in books.tasks] == [
        ("clip", 2, 1, (job, job, job))
    ]
    assert [(one.code, one.count) for one in books.troubles] == [("provider_away", 2)]
    assert (books.letters.count, books.letters.newest[0].what) == (1, "clip")
    assert books.outbox.waiting == 1
    assert books.database_schema.pending == ()
    assert books.database_schema.ahead == ("storyreel_chassis/9999_later.sql",)


async def test_a_reporter_without_a_database_is_there_all_the_same(database: str) -> None:
    """It says what it knows; the books are missing."""
    await migrate(database, schema="renderer", packages=PACKAGES)
    async with open_pool(database, schema="renderer", size=4) as pool:
        async with pool.acquire() as one:
            await one.execute("drop table tasks cascade")
        reporter = Reporter("renderer", "r", health=Health("renderer", {"one": _bad}), pool=pool, packages=PACKAGES)
        said = await reporter.whole()
    assert (said.whole, said.books, said.dependencies) == (True, None, {"one": "RuntimeError"})


async def _fine() -> None:
    return None


async def _bad() -> None:
    raise RuntimeError


async def _fill(one: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]", me: str, job: object) -> None:
    """Three tasks, two of them tried again and one held by us; a letter, an event to say, a migration of later."""
    problem = {"code": "provider_away", "message": "it is away", "retryable": True}
    for key, held, wrong in (("a", False, problem), ("b", False, problem), ("c", True, None)):
        await one.execute(
            "insert into tasks (task_id, kind, key, job_id, cause, payload, lease_owner, lease_until, problem) values "
            "($1, 'clip', $2, $3, $1, '{}', $4, case when $5 then now() + interval '1 hour' end, $6)",
            new_id(), key, job, me if held else None, held, wrong,
        )  # fmt: skip
    await one.execute(
        "insert into dead_letters (letter_id, event_type, subject, body, task_kind, task_key, code, message, attempts) "
        "values ($1, 'RenderRequested', 's', '{}', 'clip', 'a', 'internal_error', 'no', 3)", new_id(),
    )  # fmt: skip
    await one.execute("insert into outbox (event_id, subject, body) values ($1, 's', '{}')", new_id())
    await one.execute("insert into migrations (name, digest) values ('storyreel_chassis/9999_later.sql', '')")
