"""A backup is worth what comes of it: into new servers, and every film is there, finished or on its way."""

import asyncio
import json
from pathlib import Path

from storyreel.client import AsyncStoryreel
from storyreel.home import write_private
from storyreel.infrastructure import infrastructure
from storyreel.settings import UpSettings
from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from storyreel_media.probe import check_film, probe
from support.backups import dump_database, restore_database, restore_objects, save_objects
from support.faults_stack import all_ready, encoding, film, reached
from support.film_stack import film_stack

FILM = GenerationRequest(
    prompt="A fox wakes in a snowy forest. She runs along a frozen river. The sun sets behind the mountains.",
    duration=15,
    auto_approve=True,
)
"""Its pictures and segments are made before the backup, in part."""


async def test_a_backup_of_postgres_and_of_the_objects_is_all_that_it_takes(tmp_path: Path) -> None:
    """Taken while a film is being made: the one before it is there to the byte, and this one completes. What was on the
    bus is not needed."""
    before, after, backup = (tmp_path / name for name in ("before", "after", "backup"))
    backup.mkdir()
    async with film_stack(before) as running, AsyncStoryreel(running.base_url, running.api_key) as client:
        key = running.api_key
        done = await film(client, FILM)
        copy = await client.video(done.job_id, tmp_path / "before.mp4")
        begun = await encoding(client, FILM.model_copy(update={"duration": 30}), 5)
        await save(running, backup)
    await renewed(before / "home", after / "home", backup)
    async with film_stack(after) as running, AsyncStoryreel(running.base_url, key) as client:
        await all_ready(running)
        assert (await client.job(done.job_id)).status is VideoStatus.COMPLETED
        assert (await client.video(done.job_id, tmp_path / "after.mp4")).read_bytes() == copy.read_bytes()
        await reached(client, begun, VideoStatus.COMPLETED)
        whole = await client.video(begun.job_id, tmp_path / "whole.mp4")
        check_film(probe(whole), width=320, height=180, duration=30, fps=30, audio=True)


async def save(running: Running, backup: Path) -> None:
    """The database first: what its rows name lies in the store already."""
    await dump_database(running.env["DATABASE_URL"], backup / "storyreel.dump")
    await asyncio.to_thread(save_objects, running.env, backup / "objects")


async def renewed(before: Path, after: Path, backup: Path) -> None:
    """A new home, in whose servers is what was saved before any service starts; the gateway's secret is the old one."""
    after.parent.mkdir()
    async with infrastructure(after, settings=UpSettings()) as servers:
        await restore_database(servers.database_url, backup / "storyreel.dump")
        await asyncio.to_thread(restore_objects, servers.env, backup / "objects")
    old, new = (json.loads((home / "secrets.json").read_text()) for home in (before, after))
    write_private(after / "secrets.json", json.dumps(new | {"gateway": old["gateway"]}))
