"""The demo from start to end: a throw-away system, one film, nothing left but what was asked for."""

import asyncio
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from storyreel.cli.endings import FAILED, INTERRUPTED, ending
from storyreel.cli.output import console as make_console
from storyreel.cli.steps import Steps, steps
from storyreel.client import AsyncStoryreel
from storyreel.demo.folder import Folder
from storyreel.demo.production import Production
from storyreel.demo.proof import Proof, Unproven
from storyreel.demo.summary import summary
from storyreel.demo.wishes import Wishes, wishes
from storyreel.settings import UpSettings
from storyreel.up import Running, stack
from storyreel_contracts.api import GenerationRequest, JobResponse

PATIENCE = 1800.0
"""Seconds after which even a slow machine would be done."""


def main() -> int:
    """Run it; returns the exit code, 0 only when every file was found right."""
    console = make_console()
    try:
        wished = wishes()
        return asyncio.run(_unless_stopped(wished, console))
    except KeyboardInterrupt:
        console.print("stopped; the system is gone, what was made so far stays in the folder")
        return INTERRUPTED
    except Exception as error:
        reason = _innermost(error)
        known = ending(reason)
        if known is None and not isinstance(reason, Unproven | TimeoutError):
            raise
        make_console(stderr=True).print(f"storyreel demo: {known.sentence if known else reason}", markup=False)
        return known.code if known else FAILED


async def _unless_stopped(wished: Wishes, console: Console) -> int:
    """Let SIGTERM and SIGHUP end it as Ctrl-C does: everything is left in order."""
    work = asyncio.ensure_future(_demo(wished, console))
    with _ending(work):
        try:
            return await work
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


async def _demo(wished: Wishes, console: Console) -> int:
    began = time.monotonic()
    folder = Folder(wished.out)
    folder.clear()
    request = wished.request
    console.print(
        Text(request.prompt, style="italic"), Text(_facts(request), style="dim"), sep="\n", end="\n\n", soft_wrap=True
    )
    with tempfile.TemporaryDirectory(prefix="storyreel-demo-", ignore_cleanup_errors=True) as home:
        try:
            with steps(console, pictures=True) as shown:
                job, proofs = await _in_a_system_of_its_own(Path(home), wished, folder, shown)
        except BaseException as error:
            if isinstance(error, Exception):
                _keep_logs(Path(home), folder, console)
            raise
    console.print()
    console.print(summary(folder, proofs, len(job.storyboard or []), time.monotonic() - began))
    return 0


async def _in_a_system_of_its_own(
    home: Path, wished: Wishes, folder: Folder, shown: Steps
) -> tuple[JobResponse, "list[Proof]"]:
    shown.begin("system", "NATS, Postgres, Valkey, an S3 store and four services")
    async with stack(
        home, settings=_settings(home), say=lambda name, text: shown.item("system", f"{name}: {text}")
    ) as up:
        shown.done("system", up.base_url)
        async with AsyncStoryreel(up.base_url, up.api_key) as client, asyncio.timeout(PATIENCE):
            job, proofs = await _while_it_lives(up, Production(client, wished, folder, shown))
        shown.begin("clean-up", "stopping the system")
    shown.done("clean-up", "nothing is left but the files")
    return job, proofs


async def _while_it_lives(up: Running, production: Production) -> tuple[JobResponse, "list[Proof]"]:
    """Make the film, but do not wait on a system that has given up."""
    work, death = asyncio.ensure_future(production.make()), asyncio.ensure_future(up.died())
    try:
        await asyncio.wait({work, death}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise death.result()
        job, proofs = work.result()
        return job, list(proofs)
    finally:
        for task in (work, death):
            task.cancel()
        await asyncio.gather(work, death, return_exceptions=True)


def _facts(request: GenerationRequest) -> str:
    """What was asked for besides the prompt, in a line."""
    facts = (f"{request.duration} s", request.aspect_ratio, request.style, f"seed {request.seed}")
    return ", ".join(fact for fact in facts if fact)


def _settings(home: Path) -> UpSettings:
    """Everything embedded and on free ports, whatever the environment says of other systems."""
    return UpSettings(
        home=home, work_dir=home / "work", host="127.0.0.1", port=0, api_key=None, nats_url=None, database_url=None,
        redis_url=None, s3_endpoint=None, s3_access_key=None, s3_secret_key=None, s3_bucket="storyreel",
        s3_region="us-east-1",
    )  # fmt: skip


def _keep_logs(home: Path, folder: Folder, console: Console) -> None:
    """After a failure the logs are what tells why."""
    if (home / "logs").is_dir():
        shutil.copytree(home / "logs", folder.logs, dirs_exist_ok=True)
        console.print(f"the logs are kept in {folder.logs}", markup=False)


@contextmanager
def _ending(work: "asyncio.Future[int]") -> Iterator[None]:
    """The first SIGINT, SIGTERM or SIGHUP cancels; later ones do not disturb the leaving."""
    loop, asked = asyncio.get_running_loop(), False

    def cancel() -> None:
        nonlocal asked
        if not asked:
            asked = work.cancel()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, cancel)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def _innermost(error: Exception) -> Exception:
    """The first plain error in a group of them."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
