"""Postgres with a standby: the server dies, the standby takes over, and nothing that was answered is lost."""

from pathlib import Path

from storyreel.client import AsyncStoryreel
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from support.auditor import audit, events_of
from support.database_pair import database_pair
from support.faults_stack import all_ready, encoding, reached
from support.film_stack import film_stack

FILM = GenerationRequest(
    prompt="A fox wakes in a snowy forest. She runs along a frozen river. The sun sets behind the mountains.",
    duration=15,
    auto_approve=True,
)


async def test_a_film_goes_on_at_the_standby(tmp_path: Path) -> None:
    """Killed while frames are made; jobs that were answered a moment before are there, and complete."""
    async with (
        database_pair() as pair,
        film_stack(tmp_path, DATABASE_URL=pair.url) as running,
        AsyncStoryreel(running.base_url, running.api_key, attempts=10) as client,
    ):
        pids = {name: service.pid for name, service in running.services.items()}
        begun = await encoding(client, FILM, 7)
        wishes = [FILM.model_copy(update={"seed": seed, "duration": 5}) for seed in range(5)]
        asked = [await client.generate(wish) for wish in wishes]
        await pair.fail_over()
        for job in (begun, *asked):
            await reached(client, job, VideoStatus.COMPLETED)
            audit(await events_of(running.env["NATS_URL"], job.job_id))
        await all_ready(running)
        assert {name: service.pid for name, service in running.services.items()} == pids
