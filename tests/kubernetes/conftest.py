"""One cluster with the trial on it for all of these tests."""

from collections.abc import AsyncIterator

import pytest

from storyreel.client import AsyncStoryreel
from support.clustered import Clustered, clustered

ATTEMPTS = 10
"""Of a client whose connection breaks: time for a pod to come back."""


@pytest.fixture(scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clustered]:
    """It is up."""
    async with clustered(tmp_path_factory.mktemp("cluster")) as up:
        yield up


@pytest.fixture
async def client(product: Clustered) -> AsyncIterator[AsyncStoryreel]:
    """As any client would, with patience."""
    async with AsyncStoryreel(product.base_url, product.api_key, attempts=ATTEMPTS) as one:
        yield one
