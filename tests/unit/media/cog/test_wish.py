"""What a model is sent: what it knows of what we have, as it takes it."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyreel_chassis.errors import Refused
from storyreel_media.cog.schema import Schema
from storyreel_media.cog.wish import Wish, filled

PICTURE = Wish(prompt="a fox in the snow", seed=70_000, aspect_ratio="16:9", short_side=1080, style="cinematic")
TEXT, WHOLE, URI = {"type": "string"}, {"type": "integer"}, {"type": "string", "format": "uri"}


def sent(wish: Wish, fields: dict[str, Any], *required: str, **schemas: Any) -> dict[str, Any]:
    """To a model with this input."""
    document = {"components": {"schemas": {"Input": {"properties": fields, "required": list(required)}, **schemas}}}
    return filled(wish, Schema.of(document, "the model"), "the model")


def test_only_what_a_model_knows_is_sent() -> None:
    """Under its own name; what it has besides keeps its default."""
    assert sent(PICTURE, {"prompt": TEXT, "guidance": {"type": "number", "default": 3.5}}, "prompt") == {
        "prompt": PICTURE.prompt
    }
    assert sent(PICTURE, {"text": TEXT, "num_outputs": WHOLE}) == {"text": PICTURE.prompt, "num_outputs": 1}


def test_what_a_model_needs_and_we_have_not_is_named() -> None:
    """Who runs the model can then give it a default."""
    with pytest.raises(Refused, match=r"the model needs api_key, mask, which we cannot fill"):
        sent(PICTURE, {"prompt": TEXT, "mask": URI, "api_key": TEXT}, "prompt", "mask", "api_key")


def test_choices_are_kept_to() -> None:
    """Cog describes them in a place of their own. A shape or style that is not among them is left to the model."""
    shape = {"allOf": [{"$ref": "#/components/schemas/aspect_ratio"}], "default": "1:1"}
    fields = {"aspect_ratio": shape, "style": {"type": "string", "enum": ["anime", "photo"]}}
    enum = {"type": "string", "enum": ["1:1", "16:9"]}
    assert sent(PICTURE, fields, aspect_ratio=enum) == {"aspect_ratio": "16:9"}
    assert sent(replace(PICTURE, aspect_ratio="4:3"), fields, aspect_ratio=enum) == {}
    assert sent(replace(PICTURE, style="anime"), {"style": fields["style"]}) == {"style": "anime"}


@pytest.mark.parametrize(
    ("most", "seed"), [(2**32 - 1, 70_000), (65_535, 4464), (None, 70_000)], ids=["wide", "narrow", "any"]
)
def test_a_seed_goes_round(most: int | None, seed: int) -> None:
    """Two seeds that are too large stay two."""
    field = WHOLE if most is None else {**WHOLE, "minimum": 0, "maximum": most}
    assert sent(PICTURE, {"seed": field}) == {"seed": seed}


def test_words_are_cut_to_what_a_model_reads() -> None:
    """Rather than refused by it."""
    assert sent(PICTURE, {"prompt": {**TEXT, "maxLength": 5}}) == {"prompt": "a fox"}


@pytest.mark.parametrize(
    ("own", "size"),
    [
        ({"default": 1024}, (1408, 792)),
        ({"default": 1024, "maximum": 1024}, (1024, 576)),
        ({"default": 512, "minimum": 256}, (640, 360)),
        ({"minimum": 1200}, (2176, 1224)),
        ({}, (1920, 1080)),
    ],
)
def test_a_size_has_the_shape_to_the_pixel(own: dict[str, int], size: tuple[int, int]) -> None:
    """As many pixels as the model makes by itself, within its bounds; ours where it has no size of its own."""
    fields = {"width": {**WHOLE, **own}, "height": {**WHOLE, **own}}
    width, height = size
    assert sent(PICTURE, fields) == {"width": width, "height": height}
    upright = sent(replace(PICTURE, aspect_ratio="9:16"), fields)
    assert upright == {"width": height, "height": width}


@pytest.mark.parametrize(
    ("field", "duration"),
    [
        ({"type": "integer"}, 5),
        ({"type": "number"}, 4.2),
        ({"type": "integer", "maximum": 4}, 4),
        ({"type": "integer", "minimum": 6}, 6),
        ({"type": "integer", "enum": [3, 6, 9]}, 6),
        ({"type": "string", "enum": ["2", "4"]}, "4"),
    ],
)
def test_a_clip_fills_its_scene_if_it_can(field: dict[str, Any], duration: float | str) -> None:
    """The next length that is not too short, else the longest."""
    assert sent(replace(PICTURE, seconds=Decimal("4.2")), {"duration": field}) == {"duration": duration}


def test_frames_are_reckoned_at_the_models_own_rate() -> None:
    """Models that count frames instead of seconds."""
    wish = replace(PICTURE, seconds=Decimal("4.2"))
    assert sent(wish, {"num_frames": {**WHOLE, "maximum": 1000}}) == {"num_frames": 101}
    slow = {"num_frames": {**WHOLE, "maximum": 1000}, "fps": {**WHOLE, "default": 16}}
    assert sent(wish, slow) == {"num_frames": 68, "fps": 16}


def test_pictures_come_along(tmp_path: Path) -> None:
    """As data URLs, so that the model need not reach our store; only to models that take them."""
    first, last = tmp_path / "first.jpg", tmp_path / "last.png"
    first.write_bytes(b"\xff\xd8\xff first")
    last.write_bytes(b"\x89PNG\r\n\x1a\n last")
    wish = replace(PICTURE, first=first, last=last)
    given = sent(wish, {"start_image": URI, "end_image": {"type": "array", "items": URI}}, "start_image")
    assert given["start_image"].startswith("data:image/jpeg;base64,")
    assert given["end_image"][0].startswith("data:image/png;base64,")
    assert sent(wish, {"prompt": TEXT}) == {"prompt": PICTURE.prompt}


@pytest.mark.parametrize(
    "document", [None, {}, {"components": {"schemas": {}}}, {"components": {"schemas": {"Input": {"properties": []}}}}]
)
def test_a_document_that_describes_no_input_is_refused(document: Any) -> None:
    """It says what to do."""
    with pytest.raises(Refused, match="cog build"):
        Schema.of(document, "the model")
