"""No secret that a gateway is told ever leaves it: not in its log, not in an answer, whatever goes wrong."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg
import httpx

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.keys import new_api_key
from support.deadlines import eventually
from support.described import operations
from support.gateway_stack import PROMPT, provisioned
from support.parallel import free_port
from support.signed_calls import PATH, Call, secret_of
from support.stack import clear_streams

CANARY = "canary0f1e2d3c4b5a"
ANSWERED = [one for one in operations() if one.operation_id not in {"events", "feed"}]
"""All but the streams, which do not end."""


@dataclass
class Spawned:
    """A gateway in a process of its own, and all that it wrote so far."""

    process: asyncio.subprocess.Process
    port: int
    written: bytearray


@asynccontextmanager
async def spawned(**env: str) -> AsyncIterator[Spawned]:
    """A gateway with exactly these variables, that writes everything it can."""
    port = free_port()
    told = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("STORYREEL_", "S3_"))},
        "STORYREEL_PORT": str(port),
        "STORYREEL_LOG_LEVEL": "DEBUG",
        **env,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "storyreel_gateway",
        env=told, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    made = Spawned(process, port, bytearray())

    async def gather() -> None:
        assert process.stdout is not None
        while piece := await process.stdout.read(65_536):
            made.written.extend(piece)

    gathering = asyncio.create_task(gather())
    try:
        yield made
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        await gathering


def found(secrets: dict[str, str], *texts: str) -> list[str]:
    """The names of the secrets that stand in any of these texts."""
    return [name for name, secret in secrets.items() if any(secret in text for text in texts)]


async def test_no_secret_is_logged_or_answered_whatever_goes_wrong(infra: Infrastructure, database: str) -> None:
    """Servers that are away, wrong keys, malformed requests and defects, at the most talkative level."""
    await clear_streams(infra.nats_url)
    await provisioned(infra.nats_url)
    key, stranger = new_api_key(), new_api_key()
    closed = free_port()
    env = {
        "NATS_URL": infra.nats_url,
        "DATABASE_URL": database,
        "REDIS_URL": f"redis://:{CANARY}redis@127.0.0.1:{closed}",
        **infra.s3,
        "STORYREEL_SECRET": f"{CANARY}signing",
        "STORYREEL_API_KEY": key,
        "STORYREEL_LIMIT_GENERATE": "off",
        "STORYREEL_STALL_SWEEP_SECONDS": "3600",  # a sweep that met the defect below would end the process
        "REPLICATE_API_TOKEN": f"r8_{CANARY}token",
        "REPLICATE_BASE_URL": f"http://127.0.0.1:{closed}",
        "STORYREEL_REPLICATE_WEBHOOK_SECRET": f"whsec_{CANARY}signs",
    }
    secrets = {
        "REDIS_URL": f"{CANARY}redis",
        "STORYREEL_SECRET": f"{CANARY}signing",
        "REPLICATE_API_TOKEN": f"{CANARY}token",
        "STORYREEL_REPLICATE_WEBHOOK_SECRET": f"{CANARY}signs",
        "NATS_URL": urlsplit(infra.nats_url).password or "",
        "DATABASE_URL": urlsplit(database).password or "",
        "S3_SECRET_KEY": infra.s3["S3_SECRET_KEY"],
        "key": key,
        "stranger": stranger,
        "query": f"{CANARY}query",
    }
    assert all(secrets.values())
    answers: list[str] = []
    async with (
        spawned(**env) as gateway,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}", timeout=60) as client,
    ):

        async def lives() -> bool:
            with suppress(httpx.TransportError):
                return (await client.get("/readyz")).status_code == 200
            return False

        async def ask(method: str, path: str, **more: object) -> httpx.Response:
            answer = await client.request(method, path, **more)  # type: ignore[arg-type]  # by name
            answers.append(f"{answer.headers}{answer.text}")
            return answer

        await eventually(lives, what="the gateway's start")
        mine, query = {"Authorization": f"Bearer {key}"}, f"?api_key={secrets['query']}"
        made = await ask("POST", "/api/v2/generate", json={"prompt": PROMPT}, headers=mine)
        assert made.status_code == 202
        for operation in ANSWERED:
            url = operation.url(job_id=made.json()["job_id"])
            for headers in (mine, {"X-API-Key": key}, {"Authorization": f"Bearer {stranger}"}, {"X-API-Key": key[:-1]}):
                await ask(operation.method, url, json=operation.body, headers=headers)
            await ask(operation.method, url + query, json=operation.body, headers=mine)
            await ask(
                operation.method, url, content=b"{" + key.encode(), headers=mine | {"Content-Type": "application/json"}
            )
        for secret in (f"whsec_{CANARY}signs", secret_of("other")):
            call = Call(secret)
            await ask("POST", PATH, params={"purchase": str(call.purchase)}, content=call.body, headers=call.headers)
        await ask("GET", "/readyz")
        admin = await asyncpg.connect(database)
        await admin.execute("alter table gateway.jobs rename to was_jobs")
        await admin.close()
        for operation in ANSWERED:
            await ask(operation.method, operation.url(), json=operation.body, headers=mine)
        broken = await ask("GET", "/api/v2/jobs", headers=mine)
        assert broken.status_code == 500
    log = gateway.written.decode(errors="replace")
    for event in ("redis_away", "request_failed", "Traceback", "request_served"):
        assert event in log, f"{event} was not provoked"
    assert found(secrets, log, *answers) == []


WRONG: list[dict[str, str]] = [
    {"DATABASE_URL": f"postgresql://user:{CANARY}@127.0.0.1:1/x"},
    {"DATABASE_URL": f"postgresql://user:{CANARY}@[half"},
    {"NATS_URL": f"nats://user:{CANARY}@127.0.0.1:1"},
    {"S3_SECRET_KEY": CANARY},
    {"STORYREEL_API_KEY": f"sr_{CANARY}"},
    {"STORYREEL_SECRET": CANARY[:15]},
    {"STORYREEL_REPLICATE_WEBHOOK_SECRET": f"whsec_{CANARY}!"},
    {"REDIS_URL": f"http://:{CANARY}@127.0.0.1"},
    {"REPLICATE_API_TOKEN": CANARY, "STORYREEL_PROVIDERS": "animatic", "STORYREEL_DEFAULT_PROVIDER": "replicate"},
]


async def test_a_gateway_that_cannot_start_says_why_without_the_secret(infra: Infrastructure, database: str) -> None:
    """Its last words name what is wrong, not the value."""
    good = {
        "NATS_URL": infra.nats_url, "DATABASE_URL": database, "REDIS_URL": infra.redis_url, **infra.s3,
        "STORYREEL_SECRET": f"{CANARY} long enough",
    }  # fmt: skip

    few = asyncio.Semaphore(2)  # nine that start at once take a minute of a busy machine

    async def last_words(wrong: dict[str, str]) -> str:
        async with few, spawned(**(good | wrong)) as gateway:

            async def said() -> bool:
                return gateway.process.returncode is not None or b"service_waits" in gateway.written

            await eventually(said, what="its first complaint")
        return gateway.written.decode(errors="replace")

    for wrong, said in zip(WRONG, await asyncio.gather(*map(last_words, WRONG)), strict=True):
        assert said, wrong
        assert CANARY[:15] not in said
