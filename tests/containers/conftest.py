"""The images, and one product in containers, for all of these tests.

Without Docker they are skipped, and say so; with one that does not serve they fail, and say what to do.
"""

from collections.abc import AsyncIterator, Mapping

import pytest
from scripts.docker import ABSENT, absent, fault

from storyreel.client import AsyncStoryreel
from support.composed import Composed, composed, described, docker

ATTEMPTS = 100
"""Of a client whose connection breaks, up to 3 s apart: minutes for a container to come back on a busy machine."""


@pytest.fixture(scope="session")
async def env(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The variables of docker-compose.yml, under which the images are built."""
    if absent():
        pytest.skip(ABSENT)
    if wrong := fault(compose=True):
        pytest.fail(wrong, pytrace=False)
    variables = described(tmp_path_factory.mktemp("compose"))
    await docker("compose", "build", env=variables, within=1800)
    return variables


@pytest.fixture(scope="session")
async def product(env: Mapping[str, str]) -> AsyncIterator[Composed]:
    """It is up."""
    async with composed(env) as up:
        yield up


@pytest.fixture
async def client(product: Composed) -> AsyncIterator[AsyncStoryreel]:
    """As any client would, with patience."""
    async with AsyncStoryreel(product.base_url, product.api_key, attempts=ATTEMPTS) as one:
        yield one
