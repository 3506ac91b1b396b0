"""The models that there are: two official ones by their schemas and prices, the public test model, and users' own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from storyreel.simulator.clock import said
from storyreel.simulator.schema import Schema
from storyreel_contracts.pricing import current

FLUX, SEEDANCE = "black-forest-labs/flux-schnell", "bytedance/seedance-1-lite"
HELLO_WORLD = "replicate/hello-world"
HELLO_VERSION = "9dcd6d78e7c6560c340d916fe32e9f24aabfa331e5cce95fe31f77fb03121426"
HIDDEN = "hidden"

FLUX_SIZES: Mapping[str, tuple[int, int]] = {
    "1:1": (1024, 1024), "16:9": (1344, 768), "21:9": (1536, 640), "3:2": (1216, 832), "2:3": (832, 1216),
    "4:5": (896, 1088), "5:4": (1088, 896), "3:4": (896, 1152), "4:3": (1152, 896), "9:16": (768, 1344),
    "9:21": (640, 1536),
}  # fmt: skip
"""Pixels of one megapixel, by aspect ratio."""
SEEDANCE_SIZES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "480p": {
        "16:9": (864, 480), "4:3": (736, 544), "1:1": (640, 640), "3:4": (544, 736), "9:16": (480, 864),
        "21:9": (960, 416), "9:21": (416, 960),
    },
    "720p": {
        "16:9": (1248, 704), "4:3": (1120, 832), "1:1": (960, 960), "3:4": (832, 1120), "9:16": (704, 1248),
        "21:9": (1504, 640), "9:21": (640, 1504),
    },
    "1080p": {
        "16:9": (1920, 1088), "4:3": (1664, 1248), "1:1": (1440, 1440), "3:4": (1248, 1664), "9:16": (1088, 1920),
        "21:9": (2176, 928), "9:21": (928, 2176),
    },
}  # fmt: skip

_TEXT: Schema = {"type": "string"}
_FILE: Schema = {"type": "string", "format": "uri", "nullable": True}
_SEED: Schema = {"type": "integer", "nullable": True}

_FLUX_INPUT: Schema = {
    "type": "object",
    "title": "Input",
    "required": ["prompt"],
    "additionalProperties": False,
    "properties": {
        "prompt": _TEXT,
        "aspect_ratio": {"type": "string", "enum": list(FLUX_SIZES), "default": "1:1"},
        "num_outputs": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
        "num_inference_steps": {"type": "integer", "minimum": 1, "maximum": 4, "default": 4},
        "seed": _SEED,
        "output_format": {"type": "string", "enum": ["webp", "jpg", "png"], "default": "webp"},
        "output_quality": {"type": "integer", "minimum": 0, "maximum": 100, "default": 80},
        "disable_safety_checker": {"type": "boolean", "default": False},
        "go_fast": {"type": "boolean", "default": True},
        "megapixels": {"type": "string", "enum": ["1", "0.25"], "default": "1"},
    },
}
_SEEDANCE_INPUT: Schema = {
    "type": "object",
    "title": "Input",
    "required": ["prompt"],
    "additionalProperties": False,
    "properties": {
        "prompt": _TEXT,
        "image": _FILE,
        "last_frame_image": _FILE,
        "reference_images": {"type": "array", "items": _FILE, "nullable": True},
        "duration": {"type": "integer", "minimum": 2, "maximum": 12, "default": 5},
        "resolution": {"type": "string", "enum": list(SEEDANCE_SIZES), "default": "720p"},
        "aspect_ratio": {"type": "string", "enum": list(SEEDANCE_SIZES["720p"]), "default": "16:9"},
        "fps": {"type": "integer", "enum": [24], "default": 24},
        "camera_fixed": {"type": "boolean", "default": False},
        "seed": _SEED,
    },
}
_HELLO_INPUT: Schema = {"type": "object", "title": "Input", "required": ["text"], "properties": {"text": _TEXT}}
_URI: Schema = {"type": "string", "format": "uri"}
_BEGINNING = datetime(2024, 8, 1, tzinfo=UTC)


@dataclass
class Version:
    """A version of a model."""

    id: str
    created_at: datetime

    def body(self, model: "Model") -> dict[str, Any]:
        """As the API answers it."""
        schemas = {"Input": model.input_schema, "Output": model.output_schema}
        document = {
            "openapi": "3.0.2",
            "info": {"title": "Cog", "version": "0.1.0"},
            "components": {"schemas": schemas},
        }
        made = said(self.created_at)
        return {"id": self.id, "created_at": made, "cog_version": "0.14.0", "openapi_schema": document}


@dataclass
class Model:
    """A model; `seconds` is how long a prediction usually takes."""

    owner: str
    name: str
    official: bool = False
    input_schema: Schema = field(default_factory=lambda: {"type": "object", "title": "Input", "properties": {}})
    output_schema: Schema = field(default_factory=lambda: {"type": "string", "title": "Output"})
    versions: list[Version] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.5
    runs: int = 0

    @property
    def path(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def latest(self) -> Version | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None

    def body(self) -> dict[str, Any]:
        """As the API answers it."""
        told = ("description", "visibility", "github_url", "paper_url", "license_url", "weights_url", "cover_image_url")
        return {
            "url": f"https://replicate.com/{self.path}",
            "owner": self.owner,
            "name": self.name,
            "is_official": self.official,
            "run_count": self.runs,
            "default_example": None,
            "latest_version": self.latest.body(self) if self.latest else None,
            **{name: self.about.get(name) for name in told},
        }

    def full(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """An input with the defaults where nothing is said."""
        properties: Mapping[str, Schema] = self.input_schema.get("properties", {})
        defaults = {name: one["default"] for name, one in properties.items() if "default" in one}
        return defaults | {name: value for name, value in given.items() if value is not None}

    def price(self, given: Mapping[str, Any]) -> Decimal:
        """What a prediction costs by the catalogue of the day, US dollars."""
        prices, full = current().providers["replicate"], self.full(given)
        if self.path == FLUX:
            return Decimal(prices.image.per_image * int(full["num_outputs"]))
        if self.path == SEEDANCE:
            return prices.clip.per_clip_second(full["resolution"]) * int(full["duration"])
        return Decimal(0)


def version_of(path: str) -> Version:
    """The one version of a model that has no real one here."""
    return Version(hashlib.sha256(path.encode()).hexdigest(), _BEGINNING)


def known() -> dict[str, Model]:
    """The models that are always there."""
    flux = Model("black-forest-labs", "flux-schnell", official=True, input_schema=_FLUX_INPUT)
    flux.output_schema = {"type": "array", "title": "Output", "items": _URI}
    seedance = Model("bytedance", "seedance-1-lite", official=True, input_schema=_SEEDANCE_INPUT, seconds=25)
    seedance.output_schema = {**_URI, "title": "Output"}
    hello = Model("replicate", "hello-world", input_schema=_HELLO_INPUT)
    hello.versions = [Version(HELLO_VERSION, _BEGINNING)]
    for model in (flux, seedance):
        model.versions = [version_of(model.path)]
    for model in (flux, seedance, hello):
        model.about = {"visibility": "public", "description": f"{model.path}, simulated"}
    return {model.path: model for model in (flux, seedance, hello)}
