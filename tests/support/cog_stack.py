"""Real Cog servers (PyPI `cog` and `coglet`) with small models of ours, for tests."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from storyreel.children import LEASH
from storyreel.ports import claim
from support.deadlines import eventually

MODELS = Path(__file__).with_name("cog_models")
Model = Literal["pictures", "clips"]


@dataclass
class CogServer:
    """One server; `desk` is the folder by which tests and its model talk."""

    url: str
    desk: Path
    process: Process

    def runs(self) -> list[str]:
        """The prompts of every run ever begun."""
        ledger = self.desk / "ledger"
        return ledger.read_text().splitlines() if ledger.exists() else []

    @contextmanager
    def held(self, name: str = "hold") -> Iterator[None]:
        """What waits for `name` waits as long as the block."""
        (self.desk / name).touch()
        try:
            yield
        finally:
            (self.desk / name).unlink(missing_ok=True)

    async def health(self) -> str:
        """Its status."""
        async with httpx.AsyncClient(timeout=60) as http:
            return str((await http.get(f"{self.url}/health-check")).json()["status"])

    async def kill(self) -> None:
        """End it without a word; its model's process sees that and ends, too."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def cog_server(
    model: Model, folder: Path, *options: str, schema: bool = True, ready: bool = True
) -> AsyncIterator[CogServer]:
    """A server for the time of the block, at home in a new folder; `ready` when its model is set up."""
    home = shutil.copytree(MODELS / model, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    if not schema:
        shutil.rmtree(home / ".cog")
    port = claim(home / "ports.json", ["cog"])["cog"]
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "COG_PREDICT_TYPE_STUB": "model.py:Runner",
        "COG_DESK": str(home),
        "PORT": str(port),
        "TMPDIR": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    leash = (sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), "9", "--")
    with (home / "log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *leash, sys.executable, "-m", "cog.server.http", "--host", "127.0.0.1", *options,
            cwd=home, env=env, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    server = CogServer(f"http://127.0.0.1:{port}", home, process)
    try:
        await eventually(lambda: _is_up(server, ready=ready), what=f"a Cog server of {model}")
        yield server
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _is_up(server: CogServer, *, ready: bool) -> bool:
    assert server.process.returncode is None, (server.desk / "log").read_text()
    try:
        return await server.health() == "READY" or not ready
    except httpx.HTTPError:
        return False
