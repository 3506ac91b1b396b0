"""What a picture is asked for with, and what comes back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ASPECTS: dict[str, tuple[int, int]] = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:3": (4, 3)}


@dataclass(frozen=True, slots=True)
class Brief:
    """One scene's picture, in words.

    `prompt` is the scene's image prompt (description, style, camera and brand words); `short_side` is in
    pixels, 1.2 x 1080 by default so that a camera has room to move; `palette` holds brand colours "#rrggbb".
    """

    prompt: str
    description: str = ""
    style: str | None = None
    aspect_ratio: str = "16:9"
    short_side: int = 1296
    seed: int = 0
    palette: tuple[str, ...] = ()

    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even. Raises ValueError for an unknown aspect ratio or side."""
        if self.aspect_ratio not in ASPECTS:
            raise ValueError(f"unknown aspect ratio {self.aspect_ratio!r}")
        if not 64 <= self.short_side <= 4320:
            raise ValueError("short_side must be 64..4320 px")
        across, down = ASPECTS[self.aspect_ratio]
        unit = self.short_side / min(across, down)
        return round(across * unit / 2) * 2, round(down * unit / 2) * 2


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture: JPEG, quality 95, 4:4:4."""

    data: bytes
    media_type: str
    width: int
    height: int


class Dice:
    """Named random streams from one key: the same key and name always give the same numbers."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of_scene(cls, brief: Brief) -> "Dice":
        """Dice for everything that makes this picture this picture (size left out: it scales, not changes)."""
        fields = [brief.prompt, brief.description, brief.style, brief.aspect_ratio, brief.seed, list(brief.palette)]
        return cls(_digest(fields))

    @classmethod
    def of_film(cls, brief: Brief) -> "Dice":
        """Dice shared by all scenes of one style and brand, so that they look like one film."""
        return cls(_digest([(brief.style or "").casefold().strip(), list(brief.palette)]))

    def stream(self, name: str) -> np.random.Generator:
        """A fresh generator for one purpose."""
        seed = hashlib.blake2b(name.encode(), key=self._key, digest_size=8).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(seed, "big")))


def _digest(fields: Sequence[object]) -> bytes:
    return hashlib.blake2b(json.dumps(fields, ensure_ascii=True).encode(), digest_size=32).digest()
