"""What the bus promises, on a real NATS server and a real Postgres."""

import uuid
from collections.abc import Awaitable, Callable

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.errors import Broken, Refused, Transient
from storyreel_chassis.ids import new_id
from storyreel_chassis.unit import PostgresUnit, units
from storyreel_contracts.events import ExportRequested
from storyreel_contracts.topology import STREAM
from support.deadlines import eventually
from support.toy_service import Toy, export_requested, stored, toy_service


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
        assert event.causation_id is not None
        async with units(toy.pool, PostgresUnit)() as unit:
            assert await unit.say_again(event.causation_id) == 1

        async def twice() -> bool:
            return await stored(toy.bus) == 2

        await eventually(twice)
        assert toy.attempts == 1


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
        await eventually(is_done(toy, event), within=5)

        letters = await eventually(toy.letters.list, within=5)
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
    async with toy_service(database, nats_url) as toy:
        events = [export_requested() for _ in range(30)]
        await toy.say(*events[:10])
        infra.servers["nats"].kill()
        await toy.say(*events[10:20])
        await infra.servers["nats"].ready()
        await toy.say(*events[20:])

        async def all_done() -> bool:
            return {event.export_id for event in events} <= set(toy.done)

        await eventually(all_done, within=45, what="every event's work")
        assert len(toy.done) == len(set(toy.done))


async def test_a_deleted_stream_is_provisioned_again(database: str, nats_url: str) -> None:
    """The watchdog puts the bus back, and the outbox waits for it."""
    async with toy_service(database, nats_url) as toy:
        await toy.bus.js.delete_stream(STREAM)
        event = export_requested()
        await toy.say(event)
        await eventually(is_done(toy, event), within=45)
