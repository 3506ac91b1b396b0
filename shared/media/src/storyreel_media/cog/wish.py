"""What we want, put into the fields that a model has: they differ, and only those that it knows are sent."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, prod
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from storyreel_chassis.errors import Refused
from storyreel_contracts.types import AspectRatio
from storyreel_media.cog.schema import InputField, Schema
from storyreel_media.outputs.judging import HEAD, MEDIA_TYPES, sniff

NAMES: Mapping[str, tuple[str, ...]] = {
    "prompt": ("prompt", "text"),
    "seed": ("seed",),
    "style": ("style",),
    "aspect_ratio": ("aspect_ratio",),
    "width": ("width",),
    "height": ("height",),
    "first": ("image", "first_frame_image", "start_image", "input_image"),
    "last": ("last_frame_image", "last_image", "end_image"),
    "seconds": ("duration", "seconds"),
    "fps": ("fps", "frame_rate"),
    "frames": ("num_frames",),
    "outputs": ("num_outputs",),
}
"""By which names models ask for the same thing, the most usual first."""

_SHAPES: Mapping[AspectRatio, tuple[int, int]] = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:3": (4, 3)}
_GRAIN = 8
"""Pixels: models work on tiles of so many."""
_FPS = 24
"""Frames a second, where the model has no default of its own."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture, or, with `seconds`, a clip that begins with the picture `first` and ends with `last`.

    `short_side` is in pixels, for models that name no size of their own.
    """

    prompt: str
    seed: int
    aspect_ratio: AspectRatio
    short_side: int
    style: str | None = None
    first: Path | None = None
    last: Path | None = None
    seconds: Decimal | None = None


def filled(wish: Wish, schema: Schema, about: str) -> dict[str, Any]:
    """The input of a model; reads the pictures, so call it in a thread.

    Raises:
        Refused: the model needs what we have not
    """
    found = {name: meant for meant, names in NAMES.items() for name in [_first(names, schema)] if name}
    offered = dict(_offered(wish, {meant: schema.fields[name] for name, meant in found.items()}))
    given: dict[str, Any] = {}
    for name, meant in found.items():
        value = _fitting(offered.get(meant), schema.fields[name], wraps=meant == "seed")
        if value is not None:
            given[name] = value
    missing = sorted(schema.required - given.keys())
    if missing:
        raise Refused("provider_input", f"{about} needs {', '.join(missing)}, which we cannot fill: give it a default")
    return given


def _first(names: tuple[str, ...], schema: Schema) -> str | None:
    return next((name for name in names if name in schema.fields), None)


def _offered(wish: Wish, fields: Mapping[str, InputField]) -> Iterator[tuple[str, Any]]:
    """What we have, by what it means."""
    yield "prompt", wish.prompt
    yield "seed", wish.seed
    yield "style", wish.style
    yield "aspect_ratio", wish.aspect_ratio
    yield "outputs", 1
    if "width" in fields and "height" in fields:
        yield from zip(("width", "height"), _size(wish, fields["width"], fields["height"]), strict=True)
    for meant, picture in (("first", wish.first), ("last", wish.last)):
        if picture is not None and meant in fields:
            yield meant, _data_url(picture)
    if wish.seconds is not None:
        fps = Decimal(str(fields["fps"].number or _FPS)) if "fps" in fields else Decimal(_FPS)
        yield "seconds", wish.seconds
        yield "fps", fps
        yield "frames", wish.seconds * fps


def _size(wish: Wish, width: InputField, height: InputField) -> tuple[int, int]:
    """Pixels in exactly the shape that is wished, as many as the model makes by itself, within what it takes."""
    shape = _SHAPES[wish.aspect_ratio]
    pixels = wish.short_side**2 / min(shape) ** 2 * prod(shape)
    if width.number and height.number:
        pixels = width.number * height.number
    tiles = round((pixels / prod(shape)) ** 0.5 / _GRAIN)
    sides = list(zip(shape, (width, height), strict=True))
    least = max(ceil((field.least or 0) / side / _GRAIN) for side, field in sides)
    most = min(int((field.most or float(2**16)) / side / _GRAIN) for side, field in sides)
    tiles = max(min(max(tiles, least), most), 1)
    return shape[0] * tiles * _GRAIN, shape[1] * tiles * _GRAIN


def _data_url(picture: Path) -> str:
    data = picture.read_bytes()
    kind = MEDIA_TYPES.get(sniff(data[:HEAD]), "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _fitting(value: Any, field: InputField, *, wraps: bool) -> Any:
    """A value as this field takes it; None where it takes none such.

    A number that must be chosen is the next greater choice; a seed that is too large goes round, so that two stay two.
    """
    if value is None:
        return None
    if field.type == "array":
        return [value]
    if isinstance(value, str):
        fits = not field.choices or value in field.choices
        return value[: field.longest] if fits and field.type in {"string", None} else None
    return _number(Decimal(value), field, wraps=wraps)


def _number(value: Decimal, field: InputField, *, wraps: bool) -> JsonValue:
    choices = {Decimal(str(one)): one for one in field.choices if _is_number(one)}
    if field.choices:
        return choices[min((one for one in choices if one >= value), default=max(choices))] if choices else None
    if wraps and field.most is not None:
        value %= int(field.most) + 1
    elif field.most is not None:
        value = min(value, Decimal(str(field.most)))
    value = max(value, Decimal(str(field.least))) if field.least is not None else value
    if field.type == "integer":
        return ceil(value)
    return float(value) if field.type == "number" else None


def _is_number(choice: Any) -> bool:
    try:
        Decimal(str(choice))
    except ArithmeticError:
        return False
    return not isinstance(choice, bool)
