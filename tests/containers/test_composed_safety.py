"""What a container may do, and a service to the others."""

import os
from collections.abc import Mapping

import pytest

from support.composed import SERVICES, TRIED, Composed, docker

TRY = """
import asyncio, asyncpg, os, sys
async def main():
    connection = await asyncpg.connect(os.environ["DATABASE_URL"], timeout=60)
    for statement in sys.argv[2:]:
        try:
            await connection.execute(f"{sys.argv[1]} {statement}")
        except asyncpg.InsufficientPrivilegeError:
            print("refused")
    await connection.close()
asyncio.run(main())
"""
SERVERS = ("nats", "postgres", "redis", "minio")
NOT_THEIRS = (
    "select * from gateway.api_keys",
    "create table gateway.x ()",
    "create table public.x ()",
    "create schema x",
)
WRITE = "import pathlib; pathlib.Path('/opt/storyreel/x').write_text('x')"


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_is_an_ordinary_user_who_cannot_change_its_image(product: Composed, service: str) -> None:
    """Whoever breaks into a service finds no root, no capability and nothing to write to but its work."""
    assert (await product.inside(service, "id", "-u")).strip() == "10001"
    with pytest.raises(AssertionError, match="Read-only file system"):
        await product.inside(service, "python", "-c", WRITE)
    status = await product.inside(service, "cat", "/proc/self/status")
    assert "CapEff:\t0000000000000000" in status
    assert "CapBnd:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status


@pytest.mark.parametrize("service", ["storyboard", "renderer", "exporter"])
async def test_a_worker_sees_its_own_schema_only(product: Composed, service: str) -> None:
    """The database itself keeps API keys from those who decode strangers' pictures."""
    answers = (await product.inside(service, "python", "-c", TRY, TRIED, *NOT_THEIRS)).split()
    assert answers == ["refused"] * len(NOT_THEIRS)


@pytest.mark.parametrize("service", ["exporter", "postgres", "redis", "minio"])
async def test_who_needs_nobody_outside_reaches_nobody_outside(product: Composed, service: str) -> None:
    """They are on one network, and no way leads out of it."""
    (told,) = await product.inspect(service)
    (network,) = told["NetworkSettings"]["Networks"]
    assert (await docker("network", "inspect", "-f", "{{.Internal}}", network, env=product.env)).strip() == "true"


async def test_nobody_takes_all_of_the_machine(product: Composed) -> None:
    """Memory and threads of every container end before those of the machine do."""
    for one in [container for service in (*SERVICES, *SERVERS) for container in await product.inspect(service)]:
        limits = one["HostConfig"]
        assert 0 < limits["MemoryReservation"] < limits["Memory"] <= 2 << 30, one["Name"]
        assert 0 < limits["PidsLimit"] <= 4096, one["Name"]
        assert limits["CapDrop"] == ["ALL"], one["Name"]


async def test_without_env_compose_says_how_to_get_one(env: Mapping[str, str]) -> None:
    """No password has a default, and nobody has to guess what is missing."""
    nothing = {name: "" for name in env if name != "COMPOSE_PROJECT_NAME"}
    with pytest.raises(AssertionError, match="is not set; make env writes"):
        await docker("compose", "--env-file", os.devnull, "up", "--no-start", env=nothing)


async def test_no_service_knows_the_secrets_of_others(product: Composed) -> None:
    """Each gets its own passwords and no more."""
    for service in SERVICES:
        told = "\n".join(
            variable for container in await product.inspect(service) for variable in container["Config"]["Env"]
        )
        for name, value in product.env.items():
            whose = name.removeprefix("NATS_").removeprefix("POSTGRES_").removesuffix("_PASSWORD").lower()
            if name.endswith("_PASSWORD") and whose not in {service, "redis"}:
                assert value not in told, f"{service} knows {name}"
        assert (product.env["REDIS_PASSWORD"] in told) == (service == "gateway")
        assert (product.env["STORYREEL_SECRET"] in told) == (service == "gateway")
