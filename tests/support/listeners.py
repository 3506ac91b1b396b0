"""Programs of others that listen in: the examples, in an environment that has what they need and nothing of ours."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from support.deadlines import eventually

ROOT = Path(__file__).parents[2]
UV = ROOT / ".uv" / "bin" / "uv"
Line = tuple[str, ...]


async def fresh_environment(folder: Path, *extras: str) -> Path:
    """The Python of a new environment with `storyreel-contracts`, built as a wheel, in the versions of the lock."""
    wanted = [word for extra in extras for word in ("--extra", extra)]
    process = await asyncio.create_subprocess_exec(
        UV, "sync", "--quiet", "--frozen", "--no-dev", "--no-editable", "--package", "storyreel-contracts", *wanted,
        cwd=ROOT, env={**os.environ, "UV_PROJECT_ENVIRONMENT": str(folder), "UV_PYTHON": sys.executable}, stderr=PIPE,
    )  # fmt: skip
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return folder / "bin" / "python"


@dataclass
class Listener:
    """An example that runs; what it has printed, as the words of each line."""

    process: Process
    lines: list[Line] = field(default_factory=list)

    async def heard(self, count: int) -> list[Line]:
        """Its first so many lines, when it has printed them."""

        async def enough() -> bool:
            return len(self.lines) >= count

        await eventually(enough, what=f"{count} events", every=0.01)
        return self.lines

    async def read(self) -> None:
        """Take its lines as they come."""
        assert self.process.stdout
        async for line in self.process.stdout:
            self.lines.append(tuple(line.decode().split()))


@asynccontextmanager
async def listening(python: Path, example: str, url: str, *arguments: str) -> AsyncIterator[Listener]:
    """Run an example for the time of the block."""
    process = await asyncio.create_subprocess_exec(
        python, "-I", ROOT / "examples" / example, *arguments, env={"STORYREEL_NATS_URL": url}, stdout=PIPE
    )
    listener = Listener(process)
    reading = asyncio.create_task(listener.read())
    try:
        yield listener
    finally:
        process.kill()
        await process.wait()
        await reading
