"""Faults done to a running stack: servers away for a while, processes stopped, objects and streams gone."""

import asyncio
import itertools
import json
import os
import re
import shutil
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import nats
import psutil

from storyreel.client import AsyncStoryreel
from storyreel.keeper import Kept
from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest, JobResponse
from storyreel_contracts.events import Progress
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.topology import STREAM
from support.deadlines import PATIENCE, eventually
from support.film_stack import SMALL
from support.launched import alive
from support.marks import store
from support.parallel import free_port

API = "/api/v2"
_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\dT)", re.MULTILINE)
"""Where a record begins; what it says may have many lines."""
SERVICES = ("gateway", "storyboard", "renderer", "exporter")


@asynccontextmanager
async def away(server: Kept, *, seconds: float = 0) -> AsyncIterator[None]:
    """The server is down for the time of the block, and for `seconds` at least: an outage has a length."""
    lasting = asyncio.create_task(asyncio.sleep(seconds))
    try:
        await _to_its_end(server.stop())
        yield
        await lasting
    finally:
        lasting.cancel()
        await _to_its_end(server.start())


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Do it even when the test is cancelled meanwhile: one that fails spoils no other."""
    doing = asyncio.create_task(work)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait({doing})
        raise


@asynccontextmanager
async def http(running: Running) -> AsyncIterator[httpx.AsyncClient]:
    """The bare API, where nothing is tried again."""
    headers = {"Authorization": f"Bearer {running.api_key}"}
    async with httpx.AsyncClient(base_url=running.base_url, headers=headers, timeout=60) as client:
        yield client


def seeded(request: GenerationRequest, seed: int, **fields: object) -> GenerationRequest:
    """The request under a seed of the test's own: what was made for another test is not found and used again."""
    return request.model_copy(update={"seed": seed, **fields})


async def film(client: AsyncStoryreel, request: GenerationRequest, *, within: float = 300) -> JobResponse:
    """A job whose film is there."""
    job = await client.generate(request)
    return await reached(client, job, VideoStatus.COMPLETED, within=within)


async def reached(client: AsyncStoryreel, job: JobResponse, status: VideoStatus, *, within: float = 300) -> JobResponse:
    """The job in that status."""
    async with asyncio.timeout(within):
        return await client.wait_until(job.job_id, status)


async def encoding(
    client: AsyncStoryreel, request: GenerationRequest, seed: int, *, within: float = 300
) -> JobResponse:
    """A job of whose film frames are being made now.

    One that is done before anybody sees a frame is let be, and the next film is asked for, under another seed.
    """
    async with asyncio.timeout(within):
        for other in itertools.count(seed, 1000):
            job = await client.generate(seeded(request, other))
            async for event in client.events(job.job_id):
                if isinstance(event, Progress) and event.stage == "rendering" and 0 < event.percent < 100:
                    return job
            ended = await client.job(job.job_id)
            assert ended.status is VideoStatus.COMPLETED, ended
    raise AssertionError("not reached")


