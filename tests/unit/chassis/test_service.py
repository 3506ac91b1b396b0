"""A service's life, as a process."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SERVICE = """
import asyncio, sys
from contextlib import asynccontextmanager
from storyreel_chassis.errors import Refused, Transient
from storyreel_chassis.service import run
from storyreel_chassis.settings import ServiceSettings

ADDRESSES = {
    "NATS_URL": "nats://x", "DATABASE_URL": "postgresql://x", "S3_ENDPOINT": "http://x",
    "S3_ACCESS_KEY": "x", "S3_SECRET_KEY": "x", "STORYREEL_LOG_FORMAT": "json",
}
tries = 0

@asynccontextmanager
async def body(settings, stop):
    global tries
    tries += 1
    if MODE == "never up":
        print("waiting", flush=True)
        await asyncio.Event().wait()
    if MODE == "up at last" and tries < 2:
        raise Transient("away", "a server is away")
    if MODE == "refused":
        raise Refused("port_taken", "somebody has the port")
    if MODE == "lost":
        asyncio.get_running_loop().call_later(0.05, stop, "bus_lost")
    if MODE == "dies":
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            yield
    else:
        yield
    print("left", flush=True)

async def fail():
    raise Transient("away", "postgresql://me:CANARY@host went away")

run("toy", lambda: ServiceSettings.model_validate(ADDRESSES | MORE), body)
"""


@contextmanager
def service(mode: str, **more: str) -> Iterator["subprocess.Popen[str]"]:
    """A service that behaves so; killed at the end if it is still there."""
    argv = [sys.executable, "-c", f"MODE, MORE = {mode!r}, {more!r}\n{SERVICE}"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: "subprocess.Popen[str]", words: str) -> None:
    """Read its lines until one has these words."""
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return
    raise AssertionError(f"never said {words!r}")


def test_a_signal_stops_it_and_it_leaves_in_order() -> None:
    """SIGTERM: the body is left, the exit code is 0."""
    with service("plain") as process:
        read_until(process, "service_ready")
        process.send_signal(signal.SIGTERM)
        read_until(process, "left")
        assert process.wait(60) == 0


def test_a_signal_stops_it_while_it_waits_for_a_server() -> None:
    """A service whose database never comes can be stopped all the same."""
    with service("never up") as process:
        read_until(process, "waiting")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_it_waits_for_servers_that_come_later() -> None:
    """The order of starting does not matter."""
    with service("up at last") as process:
        read_until(process, "service_waits")
        read_until(process, "service_ready")


def test_what_cannot_be_is_said_in_one_sentence() -> None:
    """No traceback for a mistake of whoever started it."""
    with service("refused") as process:
        _, complaint = process.communicate(timeout=60)
    assert complaint == "storyreel-toy: somebody has the port\n"
    assert process.returncode == 1


def test_a_lost_bus_ends_the_process_so_that_it_is_started_anew() -> None:
    """The exit code tells the supervisor."""
    with service("lost") as process:
        read_until(process, "left")
        assert process.wait(60) == 1


def test_background_work_that_dies_ends_the_process_loudly_and_keeps_its_secrets() -> None:
    """It is not stood up again in the same process, nor left half alive."""
    with service("dies") as process:
        said, complaint = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.count("service_ready") == 1
    assert "service_died" in said
    assert "went away" in said
    assert "CANARY" not in said + complaint
    assert "Traceback" not in complaint


@pytest.mark.parametrize(("name", "value"), [("STORYREEL_LOG_LEVEL", "loud"), ("STORYREEL_DATABASE_POOL", "CANARY")])
def test_settings_that_cannot_be_are_named_without_their_values(name: str, value: str) -> None:
    """One sentence, at the start, before anything is connected."""
    with service("plain", **{name: value}) as process:
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 1
    assert name in complaint
    assert "CANARY" not in complaint
    assert complaint.count("\n") == 1
