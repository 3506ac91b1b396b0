"""The scene as the parser drafts it."""

from dataclasses import dataclass
from decimal import Decimal

MAX_DESCRIPTION = 1000  # characters, from the public contract
MAX_IMAGE_PROMPT = 2000  # characters, from the public contract


@dataclass(frozen=True, slots=True)
class SceneDraft:
    """One scene of a drafted storyboard.

    `scene_number` counts from 1; `description` (1–1000 characters) says what happens, in the owner's words;
    `duration` is seconds with two decimals, 0 < d ≤ 60; `image_prompt` (1–2000 characters) is the description
    followed by who, where, camera, light, style and brand.
    """

    scene_number: int
    description: str
    duration: Decimal
    image_prompt: str
