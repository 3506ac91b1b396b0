"""What every image provider promises; a new one is done when it passes these."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from storyreel_chassis.errors import Refused, Transient
from storyreel_contracts.pricing import current
from storyreel_contracts.types import AspectRatio
from storyreel_storyboard.adapters.images_animatic import AnimaticImages
from storyreel_storyboard.ports import ImageProvider, PictureRequest
from support.workers_images import ImagesOnCommand

RATIOS: dict[AspectRatio, float] = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1, "4:3": 4 / 3}
LIGHTHOUSE = PictureRequest(
    prompt="A lighthouse over a stormy sea at night, wide shot, moonlight",
    description="A lighthouse stands over a stormy sea",
    style="watercolour",
    aspect_ratio="16:9",
    seed=11,
    colours=("#204060", "#f0c040"),
)


@pytest.fixture(
    params=[lambda _: AnimaticImages(short_side=144), lambda folder: ImagesOnCommand(folder / "ledger")],
    ids=["animatic", "on command"],
)
def provider(request: pytest.FixtureRequest, tmp_path: Path) -> ImageProvider:
    """Each provider in turn."""
    make: Callable[[Path], ImageProvider] = request.param
    return make(tmp_path)


@pytest.mark.parametrize("ratio", RATIOS)
async def test_a_picture_is_whole_and_as_large_as_it_says(provider: ImageProvider, ratio: AspectRatio) -> None:
    """It decodes to its last pixel, in the shape that was asked for, within two pixels' rounding."""
    made = await provider.illustrate(replace(LIGHTHOUSE, aspect_ratio=ratio))
    with Image.open(BytesIO(made.data)) as picture:
        picture.load()
        assert Image.MIME[picture.format or ""] == made.media_type
        assert picture.size == (made.width, made.height)
    assert made.width / made.height == pytest.approx(RATIOS[ratio], abs=2 / min(made.width, made.height))
    assert min(made.width, made.height) >= 64


async def test_the_same_request_is_the_same_picture_wherever_it_matters(provider: ImageProvider) -> None:
    """Another prompt or seed is another picture; free providers give the very same bytes for the same request."""
    made, again = await provider.illustrate(LIGHTHOUSE), await provider.illustrate(LIGHTHOUSE)
    other = await provider.illustrate(replace(LIGHTHOUSE, prompt="A desert at noon", description="A desert at noon"))
    reseeded = await provider.illustrate(replace(LIGHTHOUSE, seed=12))
    assert len({made.data, other.data, reseeded.data}) == 3
    if not made.cost_usd:
        assert made.data == again.data


async def test_a_provider_says_who_it_is_and_what_it_took(provider: ImageProvider) -> None:
    """The catalogue knows its name, its variant never changes by itself, and no cost is negative."""
    made = await provider.illustrate(LIGHTHOUSE)
    assert provider.name in current().providers
    assert provider.variant == provider.variant != ""
    assert made.model
    assert made.cost_usd >= 0


@pytest.mark.parametrize(
    "words",
    ["日本の灯台と嵐", "🌊" * 40, "<svg onload=alert(1)>", "a" * 2000, "\u202eright to left", "' ; drop table --"],
)
async def test_any_words_make_a_picture(provider: ImageProvider, words: str) -> None:
    """Nothing that an owner can type breaks a provider."""
    made = await provider.illustrate(replace(LIGHTHOUSE, prompt=words, description=words[:1000], style=words[:100]))
    assert made.data


async def test_animatic_costs_nothing() -> None:
    """The default provider is free, as the catalogue says."""
    made = await AnimaticImages(short_side=64).illustrate(LIGHTHOUSE)
    assert made.cost_usd == current().providers["animatic"].image.per_image == 0
    assert made.model == current().providers["animatic"].image.model


async def test_an_animatic_picture_of_other_size_is_of_another_variant() -> None:
    """What changes a picture changes its content key."""
    assert AnimaticImages(short_side=64).variant != AnimaticImages(short_side=128).variant


async def test_the_provider_on_command_fails_as_commanded(tmp_path: Path) -> None:
    """What the journeys rely on: a refusal, an outage, and a hiccup that passes."""
    images = ImagesOnCommand(tmp_path / "ledger")
    with pytest.raises(Refused):
        await images.illustrate(replace(LIGHTHOUSE, description="a refusal"))
    with pytest.raises(Transient):
        await images.illustrate(replace(LIGHTHOUSE, description="a hiccup"))
    assert (await images.illustrate(replace(LIGHTHOUSE, description="a hiccup"))).data
    assert images.calls() == ["a refusal", "a hiccup", "a hiccup"]
