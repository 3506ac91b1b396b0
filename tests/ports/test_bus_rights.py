"""Who may do what on the bus: deploy/nats.conf on a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import cast
from uuid import uuid4

import nats.errors
import pytest
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo
from nats.js.errors import BadRequestError

from storyreel_chassis.copy_for_subscribers import IDLE, copy_for_subscribers
from storyreel_chassis.provisioner import provision, restore, standing
from storyreel_chassis.queues import measure
from storyreel_chassis.rights import MOST_CONSUMERS, PROVISIONER, SUBSCRIBER, our_rights
from storyreel_contracts import topology
from storyreel_contracts.events import CATALOGUE, Progress, PurchaseTold, RenderRequested
from storyreel_contracts.topology import STREAM, SUBSCRIPTIONS
from storyreel_contracts.types import PublisherName
from support.arrived import arrived
from support.auditor import replayed
from support.deadlines import eventually
from support.rightful_bus import RightfulBus, rightful_bus
from support.samples import here

CREATE = f"$JS.API.CONSUMER.CREATE.{STREAM}"
VICTIM = topology.consumers()[0]
BODIES = [b"one", b"two", b"three"]
PATIENCE = 60
"""Seconds for what never takes long; others use the machine too."""


@pytest.fixture(scope="module")
async def bus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RightfulBus]:
    """Provisioned, by the user whose work that is."""
    async with rightful_bus(tmp_path_factory.mktemp("bus")) as running:
        async with running.connected(PROVISIONER) as user:
            for _ in range(2):
                await provision(user.client.jetstream(timeout=PATIENCE))
                await copy_for_subscribers(user.client, update=True)
            assert user.refusals == []
        yield running


@pytest.mark.parametrize("service", SUBSCRIPTIONS)
async def test_a_service_says_its_own_events_and_no_other(bus: RightfulBus, service: PublisherName) -> None:
    """Whoever takes over one service cannot speak for another."""
    async with bus.connected(service) as user:
        js, job_id = user.client.jetstream(timeout=PATIENCE), uuid4()
        for event in CATALOGUE:
            if event.publisher == service:
                await js.publish(event.subject_for(job_id), b"{}", stream=STREAM)
            else:
                await user.client.publish(event.subject_for(job_id), b"{}")
                await user.refused(event.subject_for(job_id))


@pytest.mark.parametrize("service", SUBSCRIPTIONS)
async def test_a_service_takes_its_own_work_and_no_other(bus: RightfulBus, service: PublisherName) -> None:
    """An event that was meant for the renderer reaches the renderer."""
    async with bus.connected(service) as user:
        js = user.client.jetstream(timeout=PATIENCE)
        assert await standing(js, service)
        await restore(js, service)
        assert user.refusals == []
        for consumer in topology.consumers():
            subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{consumer.durable}"
            await user.client.publish(subject, b"{}")
            if consumer.service != service:
                await user.refused(subject)
        for subject in (f"$JS.API.STREAM.DELETE.{STREAM}", f"$JS.API.STREAM.UPDATE.{STREAM}", "storyreel-health.other"):
            await user.client.publish(subject, b"{}")
            await user.refused(subject)


async def test_the_gateway_tells_of_queues_that_nobody_works_on(tmp_path: Path) -> None:
    """With all workers away an operator, and whatever starts more of them, still sees how much waits; and no number
    from before where the bus is away."""
    async with rightful_bus(tmp_path) as running, running.connected(PROVISIONER) as user:
        await provision(user.client.jetstream(timeout=PATIENCE))
        async with running.connected("gateway") as gateway:
            js, event = gateway.client.jetstream(timeout=PATIENCE), RenderRequested
            for _ in range(3):
                await js.publish(event.subject_for(uuid4()), b"{}", stream=STREAM)
            names = ("storyreel_consumer_pending", "storyreel_consumer_unacknowledged")

            async def told() -> bool:
                await measure(js)
                return [here().sum(name, consumer="renderer-render_requested") for name in names] == [3, 0]

            await eventually(told, what="three that wait: a consumer hears of them after their publisher")
            every = {consumer.durable for consumer in topology.consumers()}
            assert [here().values(name, "consumer") for name in names] == [every, every]
            assert gateway.refusals == []
            await gateway.client.close()
            with pytest.raises(nats.errors.Error):
                await measure(js)
            assert not any(here().has(name) for name in names)


async def test_the_gateway_tells_of_purchases_those_who_buy(bus: RightfulBus) -> None:
    """And they alone: nobody else can wake them, or learns what is being bought."""
    subject = PurchaseTold.subject_for(uuid4())
    async with bus.connected("gateway") as gateway, AsyncExitStack() as stack:
        users = {rights.user: await stack.enter_async_context(bus.connected(rights.user)) for rights in our_rights()}
        heard = {name: await user.client.subscribe(PurchaseTold.subject_for()) for name, user in users.items()}
        for name, user in users.items():
            if name in topology.BUYERS:
                await arrived(user.client)
                assert user.refusals == []
            else:
                await user.refused(f'subscription to "{PurchaseTold.subject_for()}"')
            if name != "gateway":
                await user.client.publish(subject, b"forged")
                await user.refused(f'publish to "{subject}"')
        await gateway.client.publish(subject, b"told")
        for name in topology.BUYERS:
            assert (await heard[name].next_msg(timeout=PATIENCE)).data == b"told"
        assert gateway.refusals == []


@pytest.mark.parametrize("service", SUBSCRIPTIONS)
async def test_a_service_puts_back_what_it_needs(tmp_path: Path, service: PublisherName) -> None:
    """On a server that lost its disk, by itself: nobody has to be there who may do more."""
    async with rightful_bus(tmp_path) as empty, empty.connected(service) as user:
        js = user.client.jetstream(timeout=PATIENCE)
        assert not await standing(js, service)
        await restore(js, service)
        assert await standing(js, service)
        assert (await js.stream_info(STREAM)).state.consumer_count == len(SUBSCRIPTIONS[service])
        assert user.refusals == []


async def test_a_subscriber_hears_live_and_from_the_beginning(bus: RightfulBus) -> None:
    """Whoever listens in needs to know when from, and nothing else: any client's ordinary ways lead there."""
    async with bus.connected("exporter") as service, bus.connected(SUBSCRIBER) as user:
        job_id = uuid4()
        subject = next(event for event in CATALOGUE if event.publisher == "exporter").subject_for(job_id)
        live = await user.client.subscribe("storyreel.>")
        await arrived(user.client)
        await service.client.publish(Progress.subject_for(job_id), b"half")
        assert (await live.next_msg(timeout=PATIENCE)).data == b"half"
        for body in BODIES:
            await service.client.jetstream(timeout=PATIENCE).publish(subject, body, stream=STREAM)
        assert [(await live.next_msg(timeout=PATIENCE)).data for _ in BODIES] == BODIES
        for way in (replayed, ordered, kept, pushed, singly):
            again = await way(user.client.jetstream(timeout=PATIENCE), f"storyreel.*.*.*.{job_id}", len(BODIES))
            assert [message.data for message in again] == BODIES, way.__name__
        assert user.refusals == []


