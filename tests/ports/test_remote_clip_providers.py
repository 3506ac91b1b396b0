"""What every provider promises that makes clips far away; a new one is done when it passes these."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from storyreel_chassis.errors import Broken, Refused, Transient
from storyreel_chassis.ids import new_id
from storyreel_chassis.ports import Task
from storyreel_contracts.pricing import ClipPrice, current
from storyreel_media.cog import Cog
from storyreel_media.film import Film, Shot, plan
from storyreel_media.film.encoding import render_segment
from storyreel_media.purchasing.ports import Order, Piece
from storyreel_media.replicate.seller import ReplicateSeller
from storyreel_renderer.adapters.clips_cog import CogClips
from storyreel_renderer.adapters.clips_replicate import ReplicateClips
from storyreel_renderer.ports import ClipRequest, ClipStill, RemoteClips
from support.cog_stack import cog_server
from support.replicate_stack import rehearsal
from support.tills import PlainTill
from support.workers_media import jpeg, render_requested

ASKED = render_requested(["owner/pictures/1.jpg"])
TASK = Task(new_id(), "clip", "1", ASKED.job_id, ASKED.event_id, {}, attempt=0, fence=1)
PIECE = Piece(TASK, ASKED, "clip", ASKED.render_id, ASKED.scenes[0].scene_id, 1, "any")


@dataclass
class Rented:
    """A provider, and how a request is made one that it refuses; `orders` is what was bought.

    `fail` makes the next one fail, where that can be done.
    """

    provider: RemoteClips
    unwelcome: Callable[[ClipRequest], ClipRequest]
    orders: list[Order] = field(default_factory=list)
    fail: Callable[[], None] = lambda: None


@asynccontextmanager
async def replicate(_: Path) -> AsyncIterator[Rented]:
    """Replicate's adapter in front of the simulator."""
    async with rehearsal() as on:

        def unwelcome(request: ClipRequest) -> ClipRequest:
            on.fault("e005")
            return request

        till = PlainTill(ReplicateSeller(on.client))
        yield Rented(ReplicateClips(on.client, till), unwelcome, till.orders, lambda: on.fault("failed"))


@asynccontextmanager
async def cog(folder: Path) -> AsyncIterator[Rented]:
    """A model of one's own on a real Cog server."""
    async with cog_server("clips", folder / "cog") as server, Cog([server.url], model="own") as client:
        provider = CogClips(client, model="own", seconds=60)
        yield Rented(provider, lambda request: replace(request, prompt="A refusal."))


@pytest.fixture(scope="module", params=[replicate, cog], ids=lambda open_: open_.__name__)
async def rented(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rented]:
    """Each provider in turn."""
    async with request.param(tmp_path_factory.mktemp("rented")) as made:
        yield made


@pytest.fixture
def asked(rented: Rented, tmp_path: Path) -> ClipRequest:
    """A clip for a scene of a second and a half."""
    return _asked(rented, tmp_path)


def _asked(rented: Rented, folder: Path) -> ClipRequest:
    terms = rented.provider.terms(Decimal("1.5"), _price(rented))
    return ClipRequest(1, "Waves under a lighthouse.", 7, "16:9", _still(folder, 1), None, terms)


def _price(rented: Rented) -> ClipPrice:
    return current().providers[rented.provider.name].clip


def _still(folder: Path, number: int) -> ClipStill:
    file = folder / f"still-{number}.jpg"
    file.write_bytes(jpeg(number))
    return ClipStill(file, f"picture-{number}")


async def test_a_clip_fills_its_scene_and_can_be_filmed(rented: Rented, asked: ClipRequest, tmp_path: Path) -> None:
    """It is a real file where it was asked for, as long as what was paid for, and the engine makes frames of it."""
    made = await rented.provider.shoot(asked, PIECE, tmp_path / "clip")
    assert (made.file.path, made.model) == (tmp_path / "clip", asked.terms.model)
    assert made.file.seconds == pytest.approx(float(asked.terms.seconds), abs=0.1)
    film = Film(shots=(Shot(clip=made.file.path, content_key="any", duration=Decimal("1.5")),), short_side=90)
    frames: list[int] = []
    segment = plan(film)[-1]
    await asyncio.to_thread(render_segment, film, segment, tmp_path / "segment.mp4", frames.append)
    assert frames[-1] == segment.frames


