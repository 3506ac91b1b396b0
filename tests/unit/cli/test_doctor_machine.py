"""The doctor on one machine: what keeps `storyreel up` from starting, or stops it, is found and left as it is."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storyreel.doctor import machine
from storyreel.doctor.findings import Finding
from storyreel.settings import UpSettings
from storyreel_chassis.keys import new_api_key

PROGRAMS = machine.programs


async def no_programs(_settings: UpSettings) -> list[Finding]:
    """They are looked at by tests of their own: it takes a second."""
    return []


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home as a stack leaves it, without its data."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for name in ("lock", "children.lock"):
        (home / name).touch()
    for name in ("secrets.json", "ports.json", "service-ports.json"):
        (home / name).write_text("{}")
    (home / "api-key").write_text(new_api_key())
    monkeypatch.setenv("STORYREEL_HOME", str(home))
    monkeypatch.setenv("STORYREEL_PORT", "0")
    monkeypatch.setattr(machine, "programs", no_programs)
    for patience in ("RUN_SECONDS", "LISTEN_SECONDS"):  # others use the machine too
        monkeypatch.setattr(machine, patience, 60.0)
    for name in ("NATS_URL", "DATABASE_URL", "REDIS_URL", "S3_ENDPOINT", "STORYREEL_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return home


async def findings(*, runs: bool = False) -> list[Finding]:
    """What is found."""
    return [one for section in await machine.look(runs=runs) for one in section.findings]


async def only(*, runs: bool = False) -> Finding:
    """The one thing that is found."""
    (one,) = await findings(runs=runs)
    return one


@contextmanager
def held(lock: Path) -> Iterator[None]:
    """The lock is somebody's for the time of the block."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def listening(host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """A port that is taken for the time of the block."""
    with socket.socket() as server:
        server.bind((host, port))
        server.listen(16)
        yield server.getsockname()[1]


def bound(deaf: socket.socket) -> int:
    """A port that it has and does not listen at, so that no other program does."""
    deaf.bind(("127.0.0.1", 0))
    port: int = deaf.getsockname()[1]
    return port


def nobody_at() -> int:
    """A port at which nobody listens."""
    with listening() as port:
        return port


def program(path: Path, body: str) -> str:
    """A program of that shell script."""
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def only_weed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the programs one is looked at."""

    async def fine() -> None:
        return None

    monkeypatch.setattr(machine, "PROGRAMS", [one for one in machine.PROGRAMS if one[0] == "SeaweedFS"])
    monkeypatch.setattr(machine, "_ffmpeg", fine)


async def test_a_home_that_is_well_has_no_findings() -> None:
    """The programs of the wheels run, the disk has room."""
    assert await findings() == []
    assert await PROGRAMS(UpSettings()) == []


async def test_a_lock_tells_whether_a_stack_runs(home: Path) -> None:
    """A lock file alone says nothing: only the kernel knows whether its holder lives."""
    assert not machine.is_held(home / "lock")
    with held(home / "lock"):
        assert machine.is_held(home / "lock")
    assert not machine.is_held(home / "missing")


async def test_servers_that_were_left_behind_are_found(home: Path) -> None:
    """They keep the next start waiting, then refuse it."""
    with held(home / "children.lock"):
        found = await only()
        assert (found.severity, "still run in the home" in found.what) == ("broken", True)
        assert str(home / "children.lock") in found.do
        assert await findings(runs=True) == []


async def test_a_lock_file_of_postgres_that_names_another_is_found(home: Path) -> None:
    """Postgres would not start, and its own words are about shared memory; a number that nobody has is no matter."""
    (home / "postgres").mkdir()
    lock = home / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n/data\n")
    assert str(lock) in (await only()).do
    for nobody in ("4194999\n", "9" * 30, "", "ada\n"):
        lock.write_text(nobody)
        assert await findings() == []


async def test_a_home_that_others_can_read_is_found(home: Path) -> None:
    """Keys and passwords lie in it."""
    home.chmod(0o755)
    assert f"chmod 700 {home}" in (await only()).do


@pytest.mark.parametrize("name", ["secrets.json", "ports.json", "service-ports.json"])
async def test_a_file_that_was_cut_short_is_found(home: Path, name: str) -> None:
    """By its name."""
    (home / name).write_text('{"nats": 1')
    assert str(home / name) in (await only()).what


async def test_half_an_api_key_is_found_and_not_shown(home: Path) -> None:
    """A secret stays one, also a broken one."""
    (home / "api-key").write_text("sr_half")
    found = await only()
    assert "holds no API key" in found.what
    assert "sr_half" not in str(found)


async def test_little_and_no_room_are_told_apart(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is a warning, the other stops everything; both disks are told."""
    monkeypatch.setenv("STORYREEL_MIN_FREE_BYTES", str(1 << 60))
    first, second = await findings()
    assert (first.severity, second.severity) == ("broken", "broken")
    assert "STORYREEL_HOME" in first.do
    assert "STORYREEL_WORK_DIR" in second.do
    monkeypatch.setattr(machine, "LITTLE", 1 << 60)
    monkeypatch.setenv("STORYREEL_MIN_FREE_BYTES", "1")
    assert {one.severity for one in await findings()} == {"warning"}
    assert home.exists()


