"""Programs of others that listen in: the published package and the examples, as they are told to be used."""

import asyncio
import inspect
import json
import runpy
import sys
import zipfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import Error as JetStreamError
from scripts.check_wheels import main

from storyreel import listening as listening_
from storyreel.embedded.nats import as_user
from storyreel.infrastructure import Infrastructure
from storyreel_chassis.copy_for_subscribers import copy_for_subscribers
from storyreel_chassis.ids import new_id
from storyreel_chassis.provisioner import provision
from storyreel_chassis.rights import COPY_API, SUBSCRIBER
from storyreel_contracts.events import CATALOGUE, Event, JobCanceled
from storyreel_contracts.samples import samples
from storyreel_contracts.topology import STREAM
from support.commands import run
from support.deadlines import eventually
from support.listeners import ROOT, UV, Line, fresh_environment, listening

EXAMPLES = ("listen.py", "listen_plain.py")
Command = Callable[..., Awaitable[str]]
ALONE = """
from importlib.resources import files
from storyreel_contracts.events import CATALOGUE
from storyreel_contracts.parse import parse
golden = files("storyreel_contracts").joinpath("golden")
for event in CATALOGUE:
    read = parse(event.subject_for("x"), golden.joinpath(f"{event.slug()}.json").read_bytes())
    print(type(read).__name__)
"""
METADATA = """\
Metadata-Version: 2.4
Name: storyreel-contracts
Version: 0.1.0
License-Expression: Apache-2.0
Requires-Python: >=3.11
Requires-Dist: nats-py
"""


@pytest.fixture(scope="module")
async def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of who has installed `storyreel-contracts[nats]`."""
    return await fresh_environment(tmp_path_factory.mktemp("theirs") / "venv", "nats")


@pytest.fixture
async def operator(infra: Infrastructure, nats_url: str) -> AsyncIterator[Client]:
    """On a bus without events."""
    if "nats" not in infra.servers:
        pytest.skip("this NATS runs elsewhere and has users of its own")
    client = await nats.connect(nats_url, reconnect_time_wait=0.1)
    await provision(client.jetstream(timeout=5))
    await copy_for_subscribers(client, update=True)
    yield client
    await client.close()


@pytest.fixture
def events(infra: Infrastructure, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`storyreel events --no-follow …`: what it prints. It has an event loop of its own."""
    monkeypatch.setenv("STORYREEL_NATS_URL", as_user(infra.nats_url, SUBSCRIBER))

    async def command(*arguments: str) -> str:
        capsys.readouterr()
        code, out, err = await asyncio.to_thread(run, capsys, "events", "--no-follow", *arguments)
        assert code == 0, err
        return out

    return command


def film(job_id: UUID) -> list[Event]:
    """What is said of a job, one event of each type."""
    newest = ((event, json.loads(samples(event)[-1])) for event in CATALOGUE)
    return [
        event.model_validate(sample | {"job_id": str(job_id), "event_id": str(new_id())}) for event, sample in newest
    ]


async def said(client: Client, events: Sequence[Event]) -> list[Line]:
    """Say these, through whatever NATS is going through; as examples print them."""
    for event in events:

        async def stored(event: Event = event) -> bool:
            with suppress(NatsError, JetStreamError, TimeoutError):
                headers = {"Nats-Msg-Id": str(event.event_id)}
                await client.jetstream(timeout=1).publish(
                    event.subject, event.to_wire(), stream=STREAM, headers=headers
                )
                return True
            return False

        await eventually(stored, what="an event that is stored")
    return [(str(event.job_id), str(event.event_id), event.event_type) for event in events]


async def test_examples_hear_a_film_live_and_again_through_a_restart_of_the_bus(
    infra: Infrastructure, operator: Client, python: Path
) -> None:
    """In order, without a gap and without a repeat: from now on, or from an hour ago on."""
    first, second, third = (film(new_id()) for _ in range(3))
    url = as_user(infra.nats_url, SUBSCRIBER)
    told = await said(operator, first)
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    async with (
        listening(python, "listen.py", url) as live,
        listening(python, "listen_plain.py", url, "--since", an_hour_ago) as again,
    ):
        assert await again.heard(len(told)) == told

        async def both() -> bool:
            copied = await operator.jetstream(prefix=COPY_API).stream_info(STREAM)
            return copied.state.consumer_count == 2

        await eventually(both, what="both listeners")
        told += await said(operator, second)
        await again.heard(len(told))
        await live.heard(len(second))
        await infra.servers["nats"].stop()
        await infra.servers["nats"].start()
        told += await said(operator, third)
        assert await again.heard(len(told)) == told
        assert await live.heard(len(second) + len(third)) == told[len(first) :]
    async with listening(python, "listen.py", url, "--since", an_hour_ago) as late:
        assert await late.heard(len(told)) == told


async def test_a_stream_that_was_lost_is_copied_from_its_new_beginning(operator: Client, events: Command) -> None:
    """It counts from 1 again, which a copy of the former one would take for old."""
    js = operator.jetstream(timeout=5)
    await said(operator, film(new_id())[:3])
    await js.delete_stream(STREAM)
    await provision(js)
    await copy_for_subscribers(operator)
    told = await said(operator, film(new_id())[:2])
    await copied(operator)
    assert lines(await events("--since", "1h", "--json")) == told


