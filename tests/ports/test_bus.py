"""What the bus promises, on a real NATS server and a real Postgres."""

import gc
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from faststream.nats import NatsRouter
from nats.aio.client import Client
from nats.errors import Error as NatsError

from storyreel.infrastructure import Infrastructure
from storyreel_chassis import bus
from storyreel_chassis.bus import hears, open_bus
from storyreel_chassis.errors import Broken, Refused, Transient
from storyreel_chassis.ids import new_id
from storyreel_chassis.postgres import open_pool
from storyreel_chassis.provisioner import MEBIBYTE, provision
from storyreel_chassis.together import end
from storyreel_chassis.unit import PostgresUnit, units
from storyreel_contracts.events import ExportRequested
from storyreel_contracts.topology import HEALTH_STREAM, STREAM
from support.deadlines import eventually
from support.samples import here
from support.toy_service import Toy, export_requested, stored, toy_service


@pytest.fixture
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bus sees to its streams and consumers ten times as often as in production."""
    monkeypatch.setattr(bus, "WATCH_SECONDS", bus.WATCH_SECONDS / 10)


def is_done(toy: Toy, event: ExportRequested) -> Callable[[], Awaitable[bool]]:
    """A probe for `eventually`."""

    async def probe() -> bool:
        return event.export_id in toy.done

    return probe


async def test_an_event_said_in_a_transaction_is_heard_and_worked_once(database: str, nats_url: str) -> None:
    """Commit, publish, hear, claim, finish: one effect."""
    async with toy_service(database, nats_url) as toy:
        event = export_requested()
        await toy.say(event)
        await eventually(is_done(toy, event))
        assert toy.attempts == 1


async def test_a_rolled_back_transaction_says_nothing(database: str, nats_url: str) -> None:
    """What did not happen is not told."""
    async with toy_service(database, nats_url) as toy:
        never, real = export_requested(), export_requested()

        async def change_mind() -> None:
            async with units(toy.pool, PostgresUnit)() as unit:
                await unit.say(never)
                raise Refused("no", "changed my mind")

        with pytest.raises(Refused):
            await change_mind()
        await toy.say(real)
        await eventually(is_done(toy, real))
        assert await stored(toy.bus) == 1


async def test_an_event_published_twice_under_other_ids_has_one_effect(database: str, nats_url: str) -> None:
    """Beyond the stream's own duplicate window the inbox absorbs it."""
    async with toy_service(database, nats_url) as toy:
        event, after = export_requested(), export_requested()
        for _ in range(3):
            await toy.bus.js.publish(
                event.subject, event.to_wire(), stream=STREAM, headers={"Nats-Msg-Id": uuid.uuid4().hex}
            )
        await toy.say(after)
        await eventually(is_done(toy, after))
        await eventually(is_done(toy, event))
        assert toy.done.count(event.export_id) == 1


async def test_saying_again_reaches_the_hearers_a_second_time(database: str, nats_url: str) -> None:
    """A cause whose facts may have been lost can have them told once more, past the duplicate window."""
    async with toy_service(database, nats_url) as toy:
        event = export_requested().model_copy(update={"causation_id": new_id()})
        await toy.say(event)
        await eventually(is_done(toy, event))
        cause = event.causation_id
        assert cause is not None

        async def said_again() -> bool:
            async with units(toy.pool, PostgresUnit)() as unit:
                return await unit.say_again(cause) == 1

        await eventually(said_again, what="the relay notes that it was sent: it may be heard before")

        async def twice() -> bool:
            return await stored(toy.bus) == 2

        await eventually(twice)
        assert toy.attempts == 1