async def test_what_is_asked_for_is_priced_by_the_catalogue(rented: Rented) -> None:
    """A quote and a bill are one sum: the seconds that are sold, at the price of a second."""
    row = _price(rented)
    for seconds in (Decimal("0.5"), Decimal(5), Decimal("6.25"), Decimal(40)):
        terms = rented.provider.terms(seconds, row)
        assert (terms.model, terms.seconds) == (row.model, row.sold(seconds))
        assert terms.price_usd == terms.seconds * row.per_clip_second(terms.resolution)


async def test_a_refusal_is_final_and_tells_what_to_do(rented: Rented, asked: ClipRequest, tmp_path: Path) -> None:
    """A model that will not make a scene is not asked again; nothing is left behind."""
    with pytest.raises(Refused, match="describe the scene differently"):
        await rented.provider.shoot(rented.unwelcome(asked), PIECE, tmp_path / "clip")
    assert not (tmp_path / "clip").exists()


async def test_a_chained_clip_of_an_own_model_ends_in_the_next_scenes_picture(tmp_path: Path) -> None:
    """So that one clip goes over into the next."""
    async with cog(tmp_path) as rented:
        asked, last = _asked(rented, tmp_path), _still(tmp_path, 2)
        made = await rented.provider.shoot(replace(asked, last=last), PIECE, tmp_path / "clip")
    begins, ends = await asyncio.to_thread(_ends_of, made.file.path)
    assert _alike(begins, asked.first.path) > _alike(begins, last.path)
    assert _alike(ends, last.path) > _alike(ends, asked.first.path)


def _ends_of(clip: Path) -> tuple[Image.Image, Image.Image]:
    """The first and the last frame."""
    with av.open(str(clip)) as film:
        frames = [Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in film.decode(video=0)]
    return frames[0], frames[-1]


def _alike(frame: Image.Image, still: Path) -> float:
    """The more, the less they differ."""
    with Image.open(still) as picture:
        whole = np.asarray(picture.convert("RGB").resize(frame.size), np.float32)
    return -float(np.abs(np.asarray(frame, np.float32) - whole).mean())


async def test_a_model_that_nobody_knows_how_to_ask_is_not_asked(tmp_path: Path) -> None:
    """A catalogue that is newer than the service is told as that, before anything is bought."""
    async with replicate(tmp_path) as rented:
        with pytest.raises(Broken, match="update this service"):
            rented.provider.terms(Decimal(5), _price(rented).model_copy(update={"model": "somebody/new"}))


async def test_a_chained_clip_of_replicates_names_both_pictures(tmp_path: Path) -> None:
    """Each of them laid down once, whatever it is used for."""
    async with replicate(tmp_path) as rented:
        first, second = _asked(rented, tmp_path), replace(_asked(rented, tmp_path), first=_still(tmp_path, 2))
        await rented.provider.shoot(replace(first, last=second.first), PIECE, tmp_path / "clip-1")
        await rented.provider.shoot(second, PIECE, tmp_path / "clip-2")
        one, two = (order.input for order in rented.orders)
    assert one["last_frame_image"] == two["image"] != one["image"]
    assert "last_frame_image" not in two


async def test_no_owner_is_shown_anothers_picture_by_replicates(tmp_path: Path) -> None:
    """Equal words are an equal content key, and yet two pictures."""
    async with replicate(tmp_path) as rented:
        asked, another = _asked(rented, tmp_path), ASKED.model_copy(update={"owner_id": "somebody-else"})
        for piece in (PIECE, PIECE, replace(PIECE, cause=another)):
            await rented.provider.shoot(asked, piece, tmp_path / "clip")
        mine, again, theirs = (order.input["image"] for order in rented.orders)
    assert mine == again != theirs


async def test_after_a_failure_the_pictures_are_laid_down_anew_by_replicates(tmp_path: Path) -> None:
    """A clip that failed because its picture was gone does not fail for that again."""
    async with replicate(tmp_path) as rented:
        asked = _asked(rented, tmp_path)
        rented.fail()
        with pytest.raises(Transient):
            await rented.provider.shoot(asked, PIECE, tmp_path / "clip")
        await rented.provider.shoot(asked, PIECE, tmp_path / "clip")
        failed, made = (order.input["image"] for order in rented.orders)
    assert failed != made
