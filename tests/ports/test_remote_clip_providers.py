"""What every provider promises that makes clips far away; a new one is done when it passes these."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from storyreel_chassis.errors import Refused
from storyreel_contracts.pricing import current
from storyreel_media.film import Film, Shot, plan
from storyreel_media.film.encoding import render_segment
from storyreel_renderer.adapters.clips_replicate import ReplicateClips
from storyreel_renderer.ports import ClipRequest, ClipStill, RemoteClips
from support.replicate_stack import Rehearsal, rehearsal
from support.straight_till import StraightTill
from support.workers_media import jpeg


@dataclass
class Rented:
    """A provider, a till for it, and what stands behind both."""

    provider: RemoteClips
    till: StraightTill
    world: Rehearsal


@asynccontextmanager
async def replicate() -> AsyncIterator[Rented]:
    """Replicate's adapter in front of the simulator."""
    async with rehearsal() as on:
        yield Rented(ReplicateClips(on.client), StraightTill(on.client), on)


@pytest.fixture(params=[replicate], ids=["replicate"])
async def rented(request: pytest.FixtureRequest) -> AsyncIterator[Rented]:
    """Each provider in turn."""
    async with request.param() as made:
        yield made


@pytest.fixture
def asked(rented: Rented, tmp_path: Path) -> ClipRequest:
    """A clip for a scene of a second and a half."""
    terms = rented.provider.terms(Decimal("1.5"), current())
    return ClipRequest(1, "Waves under a lighthouse.", 7, "16:9", _still(tmp_path, 1), None, terms)


def _still(folder: Path, number: int) -> ClipStill:
    file = folder / f"still-{number}.jpg"
    file.write_bytes(jpeg(number))
    return ClipStill(file, f"picture-{number}")


async def test_a_clip_fills_its_scene_and_can_be_filmed(rented: Rented, asked: ClipRequest, tmp_path: Path) -> None:
    """It is a real file where it was asked for, as long as what was paid for, and the engine makes frames of it."""
    made = await rented.provider.shoot(asked, rented.till, tmp_path / "clip")
    assert (made.file.path, made.model) == (tmp_path / "clip", asked.terms.model)
    assert made.file.seconds == pytest.approx(float(asked.terms.seconds), abs=0.1)
    film = Film(shots=(Shot(clip=made.file.path, content_key="any", duration=Decimal("1.5")),), short_side=90)
    frames: list[int] = []
    segment = plan(film)[-1]
    await asyncio.to_thread(render_segment, film, segment, tmp_path / "segment.mp4", frames.append)
    assert frames[-1] == segment.frames


async def test_what_is_asked_for_is_priced_by_the_catalogue(rented: Rented) -> None:
    """A quote and a bill are one sum: the seconds that are sold, at the price of a second."""
    row = current().providers[rented.provider.name].clip
    for seconds in (Decimal("0.5"), Decimal(5), Decimal("6.25"), Decimal(40)):
        terms = rented.provider.terms(seconds, current())
        assert (terms.model, terms.seconds) == (row.model, row.sold(seconds))
        assert terms.price_usd == terms.seconds * row.per_clip_second(terms.resolution)


async def test_a_refusal_is_final_and_tells_what_to_do(rented: Rented, asked: ClipRequest, tmp_path: Path) -> None:
    """A model that will not make a scene is not asked again; nothing is left behind."""
    rented.world.fault("e005")
    with pytest.raises(Refused, match="describe the scene differently"):
        await rented.provider.shoot(asked, rented.till, tmp_path / "clip")
    assert not (tmp_path / "clip").exists()


async def test_a_chained_clip_ends_in_the_next_scenes_picture(
    rented: Rented, asked: ClipRequest, tmp_path: Path
) -> None:
    """Both pictures are asked for, each of them laid down once, whatever it is used for."""
    second = replace(asked, first=_still(tmp_path, 2))
    await rented.provider.shoot(replace(asked, last=second.first), rented.till, tmp_path / "clip-1")
    await rented.provider.shoot(second, rented.till, tmp_path / "clip-2")
    one, two = (order.input for order in rented.till.orders)
    assert one["last_frame_image"] == two["image"] != one["image"]
    assert "last_frame_image" not in two