async def test_deliveries_are_counted_by_what_came_of_them(database: str, nats_url: str) -> None:
    """An operator sees which events fail, and which are refused or buried."""
    ends: dict[str, BaseException] = {"low": Refused("no", "never"), "medium": Broken("bug", "ours")}
    tripped = False

    async def accept(event: ExportRequested) -> None:
        nonlocal tripped
        if event.quality in ends:
            raise ends[event.quality]
        if not tripped:
            tripped = True
            raise Transient("away", "not now")

    told = here()

    def rose(name: str, **labels: str) -> float:
        return here().sum(name, event="export_requested", **labels) - told.sum(name, event="export_requested", **labels)

    async with toy_service(database, nats_url, accept=accept) as toy:
        await toy.say(export_requested("low"), export_requested("medium"), export_requested())
        outcomes = {"handled": 1, "failed": 1, "refused": 1, "buried": 1, "given_back": 0}

        async def all_ended() -> bool:
            return {end: rose("storyreel_events_total", outcome=end) for end in outcomes} == outcomes

        await eventually(all_ended, what="four deliveries")
        assert rose("storyreel_event_duration_seconds_count") == 4
        published = "storyreel_outbox_published_total"
        assert here().sum(published) - told.sum(published) >= 3


async def test_a_passing_failure_is_delivered_again(database: str, nats_url: str) -> None:
    """Transient: the event waits and comes back."""
    tries = 0

    async def stumble(_: ExportRequested) -> None:
        nonlocal tries
        tries += 1
        if tries < 2:
            raise Transient("away", "not now")

    async with toy_service(database, nats_url, accept=stumble) as toy:
        event = export_requested()
        await toy.say(event)
        await eventually(is_done(toy, event))
        assert tries == 2
        assert await toy.letters.list() == []


async def test_poison_is_buried_and_others_pass(database: str, nats_url: str) -> None:
    """A message that nobody understands is a dead letter at once; its neighbours never notice."""
    async with toy_service(database, nats_url) as toy:
        event = export_requested()
        await toy.bus.js.publish(
            ExportRequested.subject_for(uuid.uuid4()), b'{"nonsense": true}', stream=STREAM,
            headers={"Nats-Msg-Id": str(uuid.uuid4())},
        )  # fmt: skip
        await toy.say(event)
        await eventually(is_done(toy, event))

        letters = await eventually(toy.letters.list)
        assert [letter.code for letter in letters] == ["event_not_understood"]
        assert "export_id" in letters[0].message
        assert letters[0].body == '{"nonsense": true}'


async def test_a_buried_event_can_be_replayed(database: str, nats_url: str) -> None:
    """After the defect is mended, a person gives the dead letter another life and it goes through."""
    defect = True

    async def broken(_: ExportRequested) -> None:
        if defect:
            raise Broken("defect", "a person must look")

    async with toy_service(database, nats_url, accept=broken) as toy:
        event = export_requested()
        await toy.say(event)
        letters = await eventually(toy.letters.list)
        assert letters[0].event_id == event.event_id
        defect = False

        async def publish(subject: str, body: bytes, message_id: str) -> None:
            await toy.bus.js.publish(subject, body, stream=STREAM, headers={"Nats-Msg-Id": message_id})

        await toy.letters.replay(letters[0].letter_id, publish)
        await eventually(is_done(toy, event))
        assert await toy.letters.list() == []
        assert len(await toy.letters.list(replayed=True)) == 1


async def test_a_refusal_is_acknowledged_and_forgotten(database: str, nats_url: str) -> None:
    """The caller's mistake is neither retried nor buried."""
    tries = 0

    async def refuse(_: ExportRequested) -> None:
        nonlocal tries
        tries += 1
        raise Refused("no", "never")

    async with toy_service(database, nats_url, accept=refuse) as toy:
        await toy.say(export_requested())

        async def settled() -> bool:
            info = await toy.bus.js.consumer_info(STREAM, "exporter-export_requested")
            return tries == 1 and info.num_ack_pending == 0 and info.num_pending == 0

        await eventually(settled)
        assert await toy.letters.list() == []


