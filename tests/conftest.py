"""Fixtures for all tests: real servers, started at the first use and once per test process.

Tests get what is theirs alone: `database` is new for each, `nats_url` has no streams and `redis_url` no keys at the
start. Object keys are the tests' to choose; all share one bucket. Who runs something longer than one test on the same
servers (a stack for a whole module) takes the URLs from `infra` and asks for none of the cleared ones.
"""

import os
from collections.abc import AsyncIterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from storyreel.infrastructure import Infrastructure
from storyreel_chassis import postgres
from support.parallel import keep_to_own_ports, processes
from support.stack import clear_redis, clear_streams, fresh_database, throwaway_infrastructure

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # how long an example takes is the machine's affair, and others use it too


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` means here."""
    return processes()


def pytest_configure() -> None:
    """Test processes side by side do not take each other's ports, and none has a token of its user's to spend with.
    A traceback is told without the values around it: to write those of a request takes a minute, in which the gateway
    of a test serves nobody. Who asks Postgres together with two hundred others waits for them: on a busy machine they
    take longer than a service waits, and that it answers 503 then is tested where Postgres is away."""
    for name in [one for one in os.environ if one.startswith(("REPLICATE_", "STORYREEL_COG_"))]:
        del os.environ[name]
    keep_to_own_ports()
    postgres.ACQUIRE_SECONDS = 120
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest file comes first: begun last, it would run while the other process has nothing left to do."""
    items.sort(key=lambda item: item.path.name != "test_schemathesis.py")


@pytest.fixture(scope="session")
async def infra(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Infrastructure]:
    """NATS, Postgres, Valkey and SeaweedFS; `infra.servers["nats"].kill()` and the like, for fault tests."""
    async with throwaway_infrastructure(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
async def nats_url(infra: Infrastructure) -> str:
    """A NATS server without streams."""
    await clear_streams(infra.nats_url)
    return infra.nats_url


@pytest.fixture
async def database(infra: Infrastructure) -> AsyncIterator[str]:
    """The URL of an empty database for one test."""
    async with fresh_database(infra.database_url) as url:
        yield url


@pytest.fixture(scope="module")
async def module_database(infra: Infrastructure) -> AsyncIterator[str]:
    """The URL of an empty database for one module."""
    async with fresh_database(infra.database_url) as url:
        yield url


@pytest.fixture
async def redis_url(infra: Infrastructure) -> str:
    """A Valkey server without keys."""
    await clear_redis(infra.redis_url)
    return infra.redis_url


@pytest.fixture
def s3_env(infra: Infrastructure) -> dict[str, str]:
    """The variables S3_* of an object store with one bucket."""
    return infra.s3
