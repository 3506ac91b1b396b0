"""What stills and clips become: the shots of a film."""

from pathlib import Path

import pytest

from storyreel_contracts.events import RenderRequested
from storyreel_media.film.spec import Transition
from storyreel_renderer.adapters.clips_animatic import AnimaticClips
from storyreel_renderer.handlers.shoot_scenes import Reel, ShootScenes
from storyreel_renderer.ports import Take
from support.memory_objects import MemoryObjects
from support.workers_media import render_requested

CUT = Transition.CUT


async def reel_of(request: RenderRequested, clips: list[int], folder: Path) -> Reel:
    """The reel of a film whose scenes of these numbers have clips; the others are stills."""
    objects = MemoryObjects()
    for scene in request.scenes:
        await objects.put_bytes(scene.image_key, b"a picture", media_type="image/jpeg")
        await objects.put_bytes(f"clip-{scene.scene_number}.mp4", b"a clip", media_type="video/mp4")
    takes = [
        Take(
            scene.scene_id,
            scene.scene_number,
            "replicate" if scene.scene_number in clips else "animatic",
            object_key=f"clip-{scene.scene_number}.mp4" if scene.scene_number in clips else None,
        )
        for scene in request.scenes
    ]
    return await ShootScenes(objects, {"animatic": AnimaticClips()})(request, takes, folder)


@pytest.mark.parametrize(
    ("chained", "clips", "transitions"),
    [
        (False, [1, 2, 3], [None, None, None]),
        (True, [1, 2, 3], [None, CUT, CUT]),
        (True, [1, 3], [None, None, None]),
    ],
)
async def test_a_chained_clip_goes_on_in_the_next_by_a_cut(
    tmp_path: Path, *, chained: bool, clips: list[int], transitions: list[Transition | None]
) -> None:
    """A dissolve would show the picture in which they meet twice; a still between them is no chain."""
    asked = render_requested(["1.jpg", "2.jpg", "3.jpg"]).model_copy(update={"chained": chained})
    assert [shot.transition for shot in (await reel_of(asked, clips, tmp_path)).shots] == transitions


async def test_only_stills_have_a_slate(tmp_path: Path) -> None:
    """An animatic is a plan; real footage speaks for itself."""
    shots = (await reel_of(render_requested(["1.jpg", "2.jpg"]), [1], tmp_path)).shots
    assert [shot.slate is None for shot in shots] == [True, False]
