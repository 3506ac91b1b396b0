"""Whatever is slow or full while a file comes in: its sender is told, and nothing of it stays."""

import asyncio
import errno
from collections.abc import AsyncIterator

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.objects import S3Objects
from storyreel_gateway.routes import receiving
from support import uploads
from support.asset_owner import AssetOwner, asset_owner
from support.deadlines import eventually
from support.gateway_stack import Api, gateway_on, running_gateway
from support.parallel import free_port


@pytest.fixture(scope="module")
async def api(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """One gateway for all of this module, that sweeps often."""
    async with gateway_on(
        infra, module_database, stall_sweep_seconds=0.2, work_dir=tmp_path_factory.mktemp("work")
    ) as running:
        yield running


@pytest.fixture
async def mine(api: Api) -> AsyncIterator[AssetOwner]:
    """Somebody new."""
    async with asset_owner(api) as one:
        yield one


async def nothing_left(mine: AssetOwner) -> None:
    """Neither asset nor object nor file in the work directory."""

    async def gone() -> bool:
        files = list(mine.api.settings.work_dir.glob("*/upload-*"))
        return not files and mine.objects() == await mine.keys() == set()

    assert await eventually(gone)
    assert await mine.listed() == []


async def test_a_sender_that_stalls_is_told(mine: AssetOwner, monkeypatch: pytest.MonkeyPatch) -> None:
    """408, and the connection ends, though the rest never comes."""
    monkeypatch.setattr(receiving, "STALL_SECONDS", 0.3)
    monkeypatch.setattr("storyreel_gateway.routes.lingering.LINGER_SECONDS", 0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", mine.api.settings.port)
    writer.write(
        b"POST /api/v2/upload-asset HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n"
        b"Authorization: " + mine.client.headers["authorization"].encode() + b"\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n' + uploads.wav()[:5000]
    )
    async with asyncio.timeout(60):
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"asset_too_slow"' in answer
    assert b"\r\nconnection: close\r\n" in answer.lower()
    writer.close()
    await nothing_left(mine)


async def test_a_store_that_is_too_slow_is_told(mine: AssetOwner, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with Retry-After, also of the second object, when the first one is there already; a gateway that waits two
    seconds for it tells so."""
    really = S3Objects.put_file

    async def slow(self: S3Objects, key: str, *args: object, **kwargs: object) -> object:
        if "thumbnail" in key:
            await asyncio.Event().wait()
        return await really(self, key, *args, **kwargs)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(S3Objects, "put_file", slow)
    settings = mine.api.settings.model_copy(update={"upload_seconds": 4, "port": free_port()})
    async with running_gateway(settings) as client:
        answer = await mine.upload("a.gif", key="slow", client=client)
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_away")
    assert int(answer.headers["retry-after"]) >= 1
    monkeypatch.undo()
    await nothing_left(mine)
    assert (await mine.upload("a.gif", key="slow")).status_code == 201


async def test_a_disk_that_fills_up_meanwhile_is_told(mine: AssetOwner, monkeypatch: pytest.MonkeyPatch) -> None:
    """503, not a defect; the next one is taken when there is room."""

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(receiving._Sink, "_write", full)
    answer = await mine.upload("a.gif")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_full")
    monkeypatch.undo()
    await nothing_left(mine)
    assert (await mine.upload("a.gif")).status_code == 201
