"""What a wish makes of its owner's assets."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from storyreel_chassis.errors import Refused
from storyreel_chassis.ids import new_id
from storyreel_contracts import pricing
from storyreel_contracts.api import GenerationRequest, RenderOptions
from storyreel_contracts.events import GenerationRequested, Illustration, RenderRequested
from storyreel_contracts.types import AssetFormat, AssetType
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.asset import Asset
from storyreel_gateway.domain.binding import Materials, bind, named
from storyreel_gateway.domain.refusals import Unfit
from support.gateway_facts import ready

PROMPT = "A lighthouse keeper's last night, and a ship saved at dawn."
KINDS: dict[AssetType, tuple[AssetFormat, str]] = {
    "image": ("jpg", "image/jpeg"), "audio": ("mp3", "audio/mpeg"), "video": ("mp4", "video/mp4"),
    "document": ("pdf", "application/pdf"),
}  # fmt: skip


def asset(kind: AssetType, name: str = "mine", *, duration: str | None = None) -> Asset:
    """An asset of the owner."""
    asset_id, (format_, mime_type) = new_id(), KINDS[kind]
    return Asset(
        asset_id=asset_id, owner_id="owner", name=name, client_id=None, type=kind, format=format_, mime_type=mime_type,
        size=1000, digest=asset_id.bytes * 2, object_key=f"assets/{asset_id}/content.{format_}", thumbnail_key="t",
        thumbnail_type="image/jpeg", width=300, height=200, duration=None if duration is None else Decimal(duration),
    )  # fmt: skip


def wish(assets: Sequence[Asset | UUID] = (), *, duration: int = 15, **other: Any) -> GenerationRequest:
    """A wish that names them."""
    ids = [one if isinstance(one, UUID) else one.asset_id for one in assets]
    return GenerationRequest(prompt=PROMPT, duration=duration, asset_ids=ids, **other)


def bound(assets: Sequence[Asset], asked: GenerationRequest) -> Any:
    """What comes of it."""
    return bind(asked, {one.asset_id: one for one in assets}, scenes=commands.scenes_of(asked))


def refusal(assets: Sequence[Asset], asked: GenerationRequest) -> tuple[str, dict[str, str]]:
    """The code, and what is said of each field."""
    with pytest.raises(Unfit) as caught:
        bound(assets, asked)
    return caught.value.code, {one.field: one.message for one in caught.value.errors}


def test_images_take_the_scenes_in_order_and_an_audio_none() -> None:
    """First image, first scene, wherever the soundtrack stands between them; two equal files have one content key."""
    first, second, sound = asset("image"), asset("image"), asset("audio", duration="60")
    found = bound([first, second, sound], wish([second, sound, first]))
    assert [(one.scene_number, one.image_key) for one in found.pictures] == [
        (1, second.object_key), (2, first.object_key)
    ]  # fmt: skip
    assert found.pictures[0].content_key == f"upload-{second.digest.hex()}"
    assert found.materials.soundtrack.object_key == sound.object_key
    assert found.materials.logo is None
    assert sorted(found.uses) == sorted(
        [(first.asset_id, "picture"), (second.asset_id, "picture"), (sound.asset_id, "soundtrack")]
    )


def test_a_logo_comes_from_the_brand_and_may_be_a_picture_too() -> None:
    """Its corner is the upper right one unless another is wished; one asset may have two parts."""
    image = asset("image")
    guidelines = {"logo_asset_id": str(image.asset_id), "colors": ["#ff8800"]}
    found = bound([image], wish([image], brand_guidelines=guidelines))
    assert (found.materials.logo.object_key, found.materials.logo.position) == (image.object_key, "top-right")
    assert sorted(found.uses) == sorted([(image.asset_id, "picture"), (image.asset_id, "logo")])
    assert named(wish([image], brand_guidelines=guidelines)) == (image.asset_id,)
    cornered = bound([image], wish(brand_guidelines=guidelines | {"logo_position": "bottom-left"}))
    assert cornered.materials.logo.position == "bottom-left"


def test_more_images_than_scenes_are_refused_with_both_numbers() -> None:
    """Nothing is left away silently."""
    images = [asset("image") for _ in range(3)]
    code, fields = refusal(images, wish(images, duration=10))
    assert code == "too_many_pictures"
    assert "3 images" in fields["asset_ids"]
    assert "2 scenes" in fields["asset_ids"]
    assert len(bound(images, wish(images, duration=15)).pictures) == 3


def test_a_second_audio_is_refused_where_it_stands() -> None:
    """A film has one soundtrack."""
    sounds = [asset("audio", duration="9") for _ in range(2)]
    code, fields = refusal(sounds, wish([sounds[0], sounds[1]]))
    assert (code, list(fields)) == ("too_many_soundtracks", ["asset_ids.1"])


@pytest.mark.parametrize(
    ("kind", "duration"), [("video", "5"), ("document", None), ("audio", "0.4")], ids=["video", "document", "click"]
)
def test_what_no_film_can_use_is_refused_by_name(kind: AssetType, duration: str | None) -> None:
    """The owner learns which of the assets, and what would do."""
    image, useless = asset("image"), asset(kind, "holiday", duration=duration)
    code, fields = refusal([image, useless], wish([image, useless]))
    assert (code, list(fields)) == ("asset_unusable", ["asset_ids.1"])
    assert "'holiday'" in fields["asset_ids.1"]


def test_unknown_assets_are_all_named() -> None:
    """Also where others would be of no use: first of all, what is there."""
    image, useless = asset("image"), asset("document")
    code, fields = refusal([image, useless], wish([new_id(), image, useless, new_id()]))
    assert (code, list(fields)) == ("asset_not_found", ["asset_ids.0", "asset_ids.3"])


@pytest.mark.parametrize(
    ("guidelines", "code", "field"),
    [
        ({"logo_asset_id": "mine"}, "brand_guidelines_invalid", "logo_asset_id"),
        ({"logo_asset_id": 5}, "brand_guidelines_invalid", "logo_asset_id"),
        ({"logo_asset_id": str(new_id())}, "asset_not_found", "logo_asset_id"),
        ({"logo_asset_id": "SOUND"}, "asset_unusable", "logo_asset_id"),
        ({"logo_asset_id": "IMAGE", "logo_position": "middle"}, "brand_guidelines_invalid", "logo_position"),
        ({"logo_asset_id": "IMAGE", "logo_position": ["top-left"]}, "brand_guidelines_invalid", "logo_position"),
    ],
)
def test_a_logo_that_cannot_be_is_refused(guidelines: dict[str, Any], code: str, field: str) -> None:
    """A typing error is told before anything is made, not seen in the film."""
    assets = {"SOUND": asset("audio", duration="9"), "IMAGE": asset("image")}
    known = assets.get(guidelines["logo_asset_id"])
    told = guidelines | ({"logo_asset_id": str(known.asset_id)} if known else {})
    said, fields = refusal(list(assets.values()), wish(brand_guidelines=told))
    assert (said, list(fields)) == (code, [f"brand_guidelines.{field}"])


@pytest.mark.parametrize(
    "guidelines", [None, {}, {"logo_asset_id": None}, {"logo_position": "middle", "colors": "teal"}]
)
def test_a_brand_without_a_logo_is_as_free_as_ever(guidelines: dict[str, Any] | None) -> None:
    """What was taken before there were logos is taken still."""
    assert bound([], wish(brand_guidelines=guidelines)).uses == ()


def test_an_id_is_named_once() -> None:
    """A repeat is a mistake, and 62 are enough for every scene, a soundtrack and one too many."""
    one = new_id()
    with pytest.raises(ValidationError, match="twice"):
        wish([one, one])
    with pytest.raises(ValidationError, match="62"):
        wish([new_id() for _ in range(63)])
    assert len(wish([new_id() for _ in range(62)]).asset_ids) == 62


def test_nobody_can_ask_for_pictures_by_upload() -> None:
    """`upload` says whose a picture is; it makes none."""
    with pytest.raises(ValidationError, match="provider"):
        wish(provider="upload")
    assert "upload" in str(Illustration.model_fields["provider"].annotation)


def test_own_pictures_cost_nothing() -> None:
    """Only the pictures that somebody has to make are estimated, and reserved."""
    prices = pricing.current().providers["replicate"]
    images = [asset("image") for _ in range(2)]
    asked = wish(images, duration=15, provider="replicate")
    step = commands.request("owner", asked, bound(images, asked), providers={"replicate"})
    assert step.job.estimated_cost == prices.estimate(images=1, seconds=15)
    assert [line.reserved for line in step.opens] == [0, 0, prices.image.per_image]


def test_a_job_asks_for_the_pictures_that_are_missing_and_keeps_what_films_need() -> None:
    """Own pictures travel with the request; logo and soundtrack stay with the job for every render."""
    image, sound = asset("image"), asset("audio", duration="30")
    asked = wish([image, sound], brand_guidelines={"logo_asset_id": str(image.asset_id)})
    step = commands.request("owner", asked, bound([image, sound], asked))
    (event,) = step.events
    assert isinstance(event, GenerationRequested)
    assert [one.scene_number for one in event.pictures] == [1]
    assert step.job.materials.logo is not None
    assert step.job.materials.soundtrack is not None


@pytest.mark.parametrize(
    ("asked", "has", "expected"),
    [
        (None, True, "soundtrack"), (None, False, "bed"), ("bed", True, "bed"), ("silence", True, "silence"),
        ("soundtrack", True, "soundtrack"), ("silence", False, "silence"),
    ],
)  # fmt: skip
def test_a_film_sounds_as_its_owner_says_or_else_as_the_job_was_made(asked: Any, has: bool, expected: str) -> None:
    """What is said at the render wins; the logo is there in any case."""
    picture, sound = asset("image"), asset("audio", duration="30")
    wished = wish([sound] if has else [], brand_guidelines={"logo_asset_id": str(picture.asset_id)})
    job = replace(commands.approve(ready()).job, materials=bound([picture, sound], wished).materials)
    (event,) = commands.render(job, RenderOptions(audio=asked)).events
    assert isinstance(event, RenderRequested)
    assert event.audio == expected
    assert (event.soundtrack is not None) == (expected == "soundtrack")
    assert event.logo == job.materials.logo


def test_a_soundtrack_that_is_not_there_is_not_a_bed() -> None:
    """Asked for explicitly it is refused, rather than quietly something else."""
    job = commands.approve(ready()).job
    assert job.materials == Materials()
    with pytest.raises(Refused) as caught:
        commands.render(job, RenderOptions(audio="soundtrack"))
    assert caught.value.code == "soundtrack_missing"
