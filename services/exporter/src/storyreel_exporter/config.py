"""What the exporter is told by its environment, beyond what every service is."""

import tempfile
from pathlib import Path
from typing import Literal

from pydantic import Field

from storyreel_chassis.settings import ServiceSettings


class ExporterSettings(ServiceSettings):
    """How many copies are made at once, of which kind, and where."""

    copies: int = Field(default=2, ge=1, le=64, validation_alias="STORYREEL_EXPORT_COPIES", description="at once")
    webm_codec: Literal["av1", "vp9"] = Field(
        default="av1", validation_alias="STORYREEL_EXPORT_WEBM_CODEC", description="vp9 for players without AV1"
    )
    work_dir: Path = Field(
        default_factory=lambda: Path(tempfile.gettempdir()) / "storyreel-exporter",
        validation_alias="STORYREEL_WORK_DIR",
        description="for work in progress; what a dead process left there is removed at the next start",
    )
    masters_bytes: int = Field(
        default=2_000_000_000, ge=0, validation_alias="STORYREEL_EXPORT_MASTERS_BYTES",
        description="how much of the work directory fetched films may fill beyond those in use",
    )  # fmt: skip
    min_free_bytes: int = Field(
        default=500_000_000, ge=0, validation_alias="STORYREEL_WORK_MIN_FREE_BYTES",
        description="free space in the work directory below which the service is not ready",
    )  # fmt: skip
