"""What telemetry costs: the CPU time of services that have it, and of services that tell nothing, by turns.

`status` has a gateway of each kind at once, before the same servers and the same job. `film` has a whole stack of one
kind make a film; which one is an argument.
"""

import asyncio
import os
import socket
import statistics
import sys
import timeit
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import httpx
import psutil

from benchmarks.journey import PROMPT
from benchmarks.load import load
from benchmarks.measure import Stopwatch
from storyreel.client import AsyncStoryreel
from storyreel.up import SERVICES, Running, Service, UpSettings, stack
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.metrics import STATUS_READS, TRAFFIC

ROOT = Path(__file__).parents[1]
REQUESTS, CONNECTIONS, ROUNDS = 2_000, 32, 40
"""Many short rounds: on a machine that others use as well, two neighbours in time have most in common."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How services are started: whether they tell anything, and whether somebody collects their traces."""

    tells: bool = True
    collected: bool = False

    def module(self, service: str) -> str:
        """What is run with `-m`."""
        return f"storyreel_{service}" if self.tells else f"benchmarks.quiet.{service}"

    def env(self, collector: str) -> Mapping[str, str]:
        """What they are told beside that."""
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": collector} if self.collected else {}

    def services(self) -> tuple[Service, ...]:
        """A stack of them."""
        return tuple(replace(one, module=self.module(one.name)) if one.port_variable else one for one in SERVICES)


KINDS: Mapping[str, Kind] = {"without": Kind(tells=False), "metrics": Kind(), "traces": Kind(collected=True)}
"""The first one is what the others are compared with."""


@asynccontextmanager
async def _gateway(kind: Kind, running: Running, collector: str) -> AsyncIterator[tuple[int, int]]:
    """(process id, port) of one more gateway of this kind."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    told = {**running.env, **kind.env(collector), "STORYREEL_PORT": str(port), "STORYREEL_LOG_LEVEL": "WARNING"}
    env = {**os.environ, **told}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", kind.module("gateway"), env=env, cwd=ROOT)
    try:
        async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=5)) as client, asyncio.timeout(60):
            while True:
                try:
                    if (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200:
                        break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield process.pid, port
    finally:
        process.terminate()
        await process.wait()


async def _status(home: Path, collector: str) -> dict[str, float]:
    """Microseconds a status read, of each kind, and how many times the first one's, round by round."""
    async with stack(home, settings=UpSettings(home=home, port=0)) as running, AsyncExitStack() as opened:
        async with AsyncStoryreel(running.base_url, running.api_key) as client:
            job = await client.generate(GenerationRequest(prompt=PROMPT, duration=5, provider="animatic"))
            await client.wait_until(job.job_id, VideoStatus.STORYBOARD_READY)
        gateways = {
            name: await opened.enter_async_context(_gateway(kind, running, collector)) for name, kind in KINDS.items()
        }
        path = f"/api/v2/jobs/{job.job_id}"
        costs: dict[str, list[float]] = {name: [] for name in KINDS}
        names = deque(KINDS)
        for turn in range(ROUNDS + 1):
            names.rotate()  # each comes first as often as the others, and none finds the caches that it left
            for name in names:
                cost = await _cost(*gateways[name], path, running.api_key)
                if turn:  # the first round warms them up
                    costs[name].append(cost)
    return {**_compared(costs), "counting_us": _counting()}


def _counting() -> float:
    """Microseconds that counting one read takes by itself, undisturbed: what noise hides in the comparison."""

    def count() -> None:
        TRAFFIC.seen("GET", "/api/v2/jobs/{job_id}", 200, 0.0004)
        STATUS_READS.counts["projection"] += 1

    return min(timeit.repeat(count, number=REQUESTS, repeat=50)) / REQUESTS * 1e6


async def _cost(pid: int, port: int, path: str, key: str) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
    before = _thread(pid)
    await load("127.0.0.1", port, request, requests=REQUESTS, connections=CONNECTIONS)
    return (_thread(pid) - before) / REQUESTS * 1e6


def _thread(pid: int) -> float:
    """CPU seconds of a process's first thread: where Linux tells it by the nanosecond, else its whole CPU time."""
    told = Path(f"/proc/{pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if told.exists() else _cpu(pid)


def _compared(costs: Mapping[str, list[float]]) -> dict[str, float]:
    """Medians, and for all but the first kind the median of what it cost more, as a share."""
    first, *others = costs
    told = {f"{name}_us": statistics.median(found) for name, found in costs.items()}
    for name in others:
        more = [cost / least - 1 for cost, least in zip(costs[name], costs[first], strict=True)]
        told |= {f"{name}_more": statistics.median(more), f"{name}_low": min(more), f"{name}_high": max(more)}
    return told


def _cpu(pid: int) -> float:
    """Seconds, of a process and its children, those that have ended too."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(sum(one.cpu_times()[:4]) for one in family)


async def _film(home: Path, kind: Kind, collector: str) -> dict[str, float]:
    """CPU seconds of all services from a film's request to its end."""
    os.environ.update({**kind.env(collector), "PYTHONPATH": str(ROOT)})
    async with (
        stack(home, settings=UpSettings(home=home, port=0), wanted=kind.services()) as running,
        AsyncStoryreel(running.base_url, running.api_key) as client,
    ):
        before = _all(running)
        asked = GenerationRequest(prompt=PROMPT, duration=30, seed=7, auto_approve=True, provider="animatic")
        job = await client.generate(asked)
        async with asyncio.timeout(900):
            await client.wait_until(job.job_id, VideoStatus.COMPLETED)
        return {"film_cpu": _all(running) - before}


def _all(running: Running) -> float:
    return sum(_cpu(one.pid) for one in running.services.values() if one.pid)


@contextmanager
def _collector() -> Iterator[str]:
    """Where spans are taken and forgotten."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def main(what: str, kind: str = "") -> None:
    """Print what `benchmarks.measure.run` reads."""
    with TemporaryDirectory() as folder, Stopwatch() as watch, _collector() as url:
        home = Path(folder) / "home"
        told = asyncio.run(_status(home, url) if what == "status" else _film(home, KINDS[kind], url))
    watch.tell(**told)


if __name__ == "__main__":
    main(*sys.argv[1:])
