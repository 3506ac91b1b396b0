"""Valkey, which speaks Redis's protocol."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from storyreel.children import Program
from storyreel.embedded import binaries
from storyreel.embedded.server import Server, clean_environment
from storyreel.home import Home
from storyreel.launcher import Launcher
from storyreel.probes import redis_pong

PORTS = ("valkey",)

CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {data}
save ""
appendonly yes
appendfsync everysec
auto-aof-rewrite-min-size 16mb
maxmemory 128mb
maxmemory-policy allkeys-lru
"""


def address(home: Home, ports: Mapping[str, int]) -> dict[str, str]:
    """How services find it."""
    return {"REDIS_URL": f"redis://:{home.secrets['valkey']}@127.0.0.1:{ports['valkey']}/0"}


@asynccontextmanager
async def valkey(launcher: Launcher, ports: Mapping[str, int]) -> AsyncIterator[Server]:
    """A Valkey server that keeps its data, at most a second of which a power cut can take."""
    home, port, password = launcher.home, ports["valkey"], launcher.home.secrets["valkey"]
    data = home.folder("valkey")
    config = CONFIG.format(port=port, password=password, data=json.dumps(str(data), ensure_ascii=False))
    program = Program(
        name="valkey",
        argv=(binaries.valkey_server(launcher.settings), home.write("valkey.conf", config)),
        env=clean_environment(home.path),
        cwd=data,
    )
    ready = partial(redis_pong, port, password)
    async with launcher.keep(program, partial(launcher.launch, program, ready)) as handle:
        yield Server("valkey", address(home, ports), handle)