async def test_a_program_that_is_missing_or_cannot_run_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wheel for another machine is there, and does not run; one that hangs is not waited for."""
    only_weed(monkeypatch)
    (tmp_path / "strange").write_bytes(b"\x7fELF of another kind")
    (tmp_path / "strange").chmod(0o755)
    for path, said in (
        (str(tmp_path / "nothing"), "STORYREEL_WEED"),
        (program(tmp_path / "broken", "exit 3"), "SeaweedFS ends with status 3"),
        (str(tmp_path / "strange"), "SeaweedFS cannot be run"),
    ):
        monkeypatch.setenv("STORYREEL_WEED", path)
        (found,) = await PROGRAMS(UpSettings())
        assert said in found.what


async def test_a_program_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen comes all the same."""
    only_weed(monkeypatch)
    monkeypatch.setattr(machine, "RUN_SECONDS", 0.2)
    monkeypatch.setenv("STORYREEL_WEED", program(tmp_path / "hangs", "exec tail -f /dev/null"))
    (found,) = await PROGRAMS(UpSettings())
    assert "SeaweedFS does not say its version within 0.2 s" in found.what


async def test_a_port_of_another_program_is_found_before_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the variable that changes it."""
    with listening() as port:
        monkeypatch.setenv("STORYREEL_PORT", str(port))
        found = await only()
        assert f"port {port} is taken" in found.what
        assert "STORYREEL_PORT" in found.do


async def test_a_program_of_a_running_stack_that_does_not_listen_is_found(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its name and its log; a server that is somebody else's is none of ours."""
    with listening() as alive, socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        gone = deaf.getsockname()[1]
        (home / "ports.json").write_text(f'{{"nats": {alive}, "valkey": {gone}}}')
        (home / "service-ports.json").write_text(f'{{"renderer": {alive}}}')
        found = await only(runs=True)
        assert f"valkey does not listen on port {gone}" in found.what
        assert str(home / "logs" / "valkey.log") in found.do
        monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
        assert await findings(runs=True) == []


async def test_the_gateway_is_sought_where_it_was_told_to_listen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at a port of before one was named, nor on loopback where that is not its address."""
    (home / "service-ports.json").write_text(f'{{"gateway": {nobody_at()}}}')
    with socket.socket() as deaf, listening("127.0.0.2", bound(deaf)) as port:
        monkeypatch.setenv("STORYREEL_PORT", str(port))
        monkeypatch.setenv("STORYREEL_HOST", "127.0.0.2")
        assert await findings(runs=True) == []
        monkeypatch.setenv("STORYREEL_HOST", "127.0.0.1")
        assert f"gateway does not listen on port {port}" in (await only(runs=True)).what


@pytest.mark.parametrize("below", ["", "below"])
async def test_a_file_where_the_home_should_be_is_found(
    tmp_path: Path, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stack does not start in it."""
    file = tmp_path / "file"
    file.touch(0o600)
    monkeypatch.setenv("STORYREEL_HOME", str(file / below))
    found = await only()
    assert (found.severity, "cannot be used: Not a directory" in found.what) == ("broken", True)
    monkeypatch.setenv("STORYREEL_HOME", str(tmp_path / "not yet"))
    assert await findings() == []


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("STORYREEL_PORT", "http", "STORYREEL_PORT"),
        ("S3_ENDPOINT", "http://127.0.0.1:9000", "S3_ACCESS_KEY"),
        ("STORYREEL_API_KEY", "sr_secret", "checksum"),
    ],
)
async def test_a_wrong_setting_is_named_and_not_shown(
    variable: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in a variable may be a secret."""
    monkeypatch.setenv(variable, value)
    found = await only()
    assert variable in found.what
    assert said in found.what
    assert variable in found.do
    assert "sr_secret" not in str(found)


async def test_what_is_looked_at_is_left_as_it_was(home: Path) -> None:
    """A doctor does no harm."""
    before = {path: path.stat().st_mtime_ns for path in sorted(home.rglob("*"))}
    await findings()
    assert {path: path.stat().st_mtime_ns for path in sorted(home.rglob("*"))} == before
