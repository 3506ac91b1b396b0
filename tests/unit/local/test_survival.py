"""Servers die, homes are damaged, ports are taken: the data stays."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storyreel.infrastructure import Infrastructure, infrastructure
from storyreel.settings import UpSettings
from support.marks import everywhere, find_marks, leave_marks


@pytest.fixture(scope="module")
async def mortal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Infrastructure]:
    """Servers of this module's own, with a mark in each."""
    async with infrastructure(tmp_path_factory.mktemp("mortal"), settings=UpSettings()) as running:
        await leave_marks(running.env, "kept")
        yield running


@pytest.mark.parametrize("name", ["nats", "postgres", "valkey", "seaweed"])
async def test_a_killed_server_is_brought_back_with_its_data(mortal: Infrastructure, name: str) -> None:
    """kill -9 of a server costs a moment and nothing else."""
    server = mortal.servers[name]
    before = server.pid
    server.kill()
    await server.ready()
    assert server.pid not in {None, before}
    assert await find_marks(mortal.env) == everywhere("kept")


async def test_a_stopped_server_stays_down_until_it_is_restarted(mortal: Infrastructure) -> None:
    """A fault test decides how long an outage lasts."""
    server = mortal.servers["valkey"]
    await server.stop()
    await server.stop()
    assert server.pid is None
    with pytest.raises(RuntimeError, match="not running"):
        server.kill()
    await server.restart()
    await server.start()
    assert await find_marks(mortal.env) == everywhere("kept")


async def test_lost_secrets_and_a_taken_port_lose_no_data(tmp_path: Path) -> None:
    """A home whose secrets were cut short, and whose port somebody took, starts with new ones and the old data."""
    home = tmp_path / "home"
    async with infrastructure(home, settings=UpSettings()) as first:
        await leave_marks(first.env, "kept")
    secrets = home / "secrets.json"
    secrets.write_text(secrets.read_text()[:40])
    with socket.create_server(("127.0.0.1", int(first.nats_url.rpartition(":")[2]))):
        async with infrastructure(home, settings=UpSettings()) as second:
            assert second.nats_url != first.nats_url
            assert second.env["S3_SECRET_KEY"] != first.env["S3_SECRET_KEY"]
            assert await find_marks(second.env) == everywhere("kept")


async def test_a_server_given_by_url_is_not_started(infra: Infrastructure, tmp_path: Path) -> None:
    """Whoever has a Postgres of their own uses that one."""
    given = UpSettings.model_validate(dict(infra.env))
    async with infrastructure(tmp_path / "home", settings=given) as running:
        assert running.servers == {}
        assert running.env == infra.env
