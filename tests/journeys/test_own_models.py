"""What the services promise of own models: real processes in front of real Cog servers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.events import (
    GenerationRequested,
    SceneIllustrationFailed,
    StoryboardIllustrated,
    VideoRendered,
)
from storyreel_media.probe import check_film, probe
from support.cog_stack import CogServer, cog_server
from support.deadlines import eventually
from support.stack import clear_streams
from support.workers_bench import Bench, bench
from support.workers_media import jpeg, render_requested

HELD = {"STORYREEL_LEASE_SECONDS": "60"}
"""For who must not lose what it works at: a model that is asked twice has run twice."""
CALM = ("A lighthouse stands over the sea", "A ship sails home", "Gulls circle the harbour")


@pytest.fixture(scope="module")
async def painter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CogServer]:
    """A model that paints."""
    async with cog_server("pictures", tmp_path_factory.mktemp("painter")) as running:
        yield running


@pytest.fixture(scope="module")
async def storyboard(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory, painter: CogServer
) -> AsyncIterator[Bench]:
    """The storyboard service that has it paint, started once for this module."""
    await clear_streams(infra.nats_url)
    async with bench(
        infra, module_database, schema="storyboard", module="storyreel_storyboard",
        folder=tmp_path_factory.mktemp("storyboard"), STORYREEL_COG_IMAGE_URL=painter.url,
        STORYREEL_COG_MODEL="my-painter", STORYREEL_PICTURE_SHORT_SIDE="144",
    ) as found:  # fmt: skip
        await found.start(**HELD)
        yield found


@pytest.fixture
def owner() -> str:
    """Somebody without any pictures yet."""
    return f"owner-{new_id()}"


def asked(owner: str, *scenes: str, **more: Any) -> GenerationRequested:
    """A request for these scenes, five seconds each, in a job of its own, by own models."""
    return GenerationRequested(
        event_id=new_id(),
        job_id=new_id(),
        owner_id=owner,
        occurred_at=now(),
        prompt="\n".join(f"Scene {number}: {words}." for number, words in enumerate(scenes, 1)),
        duration=5 * len(scenes),
        provider="cog",
        seed=3,
        **more,
    )


async def test_an_own_model_paints_every_scene_once(storyboard: Bench, painter: CogServer, owner: str) -> None:
    """For nothing, one after another, and what its owner has is not painted again."""
    before = len(painter.runs())
    request = asked(owner, *CALM)
    await storyboard.say(request)
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    assert [(one.scene_number, one.provider, one.model) for one in board.pictures] == [
        (number, "cog", "my-painter") for number in (1, 2, 3)
    ]
    assert {(one.attempts, one.width, one.height) for one in board.pictures} == {(1, 384, 216)}
    assert sum(one.cost_usd for one in board.pictures) == 0
    assert len(painter.runs()) == before + 3
    again = asked(owner, *CALM)
    await storyboard.say(again)
    (board,) = await storyboard.fact(again.job_id, StoryboardIllustrated)
    assert all(one.reused for one in board.pictures)
    assert len(painter.runs()) == before + 3


async def test_a_refusal_can_be_read_and_another_may_take_over(storyboard: Bench, owner: str) -> None:
    """The scene fails at once, by name; where its owner allowed it, the animatic draws it."""
    request = asked(owner, "A refusal in the harbour")
    await storyboard.say(request)
    (failed,) = await storyboard.fact(request.job_id, SceneIllustrationFailed)
    assert (failed.failure.attempts, failed.failure.problem.code) == (1, "provider_refused")
    assert "my-painter (server 1) refused: " in failed.failure.problem.message
    allowed = asked(owner, "A refusal in the harbour", fallback_provider="animatic")
    await storyboard.say(allowed)
    (board,) = await storyboard.fact(allowed.job_id, StoryboardIllustrated)
    assert [one.provider for one in board.pictures] == ["animatic"]


async def test_a_killed_service_leaves_the_model_and_begins_again(
    storyboard: Bench, painter: CogServer, owner: str
) -> None:
    """What it waited for is stopped with it, and whoever takes over has it made."""
    await storyboard.stop(storyboard.processes[-1])
    await storyboard.start()
    request = asked(owner, "Patience over the sea")
    with painter.held():
        await storyboard.say(request)
        await eventually(lambda: _is(painter, "BUSY"), what="work")
        await storyboard.kill(storyboard.processes[-1])
        await eventually(lambda: _is(painter, "READY"), what="the stop")
    await storyboard.start()
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    assert [(one.provider, one.scene_number) for one in board.pictures] == [("cog", 1)]
    assert len([run for run in painter.runs() if "Patience" in run]) == 2


async def _is(server: CogServer, status: str) -> bool:
    return await server.health() == status


async def test_an_own_model_films_every_scene_once(infra: Infrastructure, database: str, tmp_path: Path) -> None:
    """The film is as long as it should be, says who made its footage, and made again asks the model for nothing."""
    await clear_streams(infra.nats_url)
    async with (
        cog_server("clips", tmp_path / "filmer") as filmer,
        bench(
            infra, database, schema="renderer", module="storyreel_renderer", folder=tmp_path,
            STORYREEL_COG_CLIP_URL=filmer.url, STORYREEL_RENDER_SHORT_SIDE="180", STORYREEL_RENDER_PRESET="ultrafast",
        ) as renderer,
    ):  # fmt: skip
        await renderer.start(**HELD)
        keys = [f"owner/pictures/{number}.jpg" for number in (1, 2)]
        for number, key in enumerate(keys):
            await renderer.objects.put_bytes(key, jpeg(number), media_type="image/jpeg")
        request = render_requested(keys).model_copy(update={"provider": "cog"})
        await renderer.say(request)
        (film,) = await renderer.fact(request.job_id, VideoRendered)
        await renderer.objects.get_file(film.master_key, tmp_path / "master.mp4")
        again = request.model_copy(update={"event_id": new_id(), "job_id": new_id(), "render_id": new_id()})
        await renderer.say(again)
        await renderer.fact(again.job_id, VideoRendered)
        assert len(filmer.runs()) == 2
    info = probe(tmp_path / "master.mp4")
    check_film(info, width=320, height=180, duration=3, fps=30, tolerance_frames=0, audio=True)
    assert [(one.scene_number, one.provider, one.model) for one in film.sources] == [
        (1, "cog", "own"),
        (2, "cog", "own"),
    ]
    assert film.cost_usd == 0
