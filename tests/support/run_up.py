"""`storyreel up` with two dummy services: `python -m support.run_up`, told by the environment as the real one is."""

import asyncio
import sys

from storyreel.up import Service, UpSettings, up
from support.parallel import keep_to_own_ports

SERVERS = ("nats", "postgres", "valkey", "seaweed")
DUMMIES = (
    Service("front", "support.dummy_service", SERVERS, port_variable="STORYREEL_PORT", public=True),
    Service("back", "support.dummy_service", SERVERS),
)

if __name__ == "__main__":
    keep_to_own_ports()
    sys.exit(asyncio.run(up(UpSettings(), DUMMIES)))
