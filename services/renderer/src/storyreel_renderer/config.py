"""What the renderer is told by its environment, beyond what every service is."""

import os
import tempfile
from pathlib import Path
from typing import Literal

from pydantic import Field

from storyreel_chassis.settings import ServiceSettings
from storyreel_media.cog.settings import Addresses, CogSettings
from storyreel_media.replicate.settings import ProviderSettings

Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"]


class RendererSettings(ServiceSettings, ProviderSettings, CogSettings):
    """How films look, how many are made at once, and where."""

    short_side: int = Field(
        default=1080, ge=64, le=2160, multiple_of=2, validation_alias="STORYREEL_RENDER_SHORT_SIDE",
        description="the master's shorter side, pixels",
    )  # fmt: skip
    fps: int = Field(default=30, ge=10, le=60, validation_alias="STORYREEL_RENDER_FPS")
    preset: Preset = Field(default="veryfast", validation_alias="STORYREEL_RENDER_PRESET", description="libx264's")
    crf: int = Field(default=20, ge=0, le=51, validation_alias="STORYREEL_RENDER_CRF", description="libx264's")
    slates: bool = Field(
        default=True, validation_alias="STORYREEL_RENDER_SLATES",
        description="the animatic's slate over the first seconds of each still; real footage has none",
    )  # fmt: skip
    films: int = Field(default=2, ge=1, le=64, validation_alias="STORYREEL_RENDER_FILMS", description="films at once")
    clips: int = Field(
        default=16, ge=1, le=256, validation_alias="STORYREEL_RENDER_CLIPS",
        description="clips by far providers that are waited for at once, over all films",
    )  # fmt: skip
    cog_clips: Addresses = Field(
        default=(), validation_alias="STORYREEL_COG_CLIP_URL",
        description="your own Cog servers for clips, with commas: as many clips at once; without one, the camera moves"
        " over your models' pictures",
    )  # fmt: skip
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, validation_alias="STORYREEL_RENDER_PROCESSES",
        description="child processes that encode, over all films; default: one a core",
    )  # fmt: skip
    stall_seconds: float = Field(
        default=60, gt=0, validation_alias="STORYREEL_RENDER_STALL_SECONDS",
        description="a child process that shows no progress for so long is killed",
    )  # fmt: skip
    work_dir: Path = Field(
        default_factory=lambda: Path(tempfile.gettempdir()) / "storyreel-renderer",
        validation_alias="STORYREEL_WORK_DIR",
        description="for work in progress; what a dead process left there is removed at the next start",
    )  # fmt: skip
    min_free_bytes: int = Field(
        default=500_000_000, ge=0, validation_alias="STORYREEL_WORK_MIN_FREE_BYTES",
        description="free space in the work directory below which the service is not ready",
    )  # fmt: skip

    @property
    def requests(self) -> int:
        """How many requested films are under way at once: those being put together, and those that wait for clips."""
        return self.films + self.clips
