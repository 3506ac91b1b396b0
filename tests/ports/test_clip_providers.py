"""What every clip provider promises; a new one is done when it passes these."""

import asyncio
from pathlib import Path

import pytest

from storyreel_chassis.errors import Refused
from storyreel_contracts.events import RenderScene
from storyreel_contracts.pricing import current
from storyreel_media.film import Film, Shot, plan
from storyreel_media.film.encoding import render_segment
from storyreel_renderer.adapters.clips_animatic import AnimaticClips
from storyreel_renderer.ports import ClipProvider
from support.workers_clips import ClipsOnCommand
from support.workers_media import jpeg, render_requested


@pytest.fixture(
    params=[AnimaticClips(), AnimaticClips("cog"), ClipsOnCommand()], ids=["animatic", "cog's stills", "on command"]
)
def provider(request: pytest.FixtureRequest) -> ClipProvider:
    """Each provider in turn."""
    made: ClipProvider = request.param
    return made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A scene's picture in a folder of its own."""
    file = tmp_path / "scene-001.jpg"
    file.write_bytes(jpeg(1))
    return file


@pytest.fixture
def scene() -> RenderScene:
    """A scene of a second and a half."""
    return render_requested(["owner/pictures/1.jpg"]).scenes[0]


async def test_footage_can_be_filmed(
    provider: ClipProvider, scene: RenderScene, picture: Path, tmp_path: Path
) -> None:  # fmt: skip
    """It lies in the picture's folder and the engine makes frames of it."""
    footage = await provider.shoot(scene, picture)
    assert footage.path.parent == picture.parent
    shot = Shot(
        picture=None if footage.moving else footage.path,
        clip=footage.path if footage.moving else None,
        content_key="any",
        duration=scene.duration,
    )
    film = Film(shots=(shot,), short_side=90, preset="ultrafast")
    frames: list[int] = []
    segment = plan(film)[-1]
    await asyncio.to_thread(render_segment, film, segment, tmp_path / "segment.mp4", frames.append)
    assert frames[-1] == segment.frames


async def test_the_picture_is_left_as_it_was(provider: ClipProvider, scene: RenderScene, picture: Path) -> None:
    """It is the film's poster, too."""
    before = picture.read_bytes()
    await provider.shoot(scene, picture)
    assert picture.read_bytes() == before


async def test_a_provider_says_who_it_is_and_what_it_took(
    provider: ClipProvider, scene: RenderScene, picture: Path
) -> None:  # fmt: skip
    """The catalogue knows its name, and no cost is negative."""
    assert provider.name in current().providers
    assert (await provider.shoot(scene, picture)).cost_usd >= 0


async def test_animatic_footage_costs_nothing(scene: RenderScene, picture: Path) -> None:
    """The default provider is free, as the catalogue says."""
    footage = await AnimaticClips().shoot(scene, picture)
    assert footage.cost_usd == current().providers["animatic"].clip.per_clip_second() == 0


async def test_the_provider_on_command_fails_as_commanded(scene: RenderScene, picture: Path) -> None:
    """What the journeys rely on."""
    with pytest.raises(Refused):
        await ClipsOnCommand().shoot(scene.model_copy(update={"description": "a refusal"}), picture)
