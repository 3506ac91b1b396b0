"""Every object store keeps the same promises: the real one on a real server, and the fake that tests may use."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.errors import Transient
from storyreel_chassis.objects import open_objects
from storyreel_chassis.ports import ObjectMissing, ObjectStore
from storyreel_chassis.settings import ServiceSettings
from support.memory_objects import MemoryObjects


def settings(infra: Infrastructure, **changes: str) -> ServiceSettings:
    """A service's settings for the test servers."""
    return ServiceSettings.model_validate(dict(infra.env) | changes)


@pytest.fixture(params=["s3", "memory"])
async def store(request: pytest.FixtureRequest, infra: Infrastructure) -> AsyncIterator[ObjectStore]:
    """Each implementation in turn."""
    if request.param == "memory":
        yield MemoryObjects()
        return
    async with open_objects(settings(infra)) as objects:
        yield objects


@pytest.fixture
def key() -> str:
    """A key of the test's own."""
    return f"tests/{uuid.uuid4()}/ünï ☃.bin"


async def test_what_is_put_comes_back(store: ObjectStore, key: str) -> None:
    """Bytes, size and media type survive, under any key."""
    put = await store.put_bytes(key, b"hello", media_type="text/plain")
    found = await store.stat(key)
    assert (await store.get_bytes(key), found.size, found.media_type) == (b"hello", 5, "text/plain")
    assert found.etag == put.etag != ""


async def test_a_put_replaces(store: ObjectStore, key: str) -> None:
    """The last one wins, whole."""
    await store.put_bytes(key, b"x" * 1000, media_type="text/plain")
    await store.put_bytes(key, b"y", media_type="image/png")
    assert await store.get_bytes(key) == b"y"
    await store.put_bytes(key, b"", media_type="image/png")
    assert await store.get_bytes(key) == b""
    assert [piece async for piece in store.read(key, length=3) if piece] == []
    await store.put_bytes(key, b"y", media_type="image/png")
    assert (await store.stat(key)).media_type == "image/png"


async def test_files_travel_both_ways(store: ObjectStore, key: str, tmp_path: Path) -> None:
    """A file of several pieces arrives byte for byte, with nothing left beside it."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(bytes(range(256)) * 4096)
    await store.put_file(key, source, media_type="video/mp4")
    assert await store.get_file(key, target) == await store.stat(key)
    assert target.read_bytes() == source.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "target"]


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (0, None),
        (0, 1),
        (0, 0),
        (7, 0),
        (5, 10),
        (999_990, None),
        (300_000, 400_000),
        (1_000_000, None),
        (2_000_000, 5),
    ],
)
async def test_ranges_are_exact(store: ObjectStore, key: str, start: int, length: int | None) -> None:
    """Pieces of a range add up to the range."""
    data = bytes(i * 7 % 251 for i in range(1_000_000))
    await store.put_bytes(key, data, media_type="video/mp4")
    got = b"".join([piece async for piece in store.read(key, start=start, length=length)])
    assert got == data[start : None if length is None else start + length]


async def test_what_is_not_there_is_missing(store: ObjectStore, key: str, tmp_path: Path) -> None:
    """Every read of a missing key says so, and leaves nothing."""
    with pytest.raises(ObjectMissing):
        await store.stat(key)
    with pytest.raises(ObjectMissing):
        await store.get_bytes(key)
    with pytest.raises(ObjectMissing):
        await store.get_file(key, tmp_path / "x")
    for length in (None, 0, 1):
        with pytest.raises(ObjectMissing):
            _ = [piece async for piece in store.read(key, length=length)]
    assert list(tmp_path.iterdir()) == []


async def test_deleting_twice_is_fine(store: ObjectStore, key: str) -> None:
    """Afterwards it is missing."""
    await store.put_bytes(key, b"x", media_type="text/plain")
    await store.delete(key)
    await store.delete(key)
    with pytest.raises(ObjectMissing):
        await store.stat(key)


async def test_listing_finds_by_prefix(store: ObjectStore, key: str) -> None:
    """All of a prefix and nothing else."""
    await store.put_bytes(f"{key}/a", b"1", media_type="text/plain")
    await store.put_bytes(f"{key}/b/c", b"22", media_type="text/plain")
    assert [(info.key, info.size) for info in await store.list(f"{key}/")] == [(f"{key}/a", 1), (f"{key}/b/c", 2)]


async def test_a_store_that_is_away_is_transient(infra: Infrastructure) -> None:
    """Nobody listens there."""
    with pytest.raises(Transient, match="does not answer"):
        async with open_objects(settings(infra, S3_ENDPOINT="http://127.0.0.1:1")):
            pass


@asynccontextmanager
async def breaking_store(answer: bytes) -> AsyncIterator[str]:
    """The endpoint of a server that gives every GET this answer and hangs up, and says to everything else that it is
    fine."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        is_read = asked.startswith(b"GET ") and b"?" not in asked.partition(b" HTTP")[0]
        writer.write(answer if is_read else b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


BREAKS = b"HTTP/1.1 200 OK\r\nContent-Length: 600000\r\nETag: x\r\n\r\n" + b"x" * 400_000
SLOW_DOWN = b"<?xml version='1.0'?><Error><Code>SlowDown</Code></Error>"
REFUSES = b"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s" % (
    len(SLOW_DOWN),
    SLOW_DOWN,
)


@pytest.mark.parametrize("answer", [BREAKS, REFUSES, b""], ids=["breaks off", "503", "hangs up"])
async def test_a_read_that_breaks_off_is_transient_and_leaves_no_half_file(
    infra: Infrastructure, tmp_path: Path, answer: bytes
) -> None:
    """Half a picture is never taken for a picture."""
    async with (
        breaking_store(answer) as endpoint,
        open_objects(settings(infra, S3_ENDPOINT=endpoint)) as objects,
    ):
        with pytest.raises(Transient):
            await objects.get_bytes("k")
        with pytest.raises(Transient):
            await objects.get_file("k", tmp_path / "x")
        with pytest.raises(Transient):
            _ = [piece async for piece in objects.read("k")]
    assert list(tmp_path.iterdir()) == []
