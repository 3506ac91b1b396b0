"""What the storyboard service is told by its environment, beyond what every service is."""

import os
import tempfile
from pathlib import Path

from pydantic import Field

from storyreel_chassis.settings import ServiceSettings
from storyreel_media.cog.settings import Addresses, CogSettings
from storyreel_media.replicate.settings import ProviderSettings


class StoryboardSettings(ServiceSettings, ProviderSettings, CogSettings):
    """How many pictures at once, how large, and by whom."""

    boards: int = Field(
        default=8, ge=1, le=64, validation_alias="STORYREEL_STORYBOARD_BOARDS",
        description="how many boards may be under way at once; further requests wait in the stream",
    )  # fmt: skip
    pictures: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=64, validation_alias="STORYREEL_STORYBOARD_PICTURES",
        description="how many pictures are painted here at once, over all boards; default: one a core",
    )  # fmt: skip
    remote_pictures: int = Field(
        default=16, ge=1, le=256, validation_alias="STORYREEL_STORYBOARD_REMOTE_PICTURES",
        description="how many pictures other providers are waited for at once, over all boards",
    )  # fmt: skip
    picture_short_side: int = Field(
        default=1296, ge=64, le=4320, validation_alias="STORYREEL_PICTURE_SHORT_SIDE",
        description="pixels; 1.2 times the film's, so that the camera has room to move",
    )  # fmt: skip
    cog_images: Addresses = Field(
        default=(), validation_alias="STORYREEL_COG_IMAGE_URL",
        description="your own Cog servers for pictures, with commas: as many pictures at once",
    )  # fmt: skip
    work_dir: Path = Field(
        default_factory=lambda: Path(tempfile.gettempdir()) / "storyreel-storyboard",
        validation_alias="STORYREEL_WORK_DIR",
        description="for downloads under way; what a dead process left there is removed at the next start",
    )  # fmt: skip
    min_free_bytes: int = Field(
        default=100_000_000, ge=0, validation_alias="STORYREEL_WORK_MIN_FREE_BYTES",
        description="free space in the work directory below which the service is not ready",
    )  # fmt: skip
