"""Saving and restoring what lasts, as docs/scaling.md says: `pg_dump` and a copy of the bucket."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from storyreel.embedded.binaries import postgres_bin
from storyreel.settings import UpSettings
from support.marks import store


async def dump_database(url: str, file: Path) -> None:
    """One snapshot of all four schemas."""
    await _run("pg_dump", "--format=custom", f"--file={file}", url)


async def restore_database(url: str, file: Path) -> None:
    """Into a database in which nothing is yet."""
    await _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={url}", str(file))


async def _run(program: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        postgres_bin(UpSettings()) / program, *arguments, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()


def save_objects(env: Mapping[str, str], folder: Path) -> None:
    """Every object under its key."""
    client, bucket = store(env), env["S3_BUCKET"]
    for one in client.list_objects(bucket, recursive=True):
        client.fget_object(bucket, str(one.object_name), str(folder / str(one.object_name)))


def restore_objects(env: Mapping[str, str], folder: Path) -> None:
    """Every file under its place."""
    client, bucket = store(env), env["S3_BUCKET"]
    for file in (path for path in folder.rglob("*") if path.is_file()):
        client.fput_object(bucket, file.relative_to(folder).as_posix(), str(file))
