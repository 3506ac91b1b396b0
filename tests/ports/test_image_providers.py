"""What every image provider promises; a new one is done when it passes these."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from storyreel_chassis.errors import Broken, Refused, Transient
from storyreel_chassis.scratch import open_scratch
from storyreel_contracts.pricing import current
from storyreel_contracts.types import AspectRatio
from storyreel_media.cog import Cog
from storyreel_media.purchasing.ports import Till
from storyreel_media.replicate.seller import ReplicateSeller
from storyreel_storyboard.adapters.images_animatic import AnimaticImages
from storyreel_storyboard.adapters.images_cog import CogImages
from storyreel_storyboard.adapters.images_replicate import ReplicateImages
from storyreel_storyboard.ports import ImageProvider, MadePicture, PictureRequest
from support.cog_stack import cog_server
from support.replicate_stack import rehearsal
from support.tills import NoTill, PlainTill
from support.workers_images import ImagesOnCommand

RATIOS: dict[AspectRatio, float] = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1, "4:3": 4 / 3}
LIGHTHOUSE = PictureRequest(
    prompt="A lighthouse over a stormy sea at night, wide shot, moonlight",
    description="A lighthouse stands over a stormy sea",
    style="watercolour",
    aspect_ratio="16:9",
    seed=11,
    price=current().providers["animatic"].image,
    colours=("#204060", "#f0c040"),
)


@dataclass
class Shop:
    """A provider, and the till that it buys with; `rounding` is how many pixels it rounds sizes to."""

    provider: ImageProvider
    till: Till
    rounding: int = 2

    async def make(self, request: PictureRequest) -> MadePicture:
        """Ask, by the prices of the day."""
        price = current().providers[self.provider.name].image
        return await self.provider.illustrate(replace(request, price=price), self.till)


Open = Callable[[Path], AbstractAsyncContextManager[Shop]]


@asynccontextmanager
async def animatic(_: Path) -> AsyncIterator[Shop]:
    """Painted here."""
    yield Shop(AnimaticImages(short_side=144), NoTill())


@asynccontextmanager
async def on_command(folder: Path) -> AsyncIterator[Shop]:
    """The one that other tests command."""
    yield Shop(ImagesOnCommand(folder / "ledger"), NoTill())


@asynccontextmanager
async def replicate(folder: Path) -> AsyncIterator[Shop]:
    """Bought from the simulator."""
    with open_scratch(folder / "work", least_free=0) as scratch:
        async with rehearsal() as made:
            yield Shop(ReplicateImages(scratch.folder), PlainTill(ReplicateSeller(made.client)), rounding=64)


@asynccontextmanager
async def cog(folder: Path) -> AsyncIterator[Shop]:
    """Painted by a model of one's own on a real Cog server."""
    with open_scratch(folder / "work", least_free=0) as scratch:
        async with cog_server("pictures", folder / "cog") as server, Cog([server.url], model="own") as client:
            yield Shop(CogImages(client, scratch.folder, model="own", short_side=144, seconds=60), NoTill())


@pytest.fixture(scope="module", params=[animatic, on_command, replicate, cog], ids=lambda open_: open_.__name__)
async def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """Each provider in turn."""
    open_: Open = request.param
    async with open_(tmp_path_factory.mktemp("shop")) as opened:
        yield opened


@pytest.mark.parametrize("ratio", RATIOS)
async def test_a_picture_is_whole_and_as_large_as_it_says(shop: Shop, ratio: AspectRatio) -> None:
    """It decodes to its last pixel, in the shape that was asked for."""
    made = await shop.make(replace(LIGHTHOUSE, aspect_ratio=ratio))
    with Image.open(BytesIO(made.data)) as picture:
        picture.load()
        assert Image.MIME[picture.format or ""] == made.media_type
        assert picture.size == (made.width, made.height)
    assert made.width / made.height == pytest.approx(RATIOS[ratio], abs=shop.rounding / min(made.width, made.height))
    assert min(made.width, made.height) >= 64


async def test_the_same_request_is_the_same_picture_wherever_it_matters(shop: Shop) -> None:
    """Another prompt or seed is another picture; free providers give the very same bytes for the same request."""
    made, again = await shop.make(LIGHTHOUSE), await shop.make(LIGHTHOUSE)
    other = await shop.make(replace(LIGHTHOUSE, prompt="A desert at noon", description="A desert at noon"))
    reseeded = await shop.make(replace(LIGHTHOUSE, seed=12))
    assert len({made.data, other.data, reseeded.data}) == 3
    if not made.cost_usd:
        assert made.data == again.data