@pytest.mark.usefixtures("operator")
async def test_a_wrong_password_is_no_bus_that_is_away(
    infra: Infrastructure, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody waits for a server that has answered; where there are several, one that is there will do."""
    good = as_user(infra.nats_url, SUBSCRIBER)
    monkeypatch.setattr(listening_, "CONNECT_SECONDS", 3600.0)
    monkeypatch.setenv("STORYREEL_NATS_URL", f"nats://{SUBSCRIBER}:wrong@{good.rpartition('@')[2]}")
    code, _, err = await asyncio.to_thread(run, capsys, "events", "--no-follow")
    assert (code, "does not know this user and password" in err) == (1, True)
    monkeypatch.setenv("STORYREEL_NATS_URL", f"{good}, nats://127.0.0.1:9")
    assert (await asyncio.to_thread(run, capsys, "events", "--no-follow"))[0] == 0


async def test_the_command_line_shows_what_was_asked_for(operator: Client, events: Command) -> None:
    """Of a time, a job, a type; for people a line an event, for programs the event itself; nothing where nothing is."""
    assert await events("--since", "7d") == ""
    mine, others = film(new_id()), film(new_id())
    told = await said(operator, [*mine, *others])
    await copied(operator)
    assert lines(await events("--since", "1h", "--json")) == told
    assert lines(await events("--since", "1h", "--json", "--job", str(mine[0].job_id))) == told[: len(mine)]
    some = await events("--since", "1h", "--json", "--type", "VideoRendered", "--type", "JobCanceled")
    assert [line[2] for line in lines(some)] == ["JobCanceled", "VideoRendered"] * 2
    shown = await events("--since", "1h", "--job", str(mine[0].job_id))
    assert [line.split()[3] for line in shown.splitlines()] == [line[2] for line in told[: len(mine)]]
    await operator.jetstream().publish(JobCanceled.subject_for(new_id()), b"[]", stream=STREAM)
    await copied(operator)
    assert "2 bytes that are no event" in await events("--since", "1h", "--type", "JobCanceled")
    bent = {"occurred_at": "2026-01-01T00:00:00Z", "job_id": "\x1b[2J", "event_type": "one\nline"}
    await operator.jetstream().publish(
        JobCanceled.subject_for(job := new_id()), json.dumps(bent).encode(), stream=STREAM
    )
    await copied(operator)
    shown = await events("--since", "1h", "--job", str(job))
    assert (shown.count("\n"), shown.partition("  ")[2].strip()) == (1, "\ufffd[2J  one line")


async def copied(operator: Client) -> None:
    """Wait until subscribers can read all that was said."""

    async def same() -> bool:
        ours, theirs = operator.jetstream(timeout=5), operator.jetstream(timeout=5, prefix=COPY_API)
        return (await ours.stream_info(STREAM)).state.last_seq == (await theirs.stream_info(STREAM)).state.last_seq

    await eventually(same, what="the copy")


def lines(printed: str) -> list[Line]:
    """JSON lines, as examples print them."""
    told = [json.loads(line) for line in printed.splitlines()]
    return [(one["job_id"], one["event_id"], one["event_type"]) for one in told]


async def test_the_package_needs_pydantic_only_and_brings_what_its_readers_need(tmp_path: Path) -> None:
    """Whoever installs it alone gets types, samples and a page that tells how to listen."""
    python = await fresh_environment(tmp_path / "venv")
    process = await asyncio.create_subprocess_exec(python, "-I", "-c", ALONE, stdout=PIPE)
    out, _ = await process.communicate()
    assert (process.returncode, out.decode().split()) == (0, [event.__name__ for event in CATALOGUE])
    build = await asyncio.create_subprocess_exec(
        UV, "build", "--quiet", "--wheel", "--package", "storyreel-contracts", "--out-dir", tmp_path / "dist", cwd=ROOT
    )
    assert await build.wait() == 0
    assert main([str(tmp_path / "dist")]) == 0


def test_a_wheel_that_lacks_something_is_not_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is missing is said before anybody installs it."""
    assert main([str(tmp_path)]) == 1
    with zipfile.ZipFile(tmp_path / "bad.whl", "w") as archive:
        archive.writestr("storyreel_contracts-0.1.0.dist-info/METADATA", METADATA)
        archive.writestr("storyreel_contracts/tests/test_x.py", "")
    assert main([str(tmp_path)]) == 1
    complaints = capsys.readouterr().err
    for lack in ("Summary", "py.typed", "tests/test_x.py", "nats-py", "example", "golden", "licence"):
        assert lack in complaints


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_begins_at_a_time(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One without a zone is meant as the clock on the wall; without any it begins now."""
    before = datetime.now(UTC)
    assert before <= began(example, (), monkeypatch) <= datetime.now(UTC)
    at = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
    assert began(example, ("--since", "2026-01-31T12:00Z"), monkeypatch) == at
    assert began(example, ("--since", at.astimezone().replace(tzinfo=None).isoformat()), monkeypatch) == at


def began(example: str, told: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> datetime:
    """From when on the example listens that is called so."""
    found: list[datetime] = []

    def run(listening: Coroutine[Any, Any, None]) -> None:
        found.append(inspect.getcoroutinelocals(listening)["since"])
        listening.close()

    monkeypatch.setattr(asyncio, "run", run)
    monkeypatch.setattr(sys, "argv", [example, *told])
    runpy.run_path(str(ROOT / "examples" / example))
    return found[0]


def test_the_page_of_the_package_is_what_is_run() -> None:
    """The example that people copy is the one that was tried; the licence is the house's."""
    page = (ROOT / "shared/contracts/README.md").read_text("utf-8")
    for example in EXAMPLES:
        code = (ROOT / "examples" / example).read_text("utf-8").split('"""', 2)[2].strip()
        assert len([line for line in code.splitlines() if line.strip()]) <= 15
        assert code in page or example != "listen.py"
    assert (ROOT / "shared/contracts/LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
