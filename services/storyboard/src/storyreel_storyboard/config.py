"""What the storyboard service is told by its environment, beyond what every service is."""

import os

from pydantic import Field

from storyreel_chassis.settings import ServiceSettings


class StoryboardSettings(ServiceSettings):
    """How many pictures at once, and how large."""

    boards: int = Field(
        default=8, ge=1, le=64, validation_alias="STORYREEL_STORYBOARD_BOARDS",
        description="how many boards may be under way at once; further requests wait in the stream",
    )  # fmt: skip
    pictures: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=64, validation_alias="STORYREEL_STORYBOARD_PICTURES",
        description="how many pictures are made at once, over all boards; default: one a core",
    )  # fmt: skip
    picture_short_side: int = Field(
        default=1296, ge=64, le=4320, validation_alias="STORYREEL_PICTURE_SHORT_SIDE",
        description="pixels; 1.2 times the film's, so that the camera has room to move",
    )  # fmt: skip