async def test_a_provider_says_who_it_is_and_what_it_took(shop: Shop) -> None:
    """The catalogue knows its name and its price, its variant never changes by itself, and a purchase is handed on."""
    made = await shop.make(LIGHTHOUSE)
    price = current().providers[shop.provider.name].image
    assert shop.provider.variant(price.model) == shop.provider.variant(price.model) != ""
    assert made.model
    assert made.cost_usd >= 0
    assert (made.bought is not None) == (price.per_image > 0)
    if made.bought:
        assert made.cost_usd == made.bought.entry.price_usd == price.per_image


@pytest.mark.parametrize(
    "words",
    ["日本の灯台と嵐", "🌊" * 40, "<svg onload=alert(1)>", "a" * 2000, "\u202eright to left", "' ; drop table --"],
)
async def test_any_words_make_a_picture(shop: Shop, words: str) -> None:
    """Nothing that an owner can type breaks a provider."""
    made = await shop.make(replace(LIGHTHOUSE, prompt=words, description=words[:1000], style=words[:100]))
    assert made.data


async def test_animatic_costs_nothing() -> None:
    """The default provider is free, as the catalogue says."""
    made = await AnimaticImages(short_side=64).illustrate(LIGHTHOUSE, NoTill())
    assert made.cost_usd == current().providers["animatic"].image.per_image == 0
    assert made.model == current().providers["animatic"].image.model


async def test_an_animatic_picture_of_other_size_is_of_another_variant() -> None:
    """What changes a picture changes its content key."""
    model = current().providers["animatic"].image.model
    assert AnimaticImages(short_side=64).variant(model) != AnimaticImages(short_side=128).variant(model)


async def test_the_provider_on_command_fails_as_commanded(tmp_path: Path) -> None:
    """What the journeys rely on: a refusal, an outage, and a hiccup that passes."""
    images = ImagesOnCommand(tmp_path / "ledger")
    with pytest.raises(Refused):
        await images.illustrate(replace(LIGHTHOUSE, description="a refusal"), NoTill())
    with pytest.raises(Transient):
        await images.illustrate(replace(LIGHTHOUSE, description="a hiccup"), NoTill())
    assert (await images.illustrate(replace(LIGHTHOUSE, description="a hiccup"), NoTill())).data
    assert images.calls() == ["a refusal", "a hiccup", "a hiccup"]


async def test_replicate_is_told_all_that_the_picture_depends_on(tmp_path: Path) -> None:
    """Subject, style, palette, shape and seed are in what is sent, so that the same scene can be had again."""
    async with replicate(tmp_path) as shop:
        await shop.make(LIGHTHOUSE)
        assert isinstance(shop.till, PlainTill)
        (order,) = shop.till.orders
    assert (order.model, order.price_usd) == (
        "black-forest-labs/flux-schnell",
        current().providers["replicate"].image.per_image,
    )
    assert (order.input["seed"], order.input["aspect_ratio"], order.input["go_fast"]) == (11, "16:9", False)
    words = str(order.input["prompt"])
    assert words.startswith(LIGHTHOUSE.prompt)
    assert all(part in words for part in ("Style: watercolour", "deep blue (#204060)", "without any text"))


async def test_another_model_of_replicates_is_another_variant(tmp_path: Path) -> None:
    """A picture that the former model made is not taken for the new one's."""
    async with replicate(tmp_path) as shop:
        assert shop.provider.variant("a/model") != shop.provider.variant("another/model")


async def test_a_picture_of_replicate_stays_as_it_came(tmp_path: Path) -> None:
    """No byte of what was paid for is lost; the renderer scales it."""
    async with replicate(tmp_path) as shop:
        made = await shop.make(LIGHTHOUSE)
        assert made.media_type == "image/png"
        assert (made.width, made.height) == (1344, 768)


@pytest.mark.parametrize("kind", ["nsfw", "e005"])
async def test_a_refusal_of_replicates_is_final_and_can_be_read(tmp_path: Path, kind: str) -> None:
    """It names the model and what to do."""
    with open_scratch(tmp_path / "work", least_free=0) as scratch:
        async with rehearsal() as made:
            made.fault(kind)
            shop = Shop(ReplicateImages(scratch.folder), PlainTill(ReplicateSeller(made.client)))
            with pytest.raises(Refused, match=r"flux-schnell.*describe the scene differently"):
                await shop.make(LIGHTHOUSE)


async def test_a_model_that_nobody_knows_how_to_ask_is_not_asked(tmp_path: Path) -> None:
    """A catalogue ahead of this release costs nothing."""
    with open_scratch(tmp_path / "work", least_free=0) as scratch:
        price = current().providers["replicate"].image.model_copy(update={"model": "somebody/else"})
        with pytest.raises(Broken, match="update this service"):
            await ReplicateImages(scratch.folder).illustrate(replace(LIGHTHOUSE, price=price), NoTill())