async def ordered(js: JetStreamContext, subject: str, count: int) -> list[Msg]:
    """By an ordered consumer without a name, as `nats sub --stream` makes it too."""
    subscription = await js.subscribe(subject, stream=STREAM, ordered_consumer=True)
    return [await subscription.next_msg(timeout=PATIENCE) for _ in range(count)]


async def kept(js: JetStreamContext, subject: str, count: int) -> list[Msg]:
    """By a durable consumer, as `nats consumer` makes it too, which is deleted afterwards."""
    subscription = await js.pull_subscribe(subject, durable="mine", stream=STREAM)
    messages: list[Msg] = []
    while len(messages) < count:
        messages += await subscription.fetch(count - len(messages), timeout=PATIENCE)
    for message in messages:
        await message.ack_sync(timeout=PATIENCE)
    info = await js.consumer_info(STREAM, "mine")
    assert (info.num_ack_pending, info.config.inactive_threshold) == (0, IDLE.total_seconds())
    assert await js.delete_consumer(STREAM, "mine")
    return messages


async def pushed(js: JetStreamContext, subject: str, count: int) -> list[Msg]:
    """By a consumer that pushes."""
    subscription = await js.subscribe(subject, stream=STREAM)
    return [await subscription.next_msg(timeout=PATIENCE) for _ in range(count)]