async def test_nats_killed_under_load_loses_nothing(database: str, nats_url: str, infra: Infrastructure) -> None:
    """Events committed before, during and after a crash of the server all arrive."""
    if "nats" not in infra.servers:
        pytest.skip("this NATS runs elsewhere and is not the test's to kill")
    async with toy_service(database, nats_url) as toy:
        events = [export_requested() for _ in range(30)]
        await toy.say(*events[:10])
        infra.servers["nats"].kill()
        await toy.say(*events[10:20])
        await infra.servers["nats"].ready()
        await toy.say(*events[20:])

        async def all_done() -> bool:
            return {event.export_id for event in events} <= set(toy.done)

        await eventually(all_done, what="every event's work")
        assert len(toy.done) == len(set(toy.done))


@pytest.mark.usefixtures("watchful")
async def test_a_deleted_stream_is_provisioned_again(database: str, nats_url: str) -> None:
    """The watchdog puts the bus back, and the outbox waits for it."""
    async with toy_service(database, nats_url) as toy:
        await toy.bus.js.delete_stream(STREAM)
        event = export_requested()
        await toy.say(event)
        await eventually(is_done(toy, event))


@pytest.mark.parametrize(
    "body", [b"not json", b"\xff\xfe\x00", b"[" * 100_000, b""], ids=["words", "binary", "deep", "empty"]
)
async def test_any_bytes_are_buried_once(database: str, nats_url: str, body: bytes) -> None:
    """However odd a message is, it becomes one dead letter and leaves the consumer."""
    async with toy_service(database, nats_url) as toy:
        message_id = str(uuid.uuid4())
        headers = {"Nats-Msg-Id": message_id, "Content-Type": "application/json"}
        await toy.bus.js.publish(ExportRequested.subject_for(uuid.uuid4()), body, stream=STREAM, headers=headers)
        letters = await eventually(toy.letters.list)
        assert [str(letter.event_id) for letter in letters] == [message_id]

        async def gone() -> bool:
            info = await toy.bus.js.consumer_info(STREAM, "exporter-export_requested")
            return bool(info.num_ack_pending == 0 and info.num_pending == 0)

        await eventually(gone)


async def test_a_replay_that_fails_can_be_replayed(database: str, nats_url: str) -> None:
    """The second letter is about the same event, also where the handler had taken it up before it failed."""
    defect = True

    async def broken(event: ExportRequested) -> None:
        if defect:
            async with units(toy.pool, PostgresUnit)() as unit:
                await unit.heard(event)
            raise Broken("defect", "a person must look")

    async with toy_service(database, nats_url, accept=broken) as toy:
        event = export_requested()
        await toy.say(event)

        async def publish(subject: str, body: bytes, message_id: str) -> None:
            await toy.bus.js.publish(subject, body, stream=STREAM, headers={"Nats-Msg-Id": message_id})

        first = (await eventually(toy.letters.list))[0]
        await toy.letters.replay(first.letter_id, publish)
        second = (await eventually(toy.letters.list))[0]
        assert (first.event_id, second.event_id) == (event.event_id, event.event_id)
        assert second.letter_id != first.letter_id

        defect = False
        await toy.letters.replay(second.letter_id, publish)
        await eventually(is_done(toy, event))


async def test_replaying_twice_sends_twice_and_has_one_effect(database: str, nats_url: str) -> None:
    """The stream does not swallow the second replay, which may be the one that counts; the hearer does."""

    async def broken(_: ExportRequested) -> None:
        if not await toy.letters.list(replayed=True):
            raise Broken("defect", "a person must look")

    async with toy_service(database, nats_url, accept=broken) as toy:
        event = export_requested()
        await toy.say(event)
        (letter,) = await eventually(toy.letters.list)

        async def publish(subject: str, body: bytes, message_id: str) -> None:
            await toy.bus.js.publish(subject, body, stream=STREAM, headers={"Nats-Msg-Id": message_id})

        await toy.letters.replay(letter.letter_id, publish)
        await eventually(is_done(toy, event))
        await toy.letters.replay(letter.letter_id, publish)
        assert await stored(toy.bus) == 3
        after = export_requested()
        await toy.say(after)
        await eventually(is_done(toy, after))
        assert toy.done.count(event.export_id) == 1


