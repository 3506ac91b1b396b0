"""`storyreel up` as its user meets it: started, stopped, killed, started again, and refused."""

import asyncio
import os
import pwd
import signal
import sys
from pathlib import Path

import pytest
from psutil import Process

from storyreel import leash
from storyreel.embedded.nats import as_user
from storyreel.home import opened
from storyreel.infrastructure import infrastructure
from storyreel.settings import UpSettings
from storyreel_chassis.rights import SUBSCRIBER
from support.launched import Launched, alive, launched, until
from support.marks import everywhere, find_marks, leave_marks


async def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    """Whoever stops it gets the machine back: no process, lock or socket stays."""
    home = tmp_path / "home"
    async with launched(home) as stack:
        await stack.up()
        children = stack.descendants()
        sockets = seaweed_sockets(stack)
        assert {*stack.told(Process.name)} >= {"nats-server", "postgres", "valkey-server", "weed"}
        assert sockets, "this test looks for the sockets in the wrong place"
        stack.process.send_signal(signal.SIGINT)
        assert await stack.ended() == 0
        await until(lambda: not alive(children), what="the death of all children")
        assert seaweed_sockets(stack) == []
        async with opened(home, min_free_bytes=0):
            pass
        assert "Traceback" not in stack.err


async def test_the_person_is_told_where_it_is_and_the_secrets_stay_private(tmp_path: Path) -> None:
    """The first lines on the screen are enough to make the first request; other users of the machine see none of it."""
    home = tmp_path / "home"
    async with launched(home) as stack:
        await stack.up()
        key = (home / "api-key").read_text().strip()
        assert f"http://127.0.0.1:{stack.env['STORYREEL_PORT']}/docs" in stack.out
        assert key in stack.out
        assert as_user(stack.env["NATS_URL"], SUBSCRIBER) in stack.out
        assert str(home / "api-key") in stack.out
        assert stack.env["STORYREEL_API_KEY"] == key
        assert "front      | listening" in stack.out
        secret = ("api-key", "secrets.json", "nats.conf", "valkey.conf", "seaweed-identities.json")
        assert {oct((home / name).stat().st_mode & 0o777) for name in secret} == {"0o600"}
        assert oct(home.stat().st_mode & 0o777) == "0o700"
        assert not [words for words in stack.told(Process.cmdline) if stack.env["S3_SECRET_KEY"] in words]


async def test_a_second_launcher_is_told(tmp_path: Path) -> None:
    """Two stacks never write to one home."""
    async with launched(tmp_path / "home") as first:
        await first.up()
        before = first.out
        async with launched(tmp_path / "home") as second:
            assert await second.ended() == 1
            assert f"is in use by another `storyreel up` (process {first.process.pid})" in second.err
            assert second.err.count("\n") == 1
        assert first.process.returncode is None
        assert before


async def test_a_killed_launcher_leaves_no_child_and_loses_no_data(tmp_path: Path) -> None:
    """After the worst end the next start finds everything that was ever acknowledged."""
    async with launched(tmp_path / "home") as stack:
        await stack.up()
        await leave_marks(stack.env, "before the kill")
        children = stack.descendants()
        stack.process.kill()
        await until(lambda: not alive(children), what="the death of all children")
    async with launched(tmp_path / "home") as again:
        await again.up()
        assert again.env["DATABASE_URL"] == stack.env["DATABASE_URL"], "the ports are remembered"
        assert await find_marks(again.env) == everywhere("before the kill")


async def test_a_launcher_started_while_the_last_ones_children_die_waits_for_them(tmp_path: Path) -> None:
    """Starting again at once after a kill needs no patience from the user."""
    async with launched(tmp_path / "home") as stack:
        await stack.up()
        stack.process.kill()
        await stack.ended()
        async with launched(tmp_path / "home") as again:
            await again.up()


async def test_a_killed_first_start_is_made_good(tmp_path: Path) -> None:
    """An interrupted initdb is not mistaken for a database."""
    for number in range(5):
        home = tmp_path / f"home-{number}"
        async with launched(home) as stack:
            await until((home / "postgres" / "PG_VERSION").exists, what="the middle of initdb")
            stack.process.kill()
            await stack.ended()
        if (home / "postgres.unfinished").exists():  # and the kill did not come too late
            break
    else:
        raise AssertionError("every kill came too late")
    async with infrastructure(home, settings=UpSettings()) as running:
        await leave_marks(running.env, "a working home")


async def test_a_dead_service_is_said_at_once_and_given_up_when_it_keeps_dying(tmp_path: Path) -> None:
    """A service that cannot live ends the stack with its last words instead of flapping for ever."""
    async with launched(tmp_path / "home", STORYREEL_RESTARTS_PER_MINUTE="1") as stack:
        await stack.up()
        await get(stack, "/exit")
        await until(lambda: "runs again" in stack.out, what="the service's return")
        await get(stack, "/exit")
        assert await stack.ended() == 1
        assert "exited with status 3; the end of its log:" in stack.out
        assert "front died again after 1 restarts within a minute" in stack.err
        assert "a bug" in stack.err


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else; as a normal user all tests do")
async def test_a_normal_user_needs_no_root(tmp_path: Path) -> None:
    """Nothing in the stack depends on the rights of root."""
    home = tmp_path / "home"
    home.mkdir()
    user = next(user for user in pwd.getpwall() if user.pw_uid != 0)
    os.chown(home, user.pw_uid, user.pw_gid)
    as_user = (
        sys.executable,
        leash.__file__,
        str(os.getpid()),
        "9",
        "--user",
        str(user.pw_uid),
        str(user.pw_gid),
        "--",
    )
    async with launched(home, prefix=as_user) as stack:
        await stack.up()
        assert {uids.real for uids in stack.told(Process.uids)} == {user.pw_uid}
        stack.process.send_signal(signal.SIGTERM)
        assert await stack.ended() == 0


def seaweed_sockets(stack: Launched) -> list[Path]:
    """The socket files of this stack's object store."""
    first = int(stack.env["S3_ENDPOINT"].rpartition(":")[2]) - 6
    return [path for port in range(first, first + 10) for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock")]  # noqa: S108  the server's choice


async def get(stack: Launched, path: str) -> None:
    """GET a path of the public dummy."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(stack.out.split("http://127.0.0.1:")[1].split()[0]))
    writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    await reader.read()
    writer.close()
    await writer.wait_closed()
