"""PostgreSQL."""

import asyncio
import os
import pwd
import shutil
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from storyreel.children import NotYet, Program
from storyreel.embedded import binaries
from storyreel.embedded.server import Server, clean_environment
from storyreel.errors import CannotStart
from storyreel.home import Home
from storyreel.launcher import Launcher
from storyreel.probes import TIMEOUT

PORTS = ("postgres",)
ROLE = DATABASE = "storyreel"

SMALL = (
    *("shared_buffers=32MB", "max_wal_size=256MB", "max_connections=120"),
    *("io_method=sync", "max_logical_replication_workers=0", "jit=off"),
)
"""One machine, one film maker: little memory, few processes, short queries."""


def url(home: Home, ports: Mapping[str, int], database: str = DATABASE) -> str:
    """How a client finds a database. TLS on loopback would only cost a round trip."""
    return f"postgresql://{ROLE}:{home.secrets['postgres']}@127.0.0.1:{ports['postgres']}/{database}?sslmode=disable"


def address(home: Home, ports: Mapping[str, int]) -> dict[str, str]:
    """How services find it."""
    return {"DATABASE_URL": url(home, ports)}


@asynccontextmanager
async def postgres(launcher: Launcher, ports: Mapping[str, int]) -> AsyncIterator[Server]:
    """A Postgres server with the database `storyreel`, owned by the role of that name."""
    cluster = Cluster(launcher, binaries.postgres_bin(launcher.settings), ports, _user())
    await cluster.create()
    async with launcher.keep(cluster.server(), cluster.launch) as handle:
        yield Server("postgres", address(launcher.home, ports), handle)


def _user() -> tuple[int, int] | None:
    """Whom to run as: Postgres refuses root."""
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            unnamed = (
                f"user id {os.geteuid()} has no name in /etc/passwd, which Postgres needs: add it or set DATABASE_URL"
            )
            raise CannotStart(unnamed) from None
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data directory and what is done with it."""

    launcher: Launcher
    bin: Path
    ports: Mapping[str, int]
    user: tuple[int, int] | None

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.launcher.home.path / "postgres"

    def server(self) -> Program:
        """The server."""
        options = ("listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={self.ports['postgres']}", *SMALL)
        return self._program("postgres", "postgres", "-D", self.data, *(word for o in options for word in ("-c", o)))

    async def create(self) -> None:
        """Make the data directory unless it is there; one whose making was cut short is made again."""
        home = self.launcher.home
        unfinished = home.path / "postgres.unfinished"
        if (self.data / "PG_VERSION").exists() and not unfinished.exists():
            return
        unfinished.touch()
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        if self.user:
            os.chown(self.data, *self.user)
        password = home.write("postgres.password", home.secrets["postgres"])
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-E", "UTF8")
        access = ("-U", ROLE, "-A", "scram-sha-256", f"--pwfile={password}")
        await self.launcher.finish(
            self._program("initdb", "initdb", "-D", self.data, *access, *locale, "--no-sync", "--no-instructions")
        )
        password.unlink()
        await asyncio.to_thread(os.sync)  # in place of initdb's own, which takes two seconds
        unfinished.unlink()

    async def launch(self) -> Process:
        """Start the server; ready when it answers and the database exists."""
        try:
            return await self.launcher.launch(self.server(), self._ready)
        except asyncpg.InvalidPasswordError:  # the secrets were lost and made anew
            await self._set_password()
            return await self.launcher.launch(self.server(), self._ready)

    async def _ready(self) -> None:
        try:
            connection = await asyncpg.connect(url(self.launcher.home, self.ports, "postgres"), timeout=TIMEOUT)
        except asyncpg.InvalidAuthorizationSpecificationError:
            raise
        except (OSError, TimeoutError, asyncpg.PostgresError) as error:
            raise NotYet from error
        try:
            if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
                await connection.execute(f"create database {DATABASE}")
        finally:
            await connection.close(timeout=TIMEOUT)

    async def _set_password(self) -> None:
        """Tell the cluster the present password, in the mode that asks for none because nobody else can connect."""
        single = self._program("postgres-single", "postgres", "--single", "-D", self.data, "postgres")
        password = self.launcher.home.secrets["postgres"]
        await self.launcher.finish(single, stdin=f"alter role {ROLE} password '{password}'\n")

    def _program(self, name: str, binary: str, *arguments: str | Path) -> Program:
        return Program(
            name=name,
            argv=(self.bin / binary, *arguments),
            env=clean_environment(self.launcher.home.path),
            cwd=self.data,
            stop_signal=signal.SIGINT,  # "fast": clients are cut off, the data is written
            orphan_signal=signal.SIGQUIT,  # "immediate": its processes go too, and recovery does the rest
            user=self.user,
        )
