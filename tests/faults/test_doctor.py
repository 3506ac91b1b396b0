"""The doctor at a whole system that is broken on purpose: one screen names what is wrong, and the next step."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from storyreel.client import AsyncStoryreel
from storyreel.doctor.care import Care
from storyreel.doctor.checkup import Checkup, elsewhere, here
from storyreel.doctor.findings import Finding
from storyreel.keeper import Kept
from storyreel.up import Running
from storyreel_chassis.ids import new_id
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from support.deadlines import eventually
from support.faults_stack import all_ready, reached
from support.film_stack import environment, film_stack

FILM = GenerationRequest(prompt="A fox wakes in a snowy forest.", duration=5, auto_approve=True)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stack lives."""
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
async def running(work: Path) -> AsyncIterator[Running]:
    """One stack for the module."""
    async with film_stack(work) as up:
        await all_ready(up)
        yield up


@contextmanager
def standing_still(service: Kept) -> Iterator[None]:
    """The process is paused for the time of the block."""
    assert service.pid
    os.kill(service.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(service.pid, signal.SIGCONT)


def of(found: Checkup) -> list[Finding]:
    """All findings."""
    return [one for section in found.sections for one in section.findings]


async def finds(running: Running, *words: str) -> list[Finding]:
    """Visit until each of these words stands in a finding, or as what could not be asked."""
    found: list[Finding] = []

    async def named() -> bool:
        visit = await elsewhere(running.base_url, running.api_key)
        found[:] = of(visit)
        said = [one.what for one in found] + [section.not_asked or "" for section in visit.sections]
        return all(any(word in one for one in said) for word in words)

    await eventually(named, what=f"a screen with {words}", every=0.5)
    return found


async def well(running: Running) -> None:
    """Visit until nothing is wrong."""

    async def left() -> list[str]:
        visit = await elsewhere(running.base_url, running.api_key)
        return [one.what for one in of(visit)] + [section.not_asked for section in visit.sections if section.not_asked]

    async def nothing() -> bool:
        return await left() == []

    try:
        await eventually(nothing, what="a system that is well", every=0.5)
    except AssertionError as error:
        raise AssertionError(f"{error}: {await left()}") from error


async def test_a_system_that_is_well_is_told_so_by_the_command(running: Running, work: Path) -> None:
    """From this machine, by its home: exit code 0, and no secret on the screen."""
    await well(running)
    env = {**os.environ, "STORYREEL_HOME": str(work / "home"), "STORYREEL_PORT": "0"}
    screens: list[str] = []

    async def all_well() -> bool:  # a busy machine may not answer in time
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "storyreel", "doctor", env=env, stdout=asyncio.subprocess.PIPE
        )
        screens.append((await process.communicate())[0].decode())
        return process.returncode == 0

    await eventually(all_well, what="exit code 0")
    assert screens[-1].splitlines()[-1] == "all well"
    assert "this machine" in screens[-1]
    for secret in (running.api_key, running.env["S3_SECRET_KEY"]):
        assert not [screen for screen in screens if secret in screen]


async def test_everything_that_is_broken_is_on_one_screen(running: Running, work: Path) -> None:
    """A worker that stands still, work that waits for it, Redis stopped, a dead letter: each with its next step; and
    all is well again when it is."""
    renderer, valkey = running.services["renderer"], running.servers["valkey"]
    letter = new_id()
    connection = await asyncpg.connect(running.env["DATABASE_URL"])
    try:
        await connection.execute(
            "insert into exporter.dead_letters (letter_id, event_type, subject, body, code, message, attempts) "
            "values ($1, 'ExportRequested', 's', '{}', 'internal_error', 'no', 8)", letter,
        )  # fmt: skip
        async with AsyncStoryreel(running.base_url, running.api_key) as client:
            with standing_still(renderer):
                await valkey.stop()
                jobs = [await client.generate(FILM.model_copy(update={"seed": seed})) for seed in range(3)]
                found = await finds(running, "no renderer answers", "Redis is away", "exporter has 1 dead letter")
                steps = {one.what.split(",")[0].split(":")[0]: one.do for one in found}
                assert f"dead-letters replay {str(letter)[:13]}" in steps["exporter has 1 dead letter"]
                with environment(STORYREEL_HOME=str(work / "home"), STORYREEL_PORT="0"):
                    local = await here(running.base_url, running.api_key, Care(work / "home"), runs=True)
                assert any("valkey does not listen" in one.what for one in of(local))
            await valkey.start()
            for job in jobs:
                await reached(client, job, VideoStatus.COMPLETED)
    finally:
        await valkey.start()
        await connection.execute("delete from exporter.dead_letters")
        await connection.close()
    await well(running)


async def test_a_bus_that_is_away_leaves_the_rest_of_the_screen(running: Running) -> None:
    """What could not be asked is said; what can, is seen; what to start again is named."""
    nats = running.servers["nats"]
    await nats.stop()
    try:
        found = await finds(running, "NATS is away", "NATS is not connected")
        assert [one.severity for one in found if "NATS is away" in one.what] == ["broken"]
    finally:
        await nats.start()
    await well(running)


async def test_a_database_that_is_away_is_named_without_a_key_being_known(running: Running) -> None:
    """Keys lie in it: readiness alone tells, and that is enough to know where to look."""
    postgres = running.servers["postgres"]
    await postgres.stop()
    try:
        found = await finds(running, "Postgres is away")
        assert any("postgres" in one.do for one in found)
    finally:
        await postgres.start()
    await well(running)


async def test_a_gateway_that_stands_still_is_not_waited_for(running: Running) -> None:
    """No answer is an answer."""
    with standing_still(running.services["gateway"]):
        visit = await elsewhere(running.base_url, running.api_key)
        assert not visit.reached
        assert "no answer within" in of(visit)[0].what
    await well(running)
