"""A Postgres server and a standby that has every commit before it is acknowledged; the standby can take over."""

import asyncio
import os
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from storyreel.embedded.binaries import postgres_bin
from storyreel.ports import claim
from storyreel.settings import UpSettings
from support.deadlines import eventually

USER = "nobody" if os.geteuid() == 0 else None
"""Whom to run as: Postgres refuses root."""


class DatabasePair:
    """The two servers; both are reached under one URL, and whoever may write is found."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._ports = claim(home / "ports.json", ["first", "second"])
        self._running: dict[str, Process] = {}

    @property
    def url(self) -> str:
        """Of both, as asyncpg and libpq read it."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self._ports.values())
        return f"postgresql://storyreel@{hosts}/storyreel?sslmode=disable&target_session_attrs=read-write"

    async def build(self) -> None:
        """The first server with its database; the second as a copy that follows it; then both for every commit."""
        await self._run(
            "initdb", "-D", self._data("first"), "-U", "storyreel", "-A", "trust", "--no-sync", "-E", "UTF8"
        )
        await self._start("first")
        await self._tell("first", "create database storyreel", database="postgres")
        address = f"host=127.0.0.1 port={self._ports['first']} user=storyreel application_name=second"
        await self._run("pg_basebackup", "-D", self._data("second"), "-R", "-c", "fast", "--no-sync", "-d", address)
        await self._start("second")
        await self._tell("first", "alter system set synchronous_standby_names = 'second'")
        await self._tell("first", "select pg_reload_conf()")
        await eventually(self._follows, what="the standby that has every commit")

    async def _follows(self) -> bool:
        return bool(await self._tell("first", "select 1 from pg_stat_replication where sync_state = 'sync'"))

    async def fail_over(self) -> None:
        """The first dies as by a crash; the second takes over, as an operator or a controller has it do."""
        first = self._running.pop("first")
        first.kill()
        await first.wait()
        assert await self._tell("second", "select pg_promote()")

    async def stop(self) -> None:
        """End what runs."""
        for server in self._running.values():
            if server.returncode is None:
                server.kill()
                await server.wait()

    def _data(self, name: str) -> Path:
        return self._home / name

    async def _start(self, name: str) -> None:
        options = ("listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={self._ports[name]}", "fsync=off")
        chosen = (word for option in options for word in ("-c", option))
        with (self._home / f"{name}.log").open("ab") as log:
            self._running[name] = await asyncio.create_subprocess_exec(
                postgres_bin(UpSettings()) / "postgres", "-D", self._data(name), *chosen, stdout=log, stderr=log,
                user=USER, cwd=self._home,
            )  # fmt: skip
        await eventually(partial(self._answers, name), what=f"the {name} server")

    async def _answers(self, name: str) -> bool:
        try:
            return bool(await self._tell(name, "select 1", database="postgres"))
        except (OSError, asyncpg.PostgresError):
            return False

    async def _tell(self, name: str, statement: str, *, database: str = "storyreel") -> object:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=self._ports[name], user="storyreel", database=database, ssl=False
        )
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    async def _run(self, program: str, *arguments: str | Path) -> None:
        process = await asyncio.create_subprocess_exec(
            postgres_bin(UpSettings()) / program, *arguments, user=USER, cwd=self._home,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, said = await process.communicate()
        assert process.returncode == 0, said.decode()


@asynccontextmanager
async def database_pair() -> AsyncIterator[DatabasePair]:
    """Both servers, each with all that the other has, in a folder that another user reaches, unlike those of tests."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o777)
        pair = DatabasePair(home)
        try:
            await pair.build()
            yield pair
        finally:
            await pair.stop()