async def singly(js: JetStreamContext, subject: str, count: int) -> list[Msg]:
    """One message after the other, by its number in the stream, without a consumer."""
    state = (await js.stream_info(STREAM)).state
    last = await js.get_last_msg(STREAM, subject)
    assert last.seq == state.last_seq
    numbers = range(state.last_seq - count + 1, state.last_seq + 1)
    return [cast("Msg", await js.get_msg(STREAM, number)) for number in numbers]


async def test_the_copy_is_the_stream(bus: RightfulBus) -> None:
    """Numbers, times and headers are the same, so where somebody was means the same to everybody."""
    async with bus.connected("exporter") as service, bus.connected(SUBSCRIBER) as user:
        job_id = uuid4()
        subject = next(event for event in CATALOGUE if event.publisher == "exporter").subject_for(job_id)
        said = await service.client.jetstream(timeout=PATIENCE).publish(
            subject, b"{}", stream=STREAM, headers={"Nats-Msg-Id": str(job_id)}
        )
        (heard,) = await ordered(user.client.jetstream(timeout=PATIENCE), subject, 1)
        assert heard.metadata.sequence.stream == said.seq
        assert heard.headers is not None
        assert heard.headers["Nats-Msg-Id"] == str(job_id)


async def test_a_flood_reaches_subscribers_too(bus: RightfulBus) -> None:
    """Copying goes on beyond what the server sends ahead without being told that it was taken."""
    async with bus.connected("exporter") as service, bus.connected(SUBSCRIBER) as user:
        subject = next(event for event in CATALOGUE if event.publisher == "exporter").subject_for(uuid4())
        js, body = service.client.jetstream(timeout=PATIENCE), b"x" * 2**16
        await asyncio.gather(*(js.publish(subject, body, stream=STREAM) for _ in range(100)))
        heard = await ordered(user.client.jetstream(timeout=PATIENCE), subject, 100)
        assert {len(message.data) for message in heard} == {2**16}


async def test_a_subscriber_says_nothing_and_takes_nothing(bus: RightfulBus) -> None:
    """An outsider's user forges no event, steals no work, and removes no stream, ours or the copy."""
    async with bus.connected(SUBSCRIBER) as user:
        for subject in (
            *(event.subject_for(uuid4()) for event in CATALOGUE),
            Progress.subject_for(uuid4()),
            PurchaseTold.subject_for(uuid4()),
            *(f"$JS.API.STREAM.{verb}.{STREAM}" for verb in ("CREATE", "UPDATE", "DELETE", "PURGE", "MSG.DELETE")),
            "$JS.API.STREAM.CREATE.mine",
            f"origin.API.CONSUMER.CREATE.{STREAM}",
            "_INBOX.somebody",
        ):
            await user.client.publish(subject, b"{}")
            await user.refused(subject)


