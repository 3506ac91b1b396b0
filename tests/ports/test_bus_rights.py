"""Who may do what on the bus: deploy/nats.conf on a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import nats.errors
import pytest

from storyreel_chassis.provisioner import consumer_config, provision, restore, standing
from storyreel_chassis.rights import PROVISIONER, SUBSCRIBER, all_rights
from storyreel_contracts import topology
from storyreel_contracts.events import CATALOGUE, Progress, PurchaseTold
from storyreel_contracts.topology import STREAM, SUBSCRIPTIONS
from storyreel_contracts.types import PublisherName
from support.auditor import replayed
from support.rightful_bus import RightfulBus, rightful_bus

CREATE = f"$JS.API.CONSUMER.CREATE.{STREAM}"
VICTIM = topology.consumers()[0]


@pytest.fixture(scope="module")
async def bus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RightfulBus]:
    """Provisioned, by the user whose work that is."""
    async with rightful_bus(tmp_path_factory.mktemp("bus")) as running:
        async with running.connected(PROVISIONER) as user:
            await provision(user.client.jetstream(timeout=5))
            await provision(user.client.jetstream(timeout=5))
            assert user.refusals == []
        yield running


@pytest.mark.parametrize("service", SUBSCRIPTIONS)
async def test_a_service_says_its_own_events_and_no_other(bus: RightfulBus, service: PublisherName) -> None:
    """Whoever takes over one service cannot speak for another."""
    async with bus.connected(service) as user:
        js, job_id = user.client.jetstream(timeout=5), uuid4()
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
        js = user.client.jetstream(timeout=5)
        assert await standing(js, service) is not None
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


async def test_the_gateway_tells_of_purchases_those_who_buy(bus: RightfulBus) -> None:
    """And they alone: nobody else can wake them, or learns what is being bought."""
    subject = PurchaseTold.subject_for(uuid4())
    async with bus.connected("gateway") as gateway, AsyncExitStack() as stack:
        users = {rights.user: await stack.enter_async_context(bus.connected(rights.user)) for rights in all_rights()}
        heard = {name: await user.client.subscribe(PurchaseTold.subject_for()) for name, user in users.items()}
        for name, user in users.items():
            if name in topology.BUYERS:
                await user.client.flush()
                assert user.refusals == []
            else:
                await user.refused(f'subscription to "{PurchaseTold.subject_for()}"')
            if name != "gateway":
                await user.client.publish(subject, b"forged")
                await user.refused(f'publish to "{subject}"')
        await gateway.client.publish(subject, b"told")
        for name in topology.BUYERS:
            assert (await heard[name].next_msg(timeout=10)).data == b"told"
        assert gateway.refusals == []


@pytest.mark.parametrize("service", SUBSCRIPTIONS)
async def test_a_service_puts_back_what_it_needs(tmp_path: Path, service: PublisherName) -> None:
    """On a server that lost its disk, by itself: nobody has to be there who may do more."""
    async with rightful_bus(tmp_path) as empty, empty.connected(service) as user:
        js = user.client.jetstream(timeout=5)
        assert await standing(js, service) is None
        await restore(js, service)
        assert await standing(js, service) is not None
        assert (await js.stream_info(STREAM)).state.consumer_count == len(SUBSCRIPTIONS[service])
        assert user.refusals == []


async def test_a_subscriber_hears_live_and_from_the_beginning(bus: RightfulBus) -> None:
    """Whoever listens in needs to know when from, and nothing else."""
    async with bus.connected("exporter") as service, bus.connected(SUBSCRIBER) as user:
        job_id = uuid4()
        subject = next(event for event in CATALOGUE if event.publisher == "exporter").subject_for(job_id)
        live = await user.client.subscribe("storyreel.*.*.*.*")
        progress = await user.client.subscribe(Progress.subject_for())
        await user.client.flush()
        await service.client.publish(Progress.subject_for(job_id), b"half")
        for body in (b"one", b"two"):
            await service.client.jetstream(timeout=5).publish(subject, body, stream=STREAM)
        assert (await progress.next_msg(timeout=10)).data == b"half"
        assert [(await live.next_msg(timeout=10)).data for _ in range(2)] == [b"one", b"two"]
        again = await replayed(user.client.jetstream(timeout=5), f"storyreel.*.*.*.{job_id}", 2)
        assert [message.data for message in again] == [b"one", b"two"]
        assert user.refusals == []


async def test_a_subscriber_says_nothing_and_takes_nothing(bus: RightfulBus) -> None:
    """An outsider's user forges no event, steals no work, and removes no stream."""
    async with bus.connected(SUBSCRIBER) as user:
        for subject in (
            *(event.subject_for(uuid4()) for event in CATALOGUE),
            Progress.subject_for(uuid4()),
            f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{VICTIM.durable}",
            f"$JS.API.CONSUMER.DELETE.{STREAM}.{VICTIM.durable}",
            f"$JS.API.CONSUMER.DURABLE.CREATE.{STREAM}.{VICTIM.durable}",
            f"$JS.API.STREAM.DELETE.{STREAM}",
            f"$JS.API.STREAM.PURGE.{STREAM}",
            f"$JS.API.STREAM.MSG.DELETE.{STREAM}",
            f"$JS.ACK.{STREAM}.{VICTIM.durable}.1.1.1.1.1",
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
        (f"{CREATE}.mine", {"name": "mine", "deliver_subject": f"storyreel.gateway.job_canceled.v1.{uuid4()}"}),
        (f"{CREATE}.mine", {"name": "mine", "deliver_subject": f"$JS.API.STREAM.PURGE.{STREAM}"}),
        (f"{CREATE}.mine", {"name": "mine", "deliver_subject": f"$JS.API.CONSUMER.DELETE.{STREAM}.{VICTIM.durable}"}),
    ],
)
async def test_a_subscriber_changes_no_consumer_of_others(
    bus: RightfulBus, subject: str, config: dict[str, str]
) -> None:
    """However the request names it: a consumer that is changed would hear something else, or nothing."""
    async with bus.connected(SUBSCRIBER) as user, bus.connected(VICTIM.service) as service:
        said = next(event for event in CATALOGUE if event.publisher == VICTIM.service).subject_for(uuid4())
        await service.client.jetstream(timeout=5).publish(said, b"{}", stream=STREAM)
        js = service.client.jetstream(timeout=5)
        before = (await js.consumer_info(STREAM, VICTIM.durable)).config
        asked = {"stream_name": STREAM, "config": {**config, "ack_policy": "explicit", "ack_wait": 10**9}}
        try:
            await user.client.request(subject, json.dumps(asked).encode(), timeout=1)
        except nats.errors.TimeoutError:
            assert user.refusals
        assert (await js.consumer_info(STREAM, VICTIM.durable)).config == before
        assert (await js.stream_info(STREAM)).state.messages > 0
        assert before.filter_subject == consumer_config(VICTIM).filter_subject


async def test_nobody_hears_the_answers_of_others(bus: RightfulBus) -> None:
    """Deliveries and answers of the bus come by inboxes."""
    async with bus.connected(SUBSCRIBER) as user:
        for subject in ("_INBOX.>", "_INBOX.gateway.>", ">", "storyreel-health.*"):
            await user.client.subscribe(subject)
            await user.refused(f'subscription to "{subject}"')


@pytest.mark.parametrize("login", [b'{"user": "gateway", "pass": "wrong"}', b"{}"])
async def test_a_wrong_password_is_no_user(bus: RightfulBus, login: bytes) -> None:
    """Nor is none at all."""
    reader, writer = await asyncio.open_connection("127.0.0.1", bus.port)
    writer.write(b"CONNECT " + login + b"\r\nPING\r\n")
    assert b"Authorization Violation" in await reader.read()
    writer.close()
    await writer.wait_closed()
