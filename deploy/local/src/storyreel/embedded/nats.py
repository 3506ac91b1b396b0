"""NATS with JetStream: the users and rights that it has everywhere, and one of the person's at the machine."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

from storyreel.children import Program
from storyreel.embedded import binaries
from storyreel.embedded.server import Server, clean_environment
from storyreel.home import Home
from storyreel.launcher import Launcher
from storyreel.probes import http_ok
from storyreel_chassis.accounts import accounts
from storyreel_chassis.rights import Rights
from storyreel_chassis.signing import derived

PORTS = ("nats", "nats-monitor")
MOST_STORED, LEAST_STORED = 4 << 30, 3 << 30
"""Bounds of the streams' share of the disk, in bytes: the stream and its copy may hold 1 GiB each."""
OPERATOR = Rights("storyreel", publish=(">",), subscribe=(">",))
"""Whose commands mend streams and replay dead letters."""

CONFIG = """\
server_name: storyreel
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{monitor}"
jetstream {{ store_dir: {store}, max_mem: 64MB, max_file: {max_file}, sync_interval: always }}
{accounts}"""


def password(secret: str, user: str) -> str:
    """A user's, from the one secret of the home."""
    return secret if user == OPERATOR.user else derived(secret, f"nats {user}").hex()[:32]


def address(home: Home, ports: Mapping[str, int]) -> dict[str, str]:
    """How the operator finds it."""
    return {"NATS_URL": f"nats://{OPERATOR.user}:{home.secrets['nats']}@127.0.0.1:{ports['nats']}"}


def as_user(url: str, user: str) -> str:
    """How a user finds what the operator finds there; a server that runs elsewhere has users of its own."""
    there = urlsplit(url)
    return f"nats://{user}:{password(there.password or '', user)}@{there.hostname}:{there.port}"


@asynccontextmanager
async def nats(launcher: Launcher, ports: Mapping[str, int]) -> AsyncIterator[Server]:
    """A NATS server that syncs every stored message to disk before it acknowledges it."""
    home, port, monitor = launcher.home, ports["nats"], ports["nats-monitor"]
    store = home.folder("nats")
    config = CONFIG.format(
        port=port,
        monitor=monitor,
        accounts=accounts(lambda user: json.dumps(password(home.secrets["nats"], user)), more=[OPERATOR]),
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
