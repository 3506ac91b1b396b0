"""NATS with JetStream."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from storyreel.children import Program
from storyreel.embedded import binaries
from storyreel.embedded.server import Server, clean_environment
from storyreel.home import Home
from storyreel.launcher import Launcher
from storyreel.probes import http_ok

PORTS = ("nats", "nats-monitor")
MOST_STORED, LEAST_STORED = 4 << 30, 1 << 30
"""Bounds of the streams' share of the disk, in bytes."""

CONFIG = """\
server_name: storyreel
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{monitor}"
authorization {{ user: storyreel, password: "{password}" }}
jetstream {{ store_dir: {store}, max_mem: 64MB, max_file: {max_file}, sync_interval: always }}
"""


def address(home: Home, ports: Mapping[str, int]) -> dict[str, str]:
    """How services find it."""
    return {"NATS_URL": f"nats://storyreel:{home.secrets['nats']}@127.0.0.1:{ports['nats']}"}


@asynccontextmanager
async def nats(launcher: Launcher, ports: Mapping[str, int]) -> AsyncIterator[Server]:
    """A NATS server that syncs every stored message to disk before it acknowledges it."""
    home, port, monitor = launcher.home, ports["nats"], ports["nats-monitor"]
    store = home.folder("nats")
    config = CONFIG.format(
        port=port,
        monitor=monitor,
        password=home.secrets["nats"],
        store=json.dumps(str(store), ensure_ascii=False),
        max_file=min(MOST_STORED, max(LEAST_STORED, shutil.disk_usage(store).free // 2)),
    )
    program = Program(
        name="nats",
        argv=(binaries.nats_server(launcher.settings), "-c", home.write("nats.conf", config)),
        env=clean_environment(home.path),
        cwd=store,
    )
    ready = partial(http_ok, monitor, "/healthz?js-enabled-only=true")
    async with launcher.keep(program, partial(launcher.launch, program, ready)) as handle:
        yield Server("nats", address(home, ports), handle)
