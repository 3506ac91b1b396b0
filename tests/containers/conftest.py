"""One product in containers for all of these tests; without Docker they are skipped, and say so."""

from collections.abc import AsyncIterator

import pytest

from storyreel.client import AsyncStoryreel
from support.composed import DOCKER, Composed, composed

ATTEMPTS = 10
"""Of a client whose connection breaks: time for a container to come back."""


@pytest.fixture(scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Composed]:
    """It is up."""
    if DOCKER is None:
        pytest.skip("NOT TESTED: there is no docker on this machine")
    async with composed(tmp_path_factory.mktemp("compose")) as up:
        yield up


@pytest.fixture
async def client(product: Composed) -> AsyncIterator[AsyncStoryreel]:
    """As any client would, with patience."""
    async with AsyncStoryreel(product.base_url, product.api_key, attempts=ATTEMPTS) as one:
        yield one
