"""What a service that has things made by own models is told by its environment."""

from pydantic import Field

from storyreel_chassis.settings import ServiceSettings
from storyreel_media.cog.client import Cog

URLS = r"^\s*(https?://[^/?#\s@,]+[^?#\s@,]*\s*(,\s*https?://[^/?#\s@,]+[^?#\s@,]*\s*)*)?$"
"""None, one, or several with commas; without names and passwords."""


class CogSettings(ServiceSettings):
    """The models, and how long they may take."""

    cog_model: str = Field(
        default="own", min_length=1, max_length=100, validation_alias="STORYREEL_COG_MODEL",
        description="what your models are called; another name has made anew what was made under the former",
    )  # fmt: skip
    cog_seconds: float = Field(
        default=600, gt=0, validation_alias="STORYREEL_COG_SECONDS",
        description="that one picture or clip by your models may take",
    )  # fmt: skip

    def cog(self, urls: str) -> Cog | None:
        """A client of these servers, to be entered; None where there are none."""
        named = [url.strip() for url in urls.split(",") if url.strip()]
        return Cog(named, model=self.cog_model) if named else None
