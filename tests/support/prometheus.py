"""A real Prometheus, and its promtool: from PATH, else from the image that compose names."""

import asyncio
import math
import os
import shutil
import subprocess
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import yaml

from storyreel.ports import claim
from support.deadlines import eventually
from support.promql import HERE, ROOT

MISSING = "NOT TESTED: no prometheus on this machine (Debian and Ubuntu: apt install prometheus), no image in Docker"


@cache
def program(name: str, *reads: Path) -> tuple[str, ...] | None:
    """How `prometheus` or `promtool` is called, with what it may read and write; None where it is not to be had."""
    if found := shutil.which(name):
        return (found,)
    docker = shutil.which("docker")
    image = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]["prometheus"]["image"]
    if docker is None or not (_ok(docker, "image", "inspect", image) or _ok(docker, "pull", "-q", image)):
        return None
    mounts = [word for path in (HERE, *reads) for word in ("-v", f"{path}:{path}")]
    who = ("--user", f"{os.getuid()}:{os.getgid()}", "--env", "STORYREEL_RUNBOOKS_URL")
    return (docker, "run", "--rm", "--init", "--network=host", *who, *mounts, f"--entrypoint={name}", image)


def _ok(*argv: str) -> bool:
    return subprocess.run(argv, check=False, capture_output=True).returncode == 0


def promtool(*argv: str) -> tuple[int, str] | None:
    """Run it on files of deploy/monitoring: its exit code and what it said; None where it is not to be had."""
    call = program("promtool")
    if call is None:
        return None
    done = subprocess.run((*call, *argv), check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class Prometheus:
    """One that runs."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def ready(self) -> bool:
        """Whether it answers."""
        async with httpx.AsyncClient() as http:
            try:
                return (await http.get(f"{self._url}/-/ready")).status_code == 200
            except httpx.HTTPError:
                return False

    async def get(self, what: str, **query: str) -> Any:
        """The data of an answer. Raises AssertionError with Prometheus' own words where it refuses."""
        async with httpx.AsyncClient(timeout=30) as http:
            answer = (await http.get(f"{self._url}/api/v1/{what}", params=query)).json()
        assert answer["status"] == "success", f"{query}: {answer.get('error')}"
        return answer["data"]

    async def targets(self) -> dict[str, str]:
        """Each job's health: up, down or unknown."""
        return {one["labels"]["job"]: one["health"] for one in (await self.get("targets"))["activeTargets"]}

    async def rules(self) -> list[dict[str, Any]]:
        """Every rule, with what came of it."""
        return [rule for group in (await self.get("rules"))["groups"] for rule in group["rules"]]

    async def numbers(self, expression: str, *, seconds: int) -> list[float]:
        """What it has been in these last seconds, all lines together, without what is no number."""
        now = float((await self.get("query", query="time()"))["result"][1])
        span = {"start": f"{now - seconds}", "end": f"{now}", "step": "1"}
        lines = (await self.get("query_range", query=expression, **span))["result"]
        values = [float(value) for line in lines for _, value in line["values"]]
        return [value for value in values if not math.isnan(value)]


@asynccontextmanager
async def prometheus(home: Path, urls: Mapping[str, str]) -> AsyncIterator[Prometheus]:
    """Compose's own configuration on these services, at their URLs, every second instead of every fifteen."""
    config = yaml.safe_load((HERE / "prometheus.yml").read_text("utf-8"))
    config["global"] |= {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(HERE / file) for file in config["rule_files"]]
    del config["alerting"]
    for job in config["scrape_configs"]:
        del job["dns_sd_configs"]
        job["static_configs"] = [{"targets": [urlsplit(urls[job["job_name"]]).netloc]}]
    (home / "prometheus.yml").write_text(yaml.safe_dump(config), "utf-8")
    call = program("prometheus", home)
    assert call is not None
    port = claim(home / "port.json", ["prometheus"])["prometheus"]
    process = await asyncio.create_subprocess_exec(
        *call,
        f"--config.file={home / 'prometheus.yml'}",
        f"--storage.tsdb.path={home / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--enable-feature=expand-external-labels",  # as Prometheus 3 does anyway
        env={**os.environ, "STORYREEL_RUNBOOKS_URL": "https://runbooks.example.com"},
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        running = Prometheus(f"http://127.0.0.1:{port}")
        await eventually(running.ready, within=60, what="Prometheus", every=0.1)
        yield running
    finally:
        process.terminate()
        await process.wait()
