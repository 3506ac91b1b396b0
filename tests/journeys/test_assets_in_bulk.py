"""Large files on their way through the gateway take hardly any of its memory; what is away is told, not lost."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from storyreel.cli.app import main
from storyreel.client import AsyncStoryreel, Storyreel, StoryreelApiError
from storyreel.infrastructure import Infrastructure
from storyreel_gateway.routes.receiving import MOST_BYTES
from support import uploads
from support.asset_owner import AssetOwner, asset_owner
from support.deadlines import eventually
from support.gateway_stack import Api, gateway_on, killable_gateway, running_gateway
from support.parallel import free_port

MEGABYTE = 2**20
MOST_GROWTH = 25 * MEGABYTE
"""Of the process that takes four times 50 MB at once; about 6 MB are usual."""


@pytest.fixture(scope="module")
async def api(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """One gateway for all of this module, which sweeps often."""
    async with gateway_on(
        infra, module_database, stall_sweep_seconds=0.2, work_dir=tmp_path_factory.mktemp("work")
    ) as running:
        yield running


@pytest.fixture
async def mine(api: Api) -> AsyncIterator[AssetOwner]:
    """Somebody new."""
    async with asset_owner(api) as one:
        yield one


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound of 50 MB, nearly ten minutes of it."""
    path = tmp_path_factory.mktemp("large") / "large.wav"
    head = uploads.wav(0.1)[:44]
    length = MOST_BYTES - 44
    path.write_bytes(head[:4] + (length + 36).to_bytes(4, "little") + head[8:40] + length.to_bytes(4, "little"))
    with path.open("ab") as file:
        file.truncate(MOST_BYTES)
    return path


async def test_four_files_of_fifty_megabytes_at_once_leave_memory_flat(mine: AssetOwner, large: Path) -> None:
    """In, through the inspection, into the store, and out again."""
    async with killable_gateway(mine.api.settings) as (client, spawned):
        process = psutil.Process(spawned.pid)
        key = mine.client.headers["authorization"].split()[1]
        async with AsyncStoryreel(str(client.base_url), key, timeout=180) as sender:
            await sender.assets.upload(large)
            before = peak = process.memory_info().rss
            work = asyncio.gather(*(sender.assets.upload(large) for _ in range(4)))
            while not work.done():
                peak = max(peak, process.memory_info().rss)
                await asyncio.wait({work}, timeout=0.02)
            made = await work
            assert {asset.size for asset in made} == {MOST_BYTES}
            assert peak - before < MOST_GROWTH, f"{(peak - before) / MEGABYTE:.1f} MB"
            for asset in made:
                await sender.assets.delete(asset.asset_id)


async def test_without_the_store_nothing_is_kept_and_nothing_stays(mine: AssetOwner, infra: Infrastructure) -> None:
    """503 with Retry-After and no row, though deletions are taken; when it is back, all is as it was said."""
    old = await mine.made("a.gif")
    await infra.servers["seaweed"].stop()
    try:
        answer = await mine.upload("b.gif")
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_away")
        assert int(answer.headers["retry-after"]) >= 1
        assert [one["name"] for one in await mine.listed()] == ["a.gif"]
        assert (await mine.client.get(old["url"])).status_code == 503
        assert (await mine.client.delete(old["url"])).status_code == 204
        assert await mine.listed() == []
    finally:
        await infra.servers["seaweed"].start()

    async def empty() -> bool:
        return mine.objects() == await mine.keys() == set()

    assert await eventually(empty)
    assert (await mine.upload("b.gif")).status_code == 201


async def test_a_full_disk_is_told(mine: AssetOwner, tmp_path: Path) -> None:
    """503 before anything is read, and the gateway says so of itself."""
    settings = mine.api.settings.model_copy(update={"work_dir": tmp_path, "min_free_bytes": 1 << 60})
    async with running_gateway(settings.model_copy(update={"port": free_port()})) as client:
        answer = await mine.upload("a.gif", client=client)
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_full")
        assert int(answer.headers["retry-after"]) >= 1
        ready = (await client.get("/readyz")).json()
        assert ready["dependencies"]["work_dir"] != "ok"