@pytest.mark.parametrize(
    ("subject", "config"),
    [
        (CREATE, {"name": VICTIM.durable}),
        (CREATE, {"durable_name": VICTIM.durable}),
        (f"{CREATE}.{VICTIM.durable}", {"name": VICTIM.durable}),
        (f"{CREATE}.{VICTIM.durable}.{VICTIM.filter_subject}", {"name": VICTIM.durable}),
        (f"{CREATE}.mine", {"name": VICTIM.durable}),
        (f"{CREATE}.mine", {"name": "mine", "durable_name": VICTIM.durable}),
        (f"$JS.API.CONSUMER.DURABLE.CREATE.{STREAM}.{VICTIM.durable}", {"durable_name": VICTIM.durable}),
        (f"{CREATE}.a", {"name": "a", "deliver_subject": f"storyreel.gateway.job_canceled.v1.{uuid4()}"}),
        (f"{CREATE}.b", {"name": "b", "deliver_subject": PurchaseTold.subject_for(uuid4())}),
        (f"{CREATE}.c", {"name": "c", "deliver_subject": Progress.subject_for(uuid4())}),
        (f"{CREATE}.d", {"name": "d", "deliver_subject": f"$JS.API.STREAM.PURGE.{STREAM}"}),
        (f"{CREATE}.e", {"name": "e", "deliver_subject": f"$JS.API.CONSUMER.DELETE.{STREAM}.{VICTIM.durable}"}),
        (f"{CREATE}.f", {"name": "f", "deliver_subject": f"origin.API.CONSUMER.CREATE.{STREAM}"}),
        (f"{CREATE}.g", {"name": "g", "deliver_subject": "_INBOX.gateway.guessed"}),
    ],
)
async def test_a_subscriber_changes_nothing_of_ours(bus: RightfulBus, subject: str, config: dict[str, str]) -> None:
    """Whatever consumer it makes, by whatever name, delivering wherever: it reaches its own account and no further."""
    async with bus.connected(SUBSCRIBER) as user, bus.connected(VICTIM.service) as service:
        js = service.client.jetstream(timeout=PATIENCE)
        said = next(event for event in CATALOGUE if event.publisher == VICTIM.service).subject_for(uuid4())
        heard = [await service.client.subscribe(where) for where in ("_INBOX.gateway.guessed", Progress.subject_for())]
        await js.publish(said, b"{}", stream=STREAM)
        before, stored = (await js.consumer_info(STREAM, VICTIM.durable)).config, (await js.stream_info(STREAM)).state
        asked = {"stream_name": STREAM, "config": {**config, "ack_policy": "explicit", "ack_wait": 10**9}}
        with suppress(nats.errors.TimeoutError):
            await user.client.request(subject, json.dumps(asked).encode(), timeout=1)
        await ordered(user.client.jetstream(timeout=PATIENCE), said, 1)
        after = (await js.stream_info(STREAM)).state
        assert (await js.consumer_info(STREAM, VICTIM.durable)).config == before
        assert (after.messages, after.consumer_count) == (stored.messages, stored.consumer_count)
        assert [one.pending_msgs for one in heard] == [0, 0]


async def test_subscribers_cannot_use_the_bus_up(bus: RightfulBus) -> None:
    """Theirs is so much and no more; services have what they need whatever subscribers do."""
    async with bus.connected(SUBSCRIBER) as user, bus.connected("gateway") as gateway:
        js = user.client.jetstream(timeout=PATIENCE)
        greedy = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, mem_storage=True)
        answers = await asyncio.gather(
            *(js.add_consumer(STREAM, greedy) for _ in range(MOST_CONSUMERS + 5)), return_exceptions=True
        )
        made = [answer.name for answer in answers if isinstance(answer, ConsumerInfo)]
        refused = [str(answer.description) for answer in answers if isinstance(answer, BadRequestError)]
        assert len(made) <= MOST_CONSUMERS
        assert set(refused) == {"maximum consumers limit reached"}
        await restore(gateway.client.jetstream(timeout=PATIENCE), "gateway")
        await asyncio.gather(*(js.delete_consumer(STREAM, name) for name in made))


async def test_nobody_hears_the_answers_of_others(bus: RightfulBus) -> None:
    """Deliveries and answers of the bus come by inboxes; a subscriber's are those of its own account."""
    async with bus.connected("exporter") as user:
        for subject in ("_INBOX.>", "_INBOX.gateway.>", ">", "storyreel-health.*", "origin.>"):
            await user.client.subscribe(subject)
            await user.refused(f'subscription to "{subject}"')
    async with bus.connected(SUBSCRIBER) as user, bus.connected("gateway") as gateway:
        for subject in (">", "$JS.>", "$SYS.>", "storyreel-health.*"):
            await user.client.subscribe(subject)
            await user.refused(f'subscription to "{subject}"')
        heard = await user.client.subscribe("_INBOX.>")
        signals = await user.client.subscribe("storyreel.told.*")
        await arrived(user.client)
        await gateway.client.publish(PurchaseTold.subject_for(uuid4()), b"{}")
        await gateway.client.jetstream(timeout=PATIENCE).stream_info(STREAM)
        await arrived(user.client)
        assert (heard.pending_msgs, signals.pending_msgs) == (0, 0)


@pytest.mark.parametrize("login", [b'{"user": "gateway", "pass": "wrong"}', b"{}"])
async def test_a_wrong_password_is_no_user(bus: RightfulBus, login: bytes) -> None:
    """Nor is none at all."""
    reader, writer = await asyncio.open_connection("127.0.0.1", bus.port)
    writer.write(b"CONNECT " + login + b"\r\nPING\r\n")
    assert b"Authorization Violation" in await reader.read()
    writer.close()
    await writer.wait_closed()