async def dependencies(running: Running, service: str) -> tuple[int, dict[str, str]]:
    """What a service's readiness answers, and the word on each of its dependencies."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{running.urls[service]}/readyz", timeout=60)
    return answer.status_code, answer.json()["dependencies"]


async def all_ready(running: Running) -> None:
    """Wait until every service says so."""

    async def ready() -> bool:
        try:
            return all([(await dependencies(running, service))[0] == 200 for service in SERVICES])
        except httpx.TransportError:
            return False

    await eventually(ready, what="the readiness of all services")


async def delete_stream(running: Running) -> None:
    """The stream goes, its consumers with it."""
    client = await nats.connect(running.env["NATS_URL"])
    try:
        assert await client.jetstream(timeout=PATIENCE).delete_stream(STREAM)
    finally:
        await client.close()


async def lose_bus_disk(running: Running, home: Path) -> None:
    """NATS is killed, and comes back with an empty disk."""
    nats_server = running.servers["nats"]
    await nats_server.stop()
    for left in (home / "nats").iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    await nats_server.start()


async def objects(running: Running, prefix: str) -> list[str]:
    """The keys under a prefix."""

    def listed() -> list[str]:
        found = store(running.env).list_objects(running.env["S3_BUCKET"], prefix=prefix, recursive=True)
        return sorted(one.object_name or "" for one in found)

    return await asyncio.to_thread(listed)


async def delete_object(running: Running, key: str) -> None:
    """The object goes."""
    await asyncio.to_thread(store(running.env).remove_object, running.env["S3_BUCKET"], key)


async def masters(running: Running, said: Sequence[dict[str, object]]) -> tuple[list[str], list[str]]:
    """The masters that events tell of (however often), and those in the store for the same renders."""
    told = sorted({str(event["master_key"]) for event in said if event["event_type"] == "VideoRendered"})
    places = {key.rpartition("/")[0] for key in told}
    kept = [key for place in places for key in await objects(running, f"{place}/") if "/master" in key]
    return told, sorted(kept)


async def open_tasks(running: Running, service: str, job_id: object) -> int:
    """How many of a job's tasks a service has not ended."""
    asked = f"select count(*) from {service}.tasks where job_id = $1 and state = 'open'"  # noqa: S608 - names of ours
    postgres = await asyncpg.connect(running.env["DATABASE_URL"])
    try:
        return int(await postgres.fetchval(asked, job_id))
    finally:
        await postgres.close()


async def gone(processes: Sequence[psutil.Process], *, within: float = 180) -> None:
    """Wait until none of them runs."""

    async def none() -> bool:
        return not alive(processes)

    await eventually(none, within=within, what=f"the end of {processes}")


def scratch_of(work: Path, render_id: object) -> list[Path]:
    """What a render has on the local disk."""
    return list(work.glob(f"*/{render_id}*"))


@asynccontextmanager
async def second(running: Running, service: str, work: Path, **env: str) -> AsyncIterator[Process]:
    """Another process of a service beside the kept one, ready; at the end it was asked to stop, and did."""
    port = free_port()
    log = work / "home" / "logs" / f"second-{service}.log"
    told = {**SMALL, **running.env, "STORYREEL_WORK_DIR": str(work), "STORYREEL_HEALTH_PORT": str(port), **env}
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"storyreel_{service}", stdout=output, stderr=output, env={**os.environ, **told}
        )

    async def ready() -> bool:
        assert process.returncode is None, log.read_text()[-2000:]
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"http://127.0.0.1:{port}/readyz", timeout=5)).is_success
        except httpx.TransportError:
            return False

    try:
        await eventually(ready, what=f"the second {service}")
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 60) == 0


class Logs:
    """What the services of a stack wrote."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def of(self, service: str) -> str:
        """All of it, rotated or not."""
        files = sorted((self._home / "logs").glob(f"{service}.log*"), reverse=True)
        return "".join(file.read_text(errors="replace") for file in files)

    async def tells(self, service: str, *words: str) -> None:
        """Wait until one line has all of these words."""
        await self.one_tells((service,), *words)

    async def one_tells(self, services: Sequence[str], *words: str) -> None:
        """Wait until a line of any of these services has all of these words."""

        async def told() -> bool:
            lines = (line for service in services for line in self.of(service).splitlines())
            return any(all(word in line for word in words) for line in lines)

        await eventually(told, what=f"a line with {words} in the log of {' or '.join(services)}")

    def tracebacks(self, *, but: Sequence[str] = ()) -> list[str]:
        """The records of all services that hold a traceback; `but` those in which one of these words stands."""
        records = (f"{service}: {record}" for service in SERVICES for record in _RECORD.split(self.of(service)))
        found = [record for record in records if "Traceback (most recent call last)" in record]
        return [record for record in found if not any(words in record for words in but)]

    def secrets(self) -> list[str]:
        """The names of the stack's secrets that stand in any of its logs, the servers' included."""
        kept = json.loads((self._home / "secrets.json").read_text())
        kept["api-key"] = (self._home / "api-key").read_text().strip()
        text = "".join(file.read_text(errors="replace") for file in (self._home / "logs").iterdir())
        return [name for name, secret in kept.items() if secret in text]
