"""Gateways that wait for a slow Redis instead of doing without it: what is tested is what they do with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from storyreel_gateway.adapters import limiter
from storyreel_gateway.app import main
from storyreel_gateway.projection import views

PATIENCE = 10.0
"""Seconds; a busy machine may take longer than the tenth of one that a gateway waits otherwise."""


@contextmanager
def patient() -> Iterator[None]:
    """Those that start within the block wait; one that is away is noticed all the same."""
    with patch.object(limiter, "TIMEOUT", PATIENCE), patch.object(views, "TIMEOUT", PATIENCE):
        yield


if __name__ == "__main__":
    with patient():
        main()
