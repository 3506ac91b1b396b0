"""What cannot work ends with one sentence that says what to do."""

import socket
from pathlib import Path

import pytest

from storyreel.embedded.binaries import unsupported
from storyreel.embedded.seaweed_sockets import bury_dead_sockets
from storyreel.errors import CannotStart
from storyreel.infrastructure import infrastructure
from storyreel.settings import UpSettings, default_home
from support.launched import launched


async def refusal(home: Path, settings: UpSettings) -> str:
    """The sentence with which a start in `home` fails."""
    with pytest.raises(CannotStart) as caught:
        async with infrastructure(home, settings=settings):
            pass
    return caught.value.sentence


async def test_a_full_disk_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """Better no start than one that ends in the middle of a film."""
    assert "is full" in await refusal(tmp_path / "home", UpSettings(min_free_bytes=1 << 60))
    assert not (tmp_path / "home" / "postgres").exists()


async def test_a_directory_of_something_else_is_refused_untouched(tmp_path: Path) -> None:
    """STORYREEL_HOME=~ must not lock anyone out of their own files."""
    (tmp_path / "letter.txt").write_text("dear")
    tmp_path.chmod(0o755)
    assert "neither empty nor a Storyreel home" in await refusal(tmp_path, UpSettings())
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


async def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A file in the way and a file system without writing are said, with the path."""
    (tmp_path / "file").touch()
    for home in (tmp_path / "file" / "home", Path("/proc/storyreel")):
        assert f"cannot use {home} as Storyreel's home" in await refusal(home, UpSettings())


async def test_an_override_that_is_no_program_is_refused_by_its_name(tmp_path: Path) -> None:
    """A wrong path in a variable is told with the variable."""
    sentence = await refusal(tmp_path / "home", UpSettings(nats_server=tmp_path / "nats"))
    assert "STORYREEL_NATS_SERVER" in sentence


async def test_a_program_that_dies_at_its_start_is_told_with_its_own_words(tmp_path: Path) -> None:
    """The reason stands in the error, not only in a log file."""
    broken = tmp_path / "nats"
    broken.write_text("#!/bin/sh\necho out of luck; exit 7\n")
    broken.chmod(0o755)
    with pytest.raises(CannotStart, match=r"nats did not start: it exited with status 7\nout of luck"):
        async with infrastructure(tmp_path / "home", settings=UpSettings(nats_server=broken)):
            pass


async def test_half_an_object_store_is_refused(tmp_path: Path) -> None:
    """An endpoint without keys is a mistake, not a wish for the embedded store."""
    assert "S3_ACCESS_KEY" in await refusal(tmp_path / "home", UpSettings(s3_endpoint="http://127.0.0.1:1"))


async def test_a_taken_port_and_a_mistyped_key_end_with_one_line(tmp_path: Path) -> None:
    """No traceback reaches a user."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with launched(tmp_path / "home", STORYREEL_PORT=port) as stack:
            assert await stack.ended() == 1
            assert stack.err == (
                f"storyreel: port {port} is taken by another program: set STORYREEL_PORT to a free one\n"
            )
    assert not (tmp_path / "home").exists(), "nothing half made is left"
    async with launched(tmp_path / "home", STORYREEL_API_KEY="sr_guess") as stack:
        assert await stack.ended() == 1
        assert "STORYREEL_API_KEY is not an API key" in stack.err
        assert stack.err.count("\n") == 1


@pytest.mark.parametrize(
    ("system", "machine", "libc", "word"),
    [
        ("win32", "AMD64", "", "Windows"),
        ("darwin", "x86_64", "", "Intel Macs"),
        ("linux", "x86_64", "", "glibc"),
        ("linux", "riscv64", "glibc", "riscv64"),
    ],
)
def test_an_unsupported_platform_is_sent_to_compose(system: str, machine: str, libc: str, word: str) -> None:
    """Where the wheels have no programs the sentence says what to run instead."""
    sentence = unsupported(system, machine, libc)
    assert sentence
    assert word in sentence
    assert "docker compose up" in sentence


@pytest.mark.parametrize(
    ("system", "machine", "libc"),
    [("linux", "x86_64", "glibc"), ("linux", "aarch64", "glibc"), ("darwin", "arm64", "")],
)
def test_a_supported_platform_is_left_in_peace(system: str, machine: str, libc: str) -> None:
    """The check refuses nobody it should not."""
    assert unsupported(system, machine, libc) is None


def test_the_home_follows_the_platforms_convention(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data lies where users and their backups look for it."""
    monkeypatch.setenv("HOME", "/u")
    assert default_home("linux", {}) == Path("/u/.local/share/storyreel")
    assert default_home("linux", {"XDG_DATA_HOME": "/data"}) == Path("/data/storyreel")
    assert default_home("linux", {"XDG_DATA_HOME": "relative"}) == Path("/u/.local/share/storyreel")
    assert default_home("darwin", {}) == Path("/u/Library/Application Support/storyreel")


def test_sockets_of_killed_servers_are_removed(tmp_path: Path) -> None:
    """Those that nobody listens on any more, and no others."""
    files = {name: tmp_path / f"seaweedfs-{name}-grpc-15000.sock" for name in ("master", "filer")}
    with socket.socket(socket.AF_UNIX) as alive, socket.socket(socket.AF_UNIX) as dead:
        alive.bind(str(files["master"]))
        alive.listen()
        dead.bind(str(files["filer"]))
        dead.close()
        bury_dead_sockets(tmp_path)
        assert files["filer"].exists(), "it may be about to listen"
        bury_dead_sockets(tmp_path, older=-1)
        assert [file.name for file in tmp_path.iterdir()] == [files["master"].name]