async def test_an_event_too_large_for_the_bus_is_buried_and_others_pass(database: str, nats_url: str) -> None:
    """A hundred of them would fill each of the relay's batches; each is one dead letter however often it is said."""
    cause = new_id()
    async with toy_service(database, nats_url) as toy:
        huge = [
            export_requested().model_copy(update={"master_key": "x" * 2 * MEBIBYTE, "causation_id": cause})
            for _ in range(3)
        ]
        event = export_requested()
        await toy.say(*huge, event)
        await eventually(is_done(toy, event))

        async def sent() -> bool:
            waiting: int = await toy.pool.fetchval("select count(*) from outbox where sent_at is null")
            return waiting == 0

        await eventually(sent)  # the letter of each is there a moment before
        async with units(toy.pool, PostgresUnit)() as unit:
            assert await unit.say_again(cause) == 3
        await eventually(sent)
        letters = await toy.letters.list()
        assert {letter.event_id for letter in letters} == {one.event_id for one in huge}
        assert {(letter.code, letter.attempts) for letter in letters} == {("event_too_large", 2)}


async def test_half_a_start_leaves_nobody_who_hears(database: str, nats_url: str) -> None:
    """Without a stream there is no bus; what was connected until then is let go before the next try."""
    router = NatsRouter()

    @hears(router, ExportRequested, by="exporter")
    async def on_export_requested(_: ExportRequested) -> None:
        raise AssertionError("nobody hears")

    before = {id(client) for client in _connected()}
    async with open_pool(database, schema="exporter") as pool:
        with pytest.raises(Transient, match="not provisioned"):
            async with open_bus(
                nats_url, service="exporter", router=router, pool=pool, context={}, drain_seconds=1,
                on_closed=lambda: None,
            ):  # fmt: skip
                raise AssertionError("there is no stream")
    assert not [client for client in _connected() if id(client) not in before]


def _connected() -> list[Client]:
    found = [one for one in gc.get_objects() if issubclass(type(one), Client)]  # others may be proxies of what is gone
    return [one for one in found if not one.is_closed]


@pytest.mark.usefixtures("watchful")
async def test_what_is_put_back_leaves_the_limits_as_they_were(database: str, nats_url: str) -> None:
    """A lost consumer is mended without a thought about how much the stream may hold."""
    async with toy_service(database, nats_url) as toy:
        await provision(toy.bus.js, max_bytes=64 * MEBIBYTE)
        await toy.bus.js.delete_consumer(STREAM, "exporter-export_requested")
        event = export_requested()
        await toy.say(event)
        await eventually(is_done(toy, event))
        assert (await toy.bus.js.stream_info(STREAM)).config.max_bytes == 64 * MEBIBYTE


@pytest.mark.usefixtures("watchful")
async def test_the_stream_of_readiness_is_put_back_too(database: str, nats_url: str) -> None:
    """Else the service would work on, but never be ready again."""
    async with toy_service(database, nats_url) as toy:
        await toy.bus.js.delete_stream(HEALTH_STREAM)

        async def ready() -> bool:
            with suppress(NatsError):
                await toy.bus.check()
                return True
            return False

        await eventually(ready)


async def test_a_consumer_that_stands_still_is_noticed(database: str, nats_url: str) -> None:
    """A fetch that never ends, or a loop that has ended, is a reason to start the service anew."""
    async with toy_service(database, nats_url) as toy:
        event = export_requested()
        await toy.say(event)
        await eventually(is_done(toy, event))
        turn = toy.bus.turns[0]
        subscriber: Any = toy.bus.broker.subscribers[0]

        async def fetching() -> bool:
            return turn.is_late(-1)

        await eventually(fetching)
        assert not turn.is_late(3600)
        await end(subscriber.tasks)
        assert turn.is_late(3600)
