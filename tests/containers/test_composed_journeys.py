"""The main roads through the product in its containers, by the Python client."""

import re
from pathlib import Path

from storyreel.client import AsyncStoryreel
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from storyreel_media.probe import check_film, probe
from support.auditor import audit, events_of
from support.composed import SERVICES, TRIED, Composed
from support.faults_stack import film, reached, seeded

REQUEST = GenerationRequest(
    prompt="1. A fox wakes in a snowy forest. 2. She runs along a frozen river at noon. 3. The sun sets over the sea.",
    duration=15,
    style="watercolour",
)


async def test_a_prompt_becomes_a_film_under_its_owners_control(
    product: Composed, client: AsyncStoryreel, tmp_path: Path
) -> None:
    """Storyboard, refinement, a new order, approval, film, copies; whoever listens in hears each thing once."""
    job = await client.generate(seeded(REQUEST, 1))
    await reached(client, job, VideoStatus.STORYBOARD_READY)
    await client.refine(job.job_id, 2, image_prompt="A whirlpool under a stone bridge, lanterns above")
    await reached(client, job, VideoStatus.STORYBOARD_READY)
    await client.reorder(job.job_id, [2, 1, 3])
    assert (await client.scene_image(job.job_id, 1)).startswith(b"\xff\xd8")
    await client.approve(job.job_id)
    await client.render(job.job_id)
    await reached(client, job, VideoStatus.COMPLETED)
    check_film(
        probe(await client.video(job.job_id, tmp_path / "film.mp4")),
        width=320, height=180, duration=15, fps=30, audio=True,
    )  # fmt: skip
    for format_ in ("mp4", "mov", "webm"):
        to = tmp_path / f"copy.{format_}"
        copy = await client.export(job.job_id, format=format_, quality="high", wait=300, to=to)
        check_film(probe(copy), width=320, height=180, duration=15, fps=30, audio=True)
    said = audit(await events_of(product.nats_url, job.job_id, VideoExported=3))
    assert (said["SceneIllustrated"], said["ClipRendered"], said["VideoRendered"], said["VideoExported"]) == (
        4,
        3,
        1,
        3,
    )


async def test_own_pictures_and_music_are_used(client: AsyncStoryreel, tmp_path: Path) -> None:
    """An upload is looked into by a child process, in a container that it cannot write to."""
    job = await film(client, seeded(REQUEST, 2, duration=5, auto_approve=True))
    picture = tmp_path / "own.jpg"
    picture.write_bytes(await client.scene_image(job.job_id, 1))
    (asset,) = [await client.assets.upload(picture)]
    own = await film(client, seeded(REQUEST, 3, duration=5, auto_approve=True, asset_ids=[asset.asset_id]))
    film_of_own = probe(await client.video(own.job_id, tmp_path / "own.mp4"))
    check_film(film_of_own, width=320, height=180, duration=5, fps=30, audio=True)


async def test_nobody_asked_for_more_than_it_may(product: Composed) -> None:
    """After a film, no service was refused anything by the bus or by the database."""
    told = await product.logs("nats", *SERVICES)
    assert "Violation" not in told
    assert "permission denied" not in told.lower()
    assert refused(await product.logs("postgres")) == []


def refused(log: str) -> list[str]:
    """The statements that Postgres refused, without those by which tests try what is refused."""
    lines = log.splitlines()
    found = []
    for number, line in enumerate(lines):
        if "permission denied" in line:
            process = re.findall(r"\[\d+\]", line)[0]
            found.append(next((later for later in lines[number:] if f"{process} STATEMENT:" in later), line))
    return [statement for statement in found if TRIED not in statement]
