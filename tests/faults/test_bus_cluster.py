"""A bus of three servers: one of them dies, whichever it is, and no film knows."""

from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest

from storyreel.client import AsyncStoryreel
from storyreel.up import Running
from storyreel_chassis.addresses import BusAddress
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.topology import HEALTH_STREAM, STREAM
from support.auditor import audit, events_of
from support.bus_cluster import NAMES, BusCluster, bus_cluster
from support.deadlines import eventually
from support.faults_stack import all_ready, encoding, reached
from support.film_stack import film_stack

FILM = GenerationRequest(
    prompt="A sailor leaves the harbour at dawn. A storm rises at noon. She finds an island under the stars.",
    duration=15,
    auto_approve=True,
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stack lives."""
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
async def cluster(work: Path) -> AsyncIterator[BusCluster]:
    """Three servers, all there."""
    (work / "bus").mkdir()
    async with bus_cluster(work / "bus") as three:
        yield three


@pytest.fixture(scope="module")
async def running(cluster: BusCluster, work: Path) -> AsyncIterator[Running]:
    """A stack on the cluster, every stream on all of its servers."""
    async with film_stack(work, NATS_URL=cluster.url(*NAMES), STORYREEL_STREAM_REPLICAS="3") as up:
        yield up


async def test_a_film_is_made_although_the_server_that_leads_is_killed(running: Running, cluster: BusCluster) -> None:
    """No service dies or loses a fact; when the server is back, the next may go."""
    pids = {name: service.pid for name, service in running.services.items()}
    async with AsyncStoryreel(running.base_url, running.api_key) as client:
        for seed in (1, 2):
            job = await encoding(client, FILM, seed)
            async with cluster.without(await cluster.leader()):
                await reached(client, job, VideoStatus.COMPLETED)
                said = audit(await events_of(cluster.url(await cluster.leader()), job.job_id))
                await all_ready(running)
            assert (said["SceneIllustrated"], said["ClipRendered"], said["VideoRendered"]) == (3, 3, 1)
    assert {name: service.pid for name, service in running.services.items()} == pids


async def test_provisioning_puts_every_stream_on_all_three(running: Running, cluster: BusCluster) -> None:
    """What one server acknowledged, two have: so says the cluster itself."""
    connection = await nats.connect(cluster.url("one"))
    try:
        for stream in (STREAM, HEALTH_STREAM):
            info = await connection.jetstream().stream_info(stream)
            assert info.config.num_replicas == 3
            assert info.cluster is not None
            assert {info.cluster.leader, *(one.name for one in info.cluster.replicas or ())} == set(NAMES)
    finally:
        await connection.close()


async def test_who_was_told_of_one_server_goes_on_at_another(cluster: BusCluster) -> None:
    """The servers name each other, and the user and password given for the first hold at all of them."""
    address = BusAddress.of(cluster.url("one"))
    connection = await nats.connect(address.servers, user=address.user, password=address.password)

    async def moved() -> bool:
        here = connection.connected_url
        return connection.is_connected and here is not None and here.netloc not in address.servers[0]

    try:
        async with cluster.without("one"):
            await eventually(moved, what="the connection to another server")
            await connection.flush()
    finally:
        await connection.close()
