"""The real gateway in this process, on real servers, with doubles of the workers."""

import asyncio
import io
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nats
from minio import Minio
from pydantic import SecretStr

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.keys import new_api_key
from storyreel_chassis.provisioner import MEBIBYTE, provision
from storyreel_gateway.app import gateway
from storyreel_gateway.config import GatewaySettings
from support.deadlines import PATIENCE, eventually
from support.gateway_patient import patient
from support.gateway_workers import Put, Script, Workers, workers
from support.parallel import free_port
from support.stack import clear_streams

PROMPT = "A lighthouse keeper's last night: storm, doubt, and a ship saved at dawn."
DEADLINE = 180.0
NOBODY = "127.0.0.1:9"
"""Where no webhook endpoint listens."""
TESTS = Path(__file__).parents[1]
LIMITED = ("generate", "render", "upload")


@dataclass
class Api:
    """A client of a running gateway, with its key, and the workers behind it."""

    client: httpx.AsyncClient
    key: str
    workers: Workers
    settings: GatewaySettings

    @property
    def script(self) -> Script:
        """What the workers do."""
        return self.workers.script

    async def make(self, **wish: Any) -> dict[str, Any]:
        """A new job."""
        answer = await self.client.post("/api/v2/generate", json={"prompt": PROMPT, "duration": 10, **wish})
        assert answer.status_code == 202, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def get(self, job_id: str) -> dict[str, Any]:
        """A job as it stands."""
        answer = await self.client.get(f"/api/v2/jobs/{job_id}")
        assert answer.status_code == 200, answer.text
        job: dict[str, Any] = answer.json()
        return job

    async def post(self, job_id: str, action: str, status: int, **body: Any) -> dict[str, Any]:
        """An action on a job, and the status code that it should have."""
        answer = await self.client.post(f"/api/v2/jobs/{job_id}/{action}", json=body or None)
        assert answer.status_code == status, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def until(self, job_id: str, status: str) -> dict[str, Any]:
        """The job once it has this status."""
        async with asyncio.timeout(DEADLINE):
            while True:
                job = await self.get(job_id)
                if job["status"] == status:
                    return job
                await asyncio.sleep(0.02)

    async def ready(self, **wish: Any) -> dict[str, Any]:
        """A new job whose storyboard is ready."""
        return await self.until((await self.make(**wish))["job_id"], "storyboard_ready")

    async def filmed(self, **wish: Any) -> dict[str, Any]:
        """A new job whose film is there."""
        return await self.until((await self.make(auto_approve=True, **wish))["job_id"], "completed")


def gateway_settings(
    *, nats_url: str, database: str, redis_url: str, s3_env: Mapping[str, str], **other: Any
) -> GatewaySettings:
    """The settings of a gateway on these servers."""
    told: dict[str, Any] = {name.lower(): value for name, value in s3_env.items()}
    told |= {f"limit_{name}": "off" for name in LIMITED}
    told |= {"secret": "a secret of the tests", "owner_concurrency": 0, "webhook_allow": NOBODY, **other}
    return GatewaySettings(nats_url=nats_url, database_url=database, redis_url=redis_url, port=free_port(), **told)


@asynccontextmanager
async def running_gateway(settings: GatewaySettings) -> AsyncIterator[httpx.AsyncClient]:
    """The gateway serving; a client without a key."""

    def stop(reason: str) -> None:
        raise AssertionError(reason)

    with patient():
        async with (
            gateway(settings, stop),
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.port}", timeout=DEADLINE) as client,
        ):
            yield client


def environment(like: GatewaySettings) -> dict[str, str]:
    """The variables that tell a process these servers and limits."""
    env = {**os.environ, "STORYREEL_LOG_LEVEL": "WARNING", "PYTHONPATH": str(TESTS)}
    for name in ("nats_url", "database_url", "redis_url", "s3_endpoint", "s3_access_key", "s3_secret_key", "s3_bucket"):
        value = getattr(like, name)
        env[name.upper()] = value.get_secret_value() if isinstance(value, SecretStr) else value
    env["STORYREEL_SECRET"] = like.secret.get_secret_value()
    env["STORYREEL_OWNER_CONCURRENCY"] = str(like.owner_concurrency)
    limits = {f"STORYREEL_LIMIT_{name.upper()}": getattr(like, f"limit_{name}") for name in LIMITED}
    return env | limits


@asynccontextmanager
async def spawned_gateway(
    like: GatewaySettings,
    *,
    module: str = "storyreel_gateway",
    log_level: str = "WARNING",
    log: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway in a process of its own, beside one of these settings; a client without a key. It may die. Whatever it
    writes goes to the file `log`, where one is named; `more` is more of its environment."""
    more = {"STORYREEL_LOG_LEVEL": log_level, **(more or {})}
    async with killable_gateway(like, module=module, log=log, more=more) as (client, _):
        yield client


@asynccontextmanager
async def killable_gateway(
    like: GatewaySettings,
    *,
    module: str = "storyreel_gateway",
    log: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.subprocess.Process]]:
    """The same, with its process."""
    port = str(free_port())
    env = {**environment(like), "STORYREEL_PORT": port, **(more or {})}
    with log.open("wb") if log else nullcontext() as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, env=env, stdout=output, stderr=output
        )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=DEADLINE) as client:

            async def lives() -> bool:
                with suppress(httpx.TransportError):
                    return (await client.get("/readyz")).status_code == 200
                return False

            await eventually(lives, what="the second gateway's start")
            yield client, process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


@asynccontextmanager
async def gateway_on(infra: Infrastructure, database: str, **other: Any) -> AsyncIterator[Api]:
    """`gateway_api` on the servers of this process, whose streams are emptied for it."""
    await clear_streams(infra.nats_url)
    async with gateway_api(
        nats_url=infra.nats_url, database=database, redis_url=infra.redis_url, s3_env=infra.s3, **other
    ) as running:
        yield running


@asynccontextmanager
async def gateway_api(
    *,
    nats_url: str,
    database: str,
    redis_url: str,
    s3_env: Mapping[str, str],
    script: Script | None = None,
    **other: Any,
) -> AsyncIterator[Api]:
    """A gateway with workers and an owner."""
    key = other.pop("api_key", None) or new_api_key()
    settings = gateway_settings(
        nats_url=nats_url, database=database, redis_url=redis_url, s3_env=s3_env, api_key=key, **other
    )
    await provisioned(nats_url)
    async with (
        running_gateway(settings) as http,
        workers(nats_url, putter(settings), script or Script()) as doubles,
    ):
        http.headers["Authorization"] = f"Bearer {key}"
        yield Api(http, key, doubles, settings)


async def provisioned(nats_url: str) -> None:
    """Streams and consumers, as before any service starts."""
    client = await nats.connect(nats_url)
    try:
        await provision(client.jetstream(timeout=PATIENCE), max_bytes=64 * MEBIBYTE)
    finally:
        await client.close()


def putter(settings: GatewaySettings) -> Put:
    """Stores what the workers make."""
    store = Minio(
        settings.s3_endpoint.split("://")[-1],
        settings.s3_access_key.get_secret_value(),
        settings.s3_secret_key.get_secret_value(),
        secure=False,
        region=settings.s3_region,
    )

    def put(name: str, data: bytes, media_type: str) -> None:
        store.put_object(settings.s3_bucket, name, io.BytesIO(data), len(data), content_type=media_type)

    return put
