"""Real servers for tests: the embedded ones, started once, with fresh corners for those who need one."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import nats
import redis.asyncio as redis

from storyreel.infrastructure import Infrastructure, infrastructure
from storyreel.settings import UpSettings
from support.deadlines import PATIENCE


@asynccontextmanager
async def throwaway_infrastructure(home: Path) -> AsyncIterator[Infrastructure]:
    """The four servers in a home that nobody needs afterwards."""
    async with infrastructure(home, settings=UpSettings()) as running:
        yield running


@asynccontextmanager
async def fresh_database(server_url: str) -> AsyncIterator[str]:
    """The URL of a new, empty database on that server, dropped afterwards with whatever is connected to it."""
    name = f"test_{uuid.uuid4().hex}"
    admin = await asyncpg.connect(server_url)
    try:
        await admin.execute(f"create database {name}")
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.close()


async def clear_streams(nats_url: str) -> None:
    """Delete every stream, and with them the consumers."""
    connection = await nats.connect(nats_url)
    try:
        jetstream = connection.jetstream(timeout=PATIENCE)
        for stream in await jetstream.streams_info():
            await jetstream.delete_stream(str(stream.config.name))
    finally:
        await connection.close()


async def clear_redis(redis_url: str) -> None:
    """Delete every key."""
    async with redis.from_url(redis_url) as client:
        await client.flushall()
