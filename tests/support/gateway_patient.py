"""A gateway that waits for a slow Redis instead of counting alone: what is tested is the counting together."""

from storyreel_gateway.adapters import limiter
from storyreel_gateway.app import main

PATIENCE = 10.0
"""Seconds; a busy machine may take longer than the tenth of one that a gateway waits otherwise."""

if __name__ == "__main__":
    setattr(limiter, "TIMEOUT", PATIENCE)  # noqa: B010 - as in `gateway_dies`
    main()