async def test_clients_bring_files_along_and_back(mine: AssetOwner, tmp_path: Path) -> None:
    """With progress; sync and asyncio do the same."""
    source = tmp_path / 'my "song".wav'
    source.write_bytes(uploads.wav())
    told: list[tuple[int, int]] = []
    key = mine.client.headers["authorization"].split()[1]

    def plain() -> None:
        with Storyreel(str(mine.client.base_url), key) as client:
            made = client.assets.upload(source, client_id="ada", on_progress=lambda *at: told.append(at))
            assert (made.name, made.client_id, made.size) == ("my %22song%22.wav", "ada", source.stat().st_size)
            assert told[-1] == (made.size, made.size)
            assert [one.asset_id for one in client.assets.list(type="audio", page_size=1)] == [made.asset_id]
            assert client.assets.get(made.asset_id) == made
            there = client.assets.download(made.asset_id, tmp_path / "back.wav")
            assert there.read_bytes() == source.read_bytes()
            small = tmp_path / "small.png"
            assert client.assets.thumbnail(made.asset_id, small) == small.read_bytes()
            client.assets.delete(made.asset_id)
            with pytest.raises(StoryreelApiError) as refused:
                client.assets.get(made.asset_id)
            assert refused.value.code == "asset_not_found"

    await asyncio.to_thread(plain)
    async with AsyncStoryreel(str(mine.client.base_url), key) as client:
        made = await client.assets.upload(source, name="Named")
        assert [one async for one in client.assets.list()] == [made]
        assert (await client.assets.download(made.asset_id, tmp_path / "again.wav")).stat().st_size == made.size
        (tmp_path / "liar.png").write_bytes(uploads.mp4())
        with pytest.raises(StoryreelApiError) as refused:
            await client.assets.upload(tmp_path / "liar.png")
        assert (refused.value.status, refused.value.code) == (415, "asset_type_mismatch")
        await client.assets.delete(made.asset_id)
    assert await mine.listed() == []


async def test_the_command_line_does_so_too(
    mine: AssetOwner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several files at once; tables for people, JSON for programs, exit codes for scripts."""
    for name in ("one.gif", "two.wav"):
        (tmp_path / name).write_bytes(uploads.FILES[name[-3:]]())
    where = ["--url", str(mine.client.base_url), "--key", mine.client.headers["authorization"].split()[1]]

    async def run(*words: str) -> tuple[int, str]:
        code = await asyncio.to_thread(main, ["assets", *words, *where])
        said = capsys.readouterr()
        lines = (said.out + said.err).splitlines()
        return code, "\n".join(line for line in lines if not re.match(r"20\d\d-\d\d-\d\d [\d:]{8} \S*\[", line))

    files = [str(tmp_path / name) for name in ("one.gif", "two.wav")]
    code, said = await run("upload", *files, "--client-id", "ada", "--json")
    made = json.loads(said)
    assert (code, [one["name"] for one in made]) == (0, ["one.gif", "two.wav"])
    code, said = await run("list", "--type", "audio")
    assert code == 0
    assert "two.wav" in said
    assert "one.gif" not in said
    assert "ada" in (await run("show", made[0]["asset_id"]))[1]
    code, said = await run("get", made[1]["asset_id"], "-o", str(tmp_path / "back.wav"))
    assert (code, (tmp_path / "back.wav").read_bytes()) == (0, uploads.wav())
    assert (await run("rm", made[0]["asset_id"], made[1]["asset_id"]))[0] == 0
    code, said = await run("show", made[0]["asset_id"])
    assert code == 1
    assert "`storyreel assets list` lists yours. [asset_not_found]" in said
    assert (await run("upload", *files, "--name", "both"))[0] == 2
